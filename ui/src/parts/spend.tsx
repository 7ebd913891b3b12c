import type { By, Estimate, Return, Spend, Spent, Vocabulary } from "../analyses";
import { useSpeech } from "../language";
import { interval, write } from "../numbers";
import { asked, Link } from "../route";
import { Change } from "./change";
import { Breaking } from "./breaking";
import { colour } from "./colour";
import { Drawing } from "./drawing";
import { RangeLine } from "./ranges";
import type { Cell, Sheet } from "./sheet";
import { Method, Twin } from "./twin";
import { VerdictBadge } from "./verdict";
import type { Word } from "../words";

/** The model whose figures stand for a row; every other is in the table and on the campaign's own page. */
const LEAD = "linear";

/** What a row is credited with; nothing where none of its visits is on record, for then nought is no finding. */
export const lead = (row: Spent): Return | undefined =>
  row.reason === "no_visits" ? undefined : (row.models.find(({ model }) => model === LEAD) ?? row.models[0]);

export const subjectOf = (row: Spent, by: By): string => (by === "campaign" ? row.campaign : row.channel) ?? "";

interface Shown {
  spend: Spend;
  before: Spend | undefined;
  by: By;
  known: Vocabulary;
}

/** Why there is no cost to show. */
function unknown(spend: Spend): Word {
  if (spend.cost_of_everybody) return "spend.none_people";
  return spend.spent_on_other_days ? "spend.none_days" : "spend.none";
}

/** What each campaign or channel cost and brought, with what to do about it. */
export function SpendCard({ spend, before, by, known }: Shown) {
  const { say } = useSpeech();
  const rows = by === "campaign" ? spend.campaigns : spend.channels;
  const returns = rows.flatMap((row) => lead(row)?.margin_return?.high ?? lead(row)?.roas?.high ?? []);
  // One lucky campaign of a few euros must not press all others into a corner.
  const most = Math.max(2, ...returns.toSorted((one, other) => one - other).slice(0, Math.ceil(returns.length * 0.8)));
  return (
    <section className="card" data-testid="spend">
      <h2>{say("spend.title")}</h2>
      {spend.cost === 0 ? (
        <p className="sub">{say(unknown(spend))}</p>
      ) : (
        <Drawing name={`spend-${by}`} caption={say("spend.title")}>
          <div className="scroll" tabIndex={0} role="region" aria-label={say("spend.title")}>
            <table className="spent">
              <thead>
                <tr>
                  <th scope="col">{say(`column.${by}`)}</th>
                  <th scope="col" className="n">
                    {say("spend.cost")}
                  </th>
                  <th scope="col" className="n">
                    {say("spend.orders")}
                  </th>
                  <th scope="col" className="n">
                    {say("spend.roas")}
                  </th>
                  <th scope="col" className="wide">
                    {say("spend.back")}
                  </th>
                  <th scope="col" className="n">
                    {say("spend.each")}
                  </th>
                  <th scope="col">{say("spend.verdict")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => {
                  const then = (by === "campaign" ? before?.campaigns : before?.channels)?.find(
                    (one) => subjectOf(one, by) === subjectOf(row, by),
                  );
                  return (
                    <Row
                      key={subjectOf(row, by)}
                      row={row}
                      then={then}
                      comparing={before !== undefined}
                      by={by}
                      most={most}
                      known={known}
                      currency={spend.currency}
                    />
                  );
                })}
              </tbody>
            </table>
          </div>
        </Drawing>
      )}
      <SpendTwin spend={spend} by={by} known={known} />
      <Method>{say("spend.method", { n: spend.look_back_days })}</Method>
    </section>
  );
}

/** On a phone a row stands by itself, so each figure says what it is. */
function Label({ children }: { children: string }) {
  return (
    <span className="label" aria-hidden="true">
      {children}
    </span>
  );
}

/** Gain or loss where the whole range says so; an end that nothing bounds says nothing. */
function tone({ low, high }: Estimate): string {
  if (low !== null && low > 1) return "var(--gain)";
  return high !== null && high < 1 ? "var(--loss)" : "var(--doubt)";
}

interface OneRow {
  row: Spent;
  then: Spent | undefined;
  comparing: boolean;
  by: By;
  most: number;
  known: Vocabulary;
  currency: string;
}

