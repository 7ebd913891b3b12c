// The gate before Segment's SDK: nothing loads it before statistics are allowed, and from the moment they no longer
// are it takes in nothing, sends nothing and leaves nothing in the browser.

import type { Choice } from "./choice";

interface Plugin {
  name: string;
  [method: string]: unknown;
}
/** What the snippet makes, and what the SDK puts in its place. */
interface Analytics {
  _writeKey?: string;
  load?: (key?: string) => void;
  length?: number;
  push?: (...calls: unknown[]) => number;
  queue?: { plugins: Plugin[] };
  page: () => unknown;
  track: (name: string, properties: object) => unknown;
  register: (plugin: object) => unknown;
  reset: () => void;
  user: () => { id: () => string | null; anonymousId: () => string };
  [method: string]: unknown;
}
type Method = (...values: unknown[]) => unknown;
interface Identity {
  userId?: string | null;
  anonymousId: string;
}

declare global {
  interface Window {
    analytics?: Analytics;
  }
}

const CALLS = ["track", "page", "screen", "identify", "group", "alias"];
// All that the SDK keeps in a browser begins with one of these.
const KEPT = /^(ajs_|persisted-queue:|analytics_session)/;

let allowed: Choice | undefined;
let sdk: Analytics | undefined;
let loading = false;

/** Act on a choice; ``anew`` when it was made on this page just now. */
export function apply(choice: Choice, anew: boolean): void {
  const before = allowed?.analytics ?? false;
  allowed = choice;
  const waiting = window.analytics;
  if (!choice.analytics) {
    shut(waiting);
  } else if (!loading && waiting?.load) {
    loading = true;
    const dropped = Object.hasOwn(waiting, "push");
    delete waiting.push;
    waiting.register(consentPlugin());
    if (dropped) waiting.page();
    waiting.load(waiting._writeKey);
  } else if (anew && !before) {
    (sdk ?? waiting)?.page();
  }
}

/** Say whose choice it is: whom the SDK knows by now, or nobody. */
export function identity(): Identity | undefined {
  if (!sdk) return undefined;
  const user = sdk.user();
  return { userId: user.id(), anonymousId: user.anonymousId() };
}

/** Give the SDK something to send, if it may send. */
export function track(name: string, properties: object): boolean {
  const found = sdk ?? (loading ? window.analytics : undefined);
  if (!allowed?.analytics || !found) return false;
  found.track(name, properties);
  return true;
}

function shut(waiting: Analytics | undefined): void {
  sdk?.reset();
  forget();
  if (!loading && waiting && Array.isArray(waiting)) {
    // What waited for an answer is dropped, and so is what comes.
    waiting.length = 0;
    waiting.push = () => 0;
  }
}

/** Write the consent into every event; take in and send nothing without it. */
function consentPlugin(): object {
  const told = (context: { updateEvent: (path: string, value: unknown) => unknown }) => {
    context.updateEvent("context.consent.categoryPreferences", { ...allowed });
    return context;
  };
  return {
    name: "Percorso consent",
    type: "enrichment",
    version: "1",
    isLoaded: () => true,
    load: async (_context: unknown, loaded: Analytics) => {
      sdk = loaded;
      // The SDK makes an id for whoever calls it, so that its own methods are the place to stop.
      guard(loaded, Promise.resolve());
      const sender = loaded.queue?.plugins.find((plugin) => plugin.name === "Segment.io");
      if (sender) guard(sender, undefined);
      if (!allowed?.analytics) shut(undefined);
    },
    ...Object.fromEntries(CALLS.map((name) => [name, told])),
  };
}

function guard(target: Record<string, unknown>, nothing: unknown): void {
  for (const name of CALLS) {
    const call = target[name] as Method | undefined;
    if (call) target[name] = (...values: unknown[]) => (allowed?.analytics ? call.apply(target, values) : (nothing ?? values[0]));
  }
}

function forget(): void {
  const names = document.cookie.split("; ").map((one) => one.split("=")[0] ?? "");
  for (const name of names.filter((one) => KEPT.test(one))) {
    const parts = location.hostname.split(".");
    const domains = parts.map((_, place) => `; Domain=${parts.slice(place).join(".")}`);
    for (const domain of ["", ...domains]) document.cookie = `${name}=; Max-Age=0; Path=/${domain}`;
  }
  for (const key of stored().filter((one) => KEPT.test(one))) localStorage.removeItem(key);
}

function stored(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // a browser may refuse its storage
  }
}
