import { Fragment } from "react";
import { comparison, peopleOfPath, usePaths, useVocabulary, type Paths, type Vocabulary } from "../analyses";
import type { ChartData } from "../api";
import { useSpeech } from "../language";
import { write } from "../numbers";
import { BehindPanel } from "../parts/behind";
import { Change, proportion } from "../parts/change";
import { Chart } from "../parts/chart";
import { Choice } from "../parts/choice";
import { Drawing } from "../parts/drawing";
import { Period, useFacts, usePeriods } from "../parts/period";
import { Sankey } from "../parts/sankey";
import type { Sheet } from "../parts/sheet";
import { Asked } from "../parts/state";
import { Method, Twin } from "../parts/twin";
import { ask, useAsked } from "../route";
import { column } from "./funnel";

const DEPTHS = ["3", "4", "5", "6", "8"];
const LOOPS = 6;
const SHOWN = 10;
// Of the period before so many paths are asked for: one that is not among them was hardly taken.
const BEFORE = 1_000;

export function PathsPage() {
  const { language } = useSpeech();
  return (
    <Asked query={useVocabulary(language)} empty="paths.empty">
      {(known) => <Composed known={known} />}
    </Asked>
  );
}

function Composed({ known }: { known: Vocabulary }) {
  const { say } = useSpeech();
  const address = useAsked();
  const { days, before } = usePeriods();
  const columns = ["event", ...known.columns];
  // The steps of the shop's own way tell most; where it has none, its events do.
  const by = columns.find((name) => name === address.get("by")) ?? (known.columns.includes("step") ? "step" : "event");
  const asked = {
    by,
    from: address.get("from") ?? "",
    to: address.get("to") ?? "",
    depth: DEPTHS.find((one) => one === address.get("depth")) ?? "5",
    loops: address.get("loops") === "true",
  };
  const label = labels(known, by);
  const behind = address.getAll("behind");
  const query = usePaths(asked, days);
  const then = usePaths({ ...asked, top: BEFORE }, before ?? days, before !== null);
  const names = [...new Set(query.data?.transitions.flatMap(({ from, to }) => [from, to]) ?? [])];
  const options = (empty: string, chosen: string) => [
    ["", empty] as const,
    ...[...new Set([...names, chosen])].filter(Boolean).map((one) => [one, label(one)] as const),
  ];
  const controls = (
    <section className="card controls" aria-label={say("controls")}>
      <Choice
        label={say("paths.by")}
        value={by}
        options={columns.map((one) => [one, column(say, one)])}
        choose={(one) => ask({ by: one, from: null, to: null })}
        testId="by"
      />
      <Choice label={say("paths.from")} value={asked.from} options={options(say("paths.anywhere"), asked.from)} choose={(from) => ask({ from })} testId="from" />
      <Choice label={say("paths.to")} value={asked.to} options={options(say("paths.anywhere_to"), asked.to)} choose={(to) => ask({ to })} testId="to" />
      <Choice label={say("paths.depth")} value={asked.depth} options={DEPTHS.map((one) => [one, one])} choose={(depth) => ask({ depth })} />
      <label className="tick">
        <input type="checkbox" checked={asked.loops} onChange={() => ask({ loops: asked.loops ? null : "true" })} />
        {say("paths.loops")}
      </label>
      <Period known={known} />
    </section>
  );
  return (
    <>
      <Asked query={query}>
        {(found) => (
          <>
            <Headline found={found} known={known} label={label} />
            {controls}
            {found.links.length > 0 && <Drawn found={found} backwards={asked.to !== ""} label={label} />}
            {found.paths.length > 0 && <Top found={found} before={comparison(before, then)} label={label} />}
            {found.customers > 0 && <Repeats found={found} label={label} />}
          </>
        )}
      </Asked>
      {query.error && controls}
      {behind.length > 0 && (
        <BehindPanel
          key={behind.join("\u0001")}
          question={peopleOfPath(asked, days, behind)}
          title={say("paths.behind", { path: behind.map(label).join(" → ") })}
          close={() => ask({ behind: null })}
        />
      )}
    </>
  );
}

/** What the words of a column are called. */
function labels(known: Vocabulary, by: string): (name: string) => string {
  if (by === "event") {
    const events = new Map(known.events.map((one) => [one.name, one.label]));
    return (name) => events.get(name) ?? name;
  }
  return (name) => known.words[by]?.[name] ?? name;
}

type Label = (name: string) => string;

function Headline({ found, known, label }: { found: Paths; known: Vocabulary; label: Label }) {
  const { say, language } = useSpeech();
  const facts = useFacts(known);
  // A way of one place leads nowhere; the commonest that goes on is told beside it.
  const [stop, on] = [found.paths[0], found.paths.find(({ path }) => path.length > 1)];
  const share = (one: typeof stop) => write(one?.share, "rate", language);
  const given = { path: on?.path.map(label).join(" → ") ?? "", share: share(on) };
  let headline = say(stop ? "paths.headline_stop" : "paths.nobody", { name: label(stop?.path[0] ?? ""), stop: share(stop) });
  if (on) headline = stop === on ? say("paths.headline", given) : `${headline} ${say("paths.headline_on", given)}`;
  return (
    <>
      <h1>{headline}</h1>
      <p className="sub">
        {found.customers > 0 && (
          <>
            <strong>{say("paths.of", { n: found.customers })}</strong> ·{" "}
            {say("paths.shown", { share: write(found.shown, "rate", language), n: found.paths.length })} ·{" "}
          </>
        )}
        {facts.slice(0, -1).join(" · ")}
      </p>
    </>
  );
}

