/** What somebody wants of a slice, as the page holds it → what the service is asked. What is looked for stands in no address. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../../api/client";
import { askedAs, type Moment, NOW } from "../../moment/moment";
import { type Answered, type Column, columnsOf, type FormDescribed } from "./columns";

/** A filter of one column. */
export interface Filter {
  /** How a text is looked for. */
  how?: "contains" | "starts" | "equals";
  text?: string;
  /** Bounds of a number or a day, both within. */
  least?: string | number | null;
  most?: string | number | null;
  /** One of these. */
  among?: string[];
  /** Only what is not answered, or only what is. */
  answered?: boolean;
}

export interface Wish {
  search: string;
  filters: Record<string, Filter>;
  sort: string[];
  unit: string | null;
  moment: Moment;
}

export const NOTHING: Wish = { search: "", filters: {}, sort: [], unit: null, moment: NOW };

interface Completeness {
  rows: number;
  cells: number;
  answered: number;
  units?: { round: string; units: number; filed: number; due: number; late: number };
}

export interface SliceAnswer {
  form: string;
  title: string;
  as_of: number;
  final?: boolean;
  columns: Answered[];
  rows: unknown[][];
  subjects?: string[];
  completeness: Completeness;
  next?: string;
}

type Body = Partial<Schemas["Rows"]>;

/** What of a wish says which rows are meant. */
export function bodyOf(wish: Wish, columns: Column[]): Body {
  const body: Body = {};
  const condition = conditionOf(wish.filters, columns);
  if (condition) body.filter = condition;
  if (wish.search.trim()) body.search = wish.search.trim();
  if (wish.unit) body.unit = wish.unit;
  return { ...body, ...askedAs(wish.moment) };
}

export const rowsOf = (form: string, body: Body, signal?: AbortSignal): Promise<SliceAnswer> =>
  call<SliceAnswer>(`/slices/${encodeURIComponent(form)}/rows`, { json: { ...body, format: "json" }, ...(signal ? { signal } : {}) });

/** The filters as one condition over the columns' ids; an empty text where there are none. */
function conditionOf(filters: Record<string, Filter>, columns: Column[]): string {
  return columns
    .flatMap((column) => {
      const filter = filters[column.id];
      return filter ? parts(column, filter) : [];
    })
    .join(" and ");
}

function parts(column: Column, { how, text, least, most, among, answered }: Filter): string[] {
  const { id, compared } = column;
  const found: string[] = [];
  if (answered !== undefined) found.push(`${id} is ${answered ? "not " : ""}null`);
  if (text) {
    if (how === "equals") found.push(`${id} = ${quoted(text)}`);
    else found.push(`${how === "starts" ? "starts_with" : "contains"}(${id}, ${quoted(text)})`);
  }
  const bound = (value: string | number) => (compared === "date" ? quoted(String(value)) : String(value));
  if (least !== undefined && least !== null && least !== "") found.push(`${id} >= ${bound(least)}`);
  if (most !== undefined && most !== null && most !== "") found.push(`${id} <= ${bound(most)}`);
  if (among?.length) {
    if (compared === "several") found.push(`(${among.map((each) => `contains(${id}, ${quoted(each)})`).join(" or ")})`);
    else if (compared === "truth") found.push(`(${among.map((each) => `${id} = ${each}`).join(" or ")})`);
    else found.push(`${id} in (${among.map(quoted).join(", ")})`);
  }
  return found;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The columns as whoever asks sees them, masks and all. */
export const useColumns = (form: string, described: FormDescribed | undefined) =>
  useQuery({
    queryKey: ["slice", form, "columns"],
    enabled: Boolean(described),
    staleTime: 600_000,
    queryFn: async ({ signal }) => columnsOf(described!, (await rowsOf(form, { limit: 1 }, signal)).columns),
  });

/** How many rows are meant, and how many units have filed. */
export interface Totals {
  rows: number;
  asOf: number;
  final: boolean | undefined;
  units: Completeness["units"];
}

/** Asked before all else: rows are counted at once, cells are not. */
export function useTotals(form: string, wish: Wish, columns: Column[] | undefined) {
  const body = columns && bodyOf(wish, columns);
  return useQuery({
    queryKey: ["slice", form, "totals", body],
    enabled: Boolean(columns),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Totals> => {
      const answer = await rowsOf(form, { ...body, measure: ["count"] }, signal);
      return { rows: (answer.rows[0]?.[0] as number | undefined) ?? 0, asOf: answer.as_of, final: answer.final, units: answer.completeness.units };
    },
  });
}

/** Of how many rows each column is answered, by its id; asked once the rows are there. */
export function useAnswered(form: string, wish: Wish, columns: Column[], there: boolean) {
  const body = bodyOf(wish, columns);
  return useQuery({
    queryKey: ["slice", form, "answered", body],
    enabled: there,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }): Promise<{ rows: number; cells: Record<string, number> }> => {
      // What a summary says of which unit a row is, is no column of the form's own.
      const own = columns.filter((each) => !each.id.startsWith("#") && each.mask !== "none");
      const answer = await rowsOf(form, { ...body, measure: ["count", ...own.map((each) => `count(${each.id})`)] }, signal);
      const [counted, ...answered] = answer.rows[0] as number[];
      return { rows: counted ?? 0, cells: Object.fromEntries(own.map((each, at) => [each.id, answered[at] ?? 0])) };
    },
  });
}
