// What the API says of sources and of the quarantine, and what can be changed about them.
import { useQueryClient } from "@tanstack/react-query";
import { useChange, useGet } from "./api";
import type { Language } from "./words";

export interface Source {
  name: string;
  connector: string | null;
  by_key: boolean;
  enabled: boolean;
  origins: string[];
  rows: number;
  first_at: string | null;
  last_at: string | null;
}

export interface Finding {
  code: string;
  count: number;
  source: string | null;
  text: string;
  /** A campaign's name as written and as meant; null where none was named. */
  examples: { written: string; meant: string | null; count: number }[];
}

export interface Sources {
  sources: Source[];
  findings: Finding[];
  freshness: {
    last_touchpoint_at: string | null;
    last_import_at: string | null;
    built_at: string | null;
    events_not_built: number;
  };
  /** null where there is nothing to compare. */
  tracked: { taken: number; tracked: number } | null;
  coverage: string[];
  excluded: { reason: string; label: string; count: number }[];
  quarantined: number;
}

export interface SourceKey {
  name: string;
  write_key: string;
  snippet: string;
}

export interface Arrival {
  received_at: string;
  source: string;
  what: string;
  who: string | null;
  url: string | null;
  /** Why it could not be taken; null where it was. */
  code: string | null;
}

export interface Refused {
  quarantine_id: string;
  source: string;
  file: string;
  row: number;
  code: string;
  reason: string;
  original: string;
}

export interface Quarantine {
  total: number;
  reasons: { code: string; count: number }[];
  rows: Refused[];
}

const LIVE_MS = 2_000;
const RENEWED = ["sources", "quarantine", "today", "arrivals"];

export const useSources = (language: Language) => useGet<Sources>(`sources?language=${language}`);
export const useArrivals = (source: string, last: number) =>
  useGet<{ arrivals: Arrival[] }>(
    `arrivals?last=${last}${source ? `&source=${encodeURIComponent(source)}` : ""}`,
    LIVE_MS,
  );
export const useQuarantine = () => useGet<Quarantine>("quarantine?limit=50");

export interface NewSource {
  name: string;
  origins: string[];
}

export const useCreateSource = (language: Language) =>
  useChange<NewSource, SourceKey>({
    method: "POST",
    path: () => `sources?language=${language}`,
    body: (given) => given,
    renews: RENEWED,
  });

/** Do something to the source of a name; what its new key is, where it has one. */
export function useSourceAct(act: "rotate" | "disable", language: Language, then: (told: SourceKey) => void) {
  return useChange<string, SourceKey>({
    method: "POST",
    path: (name) => `sources/${encodeURIComponent(name)}/${act}?language=${language}`,
    renews: RENEWED,
    onSuccess: then,
  });
}

export const useSnippet = (name: string, language: Language) =>
  useGet<SourceKey>(`sources/${encodeURIComponent(name)}/snippet?language=${language}`);

export function useRetry(language: Language) {
  const client = useQueryClient();
  return useChange<undefined, { passed: number; stay: number }>({
    method: "POST",
    path: () => `quarantine/retry?language=${language}`,
    onSuccess: () => void client.invalidateQueries(),
  });
}
