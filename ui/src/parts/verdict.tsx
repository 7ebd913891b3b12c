import type { Spent, Vocabulary } from "../analyses";
import { useSpeech } from "../language";

const SIGNS = { keep: "✓", change: "↻", stop: "■", test: "?" } as const;

/** What to do about a campaign or channel, and why: a sign and a word, never a colour alone. */
export function VerdictBadge({ spent, known }: { spent: Spent; known: Vocabulary }) {
  const { say } = useSpeech();
  const why = known.words.verdict_reason?.[spent.reason] ?? spent.reason;
  return (
    <span className="verdict">
      {spent.verdict && (
        <b className={spent.verdict} data-testid="verdict">
          <span aria-hidden="true">{SIGNS[spent.verdict]}</span> {known.words.verdict?.[spent.verdict]}
        </b>
      )}
      {!spent.verdict && spent.cost > 0 && <b className="test">? {say("cannot_tell")}</b>}
      <small>{why}</small>
    </span>
  );
}
