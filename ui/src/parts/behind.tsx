import { useEffect, useRef, useState, type ReactNode } from "react";
import { useBehind, type Behind } from "../analyses";
import { useSpeech } from "../language";
import { moment, write } from "../numbers";
import { Link } from "../route";
import { Asked } from "./state";

const PAGE = 50;

interface Opened {
  /** What the API is asked for them, but for the page (see `analyses`). */
  question: string;
  title: string;
  close: () => void;
}

/** The people behind a figure, over the page until Esc. */
export function BehindPanel({ question, title, close }: Opened) {
  const { say } = useSpeech();
  const panel = useRef<HTMLDialogElement>(null);
  useEffect(() => panel.current?.showModal(), []);
  return (
    <dialog ref={panel} className="panel" aria-labelledby="behind" onClose={close} data-testid="behind">
      <header>
        <h2 id="behind">{title}</h2>
        <button type="button" className="pick" onClick={close}>
          {say("close")}
        </button>
      </header>
      <Listed question={question} />
    </dialog>
  );
}

/** The people that a question finds, a page at a time, those seen last first. */
export function Listed({ question, head }: { question: string; head?: (total: number) => ReactNode }) {
  const { say } = useSpeech();
  const [at, setAt] = useState({ question, from: 0 });
  const from = at.question === question ? at.from : 0;
  const setFrom = (next: number) => setAt({ question, from: next });
  return (
    <Asked query={useBehind(question, from)}>
      {(found) => (
        <>
          {head?.(found.total)}
          <div className={head && "card"}>
            <People found={found} />
          </div>
          {found.total > PAGE && (
            <p className="saves">
              <button type="button" className="ghost" disabled={from === 0} onClick={() => setFrom(from - PAGE)}>
                {say("behind.later")}
              </button>
              <span className="soft">
                {say("behind.shown", { from: from + 1, to: Math.min(from + PAGE, found.total), of: found.total })}
              </span>
              <button
                type="button"
                className="ghost"
                disabled={from + PAGE >= found.total}
                onClick={() => setFrom(from + PAGE)}
              >
                {say("behind.earlier")}
              </button>
            </p>
          )}
        </>
      )}
    </Asked>
  );
}

function People({ found }: { found: Behind }) {
  const { say } = useSpeech();
  if (found.total === 0) return <p className="sub">{say("behind.nobody")}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say("behind.who")}</th>
          <th scope="col">{say("behind.seen")}</th>
          <th scope="col" className="n">
            {say("behind.orders")}
          </th>
          <th scope="col" className="n">
            {say("behind.revenue")}
          </th>
        </tr>
      </thead>
      <tbody>
        {found.people.map((one) => (
          <Person key={one.customer_id} person={one} />
        ))}
      </tbody>
    </table>
  );
}

function Person({ person }: { person: Behind["people"][number] }) {
  const { language } = useSpeech();
  const name = person.identifier.value || person.customer_id;
  const revenue = Object.entries(person.revenue).map(([currency, sum]) => write(sum, "money", language, currency));
  return (
    <tr>
      <td className="who">
        <Link href={`/people/${encodeURIComponent(person.customer_id)}`}>{name}</Link>
      </td>
      <td>
        {person.last_at ? <time dateTime={person.last_at}>{moment(person.last_at, language)}</time> : "–"}
      </td>
      <td className="n">{write(person.orders, "count", language)}</td>
      <td className="n">{revenue.join(" + ") || "–"}</td>
    </tr>
  );
}
