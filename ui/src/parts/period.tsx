import { useState } from "react";
import type { Vocabulary } from "../analyses";
import { compared, lastDays, type About, type Days } from "../dates";
import { useSpeech } from "../language";
import { between, day } from "../numbers";
import { ask, useAsked } from "../route";
import { useWhom } from "../segments";
import { Notes } from "./notes";
import { Whom } from "./whom";

const LENGTHS = [7, 30, 90];

export interface Periods {
  /** Empty texts where everything is asked. */
  days: About;
  /** What it is compared with; null for nothing. */
  before: About | null;
}

/** The period and the people the address asks about, and the period they are to be compared with. */
export function usePeriods(): Periods {
  const asked = useAsked();
  const whom = useWhom();
  const days = { since: asked.get("since") ?? "", until: asked.get("until") ?? "" };
  const own = { since: asked.get("against_since") ?? "", until: asked.get("against_until") ?? "" };
  const how = asked.get("compare");
  let against: Days | null = null;
  if (days.since && days.until && (how === "previous" || how === "year")) against = compared(days, how);
  if (how === "own" && own.since && own.until) against = own;
  return { days: { ...days, ...whom }, before: against && { ...against, ...whom } };
}

/** Chooses whom a page is about, which days, and what they are compared with; all of it stands in the address. */
export function Period({ known, alone = false }: { known: Vocabulary; alone?: boolean }) {
  const { days, before } = usePeriods();
  return (
    <>
      <DaysOf known={known.period} alone={alone} />
      <Whom known={known} />
      {known.period && <Notes days={days} before={before} last={known.period.to} />}
    </>
  );
}

function DaysOf({ known, alone }: { known: Vocabulary["period"]; alone: boolean }) {
  const { say } = useSpeech();
  const { days, before } = usePeriods();
  const how = useAsked().get("compare") ?? "";
  if (!known) return null;
  const preset = (count: number) => lastDays(count, known.to);
  const same = (one: Days) => one.since === days.since && one.until === days.until;
  const chosen = !days.since && !days.until ? "all" : (LENGTHS.find((count) => same(preset(count))) ?? "own");
  const choose = (value: string) => {
    if (value === "all") ask({ since: null, until: null, compare: null, against_since: null, against_until: null });
    else if (value === "own") ask({ since: days.since || known.from, until: days.until || known.to });
    else ask({ ...preset(Number(value)) });
  };
  return (
    <fieldset className="period" data-testid="period">
      <legend className="hidden">{say("period.label")}</legend>
      <label>
        <span>{say("period.label")}</span>
        <select value={chosen} onChange={(event) => choose(event.target.value)}>
          <option value="all">{say("period.all")}</option>
          {LENGTHS.map((count) => (
            <option key={count} value={count}>
              {say("period.last", { n: count })}
            </option>
          ))}
          <option value="own">{say("period.own")}</option>
        </select>
      </label>
      {chosen !== "all" && (
        <>
          <DayField name="since" label={say("period.since")} value={days.since} />
          <DayField name="until" label={say("period.until")} value={days.until} />
          {!alone && <Comparing how={how} days={days} before={before} />}
        </>
      )}
      {before && !alone && how !== "own" && <Against before={before} />}
    </fieldset>
  );
}

/** Chooses what the days are compared with. */
function Comparing({ how, days, before }: { how: string; days: About; before: About | null }) {
  const { say } = useSpeech();
  // One's own days begin as those by the weekday, to be changed from there.
  const choose = (value: string) => {
    const from = value === "own" && days.since && days.until ? (before ?? compared(days, "previous")) : null;
    ask({ compare: value, against_since: from?.since ?? null, against_until: from?.until ?? null });
  };
  return (
    <>
      <label>
        <span>{say("compare.label")}</span>
        <select value={how} onChange={(event) => choose(event.target.value)} data-testid="compare">
          <option value="">{say("compare.none")}</option>
          <option value="previous">{say("compare.previous")}</option>
          <option value="year">{say("compare.year")}</option>
          <option value="own">{say("compare.own")}</option>
        </select>
      </label>
      {how === "own" && before && (
        <>
          <DayField name="against_since" label={say("compare.since")} value={before.since} />
          <DayField name="against_until" label={say("compare.until")} value={before.until} />
        </>
      )}
    </>
  );
}

type DayName = "since" | "until" | "against_since" | "against_until";

// What data can be of (core/time.py); a year that is being typed passes through 0002, 0020 and 0202.
const [FIRST, LAST] = ["1990-01-01", "2099-12-31"];

function DayField({ name, label, value }: { name: DayName; label: string; value: string }) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (day: string) => {
    const whole = day === "" || (day >= FIRST && day <= LAST);
    setTyped(whole ? null : day);
    if (whole) ask({ [name]: day });
  };
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        min={FIRST}
        max={LAST}
        value={typed ?? value}
        onChange={(event) => take(event.target.value)}
        onBlur={() => setTyped(null)}
      />
    </label>
  );
}

function Against({ before }: { before: Days }) {
  const { say, language } = useSpeech();
  return <p className="soft">{say("compare.with", { days: between(before.since, before.until, language) })}</p>;
}

/** As of when a page speaks, of whom and of which days, in one line. */
export function useFacts(known: Vocabulary): string[] {
  const { say, language } = useSpeech();
  const { days } = usePeriods();
  let whom = days.condition?.length ? say("whom.of_own") : "";
  if (days.segment) whom = say("whom.of", { name: days.segment });
  const [since, until] = [days.since || known.period?.from, days.until || known.period?.to];
  return [
    whom,
    since && until ? between(since, until, language) : "",
    known.as_of ? say("as_of", { when: day(known.as_of, language) }) : "",
    say("ninety_five"),
  ].filter(Boolean);
}
