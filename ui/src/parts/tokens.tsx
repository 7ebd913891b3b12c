import { useState, type FormEvent } from "react";
import { useSpeech } from "../language";
import { day } from "../numbers";
import { useCreateToken, useRevokeToken, useTokens, type Token } from "../settings";
import { Copied } from "./copied";
import { Refusal } from "./refusal";
import { Asked } from "./state";

const SCOPES = ["read", "change", "manage", "personal_data"] as const;
type Scope = (typeof SCOPES)[number];

/** What programs show to be let in; a token is seen once, when it is made. */
export function Tokens() {
  const { say } = useSpeech();
  return (
    <section className="card" data-testid="tokens">
      <h2>{say("tokens.title")}</h2>
      <p className="soft small">{say("tokens.about")}</p>
      <Asked query={useTokens()}>{({ tokens }) => <Listed tokens={tokens.filter((one) => one.enabled)} />}</Asked>
      <NewToken />
    </section>
  );
}

function Listed({ tokens }: { tokens: Token[] }) {
  const { say, language } = useSpeech();
  const revoke = useRevokeToken(language);
  if (tokens.length === 0) return null;
  return (
    <>
      <ul className="rows">
        {tokens.map((token) => (
          <li key={token.name}>
            <div>
              <b>{token.name}</b>
              <small>
                {token.scopes.map((scope) => say(`scope.${scope}` as "scope.read")).join(", ")}
                {" · "}
                {token.expires_at ? say("tokens.until", { when: day(token.expires_at, language) }) : say("tokens.for_ever")}
                {" · "}
                {token.used_at ? say("tokens.used", { when: day(token.used_at, language) }) : say("tokens.unused")}
              </small>
            </div>
            <button type="button" className="link" onClick={() => revoke.mutate(token.name)}>
              {say("tokens.revoke", { name: token.name })}
            </button>
          </li>
        ))}
      </ul>
      <Refusal error={revoke.error} />
    </>
  );
}

function NewToken() {
  const { say, language } = useSpeech();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [days, setDays] = useState("90");
  const create = useCreateToken(language);
  const send = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), scopes, days: days ? Number(days) : null }, { onSuccess: () => setName("") });
  };
  const turn = (scope: Scope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  return (
    <form className="inline" onSubmit={send} data-testid="new-token">
      <label>
        {say("tokens.name")}
        <input required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <fieldset>
        <legend>{say("tokens.scopes")}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="tick">
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => turn(scope)} />
            {say(`scope.${scope}`)}
          </label>
        ))}
      </fieldset>
      <label>
        {say("tokens.days")}
        <input type="number" min="1" max="3660" value={days} onChange={(event) => setDays(event.target.value)} />
      </label>
      <button type="submit" disabled={create.isPending || scopes.length === 0}>
        {say("tokens.make")}
      </button>
      <Refusal error={create.error} />
      {create.data && (
        <div className="snippet" role="status" data-testid="made-token">
          <p>{say("tokens.once")}</p>
          <pre tabIndex={0}>
            <code>{create.data.token}</code>
          </pre>
          <Copied text={create.data.token} />
        </div>
      )}
    </form>
  );
}
