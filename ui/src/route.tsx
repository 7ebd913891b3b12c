// Every page has a real path (/today, /people/…); the server gives the same page for each.
import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

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
  return path.split("/").filter(Boolean).map(decodeURIComponent);
}

export function go(path: string): void {
  window.history.pushState(null, "", path);
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
  return <a href={href} onClick={follow} {...rest} />;
}
