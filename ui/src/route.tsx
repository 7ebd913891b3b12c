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
  return path.slice(BASE.length).split("/").filter(Boolean).map(decoded);
}

/** A part of an address as it is read; one that somebody broke is shown as it stands. */
function decoded(part: string): string {
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
