import { useState } from "react";
import { peopleOf, useBehind, useVocabulary, type Vocabulary } from "../analyses";
import { usePerson, useSession, type Choice, type Moment, type Person, type Recent } from "../api";
import { useSpeech } from "../language";
import { moment, write } from "../numbers";
import { Listed } from "../parts/behind";
import { colour } from "../parts/colour";
import { Period, useFacts, usePeriods } from "../parts/period";
import { Evidence, Portrait } from "../parts/portrait";
import { Asked } from "../parts/state";
import { Link } from "../route";
import { isWord } from "../words";

// A long life with a shop is thousands of touches; the page opens on the newest and shows the rest when asked.
const FIRST_SHOWN = 200;
// What a name begins with that whoever asks may not see.
const MASK = "•••";

export function PeoplePage({ identifier }: { identifier: string }) {
  const { language } = useSpeech();
  if (identifier) return <Timeline identifier={identifier} />;
  return (
    <Asked query={useVocabulary(language)} empty="people.invite">
      {(known) => <Everybody known={known} />}
    </Asked>
  );
}

/** The people of a segment and a period, those seen last first; of neither, everybody. */
function Everybody({ known }: { known: Vocabulary }) {
  const { say } = useSpeech();
  const { days } = usePeriods();
  const facts = useFacts(known).slice(0, -1);
  const failed = useBehind(peopleOf(days), 0).error !== null;
  const controls = (
    <section className="card controls" aria-label={say("controls")}>
      <Period known={known} alone />
    </section>
  );
  return (
    <>
      <Listed
        question={peopleOf(days)}
        head={(total) => (
          <>
            <h1>{total > 0 ? say("people.headline", { n: total }) : say("people.headline_none")}</h1>
            <p className="sub">
              {facts.join(" · ")}. {say("people.invite_hint")}
            </p>
            {controls}
          </>
        )}
      />
      {failed && controls}
    </>
  );
}

function Timeline({ identifier }: { identifier: string }) {
  const { language } = useSpeech();
  return <Asked query={usePerson(identifier, language)}>{(person) => <Shown key={person.customer_id} person={person} />}</Asked>;
}

function Shown({ person }: { person: Person }) {
  const { say, language } = useSpeech();
  const known = useVocabulary(language).data;
  const zone = useSession().data?.time_zone ?? "";
  const [all, setAll] = useState(false);
  const shown = all ? person.timeline : person.timeline.slice(-FIRST_SHOWN);
  const hidden = person.timeline.length - shown.length;
  const first = person.timeline[0];
  // Order numbers tie a person together too, but each already stands in the timeline.
  const names = person.identifiers.filter(({ kind }) => kind !== "order");
  return (
    <>
      <h1>{person.headline}</h1>
      <p className="sub">
        {first
          ? say("people.since", { when: moment(first.at, language), zone })
          : say(person.recent.length ? "people.new" : "people.nothing", { zone })}
      </p>
      <ul className="chips" aria-label={say("people.identifiers")} data-testid="identifiers">
        {names.map(({ kind, value }) => (
          <li key={`${kind} ${value}`}>
            <span className="faint">{isWord(`kind.${kind}`) ? say(`kind.${kind}` as "kind.user") : kind}</span> {value}
          </li>
        ))}
      </ul>
      <div className="about">
        <Portrait person={person} known={known} />
        <Evidence person={person} known={known} />
        {person.consent.length > 0 && <Consent choices={person.consent} />}
      </div>
      {hidden > 0 && (
        <button type="button" className="ghost earlier" onClick={() => setAll(true)}>
          {say("people.earlier", { n: hidden })}
        </button>
      )}
      {person.recent.length > 0 && <JustIn events={person.recent} />}
      <div data-testid="timeline">
        {cycles(shown).map((moments) => (
          <Cycle key={moments[0]?.cycle} moments={moments} whose={person.customer_id ?? ""} />
        ))}
      </div>
    </>
  );
}

