import { useState, type FormEvent } from "react";
import { Problem, useLogIn, type Session } from "../api";
import { useSpeech } from "../language";
import { fetchShops } from "../shops";

/** Stands in the place of any page until somebody has logged in; the address stays, so the page asked for follows. */
export function LoginPage() {
  const { say, language } = useSpeech();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const login = useLogIn(language);
  const send = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ email, password }, { onError: () => setPassword(""), onSuccess: elsewhere });
  };
  return (
    <form className="card login" onSubmit={send} data-testid="login">
      <h1>{say("login.title")}</h1>
      {login.error && <Refused error={login.error} />}
      <label>
        {say("login.email")}
        <input
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </label>
      <label>
        {say("login.password")}
        <input
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      <button type="submit" disabled={login.isPending}>
        {say("login.send")}
      </button>
      <p className="soft">{say("login.forgotten")}</p>
    </form>
  );
}

/** Go where the login opened a shop, where it opened another one than this. */
async function elsewhere(session: Session) {
  if (!session.login_needed) return;
  const { shops } = await fetchShops();
  if (shops[0]) window.location.assign(`${shops[0].path}/today`);
}

function Refused({ error }: { error: Error }) {
  const { say } = useSpeech();
  return (
    <p className="refused" role="alert" data-testid="refused">
      {error instanceof Problem ? error.message : say("state.unreachable")}
    </p>
  );
}
