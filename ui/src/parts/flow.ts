// The layout of a Sankey diagram: columns of nodes with ribbons between them, heights in proportion to people.
import type { Paths } from "../analyses";

/** Stands for all that is too small to be drawn by itself. */
export const OTHER = "\u0000other";
const DRAWN = 7;
const WIDTH = 1_000;
/** For the names beside the last column. */
const ASIDE = 180;
const HEIGHT = 430;
const BAR = 12;
const GAP = 20;

export interface Node {
  column: number;
  name: string;
  value: number;
  x: number;
  y: number;
  height: number;
}

export interface Ribbon {
  from: Node;
  to: Node;
  value: number;
  path: string;
}

export interface Flow {
  width: number;
  height: number;
  bar: number;
  /** Beside the last column's bars. */
  aside: number;
  /** From one column's bars to the next one's. */
  gap: number;
  nodes: Node[];
  ribbons: Ribbon[];
}

interface Counted {
  column: number;
  from: string;
  to: string;
  value: number;
}

/**
 * Lay out the links of paths.
 *
 * @param links with their place, from 1; of paths to an event counted back from it
 * @param backwards whether they are counted back
 */
export function flow(links: Paths["links"], backwards: boolean): Flow {
  const last = Math.max(0, ...links.map(({ step }) => step));
  const placed = links.map(({ step, from, to, customers }) => ({
    column: backwards ? last - step : step - 1,
    from,
    to,
    value: customers,
  }));
  const joined = together(placed, last);
  const nodes = columns(joined, last);
  // What is too small to be seen is drawn a little larger, so a column of many may need more room than there was.
  const height = Math.max(HEIGHT, ...nodes.map((node) => Math.ceil(node.y + node.height + BAR)));
  return { width: WIDTH, height, bar: BAR, aside: ASIDE, gap: (WIDTH - ASIDE - BAR) / (last || 1) - BAR, nodes, ribbons: ribbons(joined, nodes) };
}

/** Join what is small in each column into one. */
function together(links: Counted[], last: number): Counted[] {
  const kept = Array.from({ length: last + 1 }, (_, column) => {
    const values = sums(links, column);
    const names = [...values.keys()].toSorted((one, other) => (values.get(other) ?? 0) - (values.get(one) ?? 0));
    return new Set(names.length > DRAWN + 1 ? names.slice(0, DRAWN) : names);
  });
  const found = new Map<string, Counted>();
  for (const link of links) {
    const from = kept[link.column]?.has(link.from) ? link.from : OTHER;
    const to = kept[link.column + 1]?.has(link.to) ? link.to : OTHER;
    const key = `${link.column}\u0001${from}\u0001${to}`;
    const before = found.get(key)?.value ?? 0;
    found.set(key, { column: link.column, from, to, value: before + link.value });
  }
  return [...found.values()];
}

/** How many are at each name of a column: whoever comes or goes on, whichever are more. */
function sums(links: Counted[], column: number): Map<string, number> {
  const [into, onward] = [new Map<string, number>(), new Map<string, number>()];
  for (const { column: at, from, to, value } of links) {
    if (at === column) onward.set(from, (onward.get(from) ?? 0) + value);
    if (at + 1 === column) into.set(to, (into.get(to) ?? 0) + value);
  }
  const names = new Set([...into.keys(), ...onward.keys()]);
  return new Map([...names].map((name) => [name, Math.max(into.get(name) ?? 0, onward.get(name) ?? 0)]));
}

function columns(links: Counted[], last: number): Node[] {
  const found = Array.from({ length: last + 1 }, (_, column) => sums(links, column));
  const scales = found.map((values) => {
    const whole = [...values.values()].reduce((sum, value) => sum + value, 0);
    return (HEIGHT - GAP * (values.size - 1) - 4) / (whole || 1);
  });
  const scale = Math.min(...scales);
  return found.flatMap((values, column) => {
    const order = [...values].toSorted(([one, n], [other, m]) => Number(one === OTHER) - Number(other === OTHER) || m - n);
    const x = last ? (column / last) * (WIDTH - ASIDE - BAR) : 0;
    let y = 2;
    return order.map(([name, value]) => {
      const height = Math.max(2, value * scale);
      const node = { column, name, value, x, y, height };
      y += height + GAP;
      return node;
    });
  });
}

function ribbons(links: Counted[], nodes: Node[]): Ribbon[] {
  const node = (column: number, name: string) => nodes.find((one) => one.column === column && one.name === name);
  const [left, right] = [new Map<Node, number>(), new Map<Node, number>()];
  const found: Ribbon[] = [];
  const drawn = links.toSorted(
    (one, other) =>
      one.column - other.column ||
      (node(one.column + 1, one.to)?.y ?? 0) - (node(other.column + 1, other.to)?.y ?? 0) ||
      (node(one.column, one.from)?.y ?? 0) - (node(other.column, other.from)?.y ?? 0),
  );
  for (const link of drawn) {
    const [from, to] = [node(link.column, link.from), node(link.column + 1, link.to)];
    if (!from || !to) continue;
    const [gone, come] = [left.get(from) ?? 0, right.get(to) ?? 0];
    left.set(from, gone + link.value);
    right.set(to, come + link.value);
    found.push({ from, to, value: link.value, path: ribbon(from, gone, to, come, link.value) });
  }
  return found;
}

function ribbon(from: Node, gone: number, to: Node, come: number, value: number): string {
  const [unit, other] = [from.height / from.value, to.height / to.value];
  const [top, end] = [from.y + gone * unit, to.y + come * other];
  const [thick, thin] = [Math.max(1, value * unit), Math.max(1, value * other)];
  const [x, to_x] = [from.x + BAR, to.x];
  const half = (x + to_x) / 2;
  const [a, b, c, d] = [top, end, end + thin, top + thick].map((y) => y.toFixed(1));
  return `M${x},${a}C${half},${a} ${half},${b} ${to_x},${b}L${to_x},${c}C${half},${c} ${half},${d} ${x},${d}Z`;
}
