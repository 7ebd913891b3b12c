// The page's own words in English and Italian. Sentences about the shop come from the server, already in the language.
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import en from "./words/en.json";
import it from "./words/it.json";

export type Language = "en" | "it";
export type Word = keyof typeof en;
export type Arguments = Record<string, string | number>;

const WORDS: Record<Language, Record<Word, string>> = { en, it };
const KEPT = "percorso.language";
/** Formats follow the language; British English is the English of the product. */
export const LOCALES: Record<Language, string> = { en: "en-GB", it: "it-IT" };

interface Speech {
  language: Language;
  speak: (language: Language) => void;
  say: (word: Word, given?: Arguments) => string;
}

const Spoken = createContext<Speech | null>(null);

function first(): Language {
  const kept = localStorage.getItem(KEPT) ?? navigator.language;
  return kept.startsWith("it") ? "it" : "en";
}

export function Languages({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(first);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = (chosen: Language) => {
    localStorage.setItem(KEPT, chosen);
    setLanguage(chosen);
  };
  const say = (word: Word, given: Arguments = {}) =>
    WORDS[language][word].replace(/\{(\w+)\}/g, (_, name: string) => String(given[name] ?? ""));
  return <Spoken value={{ language, speak, say }}>{children}</Spoken>;
}

export function useSpeech(): Speech {
  const speech = useContext(Spoken);
  if (!speech) throw new Error("useSpeech needs <Languages> above it");
  return speech;
}

/** Whether a key that came from the server (a role, a stage) has a word of its own here. */
export function isWord(key: string): key is Word {
  return key in en;
}
