import { useState, type FormEvent } from "react";
import { useMay } from "../api";
import { useSpeech } from "../language";
import { write } from "../numbers";
import { useApply, usePreview, useRules, useTry, useUndoRules, type ChannelRules, type Preview } from "../settings";
import { Refusal } from "./refusal";
import { Asked } from "./state";

/** The channel rules: try an address, write a draft, see what it would change, apply it, take it back. */
export function RulesCard() {
  const { say } = useSpeech();
  return (
    <section className="card" data-testid="rules">
      <h2>{say("rules.title")}</h2>
      <p className="soft small">{say("rules.about")}</p>
      <Asked query={useRules()}>{(rules) => <Editor key={rules.text} rules={rules} />}</Asked>
    </section>
  );
}

function Editor({ rules }: { rules: ChannelRules }) {
  const { say, language } = useSpeech();
  const may = useMay("change");
  const [text, setText] = useState(rules.text);
  const preview = usePreview(language);
  const apply = useApply(language);
  const undo = useUndoRules(language);
  const draft = text === rules.text ? null : text;
  const edit = (written: string) => {
    setText(written);
    preview.reset();
  };
  return (
    <>
      <Tester draft={draft} />
      <details>
        <summary>{say("rules.list", { n: rules.rules.length })}</summary>
        <ol className="rules">
          {rules.rules.map((rule) => (
            <li key={rule.label}>{rule.label}</li>
          ))}
        </ol>
      </details>
      {may && (
        <details data-testid="draft">
          <summary>{say("rules.write")}</summary>
          <label className="block">
            {say("rules.text")}
            <textarea rows={12} spellCheck={false} value={text} onChange={(event) => edit(event.target.value)} />
          </label>
          <Refusal error={preview.error ?? apply.error ?? undo.error} />
          {preview.data && <Effect effect={preview.data} />}
          <div className="pair">
            <button type="button" disabled={preview.isPending} onClick={() => preview.mutate(text)}>
              {say(preview.isPending ? "rules.previewing" : "rules.preview")}
            </button>
            <button
              type="button"
              className="ghost"
              disabled={!preview.data || apply.isPending}
              onClick={() => apply.mutate({ text, base: rules.text })}
            >
              {say("rules.apply")}
            </button>
            {rules.undoable && (
              <button type="button" className="link" disabled={undo.isPending} onClick={() => undo.mutate(undefined)}>
                {say("rules.undo")}
              </button>
            )}
          </div>
        </details>
      )}
    </>
  );
}

function Tester({ draft }: { draft: string | null }) {
  const { say, language } = useSpeech();
  const [url, setUrl] = useState("");
  const [referrer, setReferrer] = useState("");
  const tried = useTry(language);
  const send = (event: FormEvent) => {
    event.preventDefault();
    tried.mutate({ url, referrer, text: draft });
  };
  return (
    <form className="inline" onSubmit={send} data-testid="tester">
      <label className="wide">
        {say("rules.url")}
        <input
          value={url}
          placeholder="https://shop.example/?utm_source=news&utm_medium=email"
          onChange={(event) => setUrl(event.target.value)}
        />
      </label>
      <label>
        {say("rules.referrer")}
        <input value={referrer} placeholder="https://www.google.com/" onChange={(event) => setReferrer(event.target.value)} />
      </label>
      <button type="submit" disabled={tried.isPending}>
        {say("rules.try")}
      </button>
      <Refusal error={tried.error} />
      <p role="status" className="result" data-testid="tried">
        {tried.data && (
          <>
            <b>{tried.data.label ?? say("rules.no_touch")}</b> <span className="soft">{tried.data.rule}</span>
          </>
        )}
      </p>
    </form>
  );
}

function Effect({ effect }: { effect: Preview }) {
  const { say, language } = useSpeech();
  const most = Math.max(1, ...effect.changes.map((one) => one.visits));
  return (
    <div className="effect" role="status" data-testid="effect">
      <p>
        <b>
          {effect.moved
            ? say("rules.moves", {
                share: write(effect.moved / effect.visits, "rate", language),
                moved: effect.moved,
                visits: effect.visits,
                days: effect.days,
              })
            : say("rules.moves_none", { visits: effect.visits, days: effect.days })}
        </b>
      </p>
      <ul className="rows">
        {effect.changes.map((one) => (
          <li key={`${one.from} ${one.to}`}>
            <div>
              {one.from_label || say("rules.no_touch")} → <b>{one.to_label || say("rules.no_touch")}</b>
              <svg width="100%" height="8" aria-hidden="true">
                <rect width={`${(one.visits / most) * 100}%`} height="8" rx="3" fill="var(--action)" />
              </svg>
            </div>
            <span className="n">{write(one.visits, "count", language)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
