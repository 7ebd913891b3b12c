// A funnel drawn from the top down: a bar a step, and between two of them who goes on, how fast, and who is lost.
import type { Funnel, FunnelStep } from "../analyses";
import { useSpeech } from "../language";
import { interval, span, write } from "../numbers";
import { Change } from "./change";

interface Drawn {
  funnel: Funnel;
  /** What it is compared with, if with anything. */
  before: Funnel | undefined;
  label: (name: string) => string;
  /** The place of the step before which most is lost; -1 for none. */
  leak: number;
  open: (step: number, which: string) => void;
}

export function FunnelDrawing({ funnel, before, label, leak, open }: Drawn) {
  return (
    <ol className="funnel" data-testid="funnel">
      {funnel.steps.map((step, at) => (
        <li key={at}>
          {at > 0 && (
            <Passage
              step={step}
              from={funnel.steps[at - 1]}
              before={before?.steps[at]}
              comparing={before !== undefined}
              stake={funnel.stake?.steps[at] ?? null}
              currency={funnel.stake?.currency ?? ""}
              leaks={at === leak}
              open={() => open(at + 1, "lost")}
            />
          )}
          <Step step={step} number={at + 1} label={label(step.name)} open={() => open(at + 1, "reached")} />
        </li>
      ))}
    </ol>
  );
}

function Step({ step, number, label, open }: { step: FunnelStep; number: number; label: string; open: () => void }) {
  const { say, language } = useSpeech();
  const doubt = number > 1 ? interval(step.low, step.high, "rate", language) : "";
  return (
    <div className="step" data-testid={`step-${number}`}>
      <h2>
        <span className="rank">{number}</span> {label}
      </h2>
      <svg width="100%" height="34" aria-hidden="true">
        <rect width="100%" height="34" rx="5" fill="var(--sunken)" />
        <rect width={`${(step.rate ?? 0) * 100}%`} height="34" rx="5" fill="var(--action)" />
      </svg>
      <p>
        <button type="button" className="figure" onClick={open}>
          {say("people", { n: step.customers })}
        </button>
        <b>{write(step.rate, "rate", language)}</b> {doubt && <small>{doubt}</small>}
      </p>
    </div>
  );
}

interface Between {
  step: FunnelStep;
  from: FunnelStep | undefined;
  before: FunnelStep | undefined;
  comparing: boolean;
  stake: { value: number; low: number; high: number } | null;
  currency: string;
  leaks: boolean;
  open: () => void;
}

const passage = (step: FunnelStep) => ({
  value: step.rate_from_previous,
  low: step.previous_low,
  high: step.previous_high,
});

function Passage({ step, from, before, comparing, stake, currency, leaks, open }: Between) {
  const { say, language } = useSpeech();
  const [wide, narrow] = [(from?.rate ?? 0) * 100, (step.rate ?? 0) * 100];
  const money = (value: number) => write(value, "money", language, currency);
  return (
    <div className={leaks ? "passage leak" : "passage"}>
      <p>
        {say("funnel.on", { share: write(step.rate_from_previous, "rate", language) })}{" "}
        <small>{interval(step.previous_low, step.previous_high, "rate", language)}</small>
        {step.time?.median != null && (
          <small>{say("funnel.median", { time: span(step.time.median, language) })}</small>
        )}
        {comparing && <Change now={passage(step)} before={before && passage(before)} unit="rate" />}
      </p>
      <svg width="100%" height="100%" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <polygon points={`0,0 ${wide},0 ${narrow},10 0,10`} fill="var(--action)" opacity="0.16" />
        <polygon
          points={`${wide},0 ${wide},10 ${narrow},10`}
          fill={leaks ? "var(--loss)" : "var(--faint)"}
          opacity={leaks ? 0.3 : 0.12}
        />
      </svg>
      <p>
        {step.dropped > 0 && (
          <button type="button" className={leaks ? "figure loss" : "figure"} onClick={open}>
            {say("funnel.lost", { n: step.dropped })}
          </button>
        )}
        {stake && (
          <small>
            {say("funnel.stake", { money: money(stake.value) })} <br />
            {interval(stake.low, stake.high, "money", language, currency)}
          </small>
        )}
      </p>
    </div>
  );
}
