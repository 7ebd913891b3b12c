// How a figure changed: by how much, and whether that is likely real.
import type { Unit } from "../api";
import { useSpeech } from "../language";
import { write } from "../numbers";

export interface Ranged {
  value: number | null;
  low: number | null;
  high: number | null;
}

interface Known {
  value: number;
  low: number;
  high: number;
}

const known = (one: Ranged | undefined): one is Known => one?.value != null && one.low !== null && one.high !== null;

const Z = 1.959963984540054;

/** A share of so many, with its 95% range (Wilson, 1927). */
export function proportion(count: number, n: number): Ranged {
  if (n === 0) return { value: null, low: null, high: null };
  const share = count / n;
  const [centre, scale] = [share + Z ** 2 / (2 * n), 1 + Z ** 2 / n];
  const reach = Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  return { value: share, low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) };
}

/** The 95% range of the difference of two independent figures, from their own ranges (MOVER; Newcombe, 1998, method 10). */
export function difference(now: Known, before: Known): Known {
  const value = now.value - before.value;
  return {
    value,
    low: value - Math.hypot(now.value - now.low, before.high - before.value),
    high: value + Math.hypot(now.high - now.value, before.value - before.low),
  };
}

interface Changed {
  now: Ranged;
  before: Ranged | undefined;
  unit: Unit;
  currency?: string;
  /** Whether more is better; a cost is neither. */
  good?: "more" | "less" | "neither";
}

export function Change({ now, before, unit, currency = "", good = "more" }: Changed) {
  const { say, language } = useSpeech();
  if (!known(now) || !known(before)) return <span className="change soft">{say("change.cannot")}</span>;
  const gap = difference(now, before);
  const was = say("change.was", { was: write(before.value, unit, language, currency) });
  if (gap.low <= 0 && gap.high >= 0) {
    return (
      <span className="change soft" data-testid="change">
        {say("change.none")} <small>{was}</small>
      </span>
    );
  }
  const rises = gap.value > 0;
  const size = Math.abs(gap.value);
  // A rate that rises from 20% to 30% rises by ten points, not by ten percent.
  const by =
    unit === "rate" ? say("change.points", { n: Math.round(size * 1_000) / 10 }) : write(size, unit, language, currency);
  const tone = good === "neither" ? "" : rises === (good === "more") ? "gain" : "loss";
  return (
    <span className={`change ${tone}`} data-testid="change">
      {say(rises ? "change.more" : "change.less", { by })}{" "}
      <small>{was}</small>
    </span>
  );
}
