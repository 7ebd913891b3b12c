import type { Vocabulary } from "../analyses";
import { useSpeech } from "../language";

const MOST = 12;

interface Editor {
  events: Vocabulary["events"];
  steps: string[];
  change: (steps: string[]) => void;
}

/** Chooses the steps of a funnel, and their order. */
export function StepsEditor({ events, steps, change }: Editor) {
  const { say } = useSpeech();
  const next = events.find((one) => !steps.includes(one.name)) ?? events[0];
  const swap = (at: number) => change(steps.with(at, steps[at + 1] ?? "").with(at + 1, steps[at] ?? ""));
  return (
    <fieldset className="steps" data-testid="steps">
      <legend>{say("funnel.steps")}</legend>
      <ol>
        {steps.map((step, at) => (
          <li key={at}>
            <select
              aria-label={say("funnel.step", { n: at + 1 })}
              value={step}
              onChange={(event) => change(steps.with(at, event.target.value))}
            >
              {!events.some((one) => one.name === step) && <option value={step}>{step}</option>}
              {events.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.label}
                </option>
              ))}
            </select>
            {at > 0 && (
              <button type="button" className="pick" aria-label={say("funnel.up", { n: at + 1 })} onClick={() => swap(at - 1)}>
                ↑
              </button>
            )}
            {steps.length > 2 && (
              <button
                type="button"
                className="pick"
                aria-label={say("funnel.remove", { n: at + 1 })}
                onClick={() => change(steps.toSpliced(at, 1))}
              >
                ×
              </button>
            )}
          </li>
        ))}
        {next && steps.length < MOST && (
          <li>
            <button type="button" className="ghost" onClick={() => change([...steps, next.name])}>
              {say("funnel.add")}
            </button>
          </li>
        )}
      </ol>
    </fieldset>
  );
}
