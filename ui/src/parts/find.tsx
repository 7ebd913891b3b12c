import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { useSpeech } from "../language";
import { go } from "../route";

/** Finds a person from any page: "/" comes here, Esc clears, Enter looks. */
export function Find({ given }: { given: string }) {
  const { say } = useSpeech();
  const [text, setText] = useState(given);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const slash = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", slash);
    return () => window.removeEventListener("keydown", slash);
  }, []);
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) go(`/people/${encodeURIComponent(text.trim())}`);
  };
  const clear = (event: KeyboardEvent) => {
    if (event.key === "Escape") setText("");
  };
  return (
    <form className="find" role="search" onSubmit={look} data-testid="find">
      <input
        ref={field}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={clear}
        placeholder={say("find.placeholder")}
        aria-label={say("find.label")}
        autoComplete="off"
        spellCheck={false}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
