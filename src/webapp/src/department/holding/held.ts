/** What the service says of a register that somebody holds: before it is loaded, and what became of it. */
import type { Finding, Said } from "../../api/client";
import type { Listed } from "../../worker/Imports";
import type { Outcome as AnyOutcome } from "../../worker/outcomes";
import type { Choices, Item, State } from "../registering/deciding";
import { askedOf, type Binding, type FormDocument, type Match } from "../registering/shown";

type Outcome = Exclude<AnyOutcome, "accepted" | "asks-why">;
type Counts = Record<string, number>;

interface Resembling {
  subject: string;
  reasons?: { says?: Said }[];
}

export interface Row {
  place: string;
  outcome: Outcome;
  errors?: Finding[];
  candidates?: Resembling[];
}

/** A row with what its cells hold, by field. */
export interface Shown {
  place: string;
  cells: Record<string, string>;
}

export interface Column {
  field: string;
  label: string;
  cell: string;
  element?: string;
  by?: string;
  why?: "nothing" | "not-asked" | "taken" | "not-in-cells" | "other-unit";
  conversion?: string;
}

export interface Sheet {
  part: string | null;
  kind: string;
  columns: Column[];
  rows: Row[];
}

/** A sheet as it is previewed. */
export interface Previewed extends Sheet {
  form: FormDocument;
  matches: Match[];
  first: Shown[];
  doubtful: Shown[];
  read: number;
  asked: string[];
}

export interface Report<S extends Sheet> {
  import: string;
  counts: Counts;
  findings: Finding[];
  sheets: S[];
}

export const NO_CHOICES: Choices = { decisions: {}, dismissed: {} };

/** The columns of a sheet, as what is to be decided of them; *tell* says why one is left out, and what stands in it first. */
export function itemsOf(sheet: Previewed, { decisions, dismissed }: Choices, tell: (why: Column["why"], values: string[]) => string): Item[] {
  const matched = new Map(sheet.matches.map((each) => [each.field, each]));
  const columns = new Map(sheet.columns.map((each) => [each.field, each]));
  return askedOf(sheet.form).flatMap((asked) => {
    const column = columns.get(asked.id);
    if (!column) return [];
    const match = matched.get(asked.id);
    const gone = dismissed[asked.id] ?? [];
    const candidates = (match?.candidates ?? []).filter((each) => !each.via.length && !gone.some((one) => one.element === each.element));
    const decision = decisions[asked.id];
    const state: State = decision ? "mine" : standing(column);
    const said = decision?.element && !sheet.asked.includes(decision.element) ? "not-asked" : decision ? undefined : column.why;
    const binding = column.element ? ({ element: column.element, via: [], how: "exact", decided_by: column.by ?? "" } as unknown as Binding) : undefined;
    return [{ key: asked.id, asked: { ...asked, hint: tell(said, sheet.first.map((row) => row.cells[asked.id] ?? "").filter(Boolean)) }, state, doubtful: state === "ask" || state === "mine" || match?.band === "ask", candidates, decision, binding }];
  });
}

function standing({ element, by, why }: Column): State {
  if (!element && !why) return "ask";
  if (why) return "new";
  return by === "remembered" ? "inherited" : by === "person" ? "person" : "auto";
}

/** What is decided of the columns of all sheets, as a request carries it: by cell the element, or nothing. */
export function columnsSaid(sheets: Sheet[], choices: Choices[]): Record<string, string> {
  return Object.fromEntries(
    sheets.flatMap((sheet, at) => sheet.columns.flatMap(({ field, cell }) => {
      const decision = choices[at]?.decisions[field];
      return decision ? [[cell, decision.element ?? ""] as const] : [];
    })),
  );
}

/** The row of the lowest header: `人口!B2` or `row 2, column 1`. */
export const headerOf = (sheet: Sheet): number => Math.max(...sheet.columns.map(({ cell }) => Number(/(\d+)(?:, column \d+)?$/.exec(cell.split(":")[0]!)?.[1] ?? 0)));

export const sumOf = (counts: Counts, ...outcomes: Outcome[]): number => outcomes.reduce((sum, each) => sum + (counts[each] ?? 0), 0);

/** One that was loaded, as whoever asks sees it, with what became of its rows. */
export interface Told extends Listed {
  people: Record<string, string>;
  sheets: Sheet[];
}
