// Light or dark: the person's choice, else the system's.
export type Theme = "light" | "dark";
const KEPT = "percorso.theme";

export function theme(): Theme {
  const kept = localStorage.getItem(KEPT);
  if (kept === "light" || kept === "dark") return kept;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function show(chosen: Theme): void {
  document.documentElement.dataset.theme = chosen;
}

export function choose(chosen: Theme): void {
  localStorage.setItem(KEPT, chosen);
  show(chosen);
}
