// What the JSON API says, and one hook for each thing asked of it. Money is decimal text in major units, rates are 0..1;
// `text` and `interval` are the same numbers as people of the asked language read them.
import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { BASE } from "./base";
import type * as client from "./client";
import type { Today } from "./today";
import type { Given, Told } from "./told";
import { whomQuery, type Whom } from "./whom";
import type { Language } from "./words";

export type Unit = "count" | "rate" | "money" | "days" | "months" | "ratio" | "text" | "channel" | "touchpoint";
export type Value = string | number | null;
export type Figure = client.Figure;
export type Mark = Omit<client.Mark, "n">;
export type ChartData = Pick<client.Chart, "kind" | "title"> & { marks: Mark[] };
export type Display = Pick<client.Display, "columns" | "rows">;
export type Answer = client.Answer;
export type Answers = Told<"/answers">;
export type StageCount = client.StageCount;
export type Stages = Told<"/stages">;
export type Moment = client.Moment;
/** What a person allowed or denied at one moment, and the event that said it. */
export type Choice = client.PeopleDocumentsChoice;
/** What a person did since the last build. */
export type Recent = client.Recent;
/** Evidence that two identifiers are one person's; `status` is "ties", or why it ties nobody. */
export type PersonLink = client.PeopleDocumentsLink;
/** A build that found identifiers of one customer to be another's. */
export type Merge = client.Merge;
export type Identifier = client.Identifier;


/** What a way amounts to; `revenue` by currency, the hour in the shop's zone. */
export type Portrait = client.Computed;
export type Person = Told<"/people/{identifier}">;
/** Who asks; `csrf` goes with every change, as X-CSRF-Token. */
export type Session = Told<"/session">;
export type Credentials = Given<"/session">;

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

export function useGet<T>(path: string, refetchInterval: number | false = false, enabled = true): UseQueryResult<T> {
  return useQuery({ queryKey: [path], queryFn: ({ signal }) => ask<T>(path, { signal }), refetchInterval, enabled });
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
  return useSending<Given, Told>({
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

interface Sending<Given, Told> {
  mutationFn: (given: Given) => Promise<Told>;
  onSuccess?: (told: Told) => void;
  onError?: () => void;
}

/** Send something; what is asked again while it is under way goes once: a second press comes before a button is shut. */
export function useSending<Given, Told>({ mutationFn, ...then }: Sending<Given, Told>): UseMutationResult<Told, Error, Given> {
  const underWay = useRef(new Set<string>());
  const sending = useMutation<Told, Error, Given>({
    ...then,
    mutationFn: (given) => mutationFn(given).finally(() => underWay.current.delete(named(given))),
  });
  const send = sending.mutate;
  const mutate: typeof send = useCallback(
    (...asked) => {
      const name = named(asked[0]);
      if (underWay.current.has(name)) return;
      underWay.current.add(name);
      send(...asked);
    },
    [send],
  );
  return { ...sending, mutate };
}

const named = (given: unknown): string => JSON.stringify(given) ?? "";

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

export function useSession(): UseQueryResult<Session> {
  const queryFn = ({ signal }: { signal: AbortSignal }) => ask<Session>(SESSION, { signal });
  // Whoever asks what may be done is part of the page; were a refusal asked for again by it, the page would go and come.
  return useQuery({ queryKey: [SESSION], queryFn, retryOnMount: false });
}

/** Log in. */
export function useLogIn(language: Language) {
  const known = useKnown();
  return useSending<Credentials, Session>({
    mutationFn: (given) =>
      ask<Session>(`${SESSION}?language=${language}`, { method: "POST", body: JSON.stringify(given) }),
    onSuccess: known,
  });
}

/** Make the first account, the owner's, and log in by it: from that moment on a login is demanded. */
export function useFirstAccount(language: Language) {
  const known = useKnown();
  return useSending<Credentials, Session>({
    mutationFn: async (given) => {
      const made = { ...given, role: "owner" };
      await ask(`users?language=${language}`, { method: "POST", body: JSON.stringify(made) });
      return ask<Session>(`${SESSION}?language=${language}`, { method: "POST", body: JSON.stringify(given) });
    },
    onSuccess: known,
  });
}

/** Log out, here or everywhere; where the session was over already, that is what was wanted. */
export function useLogOut(csrf: string, everywhere = false) {
  const client = useQueryClient();
  const known = useKnown();
  return useSending<void, Session>({
    mutationFn: () =>
      ask<Session>(`${SESSION}?everywhere=${everywhere}`, { method: "DELETE", headers: { "x-csrf-token": csrf } }),
    onSuccess: known,
    onError: () => void client.invalidateQueries({ queryKey: [SESSION] }),
  });
}

/** Change one's own password: the session goes on under another name, and with another proof. */
export function useChangePassword(language: Language) {
  const client = useQueryClient();
  return useChange<Given<"/session/password">, Session>({
    method: "POST",
    path: () => `${SESSION}/password?language=${language}`,
    body: (given) => given,
    onSuccess: (session) => client.setQueryData([SESSION], session),
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
