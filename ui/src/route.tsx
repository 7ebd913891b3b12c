// Every page has a real path (/today, /people/…), for which the server gives one page; what is asked of it stands after "?".
import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";
import { BASE, within } from "./base";

const CHANGED = "percorso:navigated";

function watch(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    window.removeEventListener("popstate", changed);
    window.removeEventListener(CHANGED, changed);
  };
}

export function usePath(): string[] {
  const path = useSyncExternalStore(watch, () => window.location.pathname);
  return path.slice(BASE.length).split("/").filter(Boolean).map(readable);
}

/** A part of the address as it is meant; one that nobody encoded ("50%") is meant as it stands. */
function readable(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What the address asks of its page; a link to it shows the same. */
export function useAsked(): URLSearchParams {
  const search = useSyncExternalStore(watch, () => window.location.search);
  return new URLSearchParams(search);
}

export type Asking = Record<string, string | string[] | null>;

/** The address of this page with some of what it asks changed; null or empty asks no longer. */
export function asking(changes: Asking): string {
  const asked = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    asked.delete(name);
    for (const one of [value ?? []].flat()) if (one !== "") asked.append(name, one);
  }
  const text = asked.toString();
  return window.location.pathname + (text && `?${text}`);
}

const KEPT = ["since", "until", "compare", "against_since", "against_until", "segment", "condition"];

/** What one page asks that the next is to ask, too: which days, compared with which, and whom. */
export function asked(more: Record<string, string> = {}): string {
  const here = new URLSearchParams(window.location.search);
  const kept = new URLSearchParams(more);
  for (const name of KEPT) for (const one of here.getAll(name)) kept.append(name, one);
  const text = kept.toString();
  return text && `?${text}`;
}

/** Ask the page something else and stay where it is. */
export function ask(changes: Asking): void {
  window.history.pushState(null, "", asking(changes));
  window.dispatchEvent(new Event(CHANGED));
}

export function go(path: string, instead = false): void {
  if (instead) window.history.replaceState(null, "", within(path));
  else window.history.pushState(null, "", within(path));
  window.dispatchEvent(new Event(CHANGED));
  window.scrollTo(0, 0);
}

interface LinkTo extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
  onFollow?: () => void;
}

export function Link({ href, onFollow, ...rest }: LinkTo) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onFollow?.();
    go(href);
  };
  return <a href={within(href)} onClick={follow} {...rest} />;
}
