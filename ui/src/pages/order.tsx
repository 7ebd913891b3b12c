import { useExplained, type Explained, type Touch, type Vocabulary } from "../analyses";
import { useSpeech } from "../language";
import { list, moment, write } from "../numbers";
import { colour } from "../parts/colour";
import type { Sheet } from "../parts/sheet";
import { Asked } from "../parts/state";
import { Method, Twin } from "../parts/twin";
import { Link } from "../route";

/** One order: each touch before it, what every model gives it, and why it counts or does not. */
export function OrderPage({ known, order }: { known: Vocabulary; order: string }) {
  const { say, language } = useSpeech();
  return (
    <>
      <Link className="back" href="/attribution">
        ← {say("nav.attribution")}
      </Link>
      <Asked query={useExplained(order, language)}>{(found) => <Shown found={found} known={known} />}</Asked>
    </>
  );
}

function Shown({ found, known }: { found: Explained; known: Vocabulary }) {
  const { say, language } = useSpeech();
  const counting = found.touches.filter((one) => one.counts);
  const channels = [...new Set(counting.map((one) => channelOf(one, known)))].filter(Boolean);
  const given = {
    order: found.order_id.replace(/^[^:]*:/, ""),
    money: write(found.value, "money", language, found.currency),
    channels: list(channels, language),
  };
  const model = (name: string) => known.words.model?.[name] ?? name;
  return (
    <div data-testid="explained">
      <h1>{say(channels.length ? "explain.headline" : "explain.headline_none", given)}</h1>
      <p className="sub">
        <strong>{say("explain.counting", { n: counting.length })}</strong> ·{" "}
        {say("explain.placed", { when: moment(found.at, language), number: found.number })} ·{" "}
        <Link href={`/people/${encodeURIComponent(found.customer_id)}`}>{say("explain.person")}</Link>
      </p>
      <section className="card">
        <div className="scroll" tabIndex={0} role="region" aria-label={say("explain.touches")}>
          <table className="touches">
            <caption className="hidden">{say("explain.touches")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("explain.touch")}</th>
                <th scope="col">{say("explain.why")}</th>
                {found.models.map((name) => (
                  <th key={name} scope="col" className="n">
                    {model(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.touches.map((one, at) => (
                <tr key={at} className={one.counts ? "" : "aside"} data-testid={`touch-${one.reason}`}>
                  <th scope="row">
                    <span className="dot" style={{ background: one.reason === "order" ? "var(--action)" : colour(one.channel ?? "") }} />{" "}
                    {labelOf(one, known)}
                    <small>
                      {[moment(one.at, language), channelOf(one, known), one.campaign].filter(Boolean).join(" · ")}
                    </small>
                  </th>
                  <td>{one.why}</td>
                  {found.models.map((name) => (
                    <td key={name} className="n credit">
                      {one.credit[name] ? <Share share={one.credit[name]} /> : "–"}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <TouchesTwin found={found} known={known} />
        <Method>{say("explain.method", { n: found.look_back_days })}</Method>
      </section>
      <h2 className="section">{say("explain.linked")}</h2>
      <ul className="chips">
        {found.identifiers.map(({ kind, value }) => (
          <li key={`${kind} ${value}`}>
            <span className="faint">{known.words.identifier?.[kind] ?? kind}</span> {value}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Share({ share }: { share: number }) {
  const { language } = useSpeech();
  return (
    <>
      <b>{write(share, "rate", language)}</b>
      <svg width="100%" height="5" aria-hidden="true">
        <rect width="100%" height="5" rx="2" fill="var(--sunken)" />
        <rect width={`${share * 100}%`} height="5" rx="2" fill="var(--action)" />
      </svg>
    </>
  );
}

const labelOf = (one: Touch, known: Vocabulary) =>
  known.events.find((event) => event.name === one.name)?.label ?? one.name;

const channelOf = (one: Touch, known: Vocabulary) =>
  one.channel === null ? "" : (known.words.channel?.[one.channel] ?? one.channel);

function TouchesTwin({ found, known }: { found: Explained; known: Vocabulary }) {
  const { say } = useSpeech();
  const sheet: Sheet = {
    columns: [
      { label: say("explain.when"), unit: "text" },
      { label: say("explain.touch"), unit: "text" },
      { label: say("column.channel"), unit: "text" },
      { label: say("column.campaign"), unit: "text" },
      { label: say("explain.why"), unit: "text" },
      ...found.models.map((name) => ({ label: known.words.model?.[name] ?? name, unit: "rate" as const })),
    ],
    rows: found.touches.map((one) => [
      one.at,
      labelOf(one, known),
      channelOf(one, known),
      one.campaign,
      one.why,
      ...found.models.map((name) => one.credit[name] ?? 0),
    ]),
  };
  return <Twin caption={say("explain.touches")} name="order" sheet={sheet} />;
}
