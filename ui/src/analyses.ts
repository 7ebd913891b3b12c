// What may be asked of the journeys, as the JSON API answers it, and one hook for each question. Money is in major units,
// durations are in seconds.
import type { UseQueryResult } from "@tanstack/react-query";
import { useQuestion } from "./api";
import type * as client from "./client";
import type { About } from "./dates";
import type { Told } from "./told";
import type { Language } from "./words";

export type Vocabulary = Told<"/vocabulary">;

/** An end that nothing bounds is null. */
export type Estimate = client.Estimate;

export type FunnelStep = Funnel["steps"][number];
export type Funnel = Told<"/funnel">;
export type Behind = Told<"/people">;
export type Paths = Told<"/paths">;
export type By = "channel" | "campaign";
export type Credited = client.Credited;
/** Credit as the pages ask for it. */
export type Attribution = Told<"/attribution"> & { by: By };
export type Return = Spent["models"][number];
export type Verdict = "keep" | "change" | "stop" | "test";
export type Spent = client.Spent;
export type Spend = Told<"/spend">;
export type Touch = client.Touch;
export type Explained = Told<"/explain/{order}">;

/** A funnel as it is asked for. */
export interface Steps {
  steps: string[];
  within: string;
  order: string;
}

/** What the server calls the credit that no channel or campaign has. */
export const UNATTRIBUTED = "(unattributed)";

type Parameters = Record<string, string | number | boolean | string[] | null | undefined>;

function query(parameters: Parameters): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value ?? []].flat()) if (one !== "") found.append(name, String(one));
  }
  return found.toString();
}

/** A name as the API reads lists of them: one with a comma or a quotation mark is quoted, as in CSV. */
export function quoted(name: string): string {
  return /[,"]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

const steps = ({ steps: names, ...rest }: Steps, days: About) => ({ steps: names.map(quoted), ...rest, ...days });

export const useVocabulary = (language: Language) => useQuestion<Vocabulary>(`vocabulary?language=${language}`);

export const useFunnel = (asked: Steps, by: string, days: About, wanted = true) =>
  useQuestion<Funnel>(`funnel?${query({ ...steps(asked, days), by })}`, wanted);

/** The people behind a figure: a page of what one of the questions below asks. */
export const useBehind = (question: string, offset: number) => useQuestion<Behind>(`${question}&offset=${offset}`);

export const peopleOfStep = (asked: Steps, days: About, step: number, which: string) =>
  `funnel/people?${query({ ...steps(asked, days), step, which })}`;

export const peopleOfPath = ({ top: _, ...asked }: Ways, days: About, path: string[]) =>
  `paths/people?${query({ ...asked, ...days, path: path.map(quoted) })}`;

export const peopleOf = (days: About) => `people?${query({ ...days })}`;

/** Paths as they are asked for. */
export interface Ways {
  by: string;
  from: string;
  to: string;
  depth: string;
  loops: boolean;
  top?: number;
}

export const usePaths = (asked: Ways, days: About, wanted = true) =>
  useQuestion<Paths>(`paths?${query({ ...asked, ...days })}`, wanted);

export const useAttribution = (models: string[], by: By, days: About, wanted = true) =>
  useQuestion<Attribution>(`attribution?${query({ models, by, ...days })}`, wanted);

export const useSpend = (days: About, wanted = true) => useQuestion<Spend>(`spend?${query({ ...days })}`, wanted);

export const useExplained = (order: string, language: Language) =>
  useQuestion<Explained>(`explain/${encodeURIComponent(order)}?language=${language}`);

/** What a period is compared with: nothing while another period's answer stands in for it. */
export function comparison<T>(before: About | null, then: UseQueryResult<T>): T | undefined {
  return before && !then.isPlaceholderData ? then.data : undefined;
}
