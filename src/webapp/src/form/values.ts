/** A value as a person reads it. */
import type { Property } from "../local/database";

export function shownValue(property: Property | undefined, value: unknown, words: { yes: string; no: string; empty: string }): string {
  if (value === null || value === undefined || value === "") return words.empty;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((each) => shownValue(property, each, words)).join("、");
  const choices = property?.oneOf ?? property?.items?.oneOf ?? [];
  return choices.find((each) => each.const === value)?.title ?? String(value);
}
