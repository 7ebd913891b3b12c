import { useState, type FormEvent } from "react";
import { Problem, useLogIn } from "../api";
import { useSpeech } from "../language";

/** Stands in the place of any page until somebody has logged in; the address stays, so the page asked for follows. */
export function LoginPage() {
  const { say, language } = useSpeech();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const login = useLogIn(language);
  const send = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ email, password }, { onError: () => setPassword("") });
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

function Refused({ error }: { error: Error }) {
  const { say } = useSpeech();
  return (
    <p className="refused" role="alert" data-testid="refused">
      {error instanceof Problem ? error.message : say("state.unreachable")}
    </p>
  );
}
