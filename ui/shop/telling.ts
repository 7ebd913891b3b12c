// Each choice is told to Percorso: by the SDK where it may run, else once and by itself.

import type { Choice } from "./choice";

export interface Collector {
  address: string;
  key: string;
}
interface Told {
  purposes: Choice;
  policy: string;
}
interface Waiting extends Told {
  /** Who withdrew. A refusal names nobody, here or anywhere. */
  who?: { userId?: string | null; anonymousId: string } | undefined;
  at: string;
}

export const EVENT = "Consent Updated";
const WAITING = "percorso_consent_untold";

/** Tell a choice that the SDK does not tell; it waits in the browser only until it has arrived. */
export async function tell(collector: Collector, told: Told, who: Waiting["who"]): Promise<void> {
  const waiting: Waiting = { ...told, who, at: new Date().toISOString() };
  write(JSON.stringify(waiting));
  await send(collector, waiting);
}

/** Tell what could not be told on an earlier page. */
export async function tellAgain(collector: Collector): Promise<void> {
  const waiting = read();
  if (waiting) await send(collector, JSON.parse(waiting) as Waiting);
}

async function send(collector: Collector, waiting: Waiting): Promise<void> {
  const { purposes, policy, who, at } = waiting;
  const call = {
    writeKey: collector.key,
    type: "track",
    event: EVENT,
    properties: { purposes, policy },
    // Whoever refuses is given a name that is used this once and kept nowhere.
    ...(who ?? { anonymousId: `once-${crypto.randomUUID?.() ?? `${Math.random()}${Date.now()}`}` }),
    timestamp: at,
    sentAt: new Date().toISOString(),
    context: {
      library: { name: "percorso-consent", version: "1" },
      consent: { categoryPreferences: purposes },
      // Stated, so that the server notes neither the address of the connection nor its browser.
      ip: "0.0.0.0",
      userAgent: "percorso-consent",
    },
  };
  // As text and without a header of our own the request needs no leave, and may outlive the page.
  const answer = await fetch(`${collector.address}/v1/t`, {
    method: "POST",
    body: JSON.stringify(call),
    headers: { "Content-Type": "text/plain" },
    credentials: "omit",
    referrerPolicy: "no-referrer",
    keepalive: true,
  }).catch(() => undefined);
  const later = !answer || answer.status === 429 || answer.status >= 500;
  if (!later) write(undefined);
}

function read(): string | null {
  try {
    return localStorage.getItem(WAITING);
  } catch {
    return null;
  }
}

function write(text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(WAITING);
    else localStorage.setItem(WAITING, text);
  } catch {
    // A browser that keeps nothing tells it this once.
  }
}
