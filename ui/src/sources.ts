// What the API says of sources and of the quarantine, and what can be changed about them.
import { useQueryClient } from "@tanstack/react-query";
import { useChange, useGet } from "./api";
import type * as client from "./client";
import type { Given, Told } from "./told";
import type { Language } from "./words";

export type Source = client.SourcesDocumentsSource;
export type Finding = client.SaidFinding;
export type Sources = Told<"/sources">;
export type SourceKey = Told<"/sources", "post">;
export type Arrival = client.Arrival;
export type Refused = client.SourcesDocumentsRefused;
export type Quarantine = Told<"/quarantine">;

const LIVE_MS = 2_000;
const RENEWED = ["sources", "quarantine", "today", "arrivals"];

export const useSources = (language: Language) => useGet<Sources>(`sources?language=${language}`);
export const useArrivals = (source: string, last: number) =>
  useGet<Told<"/arrivals">>(
    `arrivals?last=${last}${source ? `&source=${encodeURIComponent(source)}` : ""}`,
    LIVE_MS,
  );
export const useQuarantine = () => useGet<Quarantine>("quarantine?limit=50");

export type NewSource = Given<"/sources">;

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
  return useChange<undefined, Told<"/quarantine/retry", "post">>({
    method: "POST",
    path: () => `quarantine/retry?language=${language}`,
    onSuccess: () => void client.invalidateQueries(),
  });
}
