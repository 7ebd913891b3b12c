import { useState, type FormEvent } from "react";
import { quoted, useVocabulary, type Vocabulary } from "../analyses";
import { useMay } from "../api";
import { useSpeech, type Say } from "../language";
import { day } from "../numbers";
import { ask, asking, Link, usePath } from "../route";
import {
  counted,
  FIELDS,
  read,
  TRAIT,
  useForgetSegment,
  useKeepSegment,
  useSegments,
  useWhom,
  written,
  type Condition,
  type Field,
  type Sign,
} from "../segments";
import { isWord, type Language } from "../words";
import { Refusal } from "./refusal";

const OWN = "\u0001own";

/** Chooses whom a page asks about: a segment, conditions of one's own, or everybody; all of it stands in the address. */
export function Whom({ known }: { known: Vocabulary }) {
  const { say } = useSpeech();
  const { segment, condition } = useWhom();
  const saved = useSegments().data?.segments ?? [];
  const [adding, setAdding] = useState(false);
  const own = adding || condition.length > 0;
  const names = [...new Set([...saved.map(({ name }) => name), segment])].filter(Boolean);
  const choose = (value: string) => {
    setAdding(value === OWN);
    if (value !== OWN) ask({ segment: value, condition: null, behind: null });
  };
  return (
    <fieldset className="whom" data-testid="whom">
      <legend className="hidden">{say("whom.label")}</legend>
      <label>
        <span>{say("whom.label")}</span>
        <select value={segment || (own ? OWN : "")} onChange={(event) => choose(event.target.value)}>
          <option value="">{say("whom.everybody")}</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          <option value={OWN}>{say("whom.own")}</option>
        </select>
      </label>
      {(own || segment) && <Conditions known={known} open={own} close={() => setAdding(false)} />}
    </fieldset>
  );
}

/** The same on pages that ask for nothing else. */
export function WhomCard() {
  const { say, language } = useSpeech();
  const known = useVocabulary(language).data;
  return (
    <section className="card controls" aria-label={say("controls")}>
      {known && <Whom known={known} />}
    </section>
  );
}

function Conditions({ known, open, close }: { known: Vocabulary; open: boolean; close: () => void }) {
  const { say, language } = useSpeech();
  const { segment, condition } = useWhom();
  const [more, setMore] = useState(false);
  const saved = useSegments().data?.segments.find(({ name }) => name === segment);
  const told = (text: string) => inWords(read(text), text, known, say, language);
  const without = (text: string) => ask({ condition: condition.filter((one) => one !== text), behind: null });
  const [page] = usePath();
  const editing = more || (open && condition.length === 0);
  return (
    <div className="conditions">
      <ul className="chips" aria-label={say("whom.conditions")}>
        {saved?.conditions?.map((text) => <li key={text}>{told(text)}</li>)}
        {saved?.conditions === null && <li>{say("whom.hidden")}</li>}
        {condition.map((text) => (
          <li key={text}>
            {told(text)}
            <button type="button" className="link" onClick={() => without(text)}>
              <span aria-hidden="true">×</span>
              <span className="hidden">{say("whom.without", { condition: told(text) })}</span>
            </button>
          </li>
        ))}
      </ul>
      {editing && (
        <Editor
          known={known}
          add={(text) => {
            close();
            setMore(false);
            ask({ condition: [...condition, text], behind: null });
          }}
        />
      )}
      <p className="saves">
        {!editing && (
          <button type="button" className="ghost" onClick={() => setMore(true)}>
            {say("whom.more")}
          </button>
        )}
        {page !== "people" && (segment || condition.length > 0) && (
          <Link href={`/people${new URL(asking({ behind: null }), "http://x").search}`}>{say("whom.see")}</Link>
        )}
      </p>
      <Keeping key={segment} />
    </div>
  );
}

/** Keeps conditions under a name, and forgets the name again. */
function Keeping() {
  const { say } = useSpeech();
  const { segment, condition } = useWhom();
  const may = useMay("change");
  const [name, setName] = useState("");
  const saved = useSegments().data?.segments.find((one) => one.name === segment);
  const keep = useKeepSegment((kept) => ask({ segment: kept.name, condition: null }));
  const forget = useForgetSegment(() => ask({ segment: null }));
  if (!may) return null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate({ name: name.trim(), conditions: [...(saved?.conditions ?? []), ...condition] });
  };
  return (
    <>
      {condition.length > 0 && saved?.conditions !== null && (
        <form className="saves" onSubmit={send} data-testid="keep-segment">
          <label className="tick">
            {say("whom.name")}
            <input value={name} maxLength={80} required onChange={(event) => setName(event.target.value)} />
          </label>
          <button type="submit" className="ghost" disabled={keep.isPending}>
            {say("whom.keep")}
          </button>
        </form>
      )}
      {saved && condition.length === 0 && (
        <button type="button" className="link" disabled={forget.isPending} onClick={() => forget.mutate(saved.name)}>
          {say("whom.forget", { name: saved.name })}
        </button>
      )}
      <Refusal error={keep.error ?? forget.error} />
    </>
  );
}

