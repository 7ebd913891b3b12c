import { comparison, peopleOfStep, useFunnel, useVocabulary, type Funnel, type Steps, type Vocabulary } from "../analyses";
import type { ChartData } from "../api";
import { useSpeech, type Say } from "../language";
import { interval, span, write } from "../numbers";
import { BehindPanel } from "../parts/behind";
import { Chart } from "../parts/chart";
import { Choice } from "../parts/choice";
import { Drawing } from "../parts/drawing";
import { FunnelDrawing } from "../parts/funnel";
import { Period, useFacts, usePeriods } from "../parts/period";
import type { Sheet } from "../parts/sheet";
import { Asked } from "../parts/state";
import { StepsEditor } from "../parts/steps";
import { Method, Twin } from "../parts/twin";
import { ask, useAsked } from "../route";
import type { Language } from "../words";

const WINDOWS = ["1h", "1d", "7d", "14d", "30d", "90d"];
const ORDERS = ["ordered", "strict", "unordered"] as const;
// Groups beyond these are in the table.
const GROUPS = 8;

export function FunnelPage() {
  const { language } = useSpeech();
  return (
    <Asked query={useVocabulary(language)} empty="funnel.empty">
      {(known) => <Composed known={known} />}
    </Asked>
  );
}

function Composed({ known }: { known: Vocabulary }) {
  const { say, language } = useSpeech();
  const address = useAsked();
  const { days } = usePeriods();
  const given = address.getAll("step");
  const asked: Steps = {
    steps: given.length ? given : known.funnel,
    within: address.get("within") ?? "14d",
    order: address.get("order") ?? "ordered",
  };
  const by = address.get("by") ?? "";
  const windows = WINDOWS.includes(asked.within) ? WINDOWS : [asked.within, ...WINDOWS];
  const columns = known.columns.filter((name) => name !== "step");
  const [which, step] = (address.get("behind") ?? "").split(".");
  const label = (name: string) => known.events.find((one) => one.name === name)?.label ?? name;
  return (
    <>
      <Answer known={known} asked={asked} by={by} label={label}>
        <section className="card controls" aria-label={say("controls")}>
          <StepsEditor events={known.events} steps={asked.steps} change={(steps) => ask({ step: steps, behind: null })} />
          <Choice
            label={say("funnel.within")}
            value={asked.within}
            options={windows.map((one) => [one, window(one, language)])}
            choose={(within) => ask({ within })}
          />
          <Choice
            label={say("funnel.order")}
            value={asked.order}
            options={ORDERS.map((one) => [one, say(`order.${one}`)])}
            choose={(order) => ask({ order })}
          />
          <Choice
            label={say("funnel.by")}
            value={by}
            options={[["", say("funnel.whole")], ...columns.map((one) => [one, column(say, one)] as const)]}
            choose={(name) => ask({ by: name })}
            testId="by"
          />
          <Period known={known} />
        </section>
      </Answer>
      {(which === "reached" || which === "lost") && Number(step) > 0 && (
        <BehindPanel
          key={`${which}.${step}`}
          question={peopleOfStep(asked, days, Number(step), which)}
          title={say(`funnel.${which}_title`, { step: label(asked.steps[Number(step) - 1] ?? "") })}
          close={() => ask({ behind: null })}
        />
      )}
    </>
  );
}

/** What a column is called; the words are those of every page that breaks down. */
export function column(say: Say, name: string): string {
  return say(`column.${name}` as "column.channel");
}

/** Write a duration such as 14d. */
function window(text: string, language: Language): string {
  const unit = { m: 60, h: 3_600, d: 86_400, w: 604_800 }[text.at(-1) ?? ""];
  return unit ? span(Number.parseInt(text, 10) * unit, language) : text;
}

interface Asking {
  known: Vocabulary;
  asked: Steps;
  by: string;
  label: (name: string) => string;
  children: React.ReactNode;
}

