// A sum with its doubt: a dot on a line, all of a list drawn to one scale that begins at nought.
interface Ends {
  value: string;
  low: string;
  high: string;
}

const [START, END] = [3, 97];

export function scaleOf(sums: Ends[]): (value: number) => number {
  const ends = sums.flatMap(({ low, high }) => [Number(low), Number(high)]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return (value) => START + ((value - least) / (most - least || 1)) * (END - START);
}

export function Interval({ money, place, tone }: { money: Ends; place: (value: number) => number; tone: string }) {
  const [value, low, high] = [money.value, money.low, money.high].map((end) => place(Number(end)));
  return (
    <svg className="interval" width="100%" height="16" aria-hidden="true">
      <line x1={`${START}%`} x2={`${END}%`} y1="8" y2="8" stroke="var(--line)" />
      <line x1={`${low}%`} x2={`${high}%`} y1="8" y2="8" stroke={`var(--${tone})`} strokeWidth="3" />
      <circle cx={`${value}%`} cy="8" r="4.5" fill={`var(--${tone})`} />
    </svg>
  );
}
