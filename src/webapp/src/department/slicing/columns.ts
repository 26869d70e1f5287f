/** A form's description and the columns of its slice → columns that can be shown, filtered, sorted and grouped. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { formQuery } from "../../office/known";
import { useSpeech, useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";

/** What a column is compared as; it decides which filter it has and which figures can be taken of it. */
export type Compared = "text" | "number" | "date" | "truth" | "choice" | "several" | "none";

export interface Choice {
  value: string;
  title: string;
}

export interface Column {
  id: string;
  label: string;
  section: string[];
  kind: string;
  compared: Compared;
  choices: Choice[];
  mask: string | null;
  /** Its place among the cells of a row. */
  at: number;
}

interface Described {
  title: string;
  oneOf?: { const: unknown; title?: string }[];
  items?: { oneOf?: { const: unknown; title?: string }[] };
  "x-kind"?: string;
  "x-section"?: string[];
  "x-unit-of-measure"?: string;
}

export interface FormDescribed {
  title: string;
  properties: Record<string, Described>;
  "x-department": string;
  "x-layout"?: string;
  "x-subject": string;
}

/** A column as an answer has it. */
export interface Answered {
  id: string;
  label: string;
  section: string[];
  mask?: string;
}

const NUMBERS = ["integer", "number", "money", "area", "percent"];
const PARTS_OF_DAYS = ["date", "datetime", "year-month", "year"];

/** A form as it is published, with what its fields hold; the same that everybody asks. */
export const useForm = (form: string) => useQuery(formQuery(form)) as UseQueryResult<FormDescribed>;

export function columnsOf(form: FormDescribed, answered: Answered[]): Column[] {
  return answered.map((each, at) => {
    const property = form.properties[each.id];
    const choices = (property?.oneOf ?? property?.items?.oneOf ?? []).map((one) => ({ value: String(one.const), title: one.title ?? String(one.const) }));
    const kind = property?.["x-kind"] ?? "text";
    const mask = each.mask ?? null;
    return { id: each.id, label: each.label, section: each.section, kind, choices, mask, at, compared: property ? comparedAs(property, kind, choices, mask) : "none" };
  });
}

function comparedAs(property: Described, kind: string, choices: Choice[], mask: string | null): Compared {
  if (mask === "none") return "none";
  // Of a part of a day or a number there is only a text.
  if (mask) return "text";
  if (kind === "rows" || (property.items && !["codes", "links"].includes(kind))) return "none";
  if (["codes", "links"].includes(kind)) return "several";
  if (choices.length) return "choice";
  if (NUMBERS.includes(kind)) return "number";
  if (kind === "date") return "date";
  return kind === "boolean" ? "truth" : "text";
}

/** Whether rows can be put together by year, quarter, month or day of it. */
export const hasDays = (column: Column): boolean => !column.mask && PARTS_OF_DAYS.includes(column.kind);

export const sortable = (column: Column): boolean => !["none", "several"].includes(column.compared);

export interface CellWords {
  yes: string;
  no: string;
  rows: (n: number) => string;
  listed: (several: string[]) => string;
}

export function useCellWords(): CellWords {
  const t = useWords(SLICING);
  const { listed } = useSpeech();
  return { yes: t("yes"), no: t("no"), rows: (n) => t("nRows", { n }), listed };
}

/** A cell in words: choices by what the form prints, several with commas, numbers with their digits in groups. */
export function shown(column: Column, value: unknown, words: CellWords): string {
  if (value === null || value === undefined || value === "") return "";
  if (value === true) return words.yes;
  if (value === false) return words.no;
  if (Array.isArray(value)) {
    return value.some((each) => typeof each === "object") ? words.rows(value.length) : words.listed(value.map((each) => titleOf(column, String(each))));
  }
  if (typeof value === "number" && column.compared !== "choice") return NUMBERS.includes(column.kind) ? grouped(value) : String(value);
  if (typeof value === "object") return words.rows(1);
  return titleOf(column, String(value));
}

export const grouped = (value: number): string => value.toLocaleString("zh-CN", { maximumFractionDigits: 6 });

const titleOf = (column: Column, value: string): string => column.choices.find((each) => each.value === value)?.title ?? value;

const WIDE: Record<string, number> = { "id-number": 188, address: 240, phone: 140, date: 118, datetime: 160, integer: 96, number: 110, money: 120, uscc: 190, boolean: 90, codes: 160 };

/** Pixels that a column takes: as its kind usually needs, and never less than its own heading. */
export function widthOf(column: Column): number {
  const heading = [...column.label].reduce((sum, each) => sum + (each.charCodeAt(0) > 255 ? 14 : 8), 0) + 72;
  return Math.min(320, Math.max(WIDE[column.kind] ?? (column.compared === "choice" ? 110 : 130), heading));
}
