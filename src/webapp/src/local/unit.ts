/** A unit's one table: from the service where it answers, otherwise out of what this browser keeps. */
import { call, type Schemas } from "../api/client";
import { Unreachable } from "../api/client";
import { database, type KeptRow, type KeptTable, remember, remembered, type Row } from "./database";
import { today } from "./day";
import { settled } from "./network";
import { applied, TODO } from "./overlay";

export const STATUSES = [...TODO, "current"] as const;
export type Status = (typeof STATUSES)[number];

export interface Query {
  unit: string;
  kind: string;
  status?: Status | undefined;
  words?: string | undefined;
  group?: "household" | undefined;
  cursor?: string | undefined;
}

export interface Page {
  rows: Row[];
  found: number;
  subjects: Partial<Record<Status, number>>;
  next?: string | null | undefined;
  as_of: number;
  day: string;
  /** It comes out of what this browser keeps. */
  kept: boolean;
}

const ROWS = 30;
/** Rows asked for at once while the unit is downloaded. */
const AT_ONCE = 200;

/** A page of the unit's table, the most urgent rows first. */
export async function page(query: Query): Promise<Page> {
  return either(
    async () => {
      const table = await asked(query, ROWS);
      const rows = await keep(table);
      return { ...table, rows, kept: false } as Page;
    },
    () => keptPage(query),
  );
}

/** What all forms together ask of one subject. */
export async function subjectForm(subject: string): Promise<Schemas["SubjectForm"] & { kept: boolean }> {
  return either(
    async () => {
      const form = await call<Schemas["SubjectForm"]>(`/subjects/${encodeURIComponent(subject)}/form`);
      const [row] = await keepRows([form.row], form.as_of);
      return { ...form, row: row!, values: valuesOf(row!), kept: false };
    },
    async () => {
      const kept = await database.rows.get(subject);
      const table = kept && (await database.asked.get(kept.kind));
      if (!kept || !table) throw new Unreachable();
      return keptForm(kept, table);
    },
  );
}

/** The members of a household, as far as this browser has seen them. */
export async function members(household: string): Promise<Row[]> {
  return (await database.rows.where("household").equals(household).toArray()).map((each) => each.row);
}

type Linked = (via: string[], element: string) => unknown;

/**
 * What is held of others, whom links lead to from the subject of *form*: looked up ahead, since rules ask at once.
 *
 * Where they begin is *own*; whoever leads back to the subject finds what is *held* of it.
 */
export async function linked(paths: string[][], own: Record<string, unknown>, held: Record<string, unknown>, form: Schemas["SubjectForm"]): Promise<Linked> {
  const known = new Map([[form.row.subject, held]]);
  for (const [first, ...further] of paths) {
    let at = own[first!];
    for (const step of [...further, ""]) {
      if (typeof at !== "string") break;
      if (!known.has(at)) known.set(at, await readOf(at, form));
      at = known.get(at)![step];
    }
  }
  return ([first, ...further], element) =>
    [...further, element].reduce<unknown>((at, step) => (typeof at === "string" ? (known.get(at)?.[step] ?? null) : null), own[first!]);
}

/** What rules may read of another subject: as it came with the form, or as this browser keeps it. */
async function readOf(subject: string, form: Schemas["SubjectForm"]): Promise<Record<string, unknown>> {
  const kept = await database.rows.get(subject);
  const came = form.linked[subject];
  return came && !(kept && kept.as_of >= form.as_of) ? came : kept ? { ...kept.row.unasked, ...valuesOf(kept.row) } : {};
}

/** What a subject is called, as far as anybody knows here. */
export async function labelOf(subject: string): Promise<string> {
  const kept = await database.rows.get(subject);
  if (kept) return kept.row.label ?? subject;
  const held = call<Schemas["RecordThen"]>(`/subjects/${encodeURIComponent(subject)}`);
  return held.then(
    ({ label }) => label ?? subject,
    () => subject,
  );
}

interface Downloaded {
  unit: string;
  at: string;
  subjects: number;
}

/** Keeps the whole unit for where there is no network: persons and households, and what is asked of them. */
export async function download(unit: string, told: (done: number, all: number) => void): Promise<Downloaded> {
  let done = 0;
  for (const kind of ["person", "household"]) {
    await database.asked.put(await call<KeptTable>(`/tables/${kind}`));
    let cursor: string | undefined;
    do {
      const table = await asked({ unit, kind, cursor }, AT_ONCE);
      await keep(table);
      done += table.rows.length;
      told(done, Math.max(done, table.found));
      cursor = table.next ?? undefined;
    } while (cursor);
  }
  const downloaded = { unit, at: new Date().toISOString(), subjects: done };
  await remember("downloaded", downloaded);
  return downloaded;
}