function Answer({ known, asked, by, label, children }: Asking) {
  const { say, language } = useSpeech();
  const { days, before } = usePeriods();
  const now = useFunnel(asked, by, days);
  const then = useFunnel(asked, by, before ?? days, before !== null);
  return (
    <>
      <Asked query={now}>
        {(funnel) => (
          <>
            <Headline funnel={funnel} known={known} label={label} />
            {children}
            {began(funnel) && (
              <section className="card" data-testid="drawn">
                <Drawing name="funnel" caption={headline(funnel, label, say, language)}>
                  <FunnelDrawing
                    funnel={funnel}
                    before={comparison(before, then)}
                    label={label}
                    leak={leak(funnel)}
                    open={(step, which) => ask({ behind: `${which}.${step}` })}
                  />
                </Drawing>
                <Finished funnel={funnel} />
                <StepsTwin funnel={funnel} label={label} />
                <HowCounted funnel={funnel} />
              </section>
            )}
            {began(funnel) && funnel.groups && <Groups funnel={funnel} by={by} known={known} label={label} language={language} />}
          </>
        )}
      </Asked>
      {now.error && children}
    </>
  );
}

/** Of a funnel that nobody began there is nothing to draw; its sentence says so. */
const began = ({ steps }: Funnel): boolean => (steps[0]?.customers ?? 0) > 0;

/** The place before which most is lost: most money where that is known, else most people; -1 where nobody is lost. */
function leak({ steps, stake }: Funnel): number {
  const lost = steps.map((step, at) => stake?.steps[at]?.value ?? (stake ? 0 : step.dropped));
  const most = Math.max(...lost);
  return most > 0 ? lost.indexOf(most) : -1;
}

/** What a funnel found, in one sentence. */
function headline(funnel: Funnel, label: (name: string) => string, say: Say, language: Language): string {
  const first = funnel.steps[0];
  const at = leak(funnel);
  const [from, to] = [funnel.steps[at - 1], funnel.steps[at]];
  const stake = funnel.stake?.steps[at];
  if (!from || !to) {
    const step = label(first?.name ?? "");
    if (!first?.customers) return say("funnel.headline_nobody", { step });
    return funnel.steps.length > 1 ? say("funnel.headline_none", { step }) : say("funnel.headline_one", { n: first.customers, step });
  }
  const given = { lost: write(to.dropped, "count", language), of: write(from.customers, "count", language) };
  const where = { from: label(from.name), to: label(to.name) };
  const money = stake ? write(stake.value, "money", language, funnel.stake?.currency) : "";
  return say(stake ? "funnel.headline_stake" : "funnel.headline", { ...given, ...where, money });
}

function Headline({ funnel, known, label }: { funnel: Funnel; known: Vocabulary; label: (name: string) => string }) {
  const { say, language } = useSpeech();
  const facts = useFacts(known);
  const [first, last] = [funnel.steps[0], funnel.steps.at(-1)];
  if (!first || !last) return null;
  return (
    <>
      <h1>{headline(funnel, label, say, language)}</h1>
      <p className="sub">
        {first.customers > 0 && funnel.steps.length > 1 && (
          <>
            <strong>{say("funnel.done", { n: last.customers, share: write(last.rate, "rate", language) })}</strong>{" "}
            ({interval(last.low, last.high, "rate", language)}) ·{" "}
          </>
        )}
        {facts.join(" · ")}
      </p>
    </>
  );
}

function Finished({ funnel }: { funnel: Funnel }) {
  const { say, language } = useSpeech();
  if (funnel.time?.median == null || funnel.steps.length < 2) return null;
  return <p className="soft note">{say("funnel.whole_time", { time: span(funnel.time.median, language) })}</p>;
}

function HowCounted({ funnel }: { funnel: Funnel }) {
  const { say, language } = useSpeech();
  const method = say("funnel.method", { window: span(funnel.within_seconds, language) });
  return <Method>{funnel.stake ? `${method} ${say("funnel.method_stake")}` : method}</Method>;
}