function Row({ row, then, comparing, by, most, known, currency }: OneRow) {
  const { say, language } = useSpeech();
  const subject = subjectOf(row, by);
  const found = lead(row);
  const back = found?.margin_return ?? found?.roas ?? null;
  const name = by === "channel" ? (known.words.channel?.[subject] ?? subject) : subject;
  const orders = found?.conversions;
  return (
    <tr data-testid={`spent-${subject}`}>
      <th scope="row">
        <span className="dot" style={{ background: colour(row.channel || subject) }} />{" "}
        {by === "campaign" && subject ? (
          <Link href={`/attribution/campaign/${encodeURIComponent(subject)}${asked()}`}>
            <Breaking text={name} />
          </Link>
        ) : (
          name || say("credit.nobody")
        )}
      </th>
      <td className="n">
        <Label>{say("spend.cost")}</Label>
        {row.cost ? write(row.cost, "money", language, currency) : "–"}
      </td>
      <td className="n">
        <Label>{say("spend.orders")}</Label>
        <b>{write(orders?.value, "count", language)}</b>
        {orders && <small>{interval(orders.low, orders.high, "count", language)}</small>}
        {comparing && orders && <Change now={orders} before={then && lead(then)?.conversions} unit="count" />}
      </td>
      <td className="n">
        <Label>{say("spend.roas")}</Label>
        {found?.roas ? (
          <>
            <b>{write(found.roas.value, "ratio", language)}</b>
            <small>{interval(found.roas.low, found.roas.high, "ratio", language)}</small>
          </>
        ) : (
          "–"
        )}
      </td>
      <td className="wide">
        {back && <Label>{say("spend.back")}</Label>}
        {back && <RangeLine range={back} most={most} mark={1} colour={tone(back)} />}
        {back && (
          <small>
            {write(back.value, "ratio", language)} ({interval(back.low, back.high, "ratio", language)})
          </small>
        )}
      </td>
      <td className="n">
        <Label>{say("spend.each")}</Label>
        {found?.cost_per_order ? write(found.cost_per_order, "money", language, currency) : "–"}
      </td>
      <td>
        <VerdictBadge spent={row} known={known} />
      </td>
    </tr>
  );
}

function SpendTwin({ spend, by, known }: { spend: Spend; by: By; known: Vocabulary }) {
  const { say } = useSpeech();
  const range = (label: string, unit: "count" | "money" | "ratio") =>
    [{ label, unit }, { label: `${label}, ${say("figures.interval")}`, unit, range: true }] as const;
  const verdict = (row: Spent) => {
    if (row.verdict) return known.words.verdict?.[row.verdict] ?? row.verdict;
    return row.cost > 0 ? say("cannot_tell") : "–";
  };
  const sheet: Sheet = {
    currency: spend.currency,
    columns: [
      { label: say(`column.${by}`), unit: "text" },
      { label: say("credit.model"), unit: "text" },
      { label: say("spend.cost"), unit: "money" },
      { label: say("spend.clicks"), unit: "count" },
      ...range(say("spend.orders"), "count"),
      ...range(say("spend.revenue"), "money"),
      ...range(say("spend.roas"), "ratio"),
      ...range(say("spend.back"), "ratio"),
      { label: say("spend.each"), unit: "money" },
      { label: say("spend.verdict"), unit: "text" },
    ],
    rows: (by === "campaign" ? spend.campaigns : spend.channels).flatMap((row) =>
      row.models.map((one) => [
        subjectOf(row, by) || say("credit.nobody"),
        known.words.model?.[one.model] ?? one.model,
        row.cost,
        row.clicks,
        ...(lead(row) ? credited(one) : NOTHING),
        verdict(row),
      ]),
    ),
  };
  return <Twin caption={say("spend.title")} name={`spend-${by}`} sheet={sheet} />;
}

const NOTHING: Cell[] = [null, [null, null], null, [null, null], null, [null, null], null, [null, null], null];

/** What a model credits a row with. */
const credited = (one: Return): Cell[] => [
  one.conversions.value,
  [one.conversions.low, one.conversions.high],
  one.value.value,
  [one.value.low, one.value.high],
  one.roas?.value ?? null,
  [one.roas?.low ?? null, one.roas?.high ?? null],
  one.margin_return?.value ?? null,
  [one.margin_return?.low ?? null, one.margin_return?.high ?? null],
  one.cost_per_order,
];
