// What each day adds up to, as the API answers it, and the same by weeks or months where days are many.
import { useQuestion } from "./api";
import type { About } from "./dates";
import type { Note } from "./notes";
import { whomQuery } from "./whom";
import type { Told } from "./told";

export type Days = Told<"/days">;
export const MEASURES = ["revenue", "orders", "new_customers", "touchpoints"] as const;
export type Measure = (typeof MEASURES)[number];
export type Grain = "day" | "week" | "month";

/** Some days that stand together in a chart: the first and the last of them, and what they add up to. */
export interface Span {
  since: string;
  until: string;
  sums: Record<Measure, number>;
}

export function useDays({ since, until, segment = "", condition = [] }: About, wanted = true) {
  const asked = whomQuery({ segment, condition });
  if (since) asked.append("since", since);
  if (until) asked.append("until", until);
  return useQuestion<Days>(`days?${asked}`, wanted);
}

// More bars than this are too thin to be told from one another on a phone.
const MOST = 92;
const DAY = 86_400_000;
const WEEK = 7;

export const grainOf = (count: number): Grain => (count <= MOST ? "day" : count <= MOST * WEEK ? "week" : "month");

/** Put days together: weeks begin on Monday; the first and the last one may be a part. */
export function spans(days: Days["days"], grain: Grain): Span[] {
  const found: Span[] = [];
  let key = "";
  for (const one of days) {
    const own = named(one.on, grain);
    const last = found.at(-1);
    const sums = { ...one, revenue: Number(one.revenue) };
    if (own === key && last) {
      for (const measure of MEASURES) last.sums[measure] += sums[measure];
      last.until = one.on;
    } else {
      const { revenue, orders, new_customers, touchpoints } = sums;
      found.push({ since: one.on, until: one.on, sums: { revenue, orders, new_customers, touchpoints } });
    }
    key = own;
  }
  return found;
}

function named(day: string, grain: Grain): string {
  if (grain === "month") return day.slice(0, 7);
  // The first of January 1970 was a Thursday.
  return grain === "day" ? day : String(Math.floor((Date.parse(day) / DAY + 3) / WEEK));
}

/** The notes on any of some days, the earliest first. */
export const notesOn = (notes: Note[], { since, until }: { since: string; until: string }): Note[] =>
  notes.filter((note) => note.on <= until && note.until >= since).toSorted((one, other) => one.on.localeCompare(other.on));
