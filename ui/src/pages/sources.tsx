import { useState } from "react";
import { useMay } from "../api";
import { useSpeech, type Say } from "../language";
import { ago, moment, write } from "../numbers";
import { Arrivals } from "../parts/arrivals";
import { NewSource, Snippet } from "../parts/connect";
import { QuarantineCard } from "../parts/quarantine";
import type { Sheet } from "../parts/sheet";
import { Asked } from "../parts/state";
import { Twin } from "../parts/twin";
import { Work } from "../parts/work";
import { Link } from "../route";
import { isWord } from "../words";
import { useSnippet, useSourceAct, useSources, type Finding, type Source, type SourceKey, type Sources } from "../sources";

export function SourcesPage() {
  const { language } = useSpeech();
  return <Asked query={useSources(language)}>{(data) => <Shown data={data} />}</Asked>;
}

function Shown({ data }: { data: Sources }) {
  const { say, language } = useSpeech();
  const { built_at: built, last_touchpoint_at: last } = data.freshness;
  // Where nothing has come in yet, nothing is wrong with it.
  const findings = data.sources.length > 0 ? data.findings : [];
  const n = findings.length;
  const well = data.sources.length > 0 ? say("sources.well", { n: data.sources.length }) : say("sources.headline_none");
  return (
    <>
      <h1>{n ? say("sources.wrong", { n }) : well}</h1>
      <p className="sub">
        {built ? say("sources.built", { when: ago(built, language) }) : say("sources.not_built")}
        {built && last && ` · ${say("sources.newest", { when: moment(last, language) })}`}
        {data.freshness.events_not_built > 0 && ` · ${say("sources.pending", { n: data.freshness.events_not_built })}`}
      </p>
      {n > 0 && (
        <ul className="findings" data-testid="findings">
          {findings.map((one) => (
            <li key={`${one.code} ${one.source}`} className="card">
              <span className="rank" aria-hidden="true">
                !
              </span>
              <div>
                {one.text}
                {one.examples.length > 0 && <Examples found={one} />}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Work />
      <SourceList sources={data.sources} />
      <div className="two">
        <Coverage data={data} />
        <Arrivals />
      </div>
      <QuarantineCard total={data.quarantined} />
    </>
  );
}

/** What a finding is about, each with how often it was met, as a table and as a file. */
function Examples({ found }: { found: Finding }) {
  const { say } = useSpeech();
  const meant = found.examples.some((one) => one.meant !== null);
  const sheet: Sheet = {
    columns: [
      { label: say(meant ? "examples.written" : "examples.source"), unit: "text" },
      ...(meant ? [{ label: say("examples.meant"), unit: "text" as const }] : []),
      { label: say("examples.count"), unit: "count" },
    ],
    rows: found.examples.map((one) => [one.written, ...(meant ? [one.meant] : []), one.count]),
  };
  return <Twin caption={found.text} name={found.code} sheet={sheet} />;
}

function SourceList({ sources }: { sources: Source[] }) {
  const { say } = useSpeech();
  const may = useMay("change");
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<SourceKey | null>(null);
  return (
    <section className="card" data-testid="source-list">
      <div className="titled">
        <h2>{say("sources.list")}</h2>
        {may && (
          <div className="pair">
            {sources.length > 0 && (
              <Link href="/start?step=data" className="button pick ghost">
                {say("sources.drop")}
              </Link>
            )}
            <button type="button" aria-expanded={making} onClick={() => setMaking(!making)}>
              {say("sources.add")}
            </button>
          </div>
        )}
      </div>
      {making && (
        <NewSource
          made={(told) => {
            setMaking(false);
            setOpen(told);
          }}
        />
      )}
      {open && <Snippet told={open} close={() => setOpen(null)} />}
      {sources.length === 0 ? (
        <p className="soft">
          {say("sources.none")} {may && <Link href="/start?step=data">{say("sources.drop")}</Link>}
        </p>
      ) : (
        <div className="scroll" tabIndex={0} role="region" aria-label={say("sources.list")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say("sources.name")}</th>
                <th scope="col">{say("sources.how")}</th>
                <th scope="col" className="n">
                  {say("sources.events")}
                </th>
                <th scope="col">{say("sources.last")}</th>
                {may && (
                  <th scope="col">
                    <span className="hidden">{say("sources.acts")}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <Row key={source.name} source={source} may={may} show={setOpen} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ source, may, show }: { source: Source; may: boolean; show: (told: SourceKey | null) => void }) {
  const { say, language } = useSpeech();
  const rotate = useSourceAct("rotate", language, show);
  const disable = useSourceAct("disable", language, () => show(null));
  const [asked, setAsked] = useState(false);
  const how = source.by_key ? say(source.enabled ? "sources.by_key" : "sources.closed") : say("sources.by_file");
  return (
    <tr data-testid={`source-${source.name}`}>
      <th scope="row">{named(source, say)}</th>
      <td className="soft">
        {how}
        {source.connectors.length > 1 && <small>{source.connectors.map((one) => worded(one, say)).join(" · ")}</small>}
        {source.origins.length > 0 && <small>{source.origins.join(", ")}</small>}
      </td>
      <td className="n">{write(source.rows, "count", language)}</td>
      <td>
        {source.last_at ? (
          <time dateTime={source.last_at} title={moment(source.last_at, language)}>
            {ago(source.last_at, language)}
          </time>
        ) : (
          <span className="test">{say("sources.never")}</span>
        )}
      </td>
      {may && (
        <td className="acts-cell">
          {source.by_key && source.enabled && !asked && (
            <>
              <Show name={source.name} show={show} />
              <button type="button" className="link" onClick={() => rotate.mutate(source.name)}>
                {say("sources.rotate")}
              </button>
              <button type="button" className="link" onClick={() => setAsked(true)}>
                {say("sources.disable")}
              </button>
            </>
          )}
          {asked && (
            <>
              <button type="button" className="danger" onClick={() => disable.mutate(source.name)}>
                {say("sources.really", { source: source.name })}
              </button>
              <button type="button" className="link" onClick={() => setAsked(false)}>
                {say("cancel")}
              </button>
            </>
          )}
          {source.by_key && !source.enabled && (
            <button type="button" className="link" onClick={() => rotate.mutate(source.name)}>
              {say("sources.enable")}
            </button>
          )}
        </td>
      )}
    </tr>
  );
}

/** What comes by files is called by what they hold; a source with a key has the name it was given. */
function named({ name, connector, by_key }: Source, say: Say): string {
  return !by_key && name === connector ? worded(connector, say) : name;
}

/** What a connector brings, in words; one that has none goes by its own name. */
function worded(connector: string, say: Say): string {
  const word = `connector.${connector}`;
  return isWord(word) ? say(word) : connector;
}

function Show({ name, show }: { name: string; show: (told: SourceKey) => void }) {
  const { say, language } = useSpeech();
  const known = useSnippet(name, language);
  return (
    <button type="button" className="link" onClick={() => known.data && show(known.data)} disabled={!known.data}>
      {say("sources.snippet")}
    </button>
  );
}

function Coverage({ data }: { data: Sources }) {
  const { say, language } = useSpeech();
  const { tracked } = data;
  const share = tracked && tracked.taken ? tracked.tracked / tracked.taken : null;
  return (
    <section className="card" data-testid="coverage">
      <h2>{say("sources.coverage")}</h2>
      {tracked && share !== null && (
        <div className="share">
          <p>
            <b>{write(share, "rate", language)}</b>{" "}
            {say("sources.tracked", { tracked: tracked.tracked, taken: tracked.taken })}
          </p>
          <svg width="100%" height="10" aria-hidden="true">
            <rect width="100%" height="10" rx="3" fill="var(--sunken)" />
            <rect width={`${share * 100}%`} height="10" rx="3" fill="var(--action)" />
          </svg>
        </div>
      )}
      <ul className="plain">
        {data.coverage.map((one) => (
          <li key={one}>{one}</li>
        ))}
        {data.excluded.map((one) => (
          <li key={one.reason}>
            {say("sources.left_out", { reason: one.label })} <b>{say("sources.left_out_events", { n: one.count })}</b>
          </li>
        ))}
      </ul>
      {data.coverage.length === 0 && <p className="soft">{say("sources.coverage_none")}</p>}
    </section>
  );
}
