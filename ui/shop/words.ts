// What the banner says, written in each language.

import type { Purpose } from "./choice";

export interface Words {
  title: string;
  text: string;
  policy: string;
  accept: string;
  refuse: string;
  choose: string;
  save: string;
  close: string;
  purposes: Record<Purpose, readonly [name: string, meaning: string]>;
}

const english: Words = {
  title: "Your privacy",
  text: "With your consent this shop records how you find and use it. Without it, everything works just the same. You can change your mind at any time.",
  policy: "Privacy notice",
  accept: "Accept all",
  refuse: "Refuse all",
  choose: "Choose",
  save: "Save my choices",
  close: "Close without accepting",
  purposes: {
    analytics: ["Statistics", "Which pages you see and how you came to them, to make the shop better."],
    cross_device: ["Your devices together", "Recognise you on your phone and on your computer."],
    personalisation: ["Suggestions", "Show you products that fit what you have looked at."],
    marketing: ["Messages", "Write to you about offers that suit you."],
    ad_sharing: ["Advertising partners", "Tell advertising platforms what you saw or bought."],
  },
};

const italian: Words = {
  title: "La vostra privacy",
  text: "Con il vostro consenso questo negozio registra come lo trovate e come lo usate. Senza, funziona tutto allo stesso modo. Potete cambiare idea in ogni momento.",
  policy: "Informativa sulla privacy",
  accept: "Accetta tutto",
  refuse: "Rifiuta tutto",
  choose: "Scegli",
  save: "Salva le scelte",
  close: "Chiudi senza accettare",
  purposes: {
    analytics: ["Statistiche", "Quali pagine vedete e da dove arrivate, per migliorare il negozio."],
    cross_device: ["I vostri dispositivi insieme", "Riconoscervi sul telefono e sul computer."],
    personalisation: ["Suggerimenti", "Mostrarvi prodotti vicini a quelli che avete guardato."],
    marketing: ["Messaggi", "Scrivervi di offerte adatte a voi."],
    ad_sharing: ["Partner pubblicitari", "Dire alle piattaforme pubblicitarie che cosa avete visto o comprato."],
  },
};

export function wordsFor(language: string): Words {
  return /^it\b/i.test(language) ? italian : english;
}

export function languageOf(words: Words): string {
  return words === italian ? "it" : "en";
}
