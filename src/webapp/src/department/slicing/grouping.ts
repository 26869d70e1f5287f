/** By what rows can be put together, which figures can be taken of each group, and what a group's rows are. */
import type { Filter, SliceAnswer, Wish } from "./asking";
import { type Column, hasDays } from "./columns";

const LEVELS = ["province", "city", "county", "township", "community", "unit"] as const;
type Level = (typeof LEVELS)[number];
const PERIODS = ["year", "quarter", "month", "day"] as const;
export type Period = (typeof PERIODS)[number];
const FIGURES = ["sum", "mean", "min", "max"] as const;
export type Figure = (typeof FIGURES)[number] | "count" | "distinct";

/** Groups that are asked for; of more than that nobody reads. */
export const MOST = 2_000;

/** One way to group: by a level of units, a column, or a period of its days. */
export type By = { id: string; level: Level } | { id: string; column: Column } | { id: string; column: Column; period: Period };

export const waysOf = (columns: Column[]): By[] => [
  ...LEVELS.map((level) => ({ id: level, level })),
  ...columns.filter((each) => each.compared !== "none" && !each.id.startsWith("#")).map((column) => ({ id: column.id, column })),
  ...columns.filter(hasDays).flatMap((column) => PERIODS.map((period) => ({ id: `${period}(${column.id})`, column, period }))),
];

/** One figure of each group: how many rows, or one over a column. */
export type Measure = { id: "count" } | { id: string; column: Column; figure: Figure };

export const measuresOf = (columns: Column[]): Measure[] => [
  { id: "count" },
  ...columns
    .filter((each) => each.compared !== "none" && !each.id.startsWith("#"))
    .flatMap((column) => figuresOf(column).map((figure) => ({ id: `${figure}(${column.id})`, column, figure }))),
];

const figuresOf = (column: Column): Figure[] => {
  if (column.compared === "number") return [...FIGURES, "count"];
  return column.compared === "several" ? ["count"] : ["count", "distinct"];
};

/** What people group by first: a choice that the form asks, or else the unit. */
export const firstWay = (columns: Column[]): string => columns.find((each) => each.compared === "choice" || each.compared === "truth")?.id ?? "community";

/** Where a way's value and its words stand in an answer. */
export function placeOf(answer: SliceAnswer, by: By): { code: number; words: number } {
  const at = (id: string) => answer.columns.findIndex((each) => each.id === id);
  const named = at(`${by.id}.name`);
  return { code: at(by.id), words: named < 0 ? at(by.id) : named };
}

/** The same wish, of a group's rows only; nothing where they cannot be told by it. */
export function within(wish: Wish, ways: By[], values: unknown[]): Wish | null {
  const found: Wish = { ...wish, filters: { ...wish.filters } };
  for (const [at, by] of ways.entries()) {
    const value = values[at];
    if ("level" in by) {
      if (typeof value !== "string") return null;
      found.unit = value;
    } else {
      const filter = "period" in by ? spanOf(by.period, value) : filterOf(by.column, value);
      if (!filter || ("period" in by && by.column.compared !== "date")) return null;
      found.filters[by.column.id] = filter;
    }
  }
  return found;
}

function filterOf(column: Column, value: unknown): Filter | null {
  if (value === null || value === undefined) return { answered: false };
  if (column.compared === "number" || column.compared === "date") return { least: value as string | number, most: value as string | number };
  if (column.compared === "text") return { how: "equals", text: String(value) };
  return { among: [String(value)] };
}

/** The first and the last day of `2026`, `2026-Q3`, `2026-07` or `2026-07-14`. */
function spanOf(period: Period, value: unknown): Filter | null {
  if (typeof value !== "string") return { answered: false };
  if (period === "day") return { least: value, most: value };
  const [year, part] = [Number(value.slice(0, 4)), value.slice(5)];
  const [first, last] = period === "year" ? [1, 12] : period === "quarter" ? [Number(part.slice(1)) * 3 - 2, Number(part.slice(1)) * 3] : [Number(part), Number(part)];
  const two = (n: number) => String(n).padStart(2, "0");
  return { least: `${year}-${two(first)}-01`, most: `${year}-${two(last)}-${two(new Date(year, last, 0).getDate())}` };
}
