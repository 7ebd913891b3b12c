import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState, type KeyboardEvent } from "react";
import { useFaultKnown, useLogOut, useSession, type Session } from "./api";
import { useStart } from "./jobs";
import { useSpeech } from "./language";
import { isPage, NAV, pageOf, type PageName } from "./nav";
import { AnswersPage } from "./pages/answers";
import { AttributionPage } from "./pages/attribution";
import { FunnelPage } from "./pages/funnel";
import { LoginPage } from "./pages/login";
import { PathsPage } from "./pages/paths";
import { PeoplePage } from "./pages/people";
import { ReferencePage } from "./pages/reference";
import { SettingsPage } from "./pages/settings";
import { SourcesPage } from "./pages/sources";
import { StagesPage } from "./pages/stages";
import { StartPage } from "./pages/start";
import { TodayPage } from "./pages/today";
import { reckonBy } from "./numbers";
import { Find } from "./parts/find";
import { ShopName } from "./parts/shop";
import { Caught, Lost, Waiting } from "./parts/state";
import { asked, go, Link, useAsked, usePath } from "./route";
import { choose, theme, type Theme } from "./theme";
import type { Language } from "./words";

// Pages that ask about the same days and the same people go on asking about them.
const SHARING: readonly PageName[] = ["answers", "stages", "funnel", "paths", "attribution", "people"];
const LANGUAGES: Language[] = ["en", "it"];

export function App() {
  const session = useSession();
  // Before anything below is drawn, so that no time is shown by another clock.
  reckonBy(session.data?.time_zone);
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
        <div className="head">
          <Brand />
        </div>
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
  const [page, ...rest] = usePath();
  const known = pageOf(page);
  const lost = page !== undefined && !isPage(page);
  useEffect(() => {
    document.title = `${say(lost ? "lost.title" : `nav.${known}`)} · Percorso`;
  });
  return (
    <>
      <a className="skip" href="#main">
        {say("skip")}
      </a>
      <Side current={lost ? null : known} />
      <main id="main" tabIndex={-1} data-testid={`page-${known}`}>
        <header className="top">
          {session.data?.shop && <ShopName name={session.data.shop} page={known} />}
          <Find key={rest[0] ?? ""} given={known === "people" ? (rest[0] ?? "") : ""} />
          <LanguageSwitch />
          <ThemeSwitch />
          {session.data?.csrf && <LogOut csrf={session.data.csrf} name={session.data.name ?? ""} />}
        </header>
        <Caught key={`${page} ${rest.join(" ")}`}>
          {session.isPending ? <Waiting /> : lost ? <Lost /> : page ? <Shown key={known} page={known} rest={rest} /> : <First />}
        </Caught>
      </main>
    </>
  );
}

/** What the bare address opens on: the guided start of a workspace that has nothing yet, else the first page. */
function First() {
  const { language } = useSpeech();
  const start = useStart(language);
  const fresh = start.data && !start.data.built && !start.data.events && !start.data.sources;
  useEffect(() => {
    if (fresh) go("/start", true);
  }, [fresh]);
  return start.isPending || fresh ? <Waiting /> : <TodayPage />;
}

function Shown({ page, rest }: { page: PageName; rest: string[] }) {
  switch (page) {
    case "today":
      return <TodayPage />;
    case "answers":
      return <AnswersPage />;
    case "stages":
      return <StagesPage />;
    case "funnel":
      return <FunnelPage />;
    case "paths":
      return <PathsPage />;
    case "attribution":
      return <AttributionPage rest={rest} />;
    case "people":
      return <PeoplePage identifier={rest[0] ?? ""} />;
    case "sources":
      return <SourcesPage />;
    case "settings":
      return <SettingsPage />;
    case "reference":
      return <ReferencePage />;
    case "start":
      return <StartPage />;
  }
}

/** The menu; on a phone it opens at a press and closes when a page was chosen, or by Esc. */
function Side({ current }: { current: PageName | null }) {
  const { say } = useSpeech();
  const [open, setOpen] = useState(false);
  const fault = useFaultKnown();
  useAsked();
  const kept = asked();
  const close = (event: KeyboardEvent) => {
    if (event.key === "Escape") setOpen(false);
  };
  return (
    <header className="side" onKeyDown={close}>
      <div className="head">
        <Brand />
        <button
          type="button"
          className="pick menu"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
          data-testid="menu"
        >
          {say("nav.menu")}
        </button>
      </div>
      <nav id="menu" className={open ? "open" : undefined} aria-label={say("nav.label")} data-testid="nav">
        {NAV.map(({ group, pages }) => (
          <section key={group} aria-labelledby={`nav-${group}`}>
            <h2 id={`nav-${group}`}>{say(`group.${group}`)}</h2>
            {pages.map((page) => (
              <Link
                key={page}
                href={`/${page}${SHARING.includes(page) ? kept : ""}`}
                aria-current={page === current ? "page" : undefined}
                onFollow={() => setOpen(false)}
              >
                {say(`nav.${page}`)}
                {page === "sources" && fault && (
                  <>
                    <i className="fault-dot" aria-hidden="true" />
                    <span className="hidden">{say("nav.fault")}</span>
                  </>
                )}
              </Link>
            ))}
          </section>
        ))}
      </nav>
    </header>
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
