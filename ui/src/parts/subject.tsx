import { useState, type FormEvent } from "react";
import { isOpen, useJob } from "../jobs";
import { useSpeech } from "../language";
import { moment } from "../numbers";
import { useErase, useExportSubject, useSubjectAct, type Outcome, type Subject, type Whom } from "../privacy";
import { isWord } from "../words";
import "./privacy.css";
import { Refusal } from "./refusal";
import { Progress } from "./work";

interface About {
  whom: Whom;
  subject: Subject;
  /** Look anew. */
  again: () => void;
}

/** One person before anything is done: who it is, how much there is, what they allowed; and what may be done. */
export function SubjectCard({ whom, subject, again }: About) {
  const { say, language } = useSpeech();
  const [said, setSaid] = useState<string[]>([]);
  const [erasing, setErasing] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const done = ({ said: told }: Outcome) => setSaid(told);
  const file = useExportSubject(language);
  const rest = useSubjectAct(subject.restricted ? "release" : "restrict", language);
  const back = useSubjectAct("readmit", language);
  if (job) return <Forgetting job={job} again={again} />;
  if (said.length > 0) return <Done said={said} again={again} />;
  if (subject.erased) {
    return (
      <div className="subject" data-testid="subject">
        <p>{say("privacy.erased_before")}</p>
        <button type="button" onClick={() => back.mutate(whom, { onSuccess: done })}>
          {say("privacy.readmit")}
        </button>
        <Refusal error={back.error} />
      </div>
    );
  }
  return (
    <div className="subject" data-testid="subject">
      <ul className="chips" aria-label={say("people.identifiers")}>
        {subject.identifiers.map(({ kind, value }) => (
          <li key={`${kind} ${value}`}>
            <span className="faint">{isWord(`kind.${kind}`) ? say(`kind.${kind}` as "kind.user") : kind}</span> {value}
          </li>
        ))}
      </ul>
      <p>
        {say("privacy.known", { n: subject.events })} {say("privacy.orders", { n: subject.orders })}{" "}
        {subject.restricted && <b>{say("privacy.rests")}</b>}
      </p>
      <Consent subject={subject} />
      {rest.isPending && <p role="status">{say("privacy.working")}</p>}
      <div className="pair">
        <button type="button" onClick={() => file.mutate(whom)} disabled={file.isPending}>
          {say("privacy.export")}
        </button>
        <button
          type="button"
          className="ghost"
          disabled={rest.isPending}
          onClick={() => rest.mutate(whom, { onSuccess: done })}
        >
          {say(subject.restricted ? "privacy.release" : "privacy.restrict")}
        </button>
        <button type="button" className="ghost danger" aria-expanded={erasing} onClick={() => setErasing(!erasing)}>
          {say("privacy.erase")}
        </button>
      </div>
      <Refusal error={file.error ?? rest.error} />
      {erasing && <Confirm whom={whom} subject={subject} begun={setJob} />}
    </div>
  );
}

/** The last word before somebody is forgotten: what goes, what stays, and their identifier typed once more. */
function Confirm({ whom, subject, begun }: { whom: Whom; subject: Subject; begun: (job: string) => void }) {
  const { say, language } = useSpeech();
  const [typed, setTyped] = useState("");
  const [orders, setOrders] = useState(false);
  const erase = useErase(language);
  const wanted = "identifier" in whom ? whom.identifier : (subject.identifiers[0]?.value ?? "");
  const send = (event: FormEvent) => {
    event.preventDefault();
    erase.mutate({ ...whom, orders }, { onSuccess: ({ id }) => begun(id) });
  };
  return (
    <form className="confirm" onSubmit={send} data-testid="confirm-erase">
      <p>
        <b>{say("privacy.erase_sure")}</b> {say("privacy.erase_about", { n: subject.events })}
      </p>
      <label className="tick">
        <input type="checkbox" checked={orders} onChange={(event) => setOrders(event.target.checked)} />
        {say("privacy.erase_orders")}
      </label>
      <label>
        {say("privacy.type", { who: wanted })}
        <input autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <button type="submit" className="danger" disabled={typed.trim() !== wanted || erase.isPending}>
        {say("privacy.erase_now")}
      </button>
      <Refusal error={erase.error} />
    </form>
  );
}

/** An erasure as it goes on, to its end. */
function Forgetting({ job, again }: { job: string; again: () => void }) {
  const { say, language } = useSpeech();
  const found = useJob(job, language).data;
  if (found?.state === "done") return <Done said={found.said} again={again} />;
  return (
    <div className="subject" data-testid="forgetting">
      {found && <Progress job={found} />}
      {(!found || isOpen(found)) && (
        <p className="soft small" role="status">
          {say("privacy.working")}
        </p>
      )}
      {found && !isOpen(found) && (
        <button type="button" className="link" onClick={again}>
          {say("privacy.again")}
        </button>
      )}
    </div>
  );
}

function Done({ said, again }: { said: string[]; again: () => void }) {
  const { say } = useSpeech();
  return (
    <div className="subject" role="status" data-testid="subject-done">
      {said.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <button type="button" className="link" onClick={again}>
        {say("privacy.again")}
      </button>
    </div>
  );
}

/** Every choice in time, each with the event that proves it. */
function Consent({ subject }: { subject: Subject }) {
  const { say, language } = useSpeech();
  if (subject.consent.length === 0) return <p className="soft small">{say("privacy.no_consent")}</p>;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={say("privacy.consent")}>
      <table data-testid="consent-history">
        <caption>{say("privacy.consent")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("privacy.when")}</th>
            <th scope="col">{say("privacy.purpose")}</th>
            <th scope="col">{say("privacy.state")}</th>
            <th scope="col">{say("privacy.proof")}</th>
          </tr>
        </thead>
        <tbody>
          {subject.consent.map((one, at) => (
            <tr key={at}>
              <th scope="row">
                <time dateTime={one.at}>{moment(one.at, language)}</time>
              </th>
              <td>{one.purpose_label}</td>
              <td>{one.state_label}</td>
              <td className="soft wraps">
                {one.event} · {one.source} · {say("privacy.received", { when: moment(one.received_at, language) })}
                <small>{one.event_id}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