function Drawn({ found, backwards, label }: { found: Paths; backwards: boolean; label: Label }) {
  const { say, language } = useSpeech();
  // Whoever was at one place alone has gone nowhere, so no ribbon is theirs.
  const still = found.customers - found.links.reduce((sum, one) => sum + (one.step === 1 ? one.customers : 0), 0);
  const most = found.links.reduce((one, other) => (other.customers > one.customers ? other : one));
  const title = say("paths.title", {
    from: label(most.from),
    to: label(most.to),
    share: write(most.customers / found.customers, "rate", language),
  });
  const sheet: Sheet = {
    columns: [
      { label: say("paths.place"), unit: "count" },
      { label: say("paths.column_from"), unit: "text" },
      { label: say("paths.column_to"), unit: "text" },
      { label: say("funnel.column_people"), unit: "count" },
      { label: say("paths.column_share"), unit: "rate" },
    ],
    rows: found.links.map((one) => [
      one.step,
      label(one.from),
      label(one.to),
      one.customers,
      one.customers / found.customers,
    ]),
  };
  return (
    <section className="card" data-testid="drawn">
      <Drawing name="paths">
        <Sankey found={found} backwards={backwards} title={title} label={label} />
      </Drawing>
      <p className="soft note">
        {say("paths.hint")}
        {still > 0 && ` ${say("paths.still", { n: still })}`}
      </p>
      <Twin caption={title} name="paths" sheet={sheet} />
      <Method>{say("paths.method")}</Method>
    </section>
  );
}

function Top({ found, before, label }: { found: Paths; before: Paths | undefined; label: Label }) {
  const { say, language } = useSpeech();
  const sheet: Sheet = {
    columns: [
      { label: say("paths.column_path"), unit: "text" },
      { label: say("funnel.column_people"), unit: "count" },
      { label: say("paths.column_share"), unit: "rate" },
    ],
    rows: found.paths.map((one) => [one.path.map(label).join(" → "), one.customers, one.share]),
  };
  const most = found.paths[0]?.share ?? 1;
  const key = (path: string[]) => path.join("\u0001");
  const then = (path: string[]) => before?.paths.find((one) => key(one.path) === key(path))?.customers ?? 0;
  return (
    <section className="card" data-testid="top-paths">
      <h2>{say("paths.top", { n: Math.min(SHOWN, found.paths.length) })}</h2>
      <Drawing name="top-paths" caption={say("paths.top", { n: Math.min(SHOWN, found.paths.length) })}>
        <ol className="ways">
          {found.paths.slice(0, SHOWN).map((one) => (
            <li key={key(one.path)}>
              <span className="way">
                {one.path.map((name, at) => (
                  <Fragment key={at}>
                    {at > 0 && <i aria-hidden="true"> → </i>}
                    <span>{label(name)}</span>
                  </Fragment>
                ))}
              </span>
              <span className="value">
                <b>{write(one.share, "rate", language)}</b>
                <button type="button" className="figure" onClick={() => ask({ behind: one.path })}>
                  {say("people", { n: one.customers })}
                </button>
                {before && (
                  <Change
                    now={proportion(one.customers, found.customers)}
                    before={proportion(then(one.path), before.customers)}
                    unit="rate"
                    good="neither"
                  />
                )}
              </span>
              <svg width="100%" height="5" aria-hidden="true">
                <rect width={`${(one.share / most) * 100}%`} height="5" rx="2" fill="var(--action)" />
              </svg>
            </li>
          ))}
        </ol>
      </Drawing>
      <Twin caption={say("paths.top", { n: found.paths.length })} name="top-paths" sheet={sheet} />
      <Method>{say("paths.method_top")}</Method>
    </section>
  );
}

/** What people do again right after doing it. */
function Repeats({ found, label }: { found: Paths; label: Label }) {
  const { say, language } = useSpeech();
  const again = found.transitions
    .filter(({ from, to }) => from === to)
    .toSorted((one, other) => other.customers - one.customers)
    .slice(0, LOOPS);
  if (again.length === 0) return null;
  const chart: ChartData = {
    kind: "bars",
    title: say("paths.again", { name: label(again[0]?.from ?? ""), n: again[0]?.customers ?? 0 }),
    marks: again.map((one) => ({
      label: label(one.from),
      subject: found.by === "channel" ? one.from : "",
      value: one.customers,
      low: null,
      high: null,
      text: say("people", { n: one.customers }),
      interval: "",
      behind: say("paths.times", { n: one.count }),
      share: write(one.customers / found.all_customers, "rate", language),
    })),
  };
  const sheet: Sheet = {
    columns: [
      { label: say("paths.column_from"), unit: "text" },
      { label: say("paths.column_times"), unit: "count" },
      { label: say("funnel.column_people"), unit: "count" },
    ],
    rows: again.map((one) => [label(one.from), one.count, one.customers]),
  };
  return (
    <section className="card" data-testid="loops">
      <Chart data={chart} name="loops" />
      <Twin caption={chart.title} name="loops" sheet={sheet} />
      <Method>{say("paths.method_again")}</Method>
    </section>
  );
}
