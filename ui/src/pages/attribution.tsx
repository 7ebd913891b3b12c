import { useState, type FormEvent } from "react";
import { comparison, useAttribution, useSpend, useVocabulary, type By, type Spend, type Vocabulary } from "../analyses";
import { useSpeech } from "../language";
import { interval, list, write } from "../numbers";
import { Choice } from "../parts/choice";
import { CreditsCard } from "../parts/credits";
import { DaysCard } from "../parts/days";
import { MovedLine } from "../parts/moved";
import { Period, useFacts, usePeriods } from "../parts/period";
import { SpendCard, subjectOf } from "../parts/spend";
import { Asked } from "../parts/state";
import { ask, go, useAsked } from "../route";
import { CampaignPage } from "./campaign";
import { OrderPage } from "./order";

/** Models that are asked at first: the ends of the way, the even share, and the one that weighs what each adds. */
const FIRST = ["first", "last", "linear", "markov"];

/** /attribution, and below it /attribution/campaign/NAME and /attribution/order/NUMBER. */
export function AttributionPage({ rest: [kind = "", name = ""] }: { rest: string[] }) {
  const { language } = useSpeech();
  return (
    <Asked query={useVocabulary(language)} empty="credit.empty">
      {(known) => {
        if (kind === "campaign" && name) return <CampaignPage known={known} name={name} />;
        if (kind === "order" && name) return <OrderPage known={known} order={name} />;
        return <Overview known={known} />;
      }}
    </Asked>
  );
}

function Overview({ known }: { known: Vocabulary }) {
  const { say } = useSpeech();
  const address = useAsked();
  const { days, before } = usePeriods();
  const by: By = address.get("by") === "campaign" ? "campaign" : "channel";
  const given = address.getAll("model").filter((one) => known.models.includes(one));
  const models = given.length ? given : FIRST;
  const spend = useSpend(days);
  const then = useSpend(before ?? days, before !== null);
  const credits = useAttribution(models, by, days);
  const some = Boolean(days.segment) || (days.condition?.length ?? 0) > 0;
  const controls = (
    <section className="card controls" aria-label={say("controls")}>
      <Choice
        label={say("credit.by")}
        value={by}
        options={[
          ["channel", say("column.channel")],
          ["campaign", say("column.campaign")],
        ]}
        choose={(one) => ask({ by: one })}
      />
      <Period known={known} />
      <Models known={known} chosen={models} />
      <FindOrder />
    </section>
  );
  return (
    <>
      <Asked query={spend}>
        {(found) => (
          <>
            <Headline spend={found} by={by} known={known} />
            {!some && <MovedLine since={days.since} until={days.until} />}
            {controls}
            {some && <Shared spend={found} />}
            <SpendCard spend={found} before={comparison(before, then)} by={by} known={known} />
          </>
        )}
      </Asked>
      {spend.error && controls}
      <DaysCard days={days} before={before} />
      <Asked query={credits}>{(found) => <CreditsCard found={found} known={known} />}</Asked>
    </>
  );
}

/** Of some people: what their cost is a part of. */
function Shared({ spend }: { spend: Spend }) {
  const { say, language } = useSpeech();
  const money = (value: number) => write(value, "money", language, spend.currency);
  if (!spend.cost_of_everybody) return null;
  return (
    <p className="soft note" data-testid="shared">
      {say("spend.shared", { whole: money(spend.cost_of_everybody) })}
      {spend.cost_not_shared > 0 && ` ${say("spend.untold", { money: money(spend.cost_not_shared) })}`}
    </p>
  );
}

function Headline({ spend, by, known }: { spend: Spend; by: By; known: Vocabulary }) {
  const { say, language } = useSpeech();
  const facts = useFacts(known);
  const rows = (by === "campaign" ? spend.campaigns : spend.channels).filter((row) => row.cost > 0);
  const lost = rows.filter((row) => row.verdict === "stop");
  const name = (one: (typeof rows)[number]) => {
    const subject = subjectOf(one, by);
    return by === "channel" ? (known.words.channel?.[subject] ?? subject) : subject;
  };
  const named = lost.slice(0, 3).map(name);
  if (lost.length > 3) named.push(say("credit.others", { n: lost.length - 3 }));
  const money = (value: number | null) => write(value, "money", language, spend.currency);
  const wasted = money(lost.reduce((sum, row) => sum + row.cost, 0));
  const each = spend.cost_per_new_customer;
  let headline = say(spend.spent_on_other_days ? "credit.headline_days" : "credit.headline_none");
  if (spend.cost_of_everybody && !spend.cost) headline = say("credit.headline_people", { of: money(spend.cost_of_everybody) });
  if (lost.length) headline = say("credit.headline", { money: wasted, of: money(spend.cost), names: list(named, language) });
  else if (spend.cost) headline = say("credit.headline_well", { of: money(spend.cost) });
  return (
    <>
      <h1>{headline}</h1>
      <p className="sub">
        {each && (
          <>
            <strong>{say("credit.each", { money: money(each.value) })}</strong>{" "}
            ({interval(each.low, each.high, "money", language, spend.currency)}) ·{" "}
          </>
        )}
        {facts.join(" · ")} · {say("credit.incremental")}
      </p>
    </>
  );
}

function Models({ known, chosen }: { known: Vocabulary; chosen: string[] }) {
  const { say } = useSpeech();
  const turn = (name: string) => {
    const next = known.models.filter((one) => (one === name ? !chosen.includes(one) : chosen.includes(one)));
    if (next.length) ask({ model: next });
  };
  return (
    <fieldset className="models" data-testid="models">
      <legend>{say("credit.models")}</legend>
      {known.models.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => turn(name)} />
          {known.words.model?.[name] ?? name}
        </label>
      ))}
    </fieldset>
  );
}

function FindOrder() {
  const { say } = useSpeech();
  const [order, setOrder] = useState("");
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (order.trim()) go(`/attribution/order/${encodeURIComponent(order.trim())}`);
  };
  return (
    <form className="order-search" onSubmit={look} data-testid="find-order">
      <label>
        <span>{say("explain.find")}</span>
        <input value={order} onChange={(event) => setOrder(event.target.value)} autoComplete="off" spellCheck={false} />
      </label>
      <button type="submit" className="ghost">
        {say("explain.look")}
      </button>
    </form>
  );
}
