// What the API says of moves, and how one is decided about.
import { useQueryClient } from "@tanstack/react-query";
import { useChange, useGet } from "./api";
import type { Language } from "./words";

export interface Money {
  value: string;
  low: string;
  high: string;
  text: string;
  /** Empty for an exact sum. */
  interval: string;
}

export interface Move {
  id: string;
  kind: "fault" | "spend" | "cart" | "gap" | "step";
  subject: string[];
  what: string;
  why: string;
  concerned: { n: number; counted: string; text: string };
  /** null for a fault, which makes the rest wrong. */
  money: Money | null;
  basis: "exact" | "association" | "supposed";
}

export interface DecidedMove extends Move {
  decision: "accepted" | "dismissed" | "later";
  owner: string;
  decided_by: string;
  check_on: string;
  expected: Money | null;
  outcome: {
    state: "held" | "missed" | "cannot_tell" | "mended" | "not_mended";
    label: string;
    why: string;
    money: Money | null;
  } | null;
}

export interface ChangeSeen {
  name: string;
  label: string;
  text: string;
  before: string;
  change: string;
  interval: string;
  direction: "" | "up" | "down";
  said: string;
}

export interface Today {
  shop: string;
  as_of: string;
  headline: string;
  notes: string[];
  moves: Move[];
  underway: DecidedMove[];
  checked: DecidedMove[];
  put_aside: DecidedMove[];
  changes: ChangeSeen[];
}

export interface Decided {
  id: string;
  decision: DecidedMove["decision"] | "reopened";
  owner?: string;
  check_on?: string;
}

const path = (language: Language) => `today?language=${language}`;

export const useToday = (language: Language) => useGet<Today>(path(language));

/** Decide about a move; what is shown then is what the server answers. */
export function useDecide(language: Language) {
  const client = useQueryClient();
  return useChange<Decided, Today>({
    method: "POST",
    path: ({ id }) => `moves/${id}?language=${language}`,
    body: ({ id: _, ...decided }) => decided,
    onSuccess: (told) => client.setQueryData([path(language)], told),
  });
}
