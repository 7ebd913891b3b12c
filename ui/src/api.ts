// What the JSON API says, and one hook for each thing asked of it. Money is decimal text in major units, rates are 0..1;
// `text` and `interval` are the same numbers as people of the asked language read them.
import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { BASE } from "./base";
import type { Today } from "./today";
import { whomQuery, type Whom } from "./whom";
import type { Language } from "./words";

export type Unit = "count" | "rate" | "money" | "days" | "months" | "ratio" | "text" | "channel" | "touchpoint";
export type Value = string | number | null;

export interface Figure {
  name: string;
  label: string;
  about: string;
  unit: Unit;
  status: "ok" | "cannot_tell";
  reason: string | null;
  n: number;
  text: string;
  interval: string;
  behind: string;
}

export interface Mark {
  label: string;
  subject: string;
  value: number;
  low: number | null;
  high: number | null;
  text: string;
  interval: string;
  behind: string;
  share: string;
}

export interface ChartData {
  kind: "bars" | "dots" | "steps";
  title: string;
  marks: Mark[];
}

export interface Display {
  columns: { label: string; kind: "text" | "number" | "interval" }[];
  rows: string[][];
}

export interface Answer {
  question: number;
  title: string;
  status: "ok" | "cannot_tell";
  headline: string;
  figures: Figure[];
  chart: ChartData | null;
  display: Display;
  /** What may not be looked at, and how much that is. */
  unseen: string | null;
  method: string;
  missing: string[];
}

export interface Answers {
  shop: { name: string; currency: string };
  period: { from: string | null; to: string | null } | null;
  as_of: string | null;
  summary: string;
  answers: Answer[];
}

export interface StageCount {
  stage: string;
  label: string;
  people: number;
  share: number | null;
  low: number | null;
  high: number | null;
  touchpoints: number;
}

export interface Stages {
  stages: StageCount[];
  customers: number;
}

export interface Moment {
  at: string;
  name: string;
  role: "touch" | "step" | "order" | "after" | "message";
  channel: string | null;
  /** The event's, channel's and stage's names in the page's language. */
  label?: string;
  channel_label?: string | null;
  stage: string | null;
  cycle: number;
  session: number | null;
  order_id: string | null;
  campaign: string | null;
  value: string | null;
  currency: string | null;
}

/** What a person allowed or denied at one moment, and the event that said it. */
export interface Choice {
  purpose: string;
  purpose_label: string;
  state: "granted" | "denied";
  state_label: string;
  at: string;
  label: string;
  source: string;
}

/** What a person did since the last build. */
export interface Recent {
  at: string;
  name: string;
  label: string;
  source: string;
  url: string | null;
}

/** Evidence that two identifiers are one person's; `status` is "ties", or why it ties nobody. */
export interface PersonLink {
  left: Identifier;
  right: Identifier;
  kind: string;
  status: string;
  source: string;
  first_seen_at: string;
  last_seen_at: string;
}

/** A build that found identifiers of one customer to be another's. */
export interface Merge {
  at: string;
  former: string;
  kind: "merged" | "split";
  identifiers: number;
}

export interface Identifier {
  kind: string;
  value: string;
}

interface Contact {
  at: string;
  channel: string;
  campaign: string | null;
}

/** What a way amounts to; `revenue` by currency, the hour in the shop's zone. */
export interface Portrait {
  first_touch: Contact | null;
  last_touch: Contact | null;
  orders: number;
  revenue: Record<string, string>;
  favourite_channel: string | null;
  favourite_hour: number | null;
  favourite_device: string | null;
  stage: string | null;
  incidents: { at: string; name: string; label: string; order_id: string | null }[];
}

export interface Person {
  /** null while only recent events know them. */
  customer_id: string | null;
  headline: string;
  identifiers: Identifier[];
  links: PersonLink[];
  merges: Merge[];
  traits: Record<string, unknown>;
  traits_from: Record<string, { source: string; at: string }>;
  computed: Portrait;
  orders: { order_id: string; at: string; revenue: string; currency: string }[];
  /** By purpose, each purpose's newest choice first. */
  consent: Choice[];
  timeline: Moment[];
  recent: Recent[];
}

/** Who asks; `csrf` goes with every change, as X-CSRF-Token. */
export interface Session {
  login_needed: boolean;
  /** null for whoever is not let in. */
  shop: string | null;
  /** The shop's, in which times are shown. */
  time_zone: string | null;
  /** null where nobody has to log in. */
  name: string | null;
  rights: ("read" | "change" | "manage" | "personal_data")[];
  csrf: string | null;
}

export interface Credentials {
  email: string;
  password: string;
}

