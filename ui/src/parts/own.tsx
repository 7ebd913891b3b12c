import { useState, type FormEvent } from "react";
import { useChangePassword, useLogOut, useSession } from "../api";
import { useSpeech } from "../language";
import { Refusal } from "./refusal";

/** One's own account: another password, and the end of one's sessions everywhere; nothing where nobody is logged in. */
export function OwnAccount() {
  const { say } = useSpeech();
  const session = useSession().data;
  if (!session?.csrf) return null;
  return (
    <section className="card" data-testid="own-account">
      <h2>{say("own.title")}</h2>
      <p className="soft small">{say("own.about", { email: session.name ?? "" })}</p>
      <NewPassword />
      <Everywhere csrf={session.csrf} />
    </section>
  );
}

function NewPassword() {
  const { say, language } = useSpeech();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const change = useChangePassword(language);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const forget = () => {
      setCurrent("");
      setPassword("");
    };
    change.mutate({ current, password }, { onSuccess: forget });
  };
  return (
    <form className="inline" onSubmit={send} data-testid="new-password">
      <label>
        {say("own.current")}
        <input
          type="password"
          required
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      </label>
      <label>
        {say("own.new")}
        <input
          type="password"
          required
          minLength={8}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      <button type="submit" disabled={change.isPending}>
        {say("own.change")}
      </button>
      <Refusal error={change.error} />
      {change.isSuccess && (
        <p className="soft small" role="status" data-testid="password-changed">
          {say("own.changed")}
        </p>
      )}
    </form>
  );
}

function Everywhere({ csrf }: { csrf: string }) {
  const { say } = useSpeech();
  const leave = useLogOut(csrf, true);
  return (
    <div className="pair">
      <button type="button" className="ghost" disabled={leave.isPending} onClick={() => leave.mutate()}>
        {say("own.everywhere")}
      </button>
      <span className="soft small">{say("own.everywhere_about")}</span>
    </div>
  );
}
