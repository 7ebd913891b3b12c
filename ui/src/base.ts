// What every address of this shop's page and API begins with: nothing for the first, /shops/NAME for the others.
export const BASE: string = /^\/shops\/[a-z0-9-]+/.exec(window.location.pathname)?.[0] ?? "";

/** The address of a path of this shop; one that has been told already stays as it is. */
export function within(path: string): string {
  return path.startsWith("/") && !path.startsWith(`${BASE}/`) ? BASE + path : path;
}
