// A chart as a picture: what the browser has laid out is painted again on a canvas, with the colours and letters that it has on
// the page. No image is loaded for it, which the page's own policy would forbid.

/** Pixels of the picture for each of the page. */
const SCALE = 2;
const MARGIN = 20;
const CAPTION = 17;

interface Painter {
  pen: CanvasRenderingContext2D;
  left: number;
  top: number;
}

/** Paint an element below a caption; the picture is a PNG. */
export async function picture(root: Element, caption: string): Promise<Blob> {
  await document.fonts.ready;
  const seen = root.getBoundingClientRect();
  // On a phone a wide drawing lies in a box that scrolls: all of it is painted.
  const inside = [...root.querySelectorAll("svg")].map((one) => one.getBoundingClientRect().right);
  const width = Math.max(seen.right, ...inside) - seen.left;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser paints no pictures.");
  const page = getComputedStyle(root);
  const font = `600 ${CAPTION}px ${page.fontFamily}`;
  pen.font = font;
  const lines = caption ? wrapped(pen, caption, width) : [];
  const head = lines.length ? lines.length * CAPTION * 1.3 + MARGIN / 2 : 0;
  canvas.width = Math.ceil((width + 2 * MARGIN) * SCALE);
  canvas.height = Math.ceil((seen.height + head + 2 * MARGIN) * SCALE);
  pen.fillStyle = ground(root);
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  pen.font = font;
  pen.fillStyle = page.color;
  for (const [at, line] of lines.entries()) pen.fillText(line, MARGIN, MARGIN + CAPTION * (1 + at * 1.3));
  paint({ pen, left: seen.left - MARGIN, top: seen.top - MARGIN - head }, root, 1);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture is too large."))), "image/png");
  });
}

function wrapped(pen: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The colour an element lies on. */
function ground(element: Element | null): string {
  for (let one = element; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (!clear(colour)) return colour;
  }
  return "white";
}

const clear = (colour: string) => colour === "none" || colour === "transparent" || colour.endsWith(", 0)");

function paint(to: Painter, element: Element, opacity: number): void {
  const style = getComputedStyle(element);
  const aside = element.classList.contains("hidden") || element.hasAttribute("data-unpainted");
  if (style.display === "none" || style.visibility === "hidden" || aside) return;
  const here = opacity * Number(style.opacity);
  if (element instanceof SVGGeometryElement) shape(to, element, style, here);
  else if (element instanceof HTMLElement) box(to, element, style, here);
  for (const child of element.childNodes) {
    if (child instanceof Element && child.tagName !== "title") paint(to, child, here);
    if (child instanceof Text) words(to, child, style, here);
  }
}

/** What lies behind an element's text. */
function box({ pen, left, top }: Painter, element: HTMLElement, style: CSSStyleDeclaration, opacity: number): void {
  if (clear(style.backgroundColor)) return;
  const { x, y, width, height } = element.getBoundingClientRect();
  pen.globalAlpha = opacity;
  pen.fillStyle = style.backgroundColor;
  pen.beginPath();
  pen.roundRect(x - left, y - top, width, height, Math.min(Number.parseFloat(style.borderRadius) || 0, height / 2));
  pen.fill();
}

function shape({ pen, left, top }: Painter, element: SVGGeometryElement, style: CSSStyleDeclaration, opacity: number): void {
  const place = element.getScreenCTM();
  if (!place) return;
  const path = outline(element);
  pen.save();
  const [across, down] = [(place.e - left) * SCALE, (place.f - top) * SCALE];
  pen.setTransform(place.a * SCALE, place.b * SCALE, place.c * SCALE, place.d * SCALE, across, down);
  if (!clear(style.fill)) {
    pen.globalAlpha = opacity * Number(style.fillOpacity);
    pen.fillStyle = style.fill;
    pen.fill(path);
  }
  if (!clear(style.stroke)) {
    pen.globalAlpha = opacity * Number(style.strokeOpacity);
    pen.strokeStyle = style.stroke;
    pen.lineWidth = Number.parseFloat(style.strokeWidth);
    pen.lineCap = style.strokeLinecap as CanvasLineCap;
    pen.setLineDash(style.strokeDasharray.split(/[ ,]+/).map(Number.parseFloat).filter(Number.isFinite));
    pen.stroke(path);
  }
  pen.restore();
}

function outline(element: SVGGeometryElement): Path2D {
  const path = new Path2D(element instanceof SVGPathElement ? (element.getAttribute("d") ?? "") : undefined);
  const at = (length: SVGAnimatedLength) => length.baseVal.value;
  if (element instanceof SVGRectElement) {
    const [width, height] = [at(element.width), at(element.height)];
    path.roundRect(at(element.x), at(element.y), width, height, Math.min(at(element.rx), width / 2, height / 2));
  }
  if (element instanceof SVGCircleElement) path.arc(at(element.cx), at(element.cy), at(element.r), 0, 2 * Math.PI);
  if (element instanceof SVGLineElement) {
    path.moveTo(at(element.x1), at(element.y1));
    path.lineTo(at(element.x2), at(element.y2));
  }
  if (element instanceof SVGPolygonElement) {
    for (const point of element.points) path.lineTo(point.x, point.y);
    path.closePath();
  }
  return path;
}

/** Every word where the browser put it, so that lines break as they do on the page; digits one by one, as wide as there. */
function words({ pen, left, top }: Painter, text: Text, style: CSSStyleDeclaration, opacity: number): void {
  const drawn = text.parentElement instanceof SVGGraphicsElement ? text.parentElement : null;
  const size = Number.parseFloat(style.fontSize) * (drawn?.getScreenCTM()?.a ?? 1);
  pen.font = `${style.fontStyle} ${style.fontWeight} ${size}px ${style.fontFamily}`;
  pen.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
  pen.fillStyle = drawn ? style.fill : style.color;
  pen.globalAlpha = opacity;
  // Letters on ribbons have a rim of the card's colour.
  const rim = drawn && !clear(style.stroke) ? Number.parseFloat(style.strokeWidth) : 0;
  pen.strokeStyle = style.stroke;
  pen.lineJoin = "round";
  pen.lineWidth = rim;
  const range = document.createRange();
  for (const found of text.data.matchAll(/\d|[^\s\d]+/g)) {
    range.setStart(text, found.index);
    range.setEnd(text, found.index + found[0].length);
    const place = range.getClientRects()[0];
    if (!place) continue;
    const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below, width } = pen.measureText(found[0]);
    const line = place.top - top + (place.height - above - below) / 2 + above;
    const at = place.left - left + (place.width - width) / 2;
    if (rim) pen.strokeText(found[0], at, line);
    pen.fillText(found[0], at, line);
  }
}
