import { comparison, useAttribution, useSpend, type Estimate, type Spend, type Spent, type Vocabulary } from "../analyses";
import type { ChartData } from "../api";
import { useSpeech } from "../language";
import { interval, write } from "../numbers";
import { Change } from "../parts/change";
import { Chart } from "../parts/chart";
import { Period, useFacts, usePeriods } from "../parts/period";
import type { Sheet } from "../parts/sheet";
import { lead } from "../parts/spend";
import { Asked } from "../parts/state";
import { met } from "../parts/credits";
import { Method, Twin } from "../parts/twin";
import { VerdictBadge } from "../parts/verdict";
import { asked, Link } from "../route";
import { peopleMeeting, useWhom } from "../segments";

/** One campaign: what it cost, what every model says it brought, and what to do about it. */
export function CampaignPage({ known, name }: { known: Vocabulary; name: string }) {
  const { say } = useSpeech();
  const { days, before } = usePeriods();
  const spend = useSpend(days);
  const then = useSpend(before ?? days, before !== null);
  return (
    <>
      <Link className="back" href={`/attribution${asked({ by: "campaign" })}`}>
        ← {say("nav.attribution")}
      </Link>
      <Asked query={spend}>
        {(found) => {
          const one = find(found, name);
          return one ? (
            <Shown spend={found} one={one} earlier={comparison(before, then)} known={known} />
          ) : (
            <Absent name={name} known={known} />
          );
        }}
      </Asked>
    </>
  );
}

const find = (spend: Spend, name: string) => spend.campaigns.find((one) => one.campaign === name);

function Absent({ name, known }: { name: string; known: Vocabulary }) {
  const { say } = useSpeech();
  return (
    <section data-testid="empty">
      <h1>{say("campaign.absent", { name })}</h1>
      <p className="sub">{say("campaign.absent_hint")}</p>
      <section className="card controls" aria-label={say("controls")}>
        <Period known={known} />
      </section>
    </section>
  );
}

interface Told {
  spend: Spend;
  one: Spent;
  earlier: Spend | undefined;
  known: Vocabulary;
}

function Shown({ spend, one, earlier, known }: Told) {
  const { say, language } = useSpeech();
  const facts = useFacts(known);
  const whom = useWhom();
  const { days } = usePeriods();
  const found = lead(one);
  const money = (value: number | null | undefined) => write(value, "money", language, spend.currency);
  const figures = [
    [say("spend.cost"), money(one.cost), "", null],
    [say("spend.orders"), write(found?.conversions.value, "count", language), range(found?.conversions, "count"), "conversions"],
    [say("spend.revenue"), money(found?.value.value), range(found?.value, "money"), "value"],
    [say("spend.roas"), write(found?.roas?.value, "ratio", language), range(found?.roas, "ratio"), "roas"],
    [say("spend.back"), write(found?.margin_return?.value, "ratio", language), range(found?.margin_return, "ratio"), "margin_return"],
    [say("spend.each"), money(found?.cost_per_order), "", null],
  ] as const;
  function range(from: Estimate | null | undefined, unit: "count" | "money" | "ratio") {
    return from ? interval(from.low, from.high, unit, language, spend.currency) : "";
  }
  const then = earlier && find(earlier, one.campaign ?? "");
  const previous = then && lead(then);
  return (
    <div data-testid="campaign">
      <h1>
        {say(found ? "campaign.headline" : "campaign.headline_unseen", {
          name: one.campaign ?? "",
          money: money(one.cost),
          orders: write(found?.conversions.value, "count", language),
        })}
      </h1>
      <p className="sub">
        {[known.words.channel?.[one.channel ?? ""] ?? one.channel, one.platform, ...facts].filter(Boolean).join(" · ")}
      </p>
      <section className="card controls" aria-label={say("controls")}>
        <Period known={known} />
      </section>
      <section className="card">
        <div className="titled">
          <VerdictBadge spent={one} known={known} />
          {found && (
            <Link className="small" href={peopleMeeting(whom, met("campaign", one.campaign ?? "", days))}>
              {say("credit.people")}
            </Link>
          )}
        </div>
        <dl className="figures">
          {figures.map(([label, value, doubt, key]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <b>{value}</b> <small>{doubt}</small>
                {earlier && key && found?.[key] && (
                  <Change now={found[key]} before={previous?.[key] ?? undefined} unit={UNITS[key]} currency={spend.currency} />
                )}
              </dd>
            </div>
          ))}
        </dl>
        {found && (
          <>
            <Chart data={models(one, spend, known, say("campaign.models"), language)} name="campaign" />
            <ModelsTwin one={one} known={known} currency={spend.currency} />
          </>
        )}
        <Method>{say("spend.method", { n: spend.look_back_days })}</Method>
      </section>
      <Reached name={one.campaign ?? ""} />
    </div>
  );
}

const UNITS = { conversions: "count", value: "money", roas: "ratio", margin_return: "ratio" } as const;

function models(one: Spent, spend: Spend, known: Vocabulary, title: string, language: "en" | "it"): ChartData {
  return {
    kind: "dots",
    title,
    marks: one.models.map(({ model, conversions, value }) => ({
      label: known.words.model?.[model] ?? model,
      subject: one.channel ?? "",
      value: conversions.value ?? 0,
      low: conversions.low,
      high: conversions.high,
      text: write(conversions.value, "count", language),
      interval: interval(conversions.low, conversions.high, "count", language),
      behind: write(value.value, "money", language, spend.currency),
      share: "",
    })),
  };
}

function ModelsTwin({ one, known, currency }: { one: Spent; known: Vocabulary; currency: string }) {
  const { say } = useSpeech();
  const sheet: Sheet = {
    currency,
    columns: [
      { label: say("credit.model"), unit: "text" },
      { label: say("spend.orders"), unit: "count" },
      { label: say("figures.interval"), unit: "count", range: true },
      { label: say("spend.revenue"), unit: "money" },
      { label: say("figures.interval"), unit: "money", range: true },
    ],
    rows: one.models.map(({ model, conversions, value }) => [
      known.words.model?.[model] ?? model,
      conversions.value,
      [conversions.low, conversions.high],
      value.value,
      [value.low, value.high],
    ]),
  };
  return <Twin caption={say("campaign.models")} name="campaign" sheet={sheet} />;
}

/** Of the people it reached first, how many became customers; nothing where it reached nobody long enough ago. */
function Reached({ name }: { name: string }) {
  const { say, language } = useSpeech();
  const { days } = usePeriods();
  const found = useAttribution(["last"], "campaign", days).data;
  const one = found?.contact_to_customer?.find(({ campaign }) => campaign === name);
  if (one?.rate == null) return null;
  return (
    <p className="card" data-testid="reached">
      {say("campaign.reached", {
        n: one.contacts,
        share: write(one.rate, "rate", language),
        range: interval(one.low, one.high, "rate", language),
        days: String(found?.contact_window_days ?? ""),
      })}
    </p>
  );
}
