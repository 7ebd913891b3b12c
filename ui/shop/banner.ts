// The banner itself: two equal answers first, every purpose one press away, closing means no.

import { type Choice, everything, PURPOSES } from "./choice";
import { look } from "./look";
import { languageOf, type Words } from "./words";

export interface Asking {
  words: Words;
  policyUrl: string | undefined;
  dark: boolean;
  /** What was chosen before, where somebody comes back to change it. */
  before: Choice | undefined;
  /** Told what is chosen; nothing when somebody who had chosen before leaves it as it was. */
  chosen: (choice: Choice | undefined) => void;
}

let host: HTMLElement | undefined;
let comeFrom: Element | null = null;

/** Show the banner; whoever opened it by hand finds the keyboard in it and, afterwards, back where it was. */
export function ask(asking: Asking, byHand: boolean): void {
  close();
  comeFrom = byHand ? document.activeElement : null;
  host = document.createElement("div");
  host.id = "percorso-consent";
  host.lang = languageOf(asking.words);
  if (asking.dark) host.dataset.theme = "dark";
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [look()];
  const box = filled(asking);
  root.append(box);
  // First in the page, so that the keyboard meets it first.
  document.body.prepend(host);
  document.addEventListener("keydown", escape);
  if (byHand) box.focus();

  function escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    document.removeEventListener("keydown", escape);
    if (host?.shadowRoot === root) end(asking, leaving(asking));
  }
}

function close(): void {
  host?.remove();
  host = undefined;
}

function end(asking: Asking, choice: Choice | undefined): void {
  close();
  if (comeFrom instanceof HTMLElement) comeFrom.focus();
  asking.chosen(choice);
}

function leaving(asking: Asking): Choice | undefined {
  return asking.before ? undefined : everything(false);
}

function filled(asking: Asking): HTMLElement {
  const { words } = asking;
  const box = element("section", { role: "dialog", tabindex: "-1", "aria-labelledby": "title", "aria-describedby": "text" });
  const boxes = PURPOSES.map((purpose) => {
    const input = element("input", { type: "checkbox", id: purpose }) as HTMLInputElement;
    input.checked = asking.before?.[purpose] ?? false;
    return input;
  });
  const list = element("ul", { hidden: "" });
  list.append(
    ...boxes.map((input, place) => {
      const [name, meaning] = words.purposes[PURPOSES[place]!];
      const label = element("label", { for: input.id });
      label.append(input, element("span", {}, name), element("small", {}, meaning));
      const row = element("li", {});
      row.append(label);
      return row;
    }),
  );
  const text = element("p", { id: "text" }, `${words.text} `);
  if (asking.policyUrl) text.append(element("a", { href: asking.policyUrl }, words.policy));
  const answers = element("div", { class: "answers" });
  answers.append(
    button(words.refuse, {}, () => end(asking, everything(false))),
    button(words.accept, {}, () => end(asking, everything(true))),
  );
  const choose = button(words.choose, { class: "quiet", "aria-expanded": "false" }, () => {
    if (!list.hidden) {
      const chosen = PURPOSES.map((purpose, place) => [purpose, boxes[place]!.checked]);
      end(asking, Object.fromEntries(chosen) as Choice);
      return;
    }
    list.hidden = false;
    choose.textContent = words.save;
    choose.removeAttribute("aria-expanded");
    boxes[0]!.focus();
  });
  const shut = button("×", { class: "close", "aria-label": words.close }, () => end(asking, leaving(asking)));
  box.append(element("h2", { id: "title" }, words.title), shut, text, list, answers, choose);
  return box;
}

function button(text: string, attributes: Record<string, string>, pressed: () => void): HTMLElement {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", pressed);
  return made;
}

function element(name: string, attributes: Record<string, string>, text = ""): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}
