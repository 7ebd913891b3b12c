import { useAnswers, type Answer, type Answers, type ChartData, type Display, type Figure, type Unit, type Value } from "../api";
import { notesOn } from "../days";
import { useSpeech, type Say } from "../language";
import { useNotes } from "../notes";
import { between, day, MONTH, month, toNumber, write } from "../numbers";
import { Chart } from "../parts/chart";
import { MovedLine } from "../parts/moved";
import { Report } from "../parts/report";
import type { Cell, Column, Sheet } from "../parts/sheet";
import { Asked } from "../parts/state";
import { Twin } from "../parts/twin";
import { WhomCard } from "../parts/whom";
import { Link } from "../route";
import { peopleMeeting, useWhom } from "../segments";
import type { Whom } from "../whom";
import type { Language } from "../words";

const BUYERS = "orders>=1";

export function AnswersPage() {
  const { language } = useSpeech();
  const whom = useWhom();
  return <Asked query={useAnswers(language, whom)} empty="answers.empty">{(data) => <Shown data={data} whom={whom} />}</Asked>;
}

function Shown({ data, whom }: { data: Answers; whom: Whom }) {
  const { say, language } = useSpeech();
  const buyers = Array.isArray(data.totals) ? 0 : data.totals.buyers;
  const facts = [
    data.period?.from && data.period.to
      ? between(data.period.from, data.period.to, language)
      : "",
    data.as_of ? say("as_of", { when: day(data.as_of, language) }) : "",
    say("ninety_five"),
  ];
  return (
    <>
      <h1>{data.summary}</h1>
      <p className="sub">
        <strong>{data.shop.name}</strong> · {facts.filter(Boolean).join(" · ")}
        {buyers > 0 && (
          <>
            {" · "}
            <Link href={peopleMeeting(whom, BUYERS)}>{say("answers.buyers", { n: buyers })}</Link>
          </>
        )}
      </p>
      {!whom.segment && whom.condition.length === 0 && <MovedLine />}
      <Report />
      <WhomCard />
      <div className="answers">
        {data.answers.map((answer) => (
          <AnswerCard key={answer.question} answer={answer} />
        ))}
      </div>
    </>
  );
}

