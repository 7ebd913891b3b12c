// One chart for every answer: bars, dots or steps, each with its interval. Names and values are text that wraps; marks lie
// along the horizontal in percent, so a chart fills the width it is given and nothing is cut or printed over another.
import type { ChartData, Mark } from "../api";
import { colour } from "./colour";
import { Drawing } from "./drawing";

const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;

type Place = (value: number) => number;

interface Charted {
  data: ChartData;
  name: string;
  /** What was noted on the time that a mark is about. */
  noted?: (label: string) => string;
}

export function Chart({ data, name, noted = () => "" }: Charted) {
  const { start, place } = scale(data.marks);
  const spoken = data.marks.map((mark) =>
    [`${mark.label}:`, mark.text, aside(mark), noted(mark.label)].filter(Boolean).join(" "),
  );
  return (
    <Drawing name={name}>
      <figure className="chart" data-testid="chart">
        <figcaption>{data.title}</figcaption>
        <div role="img" aria-label={`${data.title}. ${spoken.join("; ")}`}>
          {data.marks.map((mark, index) => (
            <div key={index} className="mark">
              <span className="name">
                {mark.label} <small>{mark.behind}</small> {noted(mark.label) && <em className="note-mark">{noted(mark.label)}</em>}
              </span>
              <span className="value">
                <b>{mark.text}</b> <span className="doubt">{aside(mark)}</span>
              </span>
              <svg width="100%" height={HEIGHT} aria-hidden="true">
                {data.kind === "dots" ? <Dot mark={mark} place={place} /> : <Bar mark={mark} place={place} zero={start} />}
              </svg>
            </div>
          ))}
        </div>
      </figure>
    </Drawing>
  );
}

function Bar({ mark, place, zero }: { mark: Mark; place: Place; zero: number }) {
  const [from, to] = [Math.min(zero, place(mark.value)), Math.max(zero, place(mark.value))];
  return (
    <>
      <rect width="100%" y={MIDDLE - 7} height="14" rx="3" fill="var(--sunken)" />
      <rect
        x={`${from}%`}
        y={MIDDLE - 7}
        width={`${Math.max(0.3, to - from)}%`}
        height="14"
        rx="3"
        fill={mark.value < 0 ? "var(--loss)" : colour(mark.subject)}
      />
      {mark.low !== null && mark.high !== null && (
        <>
          <Whisker low={place(mark.low)} high={place(mark.high)} stroke="var(--card)" strokeWidth={4} />
          <Whisker low={place(mark.low)} high={place(mark.high)} stroke="var(--ink)" strokeWidth={1.5} />
        </>
      )}
    </>
  );
}

function Whisker({ low, high, ...pen }: { low: number; high: number; stroke: string; strokeWidth: number }) {
  return (
    <g {...pen}>
      <line x1={`${low}%`} x2={`${high}%`} y1={MIDDLE} y2={MIDDLE} />
      <line x1={`${low}%`} x2={`${low}%`} y1={MIDDLE - 4} y2={MIDDLE + 4} />
      <line x1={`${high}%`} x2={`${high}%`} y1={MIDDLE - 4} y2={MIDDLE + 4} />
    </g>
  );
}

function Dot({ mark, place }: { mark: Mark; place: Place }) {
  const fill = colour(mark.subject);
  return (
    <>
      <line x1="0" x2="100%" y1={MIDDLE} y2={MIDDLE} stroke="var(--line)" />
      {mark.low !== null && mark.high !== null && (
        <line
          x1={`${place(mark.low)}%`}
          x2={`${place(mark.high)}%`}
          y1={MIDDLE}
          y2={MIDDLE}
          stroke={fill}
          strokeWidth="4"
        />
      )}
      <circle cx={`${place(mark.value)}%`} cy={MIDDLE} r="5.5" fill={fill} stroke="var(--card)" strokeWidth="1.5" />
    </>
  );
}

/** Zero is always on the axis, so lengths can be compared; the ends keep a little room for marks drawn on them. */
function scale(marks: Mark[]): { start: number; place: Place } {
  const ends = marks.flatMap((mark) => [mark.value, mark.low ?? mark.value, mark.high ?? mark.value]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const reach = most - least || 1;
  const left = least < 0 ? 1 : 0;
  const place = (value: number) => left + ((value - least) / reach) * (99 - left);
  return { start: place(0), place };
}

function aside(mark: Mark): string {
  return mark.interval || mark.share;
}
