// What is shown while an answer is on its way, and when it does not come.
import type { UseQueryResult } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { Problem, useMay } from "../api";
import { useSpeech } from "../language";
import { Link } from "../route";
import type { Word } from "../words";

interface Asking<T> {
  query: UseQueryResult<T>;
  /** What the page says of itself before the first build. */
  empty?: Word;
  children: (data: T) => ReactNode;
}

export function Asked<T>({ query, empty, children }: Asking<T>) {
  // Always inside the same element, so that what is being used keeps the focus while the next answer comes.
  if (query.data !== undefined) return <div aria-busy={query.isPlaceholderData}>{children(query.data)}</div>;
  if (empty && query.error instanceof Problem && query.error.code === "not_built") {
    return <Empty word={empty} next={query.error.hint} />;
  }
  if (query.error) return <Trouble error={query.error} again={() => void query.refetch()} />;
  return <Waiting />;
}

export function Waiting() {
  const { say } = useSpeech();
  return (
    <div role="status" aria-label={say("state.waiting")} data-testid="waiting">
      <div className="skeleton line" />
      <div className="skeleton thin" />
      <div className="skeleton block" />
      <div className="skeleton block" />
    </div>
  );
}

function Empty({ word, next }: { word: Word; next: string }) {
  const { say } = useSpeech();
  const may = useMay("change");
  return (
    <section data-testid="empty">
      <h1>{say(word)}</h1>
      {may ? (
        <>
          <p className="sub">{say("state.start_about")}</p>
          <Link href="/start" className="button">
            {say("state.start")}
          </Link>
        </>
      ) : (
        <p className="sub">{next}</p>
      )}
    </section>
  );
}

function Trouble({ error, again }: { error: Error; again: () => void }) {
  const { say } = useSpeech();
  const problem = error instanceof Problem ? error : null;
  return (
    <section className="card trouble" role="alert" data-testid="problem">
      <h2>{problem ? problem.message : say("state.unreachable")}</h2>
      <p className="soft">{problem ? problem.hint : say("state.unreachable_hint")}</p>
      {problem && <code className="soft">{problem.code}</code>}
      {!problem && (
        <button type="button" onClick={again}>
          {say("state.again")}
        </button>
      )}
    </section>
  );
}

/** There is no such page; the menu is there, and a way on. */
export function Lost() {
  const { say } = useSpeech();
  return (
    <section data-testid="lost">
      <h1>{say("lost.title")}</h1>
      <p className="sub">{say("lost.about")}</p>
      <Link href="/today" className="button">
        {say("nav.today")}
      </Link>
    </section>
  );
}

/** Keeps a page that fails while it is drawn from taking the menu with it; the next address is drawn anew. */
export class Caught extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const { say } = useSpeech();
  return (
    <section className="card trouble" role="alert" data-testid="failed">
      <h2>{say("state.failed")}</h2>
      <p className="soft">{say("state.failed_hint")}</p>
      <button type="button" onClick={() => window.location.reload()}>
        {say("state.again")}
      </button>
    </section>
  );
}