export const downloaded = (): Promise<Downloaded | undefined> => remembered<Downloaded>("downloaded");

/** What the form is filled in with; what is shown in part only is no value to be sent back. */
function valuesOf(row: Row): Record<string, unknown> {
  return Object.fromEntries(row.cells.filter((each) => each.value != null && (each.mask ?? "full") === "full").map((each) => [each.element, each.value]));
}

async function either<T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask();
    settled(null);
    return answer;
  } catch (error) {
    settled(error);
    if (!(error instanceof Unreachable)) throw error;
    return otherwise();
  }
}

function asked(query: Query, limit: number): Promise<Schemas["UnitTable"]> {
  const { unit, kind, status, words, group, cursor } = query;
  const path = `/units/${encodeURIComponent(unit)}/table`;
  if (words) {
    return call(`${path}/search`, { json: { kind, words, status: status ? [status] : [], group: group ?? null, cursor: cursor ?? null, limit } });
  }
  const told = new URLSearchParams({ kind, limit: String(limit) });
  for (const [name, value] of Object.entries({ status, group, cursor })) if (value) told.set(name, value);
  return call(`${path}?${told}`);
}

async function keep(table: Schemas["UnitTable"]): Promise<Row[]> {
  const everybody = table.rows.flatMap((each) => [each, ...(each.members ?? [])]);
  const kept = new Map((await keepRows(everybody, table.as_of)).map((each) => [each.subject, each]));
  return table.rows.map((each) => ({
    ...kept.get(each.subject)!,
    ...(each.members ? { members: each.members.map((one) => kept.get(one.subject)!) } : {}),
  }));
}

/** Keeps rows, each with what is still on its way about it. */
async function keepRows(rows: Row[], asOf: number): Promise<Row[]> {
  const waiting = await database.outbox.where("state").anyOf("waiting", "refused").sortBy("order");
  const made = rows.map((row) => {
    let kept = keptRow(row, asOf);
    for (const each of waiting) if (each.subject === row.subject) kept = applied(kept, each.entry);
    return kept;
  });
  await database.rows.bulkPut(made);
  return made.map((each) => each.row);
}

function keptRow(row: Row, asOf: number): KeptRow {
  const { members: _, ...alone } = row;
  const said = (element: string) => row.cells.find((each) => each.element === element)?.value;
  const household = said("person.household");
  return {
    subject: row.subject,
    kind: row.kind,
    unit: row.unit,
    status: row.status,
    household: typeof household === "string" ? household : "",
    words: [row.label, ...row.cells.filter((each) => /name|number|phone|address/.test(each.element)).map((each) => each.value)]
      .filter((each) => typeof each === "string")
      .join("\n")
      .toLowerCase(),
    as_of: asOf,
    row: alone,
  };
}

async function keptPage({ unit, kind, status, words, group, cursor }: Query): Promise<Page> {
  const wanted = group ? "household" : kind;
  const all = (await database.rows.toArray()).filter((each) => each.kind === wanted && each.unit.startsWith(unit));
  const subjects: Partial<Record<Status, number>> = {};
  for (const each of all) subjects[each.status as Status] = (subjects[each.status as Status] ?? 0) + 1;
  const text = words?.toLowerCase();
  const fitting = all
    .filter((each) => (!status || each.status === status) && (!text || each.words.includes(text)))
    .sort((one, other) => urgency(one) - urgency(other) || (one.subject < other.subject ? -1 : 1));
  const from = Number(cursor ?? 0);
  const shown = fitting.slice(from, from + ROWS);
  const rows = await Promise.all(shown.map(async ({ row }) => (group ? { ...row, members: await members(row.subject) } : row)));
  return {
    rows,
    found: fitting.length,
    subjects,
    next: from + ROWS < fitting.length ? String(from + ROWS) : null,
    as_of: Math.min(...all.map((each) => each.as_of)),
    day: today(),
    kept: true,
  };
}

const urgency = (kept: KeptRow): number => STATUSES.indexOf(kept.status as Status);

/** The merged table narrowed to what is asked of this subject, as the service does it. */
function keptForm(kept: KeptRow, table: KeptTable): Schemas["SubjectForm"] & { kept: boolean } {
  const { properties, "x-rules": rules = [], ...rest } = table.json_schema;
  const asked = kept.row.cells.map((each) => each.element).filter((each) => properties[each]);
  const json_schema = {
    ...rest,
    properties: Object.fromEntries(asked.map((each) => [each, properties[each]!])),
    "x-rules": rules.filter((rule) => rule.elements.some((each) => asked.includes(each))),
  };
  return { as_of: kept.as_of, row: kept.row, values: valuesOf(kept.row), linked: {}, json_schema, forms: [], kept: true };
}