function StepsTwin({ funnel, label }: { funnel: Funnel; label: (name: string) => string }) {
  const { say } = useSpeech();
  const sheet: Sheet = {
    currency: funnel.stake?.currency ?? "",
    columns: [
      { label: say("funnel.column_step"), unit: "text" },
      { label: say("funnel.column_people"), unit: "count" },
      { label: say("funnel.column_share"), unit: "rate" },
      { label: say("figures.interval"), unit: "rate", range: true },
      { label: say("funnel.column_on"), unit: "rate" },
      { label: say("figures.interval"), unit: "rate", range: true },
      { label: say("funnel.column_lost"), unit: "count" },
      { label: say("funnel.column_median"), unit: "ratio" },
      { label: say("funnel.column_stake"), unit: "money" },
      { label: say("figures.interval"), unit: "money", range: true },
    ],
    rows: funnel.steps.map((step, at) => {
      const stake = funnel.stake?.steps[at];
      return [
        label(step.name),
        step.customers,
        step.rate,
        [step.low, step.high],
        step.rate_from_previous,
        [step.previous_low, step.previous_high],
        step.dropped,
        step.time?.median != null ? step.time.median / 3_600 : null,
        stake?.value ?? null,
        [stake?.low ?? null, stake?.high ?? null],
      ];
    }),
  };
  return <Twin caption={say("nav.funnel")} name="funnel" sheet={sheet} />;
}

interface Grouped {
  funnel: Funnel;
  by: string;
  known: Vocabulary;
  label: (name: string) => string;
  language: Language;
}

/** How far each group comes, and whether the furthest and the least far really differ. */
function Groups({ funnel, by, known, label, language }: Grouped) {
  const { say } = useSpeech();
  const groups = (funnel.groups ?? []).map((group) => ({
    name: group.value ? (known.words[by]?.[group.value] ?? group.value) : say("funnel.unknown"),
    subject: group.value ?? "",
    first: group.steps[0],
    last: group.steps.at(-1),
    steps: group.steps,
  }));
  const told = groups.slice(0, GROUPS).toSorted((one, other) => (other.last?.rate ?? 0) - (one.last?.rate ?? 0));
  const [best, worst] = [told[0], told.at(-1)];
  const apart = best?.last && worst?.last && (best.last.low ?? 0) > (worst.last.high ?? 1);
  const share = (one: typeof best) => write(one?.last?.rate, "rate", language);
  const chart: ChartData = {
    kind: "dots",
    title: apart
      ? say("funnel.groups", { best: best.name, share: share(best), worst: worst.name, least: share(worst) })
      : say("funnel.groups_alike"),
    marks: told.map((one) => ({
      label: one.name,
      subject: by === "channel" ? one.subject : "",
      value: one.last?.rate ?? 0,
      low: one.last?.low ?? null,
      high: one.last?.high ?? null,
      text: share(one),
      interval: interval(one.last?.low ?? null, one.last?.high ?? null, "rate", language),
      behind: say("people", { n: one.first?.customers ?? 0 }),
      share: "",
    })),
  };
  const sheet: Sheet = {
    columns: [
      { label: column(say, by), unit: "text" },
      { label: say("funnel.column_step"), unit: "text" },
      { label: say("funnel.column_people"), unit: "count" },
      { label: say("funnel.column_share"), unit: "rate" },
      { label: say("figures.interval"), unit: "rate", range: true },
      { label: say("funnel.column_lost"), unit: "count" },
    ],
    rows: groups.flatMap((group) =>
      group.steps.map((step) => [
        group.name,
        label(step.name),
        step.customers,
        step.rate,
        [step.low, step.high] as const,
        step.dropped,
      ]),
    ),
  };
  return (
    <section className="card" data-testid="groups">
      <Chart data={chart} name="funnel-groups" />
      <Twin caption={column(say, by)} name="funnel-groups" sheet={sheet} />
    </section>
  );
}