const EMPTY: Condition = { field: "orders", sign: "at_least", value: "1", since: "", until: "" };

/** One condition, put together from what the shop has seen. */
function Editor({ known, add }: { known: Vocabulary; add: (condition: string) => void }) {
  const { say } = useSpeech();
  const personal = useMay("personal_data");
  const [draft, setDraft] = useState<Condition>(EMPTY);
  const [trait, setTrait] = useState("");
  const of_trait = draft.field === TRAIT;
  const number = counted(draft.field);
  const signs: Sign[] = number || of_trait ? ["is", "is_not", "at_least", "at_most"] : ["is", "is_not"];
  const options = choices(known, draft.field, say);
  const about = (field: string) => {
    const first = choices(known, field, say)[0]?.[0] ?? "";
    setDraft({ ...EMPTY, field, sign: counted(field) ? "at_least" : "is", value: counted(field) ? "1" : first });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const value = number ? draft.value.trim() : quoted(draft.value.trim());
    add(written({ ...draft, field: of_trait ? `${TRAIT}${trait.trim()}` : draft.field, value }));
  };
  return (
    <form className="saves editor" onSubmit={send} data-testid="condition">
      <label>
        <span>{say("whom.field")}</span>
        <select value={draft.field} onChange={(event) => about(event.target.value)}>
          {FIELDS.map((field) => (
            <option key={field} value={field}>
              {say(`about.${field}`)}
            </option>
          ))}
          {personal && <option value={TRAIT}>{say("about.trait")}</option>}
        </select>
      </label>
      {of_trait && (
        <label>
          <span>{say("whom.trait")}</span>
          <input value={trait} required onChange={(event) => setTrait(event.target.value)} />
        </label>
      )}
      <label>
        <span>{say("whom.sign")}</span>
        <select value={draft.sign} onChange={(event) => setDraft({ ...draft, sign: event.target.value as Sign })}>
          {signs.map((sign) => (
            <option key={sign} value={sign}>
              {say(`sign.${sign}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say("whom.value")}</span>
        {options.length > 0 ? (
          <select value={draft.value} onChange={(event) => setDraft({ ...draft, value: event.target.value })}>
            {options.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        ) : (
          <input
            value={draft.value}
            required
            inputMode={number ? "decimal" : "text"}
            onChange={(event) => setDraft({ ...draft, value: event.target.value })}
          />
        )}
      </label>
      {!of_trait &&
        (["since", "until"] as const).map((end) => (
          <label key={end}>
            <span>{say(`whom.${end}`)}</span>
            <input type="date" value={draft[end]} onChange={(event) => setDraft({ ...draft, [end]: event.target.value })} />
          </label>
        ))}
      <button type="submit">{say("whom.add")}</button>
    </form>
  );
}

type Choices = (readonly [value: string, label: string])[];

const STAGES = ["awareness", "consideration", "decision", "retention", "advocacy"];

/** The values a field can have, where they are few and known. */
function choices(known: Vocabulary, field: string, say: Say): Choices {
  if (field === "did") return known.events.map((one) => [one.name, one.label] as const);
  if (field.endsWith("channel")) return Object.entries(known.words.channel ?? {});
  if (field === "device") return Object.entries(known.words.device ?? {});
  if (field === "stage") return STAGES.map((one) => [one, say(`stage.${one}` as "stage.decision")] as const);
  return [];
}

/** Say a condition in words. */
function inWords(one: Condition | null, text: string, known: Vocabulary, say: Say, language: Language): string {
  if (!one) return text;
  const bare = one.value.replace(/^"([\s\S]*)"$/, "$1").replaceAll('""', '"');
  const value = choices(known, one.field, say).find(([name]) => name === bare)?.[1] ?? bare;
  const trait = one.field.startsWith(TRAIT);
  const key = `about.${one.field}`;
  const field = trait ? one.field.slice(TRAIT.length) : isWord(key) ? say(`about.${one.field as Field}`) : one.field;
  const sign = say(`sign.${one.sign}`);
  const said = `${field}: ${one.sign === "is" ? "" : `${sign} `}${value}`;
  const end = (on: string) => (on ? day(on, language) : "…");
  return one.since || one.until ? `${said} (${end(one.since)} – ${end(one.until)})` : said;
}
