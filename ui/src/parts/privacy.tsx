import { useState, type FormEvent } from "react";
import { useMay } from "../api";
import { useSpeech } from "../language";
import { day, moment, stored } from "../numbers";
import { useAnswered, useFindSubject, usePrivacy, type Privacy, type Request, type Whom } from "../privacy";
import { isWord } from "../words";
import { Refusal } from "./refusal";
import { Asked } from "./state";
import { SubjectCard } from "./subject";

/** What people may ask of the shop by law: what is open, whom it concerns, and what the shop keeps of anybody. */
export function PrivacyCard() {
  const { say, language } = useSpeech();
  return (
    <section className="card" data-testid="privacy">
      <h2>{say("privacy.title")}</h2>
      <Asked query={usePrivacy(language)}>{(data) => <Shown data={data} />}</Asked>
    </section>
  );
}

function Shown({ data }: { data: Privacy }) {
  const { say, language } = useSpeech();
  const sees = useMay("personal_data");
  const find = useFindSubject(language);
  const [whom, setWhom] = useState<Whom | null>(null);
  const [given, setGiven] = useState("");
  const look = (who: Whom) => {
    setWhom(who);
    find.mutate(who);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (given.trim()) look({ identifier: given.trim() });
  };
  return (
    <>
      <p className="soft small">{say(sees ? "privacy.about" : "privacy.blind")}</p>
      {data.requests.length > 0 ? (
        <ul className="rows" data-testid="privacy-requests">
          {data.requests.map((one) => (
            <Open key={one.id} request={one} look={sees ? look : null} />
          ))}
        </ul>
      ) : (
        <p className="soft small">{say("privacy.no_requests")}</p>
      )}
      {sees && (
        <form className="inline" onSubmit={send} data-testid="find-subject">
          <label>
            {say("privacy.who")}
            <input required maxLength={2000} value={given} onChange={(event) => setGiven(event.target.value)} />
          </label>
          <button type="submit" disabled={find.isPending}>
            {say("privacy.find")}
          </button>
        </form>
      )}
      <Refusal error={find.error} />
      {whom && find.data && !find.isPending && (
        <SubjectCard key={JSON.stringify([whom, find.data])} whom={whom} subject={find.data} again={() => look(whom)} />
      )}
      <Kept data={data} />
    </>
  );
}

function Open({ request, look }: { request: Request; look: ((whom: Whom) => void) | null }) {
  const { say, language } = useSpeech();
  const answered = useAnswered(language);
  const key = `request.${request.kind.replace(/\W/g, "_")}`;
  const late = request.days_left < 0;
  return (
    <li>
      <div>
        <b>{isWord(key) ? say(key) : request.kind}</b>{" "}
        <span className={late ? "late" : "soft"}>
          {late
            ? say("privacy.late", { n: -request.days_left, when: day(request.due_at, language) })
            : say("privacy.due", { n: request.days_left, when: day(request.due_at, language) })}
        </span>
        <small>{[request.source, ...request.names].join(" · ")}</small>
        <Refusal error={answered.error} />
      </div>
      {look && (
        <div className="acts-cell">
          {request.names.length > 0 && (
            <button type="button" className="link" onClick={() => look({ request: request.id })}>
              {say("privacy.look")}
            </button>
          )}
          <button type="button" className="link" onClick={() => answered.mutate(request.id)}>
            {say("privacy.answered")}
          </button>
        </div>
      )}
    </li>
  );
}

/** How long things are kept, where they lie, and what was done so far. */
function Kept({ data }: { data: Privacy }) {
  const { say, language } = useSpeech();
  const { retention } = data;
  const days = (kept: number | null) => (kept === null ? say("privacy.for_ever") : say("privacy.days", { n: kept }));
  const size = (bytes: number | null) => (bytes === null ? "" : stored(bytes, language));
  const ip = `ip.${retention.ip}`;
  return (
    <>
      <h3>{say("privacy.retention")}</h3>
      <dl className="figures" data-testid="retention">
        <dt>{say("privacy.visits")}</dt>
        <dd>{days(retention.visits)}</dd>
        <dt>{say("privacy.quarantine")}</dt>
        <dd>{days(retention.quarantine)}</dd>
        <dt>{say("privacy.log")}</dt>
        <dd>{days(retention.log)}</dd>
        <dt>{say("privacy.ip")}</dt>
        <dd>{isWord(ip) ? say(ip) : retention.ip}</dd>
      </dl>
      <p className="soft small">{say("privacy.retention_about")}</p>
      <details data-testid="places">
        <summary>{say("privacy.places", { n: data.places.length })}</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label={say("privacy.place")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say("privacy.place")}</th>
                <th scope="col">{say("privacy.holds")}</th>
                <th scope="col">{say("privacy.erasing")}</th>
              </tr>
            </thead>
            <tbody>
              {data.places.map((one) => (
                <tr key={`${one.place} ${one.erasing}`}>
                  <th scope="row">
                    {one.place} <small className="soft">{size(one.bytes)}</small>
                  </th>
                  <td className="soft wraps">{one.holds.join(", ")}</td>
                  <td className="wraps">{one.erasing}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      <details data-testid="privacy-done">
        <summary>{say("privacy.done", { n: data.done.length })}</summary>
        <ul className="rows">
          {data.done.map((one) => (
            <li key={one.id}>
              <span>
                <time dateTime={one.begun_at}>{moment(one.begun_at, language)}</time> · {one.label}
                {one.done_at === null && ` · ${say("privacy.not_done")}`}
              </span>
              <small className="soft">{one.id}</small>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
