import { useAnswers, type Answer, type Answers, type Display, type Figure } from "../api";
import { notesOn } from "../days";
import { useSpeech, type Say } from "../language";
import { useNotes } from "../notes";
import { day, write } from "../numbers";
import { Chart } from "../parts/chart";
import { MovedLine } from "../parts/moved";
import { Report } from "../parts/report";
import { Asked } from "../parts/state";
import { Table } from "../parts/table";
import { WhomCard } from "../parts/whom";
import { useWhom } from "../segments";
import type { Whom } from "../whom";
import type { Language } from "../words";

export function AnswersPage() {
  const { language } = useSpeech();
  const whom = useWhom();
  return <Asked query={useAnswers(language, whom)} empty="answers.empty">{(data) => <Shown data={data} whom={whom} />}</Asked>;
}

function Shown({ data, whom }: { data: Answers; whom: Whom }) {
  const { say, language } = useSpeech();
  const facts = [
    data.period?.from && data.period.to
      ? `${day(data.period.from, language)} – ${day(data.period.to, language)}`
      : "",
    data.as_of ? say("as_of", { when: day(data.as_of, language) }) : "",
    say("ninety_five"),
  ];
  return (
    <>
      <h1>{data.summary}</h1>
      <p className="sub">
        <strong>{data.shop.name}</strong> · {facts.filter(Boolean).join(" · ")}
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
        <Chart data={answer.chart} name={`answer-${answer.question}`} noted={noted} />
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
        <details data-testid={`table-${answer.question}`}>
          <summary>{say("answers.table")}</summary>
          <Table caption={answer.title} table={withNotes(answer.display, noted, say)} />
        </details>
      )}
      {answer.figures.length > 0 && (
        <details data-testid={`figures-${answer.question}`}>
          <summary>{say("answers.figures")}</summary>
          <Table caption={say("answers.figures")} table={listing(answer.figures, say, language)} />
        </details>
      )}
      <details data-testid={`method-${answer.question}`}>
        <summary>{say("answers.method")}</summary>
        <p>{answer.method}</p>
      </details>
    </article>
  );
}

const MONTH = /^\d{4}-\d\d$/;

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

/** The same table with what was noted in each month, where anything was. */
function withNotes(table: Display, noted: (label: string) => string, say: Say): Display {
  const notes = table.rows.map(([first = ""]) => noted(first));
  if (!notes.some(Boolean)) return table;
  return {
    columns: [...table.columns, { label: say("days.notes"), kind: "text" }],
    rows: table.rows.map((row, at) => [...row, notes[at] ?? ""]),
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

/** The first figures with their intervals and what stands behind them, in one quiet line. */
function HowSure({ figures }: { figures: Figure[] }) {
  const told = figures.filter((figure) => figure.status === "ok").slice(0, 3);
  if (told.length === 0) return null;
  return (
    <ul className="sure">
      {told.map((figure) => (
        <li key={`${figure.name} ${figure.about}`}>
          {figure.about ? `${figure.label}, ${figure.about}` : figure.label} <b>{figure.text}</b>
          {figure.interval && ` (${figure.interval})`} <span className="faint">{figure.behind}</span>
        </li>
      ))}
    </ul>
  );
}
