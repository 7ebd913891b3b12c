// Figures with their ranges on one axis: a dot on a line for each, and where given the line that is to be crossed; what
// lies beyond the axis points there.

export interface Range {
  value: number | null;
  /** null where nothing bounds it. */
  low: number | null;
  high: number | null;
}

interface Axis {
  range: Range | null;
  most: number;
  /** Where something begins to pay. */
  mark?: number;
  colour?: string;
}

export function RangeLine({ range, most, mark, colour = "var(--action)" }: Axis) {
  const place = (value: number) => `${Math.min(100, Math.max(0, (value / (most || 1)) * 98 + 1))}%`;
  return (
    <svg width="100%" height="16" aria-hidden="true" className="range">
      <line x1="0" x2="100%" y1="8" y2="8" stroke="var(--line)" />
      {mark !== undefined && mark <= most && (
        <line x1={place(mark)} x2={place(mark)} y1="0" y2="16" stroke="var(--faint)" strokeDasharray="2 2" />
      )}
      {range && range.value !== null && (
        <>
          <line x1={place(range.low ?? 0)} x2={place(range.high ?? most)} y1="8" y2="8" stroke={colour} strokeWidth="4" />
          {range.value > most ? (
            <text x="100%" y="13" textAnchor="end" fill={colour} fontSize="15">
              »
            </text>
          ) : (
            <circle cx={place(range.value)} cy="8" r="4.5" fill={colour} stroke="var(--card)" strokeWidth="1.5" />
          )}
        </>
      )}
    </svg>
  );
}
