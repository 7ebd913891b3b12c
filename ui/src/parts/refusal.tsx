import { Problem } from "../api";
import { useSpeech } from "../language";

/** Why a change was refused, and what to do. */
export function Refusal({ error }: { error: Error | null }) {
  const { say } = useSpeech();
  if (!error) return null;
  return (
    <p className="refused" role="alert" data-testid="refused">
      {error instanceof Problem ? `${error.message} ${error.hint}`.trim() : say("state.unreachable")}
    </p>
  );
}
