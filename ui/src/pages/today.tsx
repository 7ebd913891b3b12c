import { useState, type FormEvent } from "react";
import { useMay } from "../api";
import { lastDays } from "../dates";
import { useSpeech } from "../language";
import { day, moment } from "../numbers";
import { BehindPanel } from "../parts/behind";
import { DaysCard } from "../parts/days";
import { Interval, scaleOf } from "../parts/interval";
import { MovedLine, useMoved } from "../parts/moved";
import { Refusal } from "../parts/refusal";
import { Asked } from "../parts/state";
import { Link } from "../route";
import { useDecide, useToday, type DecidedMove, type Decided, type Move, type Today } from "../today";

/** Whether a move is about one campaign, which has a page of its own. */
const ofOne = ({ kind, subject }: Move): boolean => kind === "spend" && subject.length === 1;

/** Where a move's people, visits or campaigns are seen. */
function seenAt(move: Move): string {
  const { kind, subject } = move;
  switch (kind) {
    case "fault":
      return "/sources";
    case "spend":
      return ofOne(move) ? `/attribution/campaign/${encodeURIComponent(subject[0] ?? "")}` : "/attribution?by=campaign";
    case "gap":
      return `/funnel?by=${encodeURIComponent(subject[0] ?? "")}`;
    case "cart":
      return "/funnel";
    case "step":
      return "/stages";
  }
}

// The weeks that changes compare.
const SHOWN_DAYS = 56;

// What counts people, their visits or their ways opens them.
const PEOPLE: Move["kind"][] = ["cart", "gap", "step"];

// Every figure that is compared is better when it rises.
const TONES = { "": "", up: "gain", down: "loss" } as const;

export function TodayPage() {
  const { language } = useSpeech();
  return (
    <Asked query={useToday(language)} empty="today.empty">
      {(today) => <Shown today={today} />}
    </Asked>
  );
}

function Shown({ today }: { today: Today }) {
  const { say, language } = useSpeech();
  const decide = useDecide(language);
  const [last, setLast] = useState<{ move: Move; decision: Decided["decision"] } | null>(null);
  const act = (move: Move, decided: Omit<Decided, "id">) =>
    decide.mutate({ id: move.id, ...decided }, { onSuccess: () => setLast({ move, decision: decided.decision }) });
  const place = scaleOf(today.moves.flatMap(({ money }) => (money ? [money] : [])));
  const ranked = today.moves.filter(({ money }) => money);
  return (
    <>
      <h1>{today.headline}</h1>
      <p className="sub">
        {[say("today.as_of", { when: day(today.as_of, language) }), ...today.notes].join(" ")}
      </p>
      {today.since && <SinceCard since={today.since} />}
      <MovedLine />
      <div role="status" className="told" data-testid="told">
        {last && last.decision !== "reopened" && (
          <p>
            {say(`decided.${last.decision}`, { what: last.move.what })}{" "}
            <button type="button" className="link" onClick={() => act(last.move, { decision: "reopened" })}>
              {say("undo")}
            </button>
          </p>
        )}
      </div>
      <Refusal error={decide.error} />
      <section className="moves" aria-label={say("today.moves")}>
        {today.moves.map((move) => (
          <MoveCard
            key={move.id}
            move={move}
            rank={ranked.indexOf(move) + 1}
            place={place}
            busy={decide.isPending}
            act={(decided) => act(move, decided)}
          />
        ))}
      </section>
      <DaysCard days={lastDays(SHOWN_DAYS, today.as_of.slice(0, 10))} />
      <div className="two">
        <Changes today={today} />
        <Outcomes moves={today.checked} />
        {today.underway.length > 0 && (
          <Decisions title={say("today.underway")} moves={today.underway} act={act} testid="underway" />
        )}
        {today.put_aside.length > 0 && (
          <Decisions title={say("today.put_aside")} moves={today.put_aside} act={act} testid="put-aside" />
        )}
      </div>
    </>
  );
}

