// Connecting a site: its key, what it pastes, and its first event.
import { useState, type FormEvent } from "react";
import { useSpeech } from "../language";
import { useCreateSource, type SourceKey } from "../sources";
import { Arrivals } from "./arrivals";
import { Copied } from "./copied";
import { Refusal } from "./refusal";

/** Names a site and makes its key. */
export function NewSource({ made }: { made: (told: SourceKey) => void }) {
  const { say, language } = useSpeech();
  const [name, setName] = useState("");
  const [origins, setOrigins] = useState("");
  const create = useCreateSource(language);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const sites = origins.split(/[\s,]+/).filter(Boolean);
    create.mutate({ name: name.trim(), origins: sites }, { onSuccess: made });
  };
  return (
    <form className="inline" onSubmit={send} data-testid="new-source">
      <label>
        {say("sources.name")}
        <input required maxLength={120} value={name} autoFocus onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="wide">
        {say("sources.origins")}
        <input value={origins} placeholder="https://shop.example" onChange={(event) => setOrigins(event.target.value)} />
      </label>
      <button type="submit" disabled={create.isPending}>
        {say("sources.make")}
      </button>
      <Refusal error={create.error} />
    </form>
  );
}

/** What a shop pastes into its pages, and whether its first event has come. */
export function Snippet({ told, close }: { told: SourceKey; close: () => void }) {
  const { say } = useSpeech();
  return (
    <div className="snippet" data-testid="snippet">
      <h3>{say("sources.paste", { source: told.name })}</h3>
      <pre tabIndex={0}>
        <code>{told.snippet}</code>
      </pre>
      <div className="pair">
        <Copied text={told.snippet} />
        <button type="button" className="link" onClick={close}>
          {say("close")}
        </button>
      </div>
      <Arrivals source={told.name} />
    </div>
  );
}
