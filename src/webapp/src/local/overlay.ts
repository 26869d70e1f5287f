/** What a row looks like once an entry that is still on its way is taken for said. */
import type { Entry, KeptRow, Row } from "./database";

/** Why somebody has to look at a subject, the most urgent first. */
export const TODO = ["contested", "challenged", "missing", "stale", "loaded", "due"] as const;
type Todo = (typeof TODO)[number];

/** Whether somebody may say that a row holds as it is: something of it is old or new, and nobody says or doubts otherwise. */
export function confirmable(row: Row): boolean {
  return Boolean((row.stale.length || row.loaded.length || row.due.length) && !row.contested.length && !row.challenges?.length);
}

/** The row with the entry's values, and without what the entry settles. */
export function applied(kept: KeptRow, entry: Entry): KeptRow {
  const row = entry.act === "confirm" ? confirmed(kept.row) : stated(undoubted(kept.row, entry.challenge), entry.values ?? {});
  const doubted = row.challenges?.some((each) => !each.behind?.length);
  const status = TODO.find((each) => row[each]?.length || (each === "challenged" && doubted)) ?? "current";
  const household = entry.values?.["person.household"];
  return {
    ...kept,
    status,
    household: typeof household === "string" ? household : kept.household,
    row: { ...row, status },
  };
}

function confirmed(row: Row): Row {
  const gone = new Set<Todo>(["stale", "loaded", "due"]);
  return {
    ...row,
    stale: [],
    loaded: [],
    due: [],
    cells: row.cells?.map((cell) => {
      const statuses = (cell.statuses ?? []).filter((each) => !gone.has(each as Todo));
      return { ...cell, statuses, status: statuses[0] ?? "current" };
    }),
  };
}

/** The row without the doubt that is answered. */
function undoubted(row: Row, challenge: string | null | undefined): Row {
  if (!challenge) return row;
  const cells = row.cells?.map((cell) => {
    const challenges = (cell.challenges ?? []).filter((each) => each !== challenge);
    const statuses = (cell.statuses ?? []).filter((each) => each !== "challenged" || challenges.length);
    return { ...cell, challenges, statuses, status: statuses[0] ?? ("current" as const) };
  });
  const doubted = new Set(cells?.filter((each) => each.challenges.length).map((each) => each.element));
  return { ...row, cells, challenges: row.challenges?.filter((each) => each.id !== challenge), challenged: row.challenged?.filter((each) => doubted.has(each)) } as Row;
}

function stated(row: Row, values: Record<string, unknown>): Row {
  const said = (element: string) => Object.prototype.hasOwnProperty.call(values, element);
  const cells = row.cells?.map((cell) => {
    if (!said(cell.element)) return cell;
    const empty = values[cell.element] === null;
    return { ...cell, value: values[cell.element], statuses: empty ? (["missing"] as const) : [], status: empty ? "missing" : "current" };
  }) as Row["cells"];
  const lists = Object.fromEntries(TODO.map((each) => [each, (row[each] ?? []).filter((element) => !said(element))]));
  // What stood there before is what stood there when the round opened, unless something was stated since.
  const before = Object.fromEntries((row.cells ?? []).filter((each) => said(each.element) && (each.mask ?? "full") === "full").map((each) => [each.element, each.value ?? null]));
  const emptied = Object.keys(values).filter((each) => values[each] === null);
  const name = values[`${row.kind}.name`];
  return {
    ...row,
    ...lists,
    missing: [...((lists.missing as string[] | undefined) ?? []), ...emptied],
    cells,
    before: { ...before, ...row.before },
    unasked: Object.fromEntries(Object.entries(row.unasked ?? {}).map(([each, value]) => [each, said(each) ? values[each] : value])),
    label: typeof name === "string" ? name : row.label ?? null,
  };
}
