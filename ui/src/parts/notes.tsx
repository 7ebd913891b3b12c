import { useState, type FormEvent } from "react";
import { useMay } from "../api";
import type { Days } from "../dates";
import { useSpeech } from "../language";
import { KINDS, useForgetNote, useNote, useNotes, type Kind, type NewNote, type Note } from "../notes";
import { day } from "../numbers";
import { Refusal } from "./refusal";

interface Asked {
  days: Days;
  /** What they are compared with. */
  before: Days | null;
  /** The last day with data, on which a new note begins. */
  last: string;
}

/** What happened in the days a page is about, and in those they are compared with: figures are read beside it. */
export function Notes({ days, before, last }: Asked) {
  const { say } = useSpeech();
  const may = useMay("change");
  const now = useNotes(days).data?.annotations ?? [];
  const then = useNotes(before ?? days).data?.annotations ?? [];
  const earlier = before ? then.filter(({ id }) => !now.some((one) => one.id === id)) : [];
  const count = now.length + earlier.length;
  if (!may && count === 0) return null;
  return (
    <details className="notes" open={count > 0} data-testid="notes">
      <summary>{count ? say("notes.title", { n: now.length }) : say("notes.none")}</summary>
      <Listed notes={now} />
      {earlier.length > 0 && (
        <>
          <p className="soft">{say("notes.before")}</p>
          <Listed notes={earlier} />
        </>
      )}
      {may && <Adding key={last} on={days.until || last} />}
    </details>
  );
}

function Listed({ notes }: { notes: Note[] }) {
  const { say, language } = useSpeech();
  const may = useMay("change");
  const forget = useForgetNote();
  return (
    <ul className="plain">
      {notes.map((note) => (
        <li key={note.id}>
          <time dateTime={note.on}>{day(note.on, language)}</time>
          {note.until !== note.on && <> – {day(note.until, language)}</>} · {say(`note.${note.kind}`)} · <b>{note.text}</b>{" "}
          {may && (
            <button
              type="button"
              className="link"
              disabled={forget.isPending}
              aria-label={say("notes.forget", { text: note.text })}
              onClick={() => forget.mutate(note.id)}
            >
              ×
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Adding({ on }: { on: string }) {
  const { say } = useSpeech();
  const [draft, setDraft] = useState<NewNote>({ on, until: "", kind: "sale", text: "" });
  const add = useNote(() => setDraft({ ...draft, text: "" }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(draft);
  };
  return (
    <form className="saves editor" onSubmit={send} data-testid="note">
      <label>
        <span>{say("notes.on")}</span>
        <input type="date" required value={draft.on} onChange={(event) => setDraft({ ...draft, on: event.target.value })} />
      </label>
      <label>
        <span>{say("notes.until")}</span>
        <input
          type="date"
          min={draft.on}
          value={draft.until}
          onChange={(event) => setDraft({ ...draft, until: event.target.value })}
        />
      </label>
      <label>
        <span>{say("notes.kind")}</span>
        <select value={draft.kind} onChange={(event) => setDraft({ ...draft, kind: event.target.value as Kind })}>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {say(`note.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say("notes.text")}</span>
        <input
          required
          maxLength={200}
          value={draft.text}
          onChange={(event) => setDraft({ ...draft, text: event.target.value })}
        />
      </label>
      <button type="submit" disabled={add.isPending}>
        {say("notes.add")}
      </button>
      <Refusal error={add.error} />
    </form>
  );
}
