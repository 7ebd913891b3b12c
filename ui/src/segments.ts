// Segments and their conditions, as people write and read them; whom a page asks about stands in its address.
import { useChange, useGet } from "./api";
import { useAsked } from "./route";
import type { Told } from "./told";
import { whomQuery, type Whom } from "./whom";

export type SavedSegment = Told<"/segments/{name}">;
type Saved = Told<"/segments">;

/** What a condition may be about, in the order it is offered. */
export const FIELDS = [
  "did",
  "channel",
  "first_channel",
  "last_channel",
  "campaign",
  "landing",
  "device",
  "stage",
  "orders",
  "revenue",
  "cycles",
  "contacts",
] as const;

export type Field = (typeof FIELDS)[number];
const COUNTED: readonly string[] = ["orders", "revenue", "cycles", "contacts"];
export const TRAIT = "trait.";

export const counted = (field: string): boolean => COUNTED.includes(field);

/** Signs of comparison by the word that says them. */
export const SIGNS = { is: "=", is_not: "!=", at_least: ">=", at_most: "<=" } as const;
export type Sign = keyof typeof SIGNS;

export interface Condition {
  field: string;
  sign: Sign;
  /** As it is written: several with commas between them. */
  value: string;
  since: string;
  until: string;
}

const WRITTEN = /^\s*([^\s=!<>]+)\s*(!=|>=|<=|=)\s*([\s\S]*?)(?:\s+during\s+(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)?\s*$/;

/** Read a condition as the API writes it; null for what is none, which the API says better. */
export function read(text: string): Condition | null {
  const found = WRITTEN.exec(text);
  if (!found) return null;
  const [, field = "", written = "", value = "", since = "", until = ""] = found;
  const sign = (Object.keys(SIGNS) as Sign[]).find((one) => SIGNS[one] === written);
  return sign ? { field, sign, value, since, until } : null;
}

export function written({ field, sign, value, since, until }: Condition): string {
  return `${field}${SIGNS[sign]}${value}${since || until ? ` during ${since}..${until}` : ""}`;
}

/** Whom the address asks about. */
export function useWhom(): Whom {
  const asked = useAsked();
  return { segment: asked.get("segment") ?? "", condition: asked.getAll("condition") };
}

export const useSegments = () => useGet<Saved>("segments");

/** Everything that depends on what a segment's name stands for. */
const renews = ["segments", "people?", "funnel", "paths", "stages", "answers", "attribution", "spend", "days"];

export const useKeepSegment = (onSuccess: (kept: SavedSegment) => void) =>
  useChange<{ name: string; conditions: string[] }, SavedSegment>({
    method: "POST",
    path: () => "segments",
    body: (given) => given,
    renews: ["segments"],
    onSuccess,
  });

export const useForgetSegment = (onSuccess: () => void) =>
  useChange<string>({ method: "DELETE", path: (name) => `segments/${encodeURIComponent(name)}`, renews, onSuccess });

/** The page of those of whom one condition more is true. */
export function peopleMeeting(whom: Whom, condition: string, days?: { since: string; until: string }): string {
  const asked = whomQuery({ ...whom, condition: [...whom.condition, condition] });
  if (days?.since) asked.append("since", days.since);
  if (days?.until) asked.append("until", days.until);
  return `/people?${asked}`;
}
