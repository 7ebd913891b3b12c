// Which language the page speaks, and how its parts say their words. Sentences about the shop come from the server, already
// in the language.
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { phrase, type Given, type Language, type Word } from "./words";

const KEPT = "percorso.language";

export type Say = (word: Word, given?: Given) => string;

interface Speech {
  language: Language;
  speak: (language: Language) => void;
  say: Say;
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
  const say: Say = (word, given) => phrase(language, word, given);
  return <Spoken value={{ language, speak, say }}>{children}</Spoken>;
}

export function useSpeech(): Speech {
  const speech = useContext(Spoken);
  if (!speech) throw new Error("useSpeech needs <Languages> above it");
  return speech;
}