/** What holds now for each purpose, and below it what held before. */
function Consent({ choices }: { choices: Choice[] }) {
  const { say, language } = useSpeech();
  const newest = choices.filter((one, at) => one.purpose !== choices[at - 1]?.purpose);
  const earlier = choices.filter((one) => !newest.includes(one));
  const line = (one: Choice) => (
    <li key={`${one.purpose} ${one.at} ${one.state}`}>
      {one.purpose_label}: <b>{one.state_label}</b>{" "}
      <small className="soft">
        <time dateTime={one.at}>{moment(one.at, language)}</time> · {one.label} · {one.source}
      </small>
    </li>
  );
  return (
    <section className="card consent" aria-label={say("people.consent")} data-testid="consent">
      <h2>{say("people.consent")}</h2>
      <ul>{newest.map(line)}</ul>
      {earlier.length > 0 && (
        <details>
          <summary>{say("people.consent_before")}</summary>
          <ul>{earlier.map(line)}</ul>
        </details>
      )}
    </section>
  );
}

function JustIn({ events }: { events: Recent[] }) {
  const { say, language } = useSpeech();
  return (
    <section className="card cycle" data-testid="recent">
      <h2>
        {say("recent.title")} <span className="soft">{say("recent.hint")}</span>
      </h2>
      <ol>
        {events.map((one, at) => (
          <li key={at}>
            <time dateTime={one.at}>{moment(one.at, language)}</time>
            <span className="dot" style={{ background: "var(--line)" }} />
            <span>
              <b>{one.label}</b>
              <small>{[one.source, one.url].filter(Boolean).join(" · ")}</small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Cycle({ moments, whose }: { moments: Moment[]; whose: string }) {
  const { say, language } = useSpeech();
  const order = moments.find((one) => one.role === "order");
  const open = moments.some((one) => one.role !== "message") ? "cycle.open" : "cycle.none";
  const ends = order ? say("cycle.order", { order: order.order_id ?? "" }) : say(open);
  return (
    <section className="card cycle" data-testid="cycle">
      <h2>
        {say("cycle.title", { n: moments[0]?.cycle ?? "" })} <span className="soft">{ends}</span>
      </h2>
      <ol>
        {moments.map((one, at) => (
          <li key={at} className={one.role} data-testid={`moment-${one.role}`}>
            <time dateTime={one.at}>{moment(one.at, language)}</time>
            <span className="dot" style={{ background: shade(one) }} />
            <span>
              <b>{one.label ?? one.name}</b>
              <Said moment={one} />
            </span>
            <span className="n">
              {one.value ? write(one.value, "money", language, one.currency ?? "") : ""}
              {one.role === "order" && one.order_id && (
                <Link className="aside" href={`/attribution/order/${encodeURIComponent(named(one.order_id, whose))}`}>
                  {say("people.explain")}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How an order is asked for: by its number, or, where that is masked, by whose it is as well. */
const named = (order: string, whose: string) => (order.startsWith(MASK) ? `${whose}/${order}` : order);

function shade(one: Moment): string {
  if (one.role === "order") return "var(--action)";
  return one.channel ? colour(one.channel) : "var(--line)";
}

function Said({ moment: one }: { moment: Moment }) {
  const { say } = useSpeech();
  const word = (kind: string, key: string) => (isWord(`${kind}.${key}`) ? say(`${kind}.${key}` as "role.touch") : key);
  const facts = [
    one.channel_label ?? one.channel,
    one.campaign,
    one.stage && word("stage", one.stage),
    one.role === "touch" ? null : word("role", one.role),
    one.session === null ? null : say("session", { n: one.session }),
    one.role === "after" && one.order_id ? say("cycle.about", { order: one.order_id }) : null,
  ];
  return <small>{facts.filter(Boolean).join(" · ")}</small>;
}

function cycles(moments: Moment[]): Moment[][] {
  const groups = new Map<number, Moment[]>();
  for (const one of moments) groups.set(one.cycle, [...(groups.get(one.cycle) ?? []), one]);
  return [...groups.entries()].sort(([one], [other]) => other - one).map(([, group]) => group);
}
