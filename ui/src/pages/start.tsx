import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useFirstAccount, useMay, useSession } from "../api";
import { isOpen, useJobs, useStart, type Job, type Start, type Upload } from "../jobs";
import { useSpeech } from "../language";
import { Basics } from "../parts/basics";
import { NewSource, Snippet } from "../parts/connect";
import { Seen, Target } from "../parts/drop";
import { Refusal } from "../parts/refusal";
import { Asked } from "../parts/state";
import { Progress } from "../parts/work";
import { ask, go, Link, useAsked } from "../route";
import { useSettings } from "../settings";
import type { SourceKey } from "../sources";
import "../start.css";

const STEPS = ["account", "shop", "data"] as const;
type Step = (typeof STEPS)[number];

export function StartPage() {
  const { language } = useSpeech();
  return <Asked query={useStart(language)}>{(start) => <Guide start={start} />}</Asked>;
}

function Guide({ start }: { start: Start }) {
  const { say } = useSpeech();
  const may = useMay("change");
  const asked = useAsked().get("step");
  const first: Step = start.sources || start.events ? "data" : start.account ? "shop" : "account";
  const step = STEPS.find((one) => one === asked) ?? first;
  if (!may) {
    return (
      <>
        <h1>{say("start.not_yet")}</h1>
        <p className="sub">{say("start.not_yours")}</p>
      </>
    );
  }
  return (
    <>
      <h1>{say(start.built ? "start.more" : "start.title")}</h1>
      <p className="sub">{say("start.about")}</p>
      <ol className="guide">
        <Part step="account" open={step} done={start.account}>
          <Account start={start} />
        </Part>
        <Part step="shop" open={step} done={step === "data"}>
          <Asked query={useSettings()}>
            {(data) => <Basics data={data} start={start} next={() => ask({ step: "data" })} />}
          </Asked>
        </Part>
        <Part step="data" open={step} done={start.built}>
          <Data start={start} />
        </Part>
      </ol>
    </>
  );
}

/** One step: open, or a line that opens it. */
function Part({ step, open, done, children }: { step: Step; open: Step; done: boolean; children: ReactNode }) {
  const { say } = useSpeech();
  const number = STEPS.indexOf(step) + 1;
  const current = step === open;
  return (
    <li className={current ? "card part open" : "card part"} aria-current={current ? "step" : undefined} data-testid={`step-${step}`}>
      <span className={done ? "rank done" : "rank"} aria-hidden="true">
        {done ? "✓" : number}
      </span>
      <div>
        <h2>
          {current ? (
            say(`start.${step}`)
          ) : (
            <button type="button" className="link" onClick={() => ask({ step })}>
              {say(`start.${step}`)}
            </button>
          )}
          {done && <span className="hidden">{say("start.done")}</span>}
        </h2>
        {current && children}
      </div>
    </li>
  );
}

/** The first account, by which a login is demanded from now on; or none yet. */
function Account({ start }: { start: Start }) {
  const { say, language } = useSpeech();
  const name = useSession().data?.name;
  const make = useFirstAccount(language);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const next = () => ask({ step: "shop" });
  const send = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ email, password }, { onSuccess: next });
  };
  if (start.account) {
    return (
      <>
        <p className="soft">{say("start.account_is", { name: name ?? "" })}</p>
        <button type="button" onClick={next}>
          {say("start.go_on")}
        </button>
      </>
    );
  }
  return (
    <form onSubmit={send} data-testid="first-account">
      <p className="soft">{say("start.account_about")}</p>
      <div className="fields">
        <label>
          {say("login.email")}
          <input type="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.target.value)} />
        </label>
        <label>
          {say("accounts.password")}
          <input
            type="password"
            autoComplete="new-password"
            required
            minLength={8}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
      </div>
      <Refusal error={make.error} />
      <div className="pair">
        <button type="submit" disabled={make.isPending}>
          {say("accounts.first")}
        </button>
        <button type="button" className="link" onClick={next}>
          {say("start.account_later")}
        </button>
      </div>
    </form>
  );
}

/** Where data comes from: a file, or the shop's own pages; and the work that follows, to its end. */
function Data({ start }: { start: Start }) {
  const { say, language } = useSpeech();
  const { watched, built } = useWatched(useJobs(language).data?.jobs ?? []);
  const [making, setMaking] = useState(false);
  const [key, setKey] = useState<SourceKey | null>(null);
  const [upload, setUpload] = useState<Upload | null>(null);
  if (built || watched.some(isOpen)) {
    return (
      <div role="status" data-testid="first-work">
        <p className="soft">{say("start.working")}</p>
        {watched.map((job) => (
          <Progress key={job.id} job={job} />
        ))}
      </div>
    );
  }
  const failed = watched.filter((job) => job.problem).map((job) => <Progress key={job.id} job={job} />);
  if (upload) {
    return (
      <>
        {failed}
        <Seen key={upload.id} upload={upload} over={() => setUpload(null)} />
      </>
    );
  }
  return (
    <>
      {failed}
      <div className="two">
        <section>
          <h3>{say("start.file")}</h3>
          <p className="soft small">{say("start.file_about")}</p>
          <Target taken={setUpload} />
        </section>
        <section data-testid="connect">
          <h3>{say("start.site")}</h3>
          <p className="soft small">{say("start.site_about")}</p>
          {key ? (
            <Snippet told={key} close={() => setKey(null)} />
          ) : making ? (
            <NewSource made={setKey} />
          ) : (
            <button type="button" className="pick ghost" onClick={() => setMaking(true)}>
              {say("sources.add")}
            </button>
          )}
          {start.sources && (
            <p className="soft small">
              <Link href="/sources">{say("start.see_sources")}</Link>
            </p>
          )}
        </section>
      </div>
      {start.built && (
        <p>
          <Link href="/answers" className="button">
            {say("start.see_answers")}
          </Link>
        </p>
      )}
    </>
  );
}

/** The jobs that were at work while this page was open, oldest first; when the last build is done, its answers follow. */
function useWatched(jobs: Job[]): { watched: Job[]; built: boolean } {
  const seen = useRef(new Set<string>());
  for (const job of jobs) if (isOpen(job)) seen.current.add(job.id);
  const watched = jobs.filter((job) => seen.current.has(job.id)).reverse();
  const built = watched.length > 0 && !watched.some(isOpen) && watched.at(-1)?.kind === "build" && watched.at(-1)?.state === "done";
  useEffect(() => {
    if (built) go("/answers");
  }, [built]);
  return { watched, built };
}