/** What is new to whoever looks, before what is worth doing. */
function SinceCard({ since }: { since: NonNullable<Today["since"]> }) {
  const { say, language } = useSpeech();
  const when = moment(since.looked_at, language);
  // What stands right below with its table is not said twice.
  const below = useMoved({}).data?.headline;
  const lines = since.lines.filter((line) => line !== below);
  if (lines.length === 0) {
    return (
      <p className="soft small" data-testid="since">
        {say(since.lines.length ? "since.below" : "since.nothing", { when })}
      </p>
    );
  }
  return (
    <section className="card since" aria-labelledby="since" data-testid="since">
      <h2 id="since">{say("since.title", { when })}</h2>
      <ul className="plain">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

interface Card {
  move: Move;
  rank: number;
  place: (value: number) => number;
  busy: boolean;
  act: (decided: Omit<Decided, "id">) => void;
}

function MoveCard({ move, rank, place, busy, act }: Card) {
  const { say } = useSpeech();
  const may = useMay("change");
  const [accepting, setAccepting] = useState(false);
  const [behind, setBehind] = useState(false);
  const sure = move.basis !== "supposed";
  return (
    <article className={`move ${move.kind}`} aria-labelledby={`move-${move.id}`} data-testid={`move-${move.kind}`}>
      <div className="rank" aria-hidden="true">
        {rank || "!"}
      </div>
      <div>
        <h2 id={`move-${move.id}`}>{move.what}</h2>
        <p className="why">{move.why}</p>
        <p className="meta">
          <span>{say(`move.${move.kind}`)}</span>
          {PEOPLE.includes(move.kind) ? (
            <button type="button" className="figure" onClick={() => setBehind(true)}>
              {move.concerned.text}
            </button>
          ) : (
            <span>{move.concerned.text}</span>
          )}
          {!sure && <span className="test">{say("today.test_first")}</span>}
        </p>
      </div>
      {move.money ? (
        <div className="money">
          <strong>{move.money.text}</strong>
          <small>{say(move.kind === "spend" ? "today.saved" : "today.a_month")}</small>
          <Interval money={move.money} place={place} tone={sure ? "gain" : "doubt"} />
          <small>{move.money.interval || say("today.exact")}</small>
        </div>
      ) : (
        <div className="money">
          <strong>{say("today.first")}</strong>
          <small>{say("today.makes_wrong")}</small>
        </div>
      )}
      <div className="acts">
        <Link className="button" href={seenAt(move)}>
          {say(ofOne(move) ? "see.campaign" : `see.${move.kind}`)}
        </Link>
        {may && (
          <>
            <button
              type="button"
              className="ghost"
              aria-expanded={accepting}
              disabled={busy}
              onClick={() => setAccepting(!accepting)}
            >
              {say("today.accept")}
            </button>
            <div className="pair">
              <button type="button" className="link" disabled={busy} onClick={() => act({ decision: "later" })}>
                {say("today.later")}
              </button>
              <button type="button" className="link" disabled={busy} onClick={() => act({ decision: "dismissed" })}>
                {say("today.dismiss")}
              </button>
            </div>
          </>
        )}
      </div>
      {behind && (
        <BehindPanel question={`moves/${move.id}/people?`} title={move.concerned.text} close={() => setBehind(false)} />
      )}
      {accepting && <Accepting busy={busy} send={(given) => act({ decision: "accepted", ...given })} />}
    </article>
  );
}

/** Who makes the move, and when to look at what came of it. */
function Accepting({ busy, send }: { busy: boolean; send: (given: { owner: string; check_on: string }) => void }) {
  const { say } = useSpeech();
  const [owner, setOwner] = useState("");
  const [on, setOn] = useState(() => inDays(30));
  const accept = (event: FormEvent) => {
    event.preventDefault();
    send({ owner, check_on: on });
  };
  return (
    <form className="inline" onSubmit={accept} data-testid="accepting">
      <label>
        {say("today.owner")}
        <input value={owner} maxLength={120} autoFocus onChange={(event) => setOwner(event.target.value)} />
      </label>
      <label>
        {say("today.check_on")}
        <input
          type="date"
          value={on}
          min={inDays(0)}
          max={inDays(365)}
          required
          onChange={(event) => setOn(event.target.value)}
        />
      </label>
      <button type="submit" disabled={busy}>
        {say("today.do_accept")}
      </button>
    </form>
  );
}

function inDays(days: number): string {
  const then = new Date();
  then.setDate(then.getDate() + days);
  return `${then.getFullYear()}-${String(then.getMonth() + 1).padStart(2, "0")}-${String(then.getDate()).padStart(2, "0")}`;
}

function Changes({ today }: { today: Today }) {
  const { say } = useSpeech();
  return (
    <section className="card" data-testid="changes">
      <h2>{say("today.changed")}</h2>
      {today.changes.length === 0 ? (
        <p className="soft small">{say("today.changed_none")}</p>
      ) : (
        <table>
          <caption className="soft small">{say("today.changed_about")}</caption>
          <tbody>
            {today.changes.map((one) => (
              <tr key={one.name}>
                <th scope="row">{one.label}</th>
                <td className="n">{one.text}</td>
                <td className={`delta ${TONES[one.direction]}`}>{one.change}</td>
                <td className="soft">{one.said}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Outcomes({ moves }: { moves: DecidedMove[] }) {
  const { say, language } = useSpeech();
  const held = moves.filter(({ outcome }) => outcome?.state === "held" || outcome?.state === "mended").length;
  const told = moves.filter(({ outcome }) => outcome?.state !== "cannot_tell").length;
  return (
    <section className="card" data-testid="checked">
      <h2>{say("today.checked")}</h2>
      {moves.length === 0 ? (
        <p className="soft small">{say("today.checked_none")}</p>
      ) : (
        <>
          <ul className="rows">
            {moves.map((move) => (
              <li key={`${move.id} ${move.check_on}`}>
                <div>
                  <b>{move.what}</b>
                  <small>
                    {move.outcome?.why}
                    {move.expected && ` ${say("today.forecast", { range: move.expected.interval || move.expected.text })}`}
                  </small>
                  <small>{say("today.by", { owner: move.owner, when: day(move.check_on, language) })}</small>
                </div>
                <div className="n">
                  {move.outcome?.money && <span>{move.outcome.money.text}</span>}
                  <span className={`verdict ${move.outcome?.state ?? ""}`}>{move.outcome?.label}</span>
                </div>
              </li>
            ))}
          </ul>
          {told > 0 && <p className="soft small">{say("today.held_of", { held, told })}</p>}
        </>
      )}
    </section>
  );
}

interface Listed {
  title: string;
  moves: DecidedMove[];
  act: (move: Move, decided: Omit<Decided, "id">) => void;
  testid: string;
}

function Decisions({ title, moves, act, testid }: Listed) {
  const { say, language } = useSpeech();
  const may = useMay("change");
  const when = (move: DecidedMove) => {
    const told = { owner: move.owner || say("today.nobody"), when: day(move.check_on, language) };
    return move.decision === "accepted"
      ? say("today.by", told)
      : say(move.decision === "later" ? "today.until" : "today.dismissed_by", told);
  };
  return (
    <section className="card" data-testid={testid}>
      <h2>{title}</h2>
      <ul className="rows">
        {moves.map((move) => (
          <li key={move.id}>
            <div>
              <b>{move.what}</b>
              <small>{when(move)}</small>
            </div>
            {may && (
              <button type="button" className="link" onClick={() => act(move, { decision: "reopened" })}>
                {say("today.reopen")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
