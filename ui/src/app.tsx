import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLogOut, useSession, type Session } from "./api";
import { useSpeech } from "./language";
import { AnswersPage } from "./pages/answers";
import { AttributionPage } from "./pages/attribution";
import { FunnelPage } from "./pages/funnel";
import { LoginPage } from "./pages/login";
import { PathsPage } from "./pages/paths";
import { PeoplePage } from "./pages/people";
import { StagesPage } from "./pages/stages";
import { Find } from "./parts/find";
import { Waiting } from "./parts/state";
import { Link, usePath } from "./route";
import { choose, theme, type Theme } from "./theme";
import type { Language } from "./words";

const PAGES = ["answers", "stages", "funnel", "paths", "attribution", "people"] as const;
const LANGUAGES: Language[] = ["en", "it"];

export function App() {
  const session = useSession();
  return session.data?.login_needed ? <Entrance /> : <Inside session={session} />;
}

/** What is seen before a login: where one is, and how to come in. */
function Entrance() {
  const { say } = useSpeech();
  useEffect(() => {
    document.title = `${say("login.title")} · Percorso`;
  });
  return (
    <>
      <header className="side">
        <Brand />
      </header>
      <main id="main" tabIndex={-1} data-testid="page-login">
        <header className="top end">
          <LanguageSwitch />
          <ThemeSwitch />
        </header>
        <LoginPage />
      </main>
    </>
  );
}

function Inside({ session }: { session: UseQueryResult<Session> }) {
  const { say } = useSpeech();
  const [page = "answers", ...rest] = usePath();
  const known = PAGES.find((one) => one === page) ?? "answers";
  useEffect(() => {
    document.title = `${say(`nav.${known}`)} · Percorso`;
  });
  return (
    <>
      <a className="skip" href="#main">
        {say("skip")}
      </a>
      <Side current={known} />
      <main id="main" tabIndex={-1} data-testid={`page-${known}`}>
        <header className="top">
          <Find key={rest[0] ?? ""} given={known === "people" ? (rest[0] ?? "") : ""} />
          <LanguageSwitch />
          <ThemeSwitch />
          {session.data?.csrf && <LogOut csrf={session.data.csrf} name={session.data.name ?? ""} />}
        </header>
        {session.isPending ? (
          <Waiting />
        ) : (
          <>
            {known === "answers" && <AnswersPage />}
            {known === "stages" && <StagesPage />}
            {known === "funnel" && <FunnelPage />}
            {known === "paths" && <PathsPage />}
            {known === "attribution" && <AttributionPage rest={rest} />}
            {known === "people" && <PeoplePage identifier={rest[0] ?? ""} />}
          </>
        )}
      </main>
    </>
  );
}

function Side({ current }: { current: string }) {
  const { say } = useSpeech();
  return (
    <nav className="side" aria-label={say("nav.label")} data-testid="nav">
      <Brand />
      {PAGES.map((page) => (
        <Link key={page} href={`/${page}`} aria-current={page === current ? "page" : undefined}>
          {say(`nav.${page}`)}
        </Link>
      ))}
    </nav>
  );
}

function Brand() {
  return (
    <div className="brand">
      <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
        <path
          d="M3 21C8 21 7 9 13 9s5 8 10-4"
          fill="none"
          stroke="var(--action)"
          strokeWidth="2.6"
          strokeLinecap="round"
        />
        <circle cx="3.2" cy="21" r="2.2" fill="var(--action)" />
      </svg>
      Percorso
    </div>
  );
}

function LogOut({ csrf, name }: { csrf: string; name: string }) {
  const { say } = useSpeech();
  const leave = useLogOut(csrf);
  return (
    <button type="button" className="pick" title={name} onClick={() => leave.mutate()} data-testid="log-out">
      {say("login.out")}
    </button>
  );
}

function LanguageSwitch() {
  const { language, speak, say } = useSpeech();
  return (
    <div className="seg" role="group" aria-label={say("language")} data-testid="language">
      {LANGUAGES.map((one) => (
        <button key={one} type="button" lang={one} aria-pressed={one === language} onClick={() => speak(one)}>
          {say(`language.${one}`)}
        </button>
      ))}
    </div>
  );
}

function ThemeSwitch() {
  const { say } = useSpeech();
  const [shown, setShown] = useState<Theme>(theme);
  const other = shown === "dark" ? "light" : "dark";
  const turn = () => {
    choose(other);
    setShown(other);
  };
  return (
    <button type="button" className="pick" onClick={turn} data-testid="theme">
      {say(`theme.${other}`)}
    </button>
  );
}