function AnswerCard({ answer }: { answer: Answer }) {
  const { say, language } = useSpeech();
  const title = `answer-${answer.question}`;
  const noted = useNoted(answer);
  return (
    <article className="card answer" aria-labelledby={title} data-testid={title} data-status={answer.status}>
      <p className="question">
        <span className="rank">{answer.question}</span>
        {answer.title}
        {answer.status === "cannot_tell" && <span className="badge">{say("cannot_tell")}</span>}
      </p>
      <h2 id={title}>{answer.headline}</h2>
      {answer.unseen && (
        <p className="sub" data-testid={`unseen-${answer.question}`}>
          {answer.unseen}
        </p>
      )}
      <HowSure figures={answer.figures} />
      {answer.chart && answer.chart.marks.length > 0 && (
        <Monthly chart={answer.chart} name={`answer-${answer.question}`} noted={noted} />
      )}
      {answer.missing.length > 0 && (
        <div className="missing">
          <strong>{say("answers.missing")}</strong>
          <ul>
            {answer.missing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
      {answer.display.rows.length > 0 && (
        <Twin
          caption={answer.title}
          name={`answer-${answer.question}`}
          testid={`table-${answer.question}`}
          sheet={sheetOf(answer, noted, say)}
          shown={withNotes(answer.display, noted, say, language)}
        />
      )}
      {answer.figures.length > 0 && (
        <Twin
          caption={answer.title}
          title={say("answers.figures")}
          name={`figures-${answer.question}`}
          testid={`figures-${answer.question}`}
          sheet={figuresOf(answer.figures, say)}
          shown={listing(answer.figures, say, language)}
        />
      )}
      <details data-testid={`method-${answer.question}`}>
        <summary>{say("answers.method")}</summary>
        <p>{answer.method}</p>
      </details>
    </article>
  );
}

/** What was noted in a month, by its name as charts and tables over time write it; nothing elsewhere. */
function useNoted(answer: Answer): (label: string) => string {
  const monthly = answer.chart?.marks.some(({ label }) => MONTH.test(label)) ?? false;
  const notes = useNotes({ since: "", until: "" }, monthly).data?.annotations ?? [];
  return (label) =>
    MONTH.test(label)
      ? notesOn(notes, { since: `${label}-01`, until: `${label}-31` })
          .map(({ text }) => text)
          .join("; ")
      : "";
}

/** A chart, its months as people write them. */
function Monthly({ chart, name, noted }: { chart: ChartData; name: string; noted: (label: string) => string }) {
  const { language } = useSpeech();
  const notes = new Map(chart.marks.map(({ label }) => [month(label, language), noted(label)]));
  const marks = chart.marks.map((mark) => ({ ...mark, label: month(mark.label, language) }));
  return <Chart data={{ ...chart, marks }} name={name} noted={(label) => notes.get(label) ?? ""} />;
}

/** The same table with what was noted in each month, where anything was. */
function withNotes(table: Display, noted: (label: string) => string, say: Say, language: Language): Display {
  const notes = table.rows.map(([first = ""]) => noted(first));
  const rows = table.rows.map(([first = "", ...row]) => [month(first, language), ...row]);
  if (!notes.some(Boolean)) return { ...table, rows };
  return {
    columns: [...table.columns, { label: say("days.notes"), kind: "text" }],
    rows: rows.map((row, at) => [...row, notes[at] ?? ""]),
  };
}

const WORDS: readonly string[] = ["text", "channel", "touchpoint"];

/** The raw values behind the table that is shown: names as they are shown, figures unrounded, a range in two columns. */
function sheetOf({ columns, table, display, currency }: Answer, noted: (label: string) => string, say: Say): Sheet {
  const kept = columns.filter(({ key }) => key !== "high");
  const notes = display.rows.map(([first = ""]) => noted(first));
  const note = notes.some(Boolean) ? [{ label: say("days.notes"), unit: "text" as const }] : [];
  const number = (row: Answer["table"][number], key: string) => toNumber(row[key] as Value | undefined);
  const named = (label: string) => display.columns.findIndex((one) => one.label === label);
  const cell = (row: Answer["table"][number], { key, label, unit }: Answer["columns"][number], at: number): Cell => {
    if (key === "low") return [number(row, key), number(row, "high")];
    return WORDS.includes(unit) ? (display.rows[at]?.[named(label)] ?? String(row[key] ?? "")) : number(row, key);
  };
  return {
    currency,
    columns: [
      ...kept.map(({ key, label, unit }): Column => {
        if (key === "low") return { label: say("figures.interval"), unit: unit as Unit, range: true };
        return { label: unit === "days" ? say("figures.in_days", { label }) : label, unit: unit as Unit };
      }),
      ...note,
    ],
    rows: table.map((row, at) => [
      ...kept.map((column) => cell(row, column, at)),
      ...(note.length ? [notes[at] ?? ""] : []),
    ]),
  };
}

/** Every figure as it is, unrounded. */
function figuresOf(figures: Figure[], say: Say): Sheet {
  return {
    columns: [
      { label: say("figures.figure"), unit: "text" },
      { label: say("figures.about"), unit: "text" },
      { label: say("figures.value"), unit: "ratio" },
      { label: say("figures.interval"), unit: "ratio", range: true },
      { label: "n", unit: "count" },
    ],
    rows: figures.map((one) => [
      one.reason ? `${one.label}: ${one.reason}` : one.label,
      one.about,
      toNumber(one.value),
      [toNumber(one.low), toNumber(one.high)],
      one.n,
    ]),
  };
}

/** Every figure in one table: what it is, about whom, its value and interval, how many people; or why it is not told. */
function listing(figures: Figure[], say: Say, language: Language): Display {
  const told = (figure: Figure) => (figure.status === "ok" ? figure.text : say("cannot_tell"));
  return {
    columns: [
      { label: say("figures.figure"), kind: "text" },
      { label: say("figures.about"), kind: "text" },
      { label: say("figures.value"), kind: "number" },
      { label: say("figures.interval"), kind: "interval" },
      { label: "n", kind: "number" },
    ],
    rows: figures.map((figure) => [
      figure.reason ? `${figure.label}: ${figure.reason}` : figure.label,
      figure.about,
      told(figure),
      figure.interval,
      write(figure.n, "count", language),
    ]),
  };
}

/** Figures that count people, and the condition that finds just those. */
const BEHIND: Record<string, string> = { new_customers: BUYERS, returning_customers: "orders>=2" };

/** The first figures with their intervals and what stands behind them, in one quiet line. */
function HowSure({ figures }: { figures: Figure[] }) {
  const whom = useWhom();
  const told = figures.filter((figure) => figure.status === "ok").slice(0, 3);
  if (told.length === 0) return null;
  return (
    <ul className="sure">
      {told.map((figure) => (
        <li key={`${figure.name} ${figure.about}`}>
          {figure.about ? `${figure.label}, ${figure.about}` : figure.label}{" "}
          <b>
            {BEHIND[figure.name] ? <Link href={peopleMeeting(whom, BEHIND[figure.name] ?? "")}>{figure.text}</Link> : figure.text}
          </b>
          {figure.interval && ` (${figure.interval})`} <span className="faint">{figure.behind}</span>
        </li>
      ))}
    </ul>
  );
}
