// The consent banner of a shop's pages: asks once, remembers, tells, and lets the SDK in or keeps it out.

import { ask } from "./banner";
import { type Choice, remember, remembered } from "./choice";
import { apply, identity, track } from "./gate";
import { updateGoogle } from "./google";
import { EVENT, tell, tellAgain } from "./telling";
import { wordsFor } from "./words";

interface Consent {
  /** Open the banner again, to look at the choice, change it or withdraw it. */
  open: () => void;
  /** The choice by purpose; undefined before there is one. */
  choice: () => Choice | undefined;
}

declare global {
  interface Window {
    percorso?: { consent?: Consent };
  }
}

const script = document.currentScript as HTMLScriptElement;
const told = script.dataset;
const [cdn = "", rest = ""] = script.src.split("/consent.js/v1/");
const collector = { address: cdn.replace(/\/cdn$/, ""), key: rest.split("/")[0] ?? "" };
const policy = told.policy ?? "1";

let choice = remembered(policy);

function chosen(made: Choice): void {
  const news = { purposes: made, policy };
  // Who withdraws is named once more, so that it counts for what is known of them; who refuses never was.
  const withdrawn = choice?.analytics && !made.analytics ? identity() : undefined;
  choice = made;
  remember(made, policy, told.domain);
  act(made, true);
  if (!track(EVENT, news)) void tell(collector, news, withdrawn);
}

function act(made: Choice, anew: boolean): void {
  apply(made, anew);
  updateGoogle(made);
  window.dispatchEvent(new CustomEvent("percorso:consent", { detail: made }));
}

function show(byHand: boolean): void {
  const words = wordsFor(told.language ?? document.documentElement.lang);
  const asking = { words, policyUrl: told.policyUrl, dark: told.theme === "dark", before: choice };
  ask({ ...asking, chosen: (made) => made && chosen(made) }, byHand);
}

function whenThereIsAPage(then: () => void): void {
  if (document.body) then();
  else document.addEventListener("DOMContentLoaded", then);
}

// A page may include the script twice; the first one asks.
if (!window.percorso?.consent) {
  window.percorso = { ...window.percorso, consent: { open: () => show(true), choice: () => choice } };
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-percorso=consent]")) show(true);
  });
  void tellAgain(collector);
  if (choice) act(choice, false);
  else whenThereIsAPage(() => show(false));
}
