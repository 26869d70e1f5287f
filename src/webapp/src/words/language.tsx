/** Chinese first, English complete: which of the two is spoken, and how a sentence is found. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Problem, Said } from "../api/client";
import { WORDS, type Word } from "./words";

export type Language = "zh" | "en";
export type Facts = Record<string, string | number>;
/** Sentences of one part of the pages, by their keys: Chinese, English. */
export type Sentences = Record<string, readonly [string, string]>;

interface Speech {
  language: Language;
  /** A sentence of the page's own. */
  t: (word: Word, facts?: Facts) => string;
  /** The right half of what comes in both languages. */
  either: (said: Said | { zh: string; en?: string | null } | null | undefined) => string;
  /** Several in a row; what is empty is left out. What stands between them is 、 in Chinese, unless it is said otherwise. */
  listed: (words: readonly (string | number | false | null | undefined)[], zh?: string, en?: string) => string;
  /** Title, detail and remedy of a refusal. */
  problem: (problem: Problem) => { title: string; detail: string; remedy: string };
  change: (language: Language) => void;
}

const KEPT = "yibiao.language";
const Spoken = createContext<Speech | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, change] = useState<Language>(() => (localStorage.getItem(KEPT) === "en" ? "en" : "zh"));
  useEffect(() => {
    localStorage.setItem(KEPT, language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      language,
      t: (word, facts = {}) => filled(WORDS[word][language === "zh" ? 0 : 1], facts),
      either: (said) => (said ? (said[language] ?? said.zh) : ""),
      listed: (words, zh = "、", en = ", ") => words.filter(Boolean).join(language === "zh" ? zh : en),
      problem: (problem) => (language === "zh" ? problem : { ...problem, ...problem.en }),
      change,
    }),
    [language],
  );
  return <Spoken.Provider value={speech}>{children}</Spoken.Provider>;
}

export function useSpeech(): Speech {
  const speech = useContext(Spoken);
  if (!speech) throw new Error("outside of LanguageProvider");
  return speech;
}

/** What a part of the pages says, in sentences that are loaded with it. */
export function useWords<S extends Sentences>(sentences: S): (word: keyof S, facts?: Facts) => string {
  const { language } = useSpeech();
  return (word, facts = {}) => filled(sentences[word]![language === "zh" ? 0 : 1], facts);
}

/** `{n}` is the fact of that name; `{n:form|forms}` the first where it is one, and else the second, for languages that tell them apart. */
function filled(sentence: string, facts: Facts): string {
  return sentence.replace(/\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g, (_, name: string, one?: string, more?: string) => {
    const fact = String(facts[name] ?? "");
    return one === undefined ? fact : ((fact === "1" ? one : more) ?? "");
  });
}
