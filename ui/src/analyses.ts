// What may be asked of the journeys, as the JSON API answers it, and one hook for each question. Money is in major units,
// durations are in seconds.
import type { UseQueryResult } from "@tanstack/react-query";
import { useQuestion, type Identifier } from "./api";
import type { About } from "./dates";
import type { Language } from "./words";

export interface Vocabulary {
  shop: { name: string; currency: string };
  period: { from: string; to: string } | null;
  as_of: string | null;
  events: { name: string; label: string; count: number; customers: number }[];
  /** The steps a funnel best begins with. */
  funnel: string[];
  columns: string[];
  models: string[];
  /** By family, what a word of the data is called. */
  words: Record<string, Record<string, string>>;
}

export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface FunnelStep {
  name: string;
  customers: number;
  rate: number | null;
  low: number | null;
  high: number | null;
  rate_from_previous: number | null;
  previous_low: number | null;
  previous_high: number | null;
  dropped: number;
  time: { median: number | null } | null;
}

export interface Funnel {
  within_seconds: number;
  steps: FunnelStep[];
  time: { median: number | null } | null;
  /** What those lost before each step would have brought at most; null where the end is no order. */
  stake: { currency: string; orders: number; mean: number; steps: (Estimate | null)[] } | null;
  groups?: { value: string | null; steps: FunnelStep[] }[];
}

export interface Behind {
  people: {
    customer_id: string;
    identifier: Identifier;
    /** null for whoever was merely written to. */
    last_at: string | null;
    orders: number;
    revenue: Record<string, string>;
  }[];
  total: number;
}

export interface Paths {
  by: string;
  transitions: { from: string; to: string; count: number; customers: number }[];
  links: { step: number; from: string; to: string; customers: number }[];
  paths: { path: string[]; customers: number; share: number }[];
  customers: number;
  all_customers: number;
  shown: number;
}

export type By = "channel" | "campaign";

export interface Credited {
  model: string;
  channel?: string;
  campaign?: string;
  conversions: number;
  value: number;
  low: number | null;
  high: number | null;
}

export interface Attribution {
  by: By;
  currency: string | null;
  conversions: number;
  value: number;
  customers: number;
  models: string[];
  credits: Credited[];
  disagreement: { channel?: string; campaign?: string; fewest: number; most: number } | null;
  contact_to_customer?: (Estimate & { channel?: string; campaign?: string; rate: number | null; contacts: number })[];
  contact_window_days?: number;
}

export interface Return {
  model: string;
  conversions: Estimate;
  value: Estimate;
  roas: Estimate | null;
  margin_return: Estimate | null;
  cost_per_order: number | null;
}

export type Verdict = "keep" | "change" | "stop" | "test";

export interface Spent {
  channel: string;
  campaign?: string;
  platform?: string;
  cost: number;
  clicks: number | null;
  models: Return[];
  verdict: Verdict | null;
  reason: string;
}

export interface Spend {
  currency: string;
  cost: number;
  first_on: string | null;
  last_on: string | null;
  look_back_days: number;
  campaigns: Spent[];
  channels: Spent[];
  new_customers: number;
  cost_per_new_customer: Estimate | null;
  payback_months: { months: number; low: number; high: number | null } | null;
}

export interface Touch {
  at: string;
  name: string;
  channel: string | null;
  campaign: string | null;
  source: string;
  counts: boolean;
  reason: string;
  why: string;
  credit: Record<string, number>;
}

export interface Explained {
  order_id: string;
  customer_id: string;
  at: string;
  number: number;
  value: string;
  currency: string;
  look_back_days: number;
  identifiers: Identifier[];
  models: string[];
  touches: Touch[];
}

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

export const useSpend = (days: About, wanted = true) => useQuestion<Spend>(`spend?${query({ since: days.since, until: days.until })}`, wanted);

export const useExplained = (order: string, language: Language) =>
  useQuestion<Explained>(`explain/${encodeURIComponent(order)}?language=${language}`);

/** What a period is compared with: nothing while another period's answer stands in for it. */
export function comparison<T>(before: About | null, then: UseQueryResult<T>): T | undefined {
  return before && !then.isPlaceholderData ? then.data : undefined;
}