/** What the server says when it cannot answer: a stable code, what happened, what to do. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

export async function ask<T>(path: string, how: RequestInit): Promise<T> {
  const headers = { accept: "application/json", "content-type": "application/json", ...how.headers };
  const response = await fetch(`${BASE}/api/v1/${path}`, { ...how, headers });
  if (response.ok) return (await response.json()) as T;
  const said = (await response.json().catch(() => ({}))) as Partial<Record<"code" | "message" | "hint", string>>;
  throw new Problem(said.code ?? `http_${response.status}`, said.message ?? response.statusText, said.hint ?? "");
}

export function useGet<T>(path: string, refetchInterval: number | false = false): UseQueryResult<T> {
  return useQuery({ queryKey: [path], queryFn: ({ signal }) => ask<T>(path, { signal }), refetchInterval });
}

interface Change<Given, Told> {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  path: (given: Given) => string;
  body?: (given: Given) => unknown;
  /** What is shown anew afterwards: every query whose path begins with one of these. */
  renews?: string[];
  onSuccess?: (told: Told) => void;
}

/** Change something; the proof of whose page this is goes with it. */
export function useChange<Given, Told = unknown>({ method, path, body, renews = [], onSuccess }: Change<Given, Told>) {
  const client = useQueryClient();
  return useMutation<Told, Error, Given>({
    mutationFn: (given) => {
      const proof = client.getQueryData<Session>([SESSION])?.csrf;
      const headers: Record<string, string> = proof ? { "x-csrf-token": proof } : {};
      return ask<Told>(path(given), { method, headers, ...(body ? { body: JSON.stringify(body(given)) } : {}) });
    },
    onSuccess: (told) => {
      const stale = (key: unknown) => renews.some((start) => String(key).startsWith(start));
      void client.invalidateQueries({ predicate: (query) => stale(query.queryKey[0]) });
      onSuccess?.(told);
    },
  });
}

/** Whether whoever asks has a right. */
export function useMay(right: Session["rights"][number]): boolean {
  return useSession().data?.rights.includes(right) ?? false;
}

/** Ask what the reader composes: the answer before stays in sight, as such, until the next one comes. */
export function useQuestion<T>(path: string, enabled = true): UseQueryResult<T> {
  const queryFn = ({ signal }: { signal: AbortSignal }) => ask<T>(path, { signal });
  return useQuery({ queryKey: [path], queryFn, enabled, placeholderData: keepPreviousData });
}

const SESSION = "session";

export const useSession = () => useGet<Session>(SESSION);

/** Log in. */
export function useLogIn(language: Language) {
  const known = useKnown();
  return useMutation({
    mutationFn: (given: Credentials) =>
      ask<Session>(`${SESSION}?language=${language}`, { method: "POST", body: JSON.stringify(given) }),
    onSuccess: known,
  });
}

/** Make the first account, the owner's, and log in by it: from that moment on a login is demanded. */
export function useFirstAccount(language: Language) {
  const known = useKnown();
  return useMutation({
    mutationFn: async (given: Credentials) => {
      const made = { ...given, role: "owner" };
      await ask(`users?language=${language}`, { method: "POST", body: JSON.stringify(made) });
      return ask<Session>(`${SESSION}?language=${language}`, { method: "POST", body: JSON.stringify(given) });
    },
    onSuccess: known,
  });
}

/** Log out; where the session was over already, that is what was wanted. */
export function useLogOut(csrf: string) {
  const client = useQueryClient();
  const known = useKnown();
  return useMutation({
    mutationFn: () => ask<Session>(SESSION, { method: "DELETE", headers: { "x-csrf-token": csrf } }),
    onSuccess: known,
    onError: () => void client.invalidateQueries({ queryKey: [SESSION] }),
  });
}

/** Take note of who is there now; what was shown to whoever was there before is forgotten. */
function useKnown(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => {
    client.setQueryData([SESSION], session);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION });
  };
}

/** Whether a session is over; then it is asked again who is there. */
export function isOver(error: Error): boolean {
  return error instanceof Problem && error.code === "login_needed";
}

/** Whether a data fault is known of; it is asked for nothing, and told once the first page has looked. */
export function useFaultKnown(): boolean {
  const client = useQueryClient();
  const known = client.getQueriesData<Today>({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("today?") });
  return known.some(([, today]) => today?.moves.some((move) => move.kind === "fault"));
}

export const useAnswers = (language: Language, whom: Whom) =>
  useQuestion<Answers>(`answers?${about(language, whom)}`);
export const useStages = (language: Language, whom: Whom) => useQuestion<Stages>(`stages?${about(language, whom)}`);

const about = (language: Language, whom: Whom) => `language=${language}&${whomQuery(whom)}`;

export const usePerson = (identifier: string, language: Language) =>
  useGet<Person>(`people/${encodeURIComponent(identifier)}?language=${language}`);
