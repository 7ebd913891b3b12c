// What moved figures after they were published: one quiet line, and the table behind it.
import { useQuestion, type Display } from "../api";
import { useSpeech, type Say } from "../language";
import { day } from "../numbers";
import type { Told } from "../told";
import type { Language } from "../words";
import { Table } from "./table";

type Moved = Told<"/moved">;
type Name = Moved["months"][number]["figures"][number]["name"];

const NAMES: Name[] = ["revenue", "orders", "new_customers", "cost", "touchpoints"];

export function useMoved({ since = "", until = "" }: { since?: string; until?: string }) {
  const { language } = useSpeech();
  const asked = new URLSearchParams({ language });
  if (since) asked.set("since", since);
  if (until) asked.set("until", until);
  return useQuestion<Moved>(`moved?${asked}`);
}

/** Of the whole shop: a page about some people does without. */
export function MovedLine({ since = "", until = "" }: { since?: string; until?: string }) {
  const { say, language } = useSpeech();
  const { data } = useMoved({ since, until });
  if (!data?.headline) return null;
  return (
    <details className="moved" data-testid="moved">
      <summary>{data.headline}</summary>
      <Table caption={say("moved.title")} table={table(data, say, language)} />
      <p className="soft small">{say("moved.method")}</p>
    </details>
  );
}

/** Each month as it was and is, and below it what each cause did. */
function table(data: Moved, say: Say, language: Language): Display {
  return {
    columns: [
      { label: say("moved.what"), kind: "text" },
      ...(data.months[0]?.figures ?? []).map(({ label }) => ({ label, kind: "number" as const })),
    ],
    rows: data.months.flatMap((one) => [
      [
        one.published_at
          ? say("moved.was_on", { month: one.label, when: day(one.published_at, language) })
          : say("moved.was", { month: one.label }),
        ...one.figures.map(({ was }) => was),
      ],
      ...one.causes.map((cause) => [cause.text, ...NAMES.map((name) => cause.moved[name])]),
      [say("moved.now", { month: one.label }), ...one.figures.map(({ now }) => now)],
    ]),
  };
}
