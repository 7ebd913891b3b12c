import { useState } from "react";
import { useSpeech } from "../language";

/** Copies a text, and says that it did; where the browser lets no page copy, the text can be marked by hand. */
export function Copied({ text }: { text: string }) {
  const { say } = useSpeech();
  const [done, setDone] = useState(false);
  if (!("clipboard" in navigator)) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setDone(true));
  return (
    <button type="button" onClick={copy}>
      {say(done ? "copied" : "copy")}
    </button>
  );
}
