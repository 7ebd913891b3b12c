interface Choice {
  label: string;
  value: string;
  options: (readonly [value: string, label: string])[];
  choose: (value: string) => void;
  testId?: string;
}

/** One of several, with its name above it. */
export function Choice({ label, value, options, choose, testId }: Choice) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.target.value)} data-testid={testId}>
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
