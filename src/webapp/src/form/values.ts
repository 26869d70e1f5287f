/** A value as a person reads it. */
import { useMemo } from "react";
import type { Property } from "../local/database";
import { type Language, useSpeech } from "../words/language";
import { titleOf } from "./present";

export interface ValueWords {
  yes: string;
  no: string;
  empty: string;
  listed: (several: string[]) => string;
  language: Language;
}

export function useValueWords(): ValueWords {
  const { t, listed, language } = useSpeech();
  return useMemo(() => ({ yes: t("yes"), no: t("no"), empty: t("empty"), listed, language }), [t, listed, language]);
}

export function shownValue(property: Property | undefined, value: unknown, words: ValueWords): string {
  if (value === null || value === undefined || value === "") return words.empty;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return words.listed(value.map((each) => shownValue(property, each, words)));
  const choices = property?.oneOf ?? property?.items?.oneOf ?? [];
  return titleOf(choices.find((each) => each.const === value), words.language) || String(value);
}
