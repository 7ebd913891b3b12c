// How the banner looks: Percorso's own tokens inside a shadow root, so that neither page touches the other.

import tokens from "../src/tokens.css?inline";
import own from "./look.css?inline";

export function look(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  const themed = tokens.replace(":root", ":host").replace(/\[data-theme=["']?dark["']?\]/, ':host([data-theme="dark"])');
  sheet.replaceSync(themed + own);
  return sheet;
}
