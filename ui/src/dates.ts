// Periods as calendar days of the shop (texts such as 2026-10-01, both ends included), and what they are compared with.

export interface Days {
  since: string;
  until: string;
}

/** What is asked: of which days, and of whom. */
export interface About extends Days {
  segment?: string;
  condition?: string[];
}

export type Comparison = "previous" | "year";

const DAY = 86_400_000;
const WEEK = 7;

function moved(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** How many days a period has. */
export function length({ since, until }: Days): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / DAY) + 1;
}

/** The last so many days up to one. */
export function lastDays(count: number, until: string): Days {
  return { since: moved(until, 1 - count), until };
}

/** The same calendar day a year before, which is never a leap year's 29th of February. */
function yearBefore(day: string): string {
  const within = day.slice(4).replace("-02-29", "-02-28");
  return `${Number(day.slice(0, 4)) - 1}${within}`;
}

/** What a period is compared with: as many days, the nearest before it that begin on the same weekday; or last year's. */
export function compared(days: Days, how: Comparison): Days {
  if (how === "year") return { since: yearBefore(days.since), until: yearBefore(days.until) };
  const back = -Math.ceil(length(days) / WEEK) * WEEK;
  return { since: moved(days.since, back), until: moved(days.until, back) };
}
