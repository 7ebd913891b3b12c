// Whom a page asks about: a segment that has a name, conditions that have none yet, or everybody (see `segments`).

export interface Whom {
  segment: string;
  condition: string[];
}

/** What asks the API, or a page, about some people. */
export function whomQuery({ segment, condition }: Whom): URLSearchParams {
  const found = new URLSearchParams();
  if (segment) found.append("segment", segment);
  for (const one of condition) found.append("condition", one);
  return found;
}
