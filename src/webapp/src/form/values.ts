/** A value as a person reads it. */
import { useMemo } from "react";
import type { Property } from "../local/database";
import { useSpeech } from "../words/language";

export interface ValueWords {
  yes: string;
  no: string;
  empty: string;
  listed: (several: string[]) => string;
}

export function useValueWords(): ValueWords {
  const { t, listed } = useSpeech();
  return useMemo(() => ({ yes: t("yes"), no: t("no"), empty: t("empty"), listed }), [t, listed]);
}

export function shownValue(property: Property | undefined, value: unknown, words: ValueWords): string {
  if (value === null || value === undefined || value === "") return words.empty;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return words.listed(value.map((each) => shownValue(property, each, words)));
  const choices = property?.oneOf ?? property?.items?.oneOf ?? [];
  return choices.find((each) => each.const === value)?.title ?? String(value);
}
