import type { Vocabulary } from "../analyses";
import { compared, lastDays, type Comparison, type Days } from "../dates";
import { useSpeech } from "../language";
import { day } from "../numbers";
import { ask, useAsked } from "../route";

const LENGTHS = [7, 30, 90];

export interface Periods {
  /** Empty texts where everything is asked. */
  days: Days;
  /** What it is compared with; null for nothing. */
  before: Days | null;
}

/** The period the address asks about, and the one it is to be compared with. */
export function usePeriods(): Periods {
  const asked = useAsked();
  const days = { since: asked.get("since") ?? "", until: asked.get("until") ?? "" };
  const how = asked.get("compare");
  const comparable = days.since && days.until && (how === "previous" || how === "year");
  return { days, before: comparable ? compared(days, how as Comparison) : null };
}

/** Chooses the days a page is about and what they are compared with; both stand in the address. */
export function Period({ known }: { known: Vocabulary["period"] }) {
  const { say } = useSpeech();
  const { days, before } = usePeriods();
  const how = useAsked().get("compare") ?? "";
  if (!known) return null;
  const preset = (count: number) => lastDays(count, known.to);
  const same = (one: Days) => one.since === days.since && one.until === days.until;
  const chosen = !days.since && !days.until ? "all" : (LENGTHS.find((count) => same(preset(count))) ?? "own");
  const choose = (value: string) => {
    if (value === "all") ask({ since: null, until: null, compare: null });
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
          <label>
            <span>{say("compare.label")}</span>
            <select value={how} onChange={(event) => ask({ compare: event.target.value })} data-testid="compare">
              <option value="">{say("compare.none")}</option>
              <option value="previous">{say("compare.previous")}</option>
              <option value="year">{say("compare.year")}</option>
            </select>
          </label>
        </>
      )}
      {before && <Against before={before} />}
    </fieldset>
  );
}

function DayField({ name, label, value }: { name: "since" | "until"; label: string; value: string }) {
  return (
    <label>
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => ask({ [name]: event.target.value })} />
    </label>
  );
}

function Against({ before }: { before: Days }) {
  const { say, language } = useSpeech();
  return (
    <p className="soft">
      {say("compare.with", { since: day(before.since, language), until: day(before.until, language) })}
    </p>
  );
}

/** As of when a page speaks, and of which days, in one line. */
export function useFacts(known: Vocabulary): string[] {
  const { say, language } = useSpeech();
  const { days } = usePeriods();
  const [since, until] = [days.since || known.period?.from, days.until || known.period?.to];
  return [
    since && until ? `${day(since, language)} – ${day(until, language)}` : "",
    known.as_of ? say("as_of", { when: day(known.as_of, language) }) : "",
    say("ninety_five"),
  ].filter(Boolean);
}
