// Days as bars, with what was noted on them: a sale or a release explains a rise better than any test.
import type { Unit } from "../api";
import type { About } from "../dates";
import { grainOf, MEASURES, notesOn, spans, useDays, type Days, type Grain, type Measure, type Span } from "../days";
import { useSpeech, type Say } from "../language";
import type { Note } from "../notes";
import { day, shortDay, write } from "../numbers";
import { ask, useAsked } from "../route";
import type { Language } from "../words";
import "./days.css";
import { Drawing } from "./drawing";
import type { Sheet } from "./sheet";
import { Asked } from "./state";
import { Method, Twin } from "./twin";

const UNITS: Record<Measure, Unit> = { revenue: "money", orders: "count", new_customers: "count", touchpoints: "count" };
const HEIGHT = 150;
/** Of the line on which a note's label stands; so many are drawn, the table has them all. */
const LANE = 20;
const LANES = 6;
/** Above the bars, for what the highest amounts to. */
const LABEL = 20;
/** Of the width, in percent; few days are bars, too, and no walls. */
const WIDEST = 8;

interface Given {
  days: About;
  before?: About | null;
}

/** What each day brought, beside the days compared, with the notes on them. */
export function DaysCard({ days, before = null }: Given) {
  const { say } = useSpeech();
  const found = useDays(days);
  const then = useDays(before ?? days, before !== null);
  return (
    <section className="card days-card" data-testid="days">
      <Asked query={found}>
        {(told) =>
          told.days.length === 0 ? (
            <p className="sub">{say("days.none")}</p>
          ) : (
            <Shown found={told} before={before && !then.isPlaceholderData ? then.data : undefined} />
          )
        }
      </Asked>
    </section>
  );
}

function Shown({ found, before }: { found: Days; before: Days | undefined }) {
  const { say, language } = useSpeech();
  const asked = useAsked().get("measure");
  const measure = MEASURES.find((one) => one === asked) ?? "revenue";
  const grain = grainOf(found.days.length);
  const now = spans(found.days, grain);
  const then = before ? spans(before.days, grain) : [];
  const title = titled(found, now, measure, grain, say, language);
  return (
    <>
      <div className="pair days-head">
        <h2>{title}</h2>
        <div className="seg" role="group" aria-label={say("days.measure")}>
          {MEASURES.map((one) => (
            <button key={one} type="button" aria-pressed={one === measure} onClick={() => ask({ measure: one })}>
              {say(`days.${one}`)}
            </button>
          ))}
        </div>
      </div>
      <Drawing name="days" caption={title}>
        <Bars now={now} then={then} measure={measure} grain={grain} found={found} title={title} />
      </Drawing>
      <DaysTwin now={now} then={then} found={found} grain={grain} title={title} />
      <Method>{say("days.method")}</Method>
    </>
  );
}

function titled(found: Days, now: Span[], measure: Measure, grain: Grain, say: Say, language: Language): string {
  const amount = (value: number) => write(value, UNITS[measure], language, found.currency);
  const most = now.reduce((one, other) => (other.sums[measure] > one.sums[measure] ? other : one));
  const told = {
    what: say(`days.${measure}`),
    total: amount(now.reduce((sum, one) => sum + one.sums[measure], 0)),
    most: amount(most.sums[measure]),
    when: named(most, grain, language),
  };
  return most.sums[measure] > 0 ? say(`days.title_${grain}`, told) : say("days.title_none", told);
}

function named(span: Span, grain: Grain, language: Language): string {
  if (grain !== "month") return day(span.since, language);
  const shown: Intl.DateTimeFormatOptions = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(span.since).toLocaleDateString(language, shown);
}

interface Drawn {
  now: Span[];
  then: Span[];
  measure: Measure;
  grain: Grain;
  found: Days;
  title: string;
}

