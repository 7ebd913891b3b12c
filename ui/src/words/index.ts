// The page's own words. A word is one sentence, or a sentence for each plural form of its language, chosen by {n}.
import en from "./en.json";
import it from "./it.json";

export type Language = "en" | "it";
export type Word = keyof typeof en;
/** What a sentence is filled with; a number is written with the language's marks. */
export type Given = Record<string, string | number>;

type Plural = { other: string } & { [form in Intl.LDMLPluralRule]?: string };

const WORDS: Record<Language, Record<Word, string | Plural>> = { en, it };
/** Formats follow the language; British English is the English of the product. */
export const LOCALES: Record<Language, string> = { en: "en-GB", it: "it-IT" };

export function phrase(language: Language, word: Word, given: Given = {}): string {
  const found = WORDS[language][word];
  const sentence = typeof found === "string" ? found : form(found, language, given.n);
  const filled = sentence.replace(/\{(\w+)\}/g, (_, name: string) => fill(given[name], language));
  return language === "it" ? elided(filled) : filled;
}

// Numbers that begin with a vowel when they are said: otto, ottanta, ottocento, undici, uno; the first of a month is "primo".
const BEFORE_VOWEL = /\b([Ii]|[Dd]e|[Aa]|[Dd]a|[Nn]e|[Ss]u)l (?=8|11(?!\d)|1[%,])/g;
const ELIDED: Record<string, string> = { i: "l’", de: "dell’", a: "all’", da: "dall’", ne: "nell’", su: "sull’" };

/** Write Italian articles as they are said before a number: l’8%, dall’11 marzo. */
function elided(sentence: string): string {
  return sentence.replace(BEFORE_VOWEL, (_, article: string) => {
    const short = ELIDED[article.toLowerCase()] ?? "";
    return article[0] === article[0]?.toUpperCase() ? `${short[0]?.toUpperCase()}${short.slice(1)}` : short;
  });
}

/** Whether a key that came from the server (a role, a stage) has a word of its own here. */
export function isWord(key: string): key is Word {
  return key in en;
}

function form(plural: Plural, language: Language, n: string | number | undefined): string {
  if (typeof n !== "number") return plural.other;
  return plural[new Intl.PluralRules(LOCALES[language]).select(n)] ?? plural.other;
}

function fill(value: string | number | undefined, language: Language): string {
  if (typeof value !== "number") return value ?? "";
  // Italian leaves four-digit numbers ungrouped unless told.
  return new Intl.NumberFormat(LOCALES[language], { useGrouping: "always" }).format(value);
}
