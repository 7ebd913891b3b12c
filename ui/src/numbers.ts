// How numbers are written: the language's marks, a real minus, intervals with an en dash, "–" for what is not known.
import type { Unit, Value } from "./api";
import { LOCALES, type Language } from "./words";

const NONE = "–";

export function toNumber(value: Value | undefined): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function places(fixed: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: fixed, maximumFractionDigits: fixed };
}

function options(unit: Unit, number: number, currency: string): Intl.NumberFormatOptions {
  const size = Math.abs(number);
  switch (unit) {
    case "money": {
      const shown: Intl.NumberFormatOptions = currency
        ? { style: "currency", currency }
        : places(2);
      return size >= 100 ? { ...shown, ...places(0) } : shown;
    }
    case "rate":
      return { style: "percent", ...places(size > 0 && (size < 0.1 || size > 0.99) && size < 1 ? 1 : 0) };
    case "days":
      return { maximumFractionDigits: size < 10 ? 1 : 0 };
    case "ratio":
      return places(2);
    default:
      return { maximumFractionDigits: 1 };
  }
}

export function write(value: Value | undefined, unit: Unit, language: Language, currency = ""): string {
  if (unit === "text" || unit === "channel") return value === null || value === undefined ? NONE : String(value);
  const number = toNumber(value);
  if (number === null) return typeof value === "string" && value !== "" ? value : NONE;
  // Italian leaves four-digit numbers ungrouped unless told; a column of figures reads better when all are alike.
  const chosen = { useGrouping: "always", ...options(unit, number, currency) } as const;
  const written = new Intl.NumberFormat(LOCALES[language], chosen).format(number);
  return written.replace("-", "−");
}

/** Write an amount as a receipt does, to its smallest coin. */
export function exactly(amount: Value | undefined, language: Language, currency: string): string {
  const number = toNumber(amount);
  if (number === null) return NONE;
  const shown: Intl.NumberFormatOptions = currency ? { style: "currency", currency } : places(2);
  return new Intl.NumberFormat(LOCALES[language], { useGrouping: "always", ...shown }).format(number).replace("-", "−");
}

/** Write "low – high", or nothing when there is no interval. */
export function interval(low: Value, high: Value, unit: Unit, language: Language, currency = ""): string {
  if (toNumber(low) === null || toNumber(high) === null) return "";
  return `${write(low, unit, language, currency)} – ${write(high, unit, language, currency)}`;
}

const LENGTHS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Write a duration of so many seconds in the largest unit of which there is one. */
export function span(seconds: number, language: Language): string {
  const [unit, size] = LENGTHS.find(([, one]) => seconds >= one) ?? (["second", 1] as const);
  const amount = seconds / size;
  const shown = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: amount < 10 ? 1 : 0 } as const;
  return new Intl.NumberFormat(LOCALES[language], shown).format(amount);
}

/** Write the calendar day that a text begins with, as the shop reckons it, wherever the reader sits. */
export function day(text: string, language: Language): string {
  const shown: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(text.slice(0, 10)).toLocaleDateString(LOCALES[language], shown);
}

/** Write from which day to which; one day is written once. */
export function between(since: string, until: string, language: Language): string {
  return since.slice(0, 10) === until.slice(0, 10) ? day(since, language) : `${day(since, language)} – ${day(until, language)}`;
}

/** Write a month such as 2026-10; any other text stays as it is. */
export function month(text: string, language: Language): string {
  if (!MONTH.test(text)) return text;
  const shown: Intl.DateTimeFormatOptions = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(`${text}-01`).toLocaleDateString(LOCALES[language], shown);
}

export const MONTH = /^\d{4}-\d\d$/;

/** The same as short as it can be read under a chart. */
export function shortDay(text: string, language: Language): string {
  const shown: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return new Date(text.slice(0, 10)).toLocaleDateString(LOCALES[language], shown);
}

let zone: string | undefined;

/** Reckon times by the shop's zone from now on, wherever the reader sits. */
export function reckonBy(timeZone: string | null | undefined): void {
  zone = timeZone ?? undefined;
}

export function moment(instant: string, language: Language): string {
  const shown = { dateStyle: "medium", timeStyle: "short", timeZone: zone } as const;
  return new Date(instant).toLocaleString(LOCALES[language], shown);
}

const SIZES = [
  ["gigabyte", 1e9],
  ["megabyte", 1e6],
  ["kilobyte", 1e3],
] as const;

/** Write how much room something takes, in the largest unit of which there is one. */
export function stored(bytes: number, language: Language): string {
  const [unit, size] = SIZES.find(([, one]) => bytes >= one) ?? (["byte", 1] as const);
  const shown = { style: "unit", unit, maximumFractionDigits: bytes < 10 * size && size > 1 ? 1 : 0 } as const;
  return new Intl.NumberFormat(LOCALES[language], shown).format(bytes / size);
}

export function list(words: string[], language: Language): string {
  return new Intl.ListFormat(LOCALES[language], { type: "conjunction" }).format(words);
}

const SPANS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Say how long ago something was: "3 hours ago". */
export function ago(instant: string, language: Language): string {
  const seconds = Math.max(0, (Date.now() - new Date(instant).getTime()) / 1000);
  const [unit, size] = SPANS.find(([, one]) => seconds >= one) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
}
