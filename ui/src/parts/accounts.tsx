import { useState, type FormEvent } from "react";
import { useSession } from "../api";
import { useSpeech } from "../language";
import { useChangeUser, useCreateUser, useUsers, type User } from "../settings";
import { Refusal } from "./refusal";
import { Asked } from "./state";

const ROLES = ["owner", "analyst", "viewer"] as const;

/** Who may look, in which role, and whether they see whom data is of. */
export function People() {
  const { say } = useSpeech();
  return (
    <section className="card" data-testid="accounts">
      <h2>{say("accounts.title")}</h2>
      <Asked query={useUsers()}>{({ users }) => <Listed users={users} />}</Asked>
    </section>
  );
}

function Listed({ users }: { users: User[] }) {
  const { say, language } = useSpeech();
  const me = useSession().data?.name;
  const change = useChangeUser(language);
  return (
    <>
      <p className="soft small">{say(users.length ? "accounts.about" : "accounts.none")}</p>
      {users.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={say("accounts.title")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say("accounts.email")}</th>
                <th scope="col">{say("accounts.role")}</th>
                <th scope="col">{say("accounts.personal")}</th>
                <th scope="col">{say("accounts.enabled")}</th>
              </tr>
            </thead>
            <tbody>
              {users.map((user) => (
                <tr key={user.email}>
                  <th scope="row">
                    {user.email} {user.email === me && <span className="soft">{say("accounts.you")}</span>}
                  </th>
                  <td>
                    <select
                      aria-label={say("accounts.role_of", { email: user.email })}
                      value={user.role}
                      onChange={(event) =>
                        change.mutate({ email: user.email, role: event.target.value as User["role"] })
                      }
                    >
                      {ROLES.map((role) => (
                        <option key={role} value={role}>
                          {say(`access.${role}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={say("accounts.personal_of", { email: user.email })}
                      checked={user.personal_data}
                      onChange={(event) => change.mutate({ email: user.email, personal_data: event.target.checked })}
                    />
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={say("accounts.enabled_of", { email: user.email })}
                      checked={user.enabled}
                      onChange={(event) => change.mutate({ email: user.email, enabled: event.target.checked })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Refusal error={change.error} />
      <NewUser first={users.length === 0} />
    </>
  );
}

function NewUser({ first }: { first: boolean }) {
  const { say, language } = useSpeech();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<User["role"]>(first ? "owner" : "viewer");
  const create = useCreateUser(language);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const made = () => {
      setEmail("");
      setPassword("");
    };
    create.mutate({ email, role: first ? "owner" : role, password }, { onSuccess: made });
  };
  return (
    <form className="inline" onSubmit={send} data-testid="new-account">
      <label>
        {say("accounts.email")}
        <input
          type="email"
          required
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </label>
      <label>
        {say("accounts.password")}
        <input
          type="password"
          required
          minLength={8}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      {!first && (
        <label>
          {say("accounts.role")}
          <select value={role} onChange={(event) => setRole(event.target.value as User["role"])}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {say(`access.${one}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" disabled={create.isPending}>
        {say(first ? "accounts.first" : "accounts.add")}
      </button>
      <Refusal error={create.error} />
    </form>
  );
}
