import { useEffect, useRef, useState } from "react";
import { useBehind, type Behind, type Steps } from "../analyses";
import { useSession } from "../api";
import type { Days } from "../dates";
import { useSpeech } from "../language";
import { moment, write } from "../numbers";
import { Link } from "../route";
import { Asked } from "./state";

const PAGE = 50;

interface Opened {
  asked: Steps;
  days: Days;
  step: number;
  which: string;
  title: string;
  close: () => void;
}

/** The people behind a figure, over the page until Esc. */
export function BehindPanel({ asked, days, step, which, title, close }: Opened) {
  const { say } = useSpeech();
  const panel = useRef<HTMLDialogElement>(null);
  const [from, setFrom] = useState(0);
  useEffect(() => panel.current?.showModal(), []);
  return (
    <dialog ref={panel} className="panel" aria-labelledby="behind" onClose={close} data-testid="behind">
      <header>
        <h2 id="behind">{title}</h2>
        <button type="button" className="pick" onClick={close}>
          {say("close")}
        </button>
      </header>
      <Asked query={useBehind(asked, days, step, which, from)}>
        {(found) => (
          <>
            <People found={found} />
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
    </dialog>
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
  const session = useSession();
  const name = person.identifier.value || person.customer_id;
  // Who may not see whom data is of has masks in place of names, which lead nowhere.
  const seen = session.data?.rights.includes("personal_data");
  const revenue = Object.entries(person.revenue).map(([currency, sum]) => write(sum, "money", language, currency));
  return (
    <tr>
      <td className="who">{seen ? <Link href={`/people/${encodeURIComponent(person.customer_id)}`}>{name}</Link> : name}</td>
      <td>
        <time dateTime={person.last_at}>{moment(person.last_at, language)}</time>
      </td>
      <td className="n">{write(person.orders, "count", language)}</td>
      <td className="n">{revenue.join(" + ") || "–"}</td>
    </tr>
  );
}