function Bars({ now, then, measure, grain, found, title }: Drawn) {
  const { say, language } = useSpeech();
  const amount = (value: number) => write(value, UNITS[measure], language, found.currency);
  const highest = Math.max(0, ...[...now, ...then].map(({ sums }) => sums[measure]));
  const most = highest || 1;
  const whole = { since: now[0]?.since ?? "", until: now.at(-1)?.until ?? "" };
  const notes = notesOn(found.annotations, whole);
  const shown = notes.slice(0, LANES);
  const top = shown.length * LANE + LABEL;
  const width = 100 / now.length;
  const thick = Math.min(width * 0.76, WIDEST);
  const height = (value: number) => (Math.max(0, value) / most) * HEIGHT;
  const told = notes.map((note) => `${when(note, language)}: ${note.text}`);
  return (
    <figure className="days" aria-label={[title, ...told].join(". ")} role="img">
      <div className="plot">
        <svg width="100%" height={top + HEIGHT + 1} aria-hidden="true">
          <line x1="0" x2="100%" y1={top} y2={top} stroke="var(--line)" />
          {shown.map((note, lane) => (
            <NoteMark key={note.id} place={placed(note, now, width)} lane={lane} top={top} />
          ))}
          {now.map((one, at) => (
            <rect
              key={one.since}
              x={`${at * width + (width - thick) / 2}%`}
              y={top + HEIGHT - height(one.sums[measure])}
              width={`${thick}%`}
              height={height(one.sums[measure])}
              fill="var(--action)"
            >
              <title>{`${named(one, grain, language)}: ${amount(one.sums[measure])}`}</title>
            </rect>
          ))}
          {then.slice(0, now.length).map((one, at) => (
            <line
              key={one.since}
              x1={`${at * width}%`}
              x2={`${(at + 1) * width}%`}
              y1={top + HEIGHT - height(one.sums[measure])}
              y2={top + HEIGHT - height(one.sums[measure])}
              stroke="var(--ink)"
              strokeWidth="1.5"
            />
          ))}
          <line x1="0" x2="100%" y1={top + HEIGHT} y2={top + HEIGHT} stroke="var(--faint)" />
        </svg>
        {highest > 0 && (
          <span className="most" style={{ top: top - LABEL + 2 }}>
            {amount(highest)}
          </span>
        )}
        {shown.map((note, lane) => (
          <NoteLabel key={note.id} note={note} place={placed(note, now, width)} lane={lane} />
        ))}
      </div>
      <p className="ends">
        <span>{shortDay(whole.since, language)}</span>
        {whole.until !== whole.since && <span>{shortDay(whole.until, language)}</span>}
      </p>
      {then.length > 0 && <p className="soft small">{say("days.before")}</p>}
      {notes.length > LANES && <p className="soft small">{say("days.more_notes", { n: notes.length - LANES })}</p>}
    </figure>
  );
}

interface Place {
  from: number;
  to: number;
}

/** From where to where a note's days lie, in percent of the width. */
function placed(note: Note, now: Span[], width: number): Place {
  const first = now.findIndex(({ until }) => until >= note.on);
  const last = now.findLastIndex(({ since }) => since <= note.until);
  return { from: Math.max(0, first) * width, to: (Math.max(first, last) + 1) * width };
}

function NoteMark({ place, lane, top }: { place: Place; lane: number; top: number }) {
  const middle = (place.from + place.to) / 2;
  return (
    <>
      <rect x={`${place.from}%`} width={`${place.to - place.from}%`} y={top} height={HEIGHT} fill="var(--doubt-wash)" />
      <line
        x1={`${middle}%`}
        x2={`${middle}%`}
        y1={lane * LANE + LANE - 2}
        y2={top + HEIGHT}
        stroke="var(--doubt)"
        strokeDasharray="3 3"
      />
    </>
  );
}

function NoteLabel({ note, place, lane }: { note: Note; place: Place; lane: number }) {
  const { say, language } = useSpeech();
  const middle = (place.from + place.to) / 2;
  const side = middle > 50 ? { right: `${100 - middle}%` } : { left: `${middle}%` };
  return (
    <span
      className={middle > 50 ? "noted leftward" : "noted"}
      style={{ top: lane * LANE, maxWidth: `${Math.max(middle, 100 - middle)}%`, ...side }}
      title={`${when(note, language)} · ${say(`note.${note.kind}`)}: ${note.text}`}
    >
      {note.text}
    </span>
  );
}

const when = (note: Note, language: Language) =>
  note.until === note.on ? day(note.on, language) : `${day(note.on, language)} – ${day(note.until, language)}`;

interface Tabled {
  now: Span[];
  then: Span[];
  found: Days;
  grain: Grain;
  title: string;
}

function DaysTwin({ now, then, found, grain, title }: Tabled) {
  const { say } = useSpeech();
  const beside = then.length > 0;
  const sheet: Sheet = {
    currency: found.currency,
    columns: [
      { label: say(`days.column_${grain}`), unit: "text" },
      ...MEASURES.map((one) => ({ label: say(`days.${one}`), unit: UNITS[one] })),
      ...(beside ? MEASURES.map((one) => ({ label: `${say(`days.${one}`)}, ${say("days.then")}`, unit: UNITS[one] })) : []),
      { label: say("days.notes"), unit: "text" },
    ],
    rows: now.map((one, at) => [
      grain === "month" ? one.since.slice(0, 7) : one.since,
      ...MEASURES.map((measure) => one.sums[measure]),
      ...(beside ? MEASURES.map((measure) => then[at]?.sums[measure] ?? null) : []),
      notesOn(found.annotations, one)
        .map(({ text }) => text)
        .join("; "),
    ]),
  };
  return <Twin caption={title} name="days" sheet={sheet} />;
}
