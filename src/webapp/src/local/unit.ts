/** A unit's one table: from the service where it answers, otherwise out of what this browser keeps. */
import { call, type Schemas, Unreachable } from "../api/client";
import { database, type KeptRow, type KeptTable, remember, remembered, type Row } from "./database";
import { today } from "./day";
import { foundBy, type Kind, kinds } from "./kinds";
import { settled } from "./network";
import { applied, confirmable, TODO } from "./overlay";
import { closingReasons } from "./reasons";

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
  /** Subjects in all those rows that may be confirmed together, whether they are on this page or not. */
  confirmable: number;
  subjects: Partial<Record<Status, number>>;
  next?: string | null | undefined;
  as_of: number;
  day: string;
  /** It comes out of what this browser keeps. */
  kept: boolean;
}

/** Rows that come with a page. */
export const ROWS = 30;
/** Rows asked for at once while the unit is downloaded. */
const AT_ONCE = 200;

/** A page of the unit's table, the most urgent rows first. */
export async function page(query: Query): Promise<Page> {
  return either(
    async () => {
      const table = await asked(query, ROWS);
      const rows = await keep(table);
      return { ...table, rows, confirmable: table.confirmable ?? 0, kept: false } as Page;
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

/** Keeps the whole unit for where there is no network: subjects of every kind that is asked of, and what is asked of them. */
export async function download(unit: string, told: (done: number, all: number) => void): Promise<Downloaded> {
  let done = 0;
  await closingReasons();
  for (const { kind } of await kinds()) {
    await tableOf(kind);
    const before = done;
    done += await downloadKind(unit, kind, (of, all) => told(before + of, before + all));
  }
  const downloaded = { unit, at: new Date().toISOString(), subjects: done };
  await remember("downloaded", downloaded);
  return downloaded;
}

/** Keeps all of a kind, and none of those who are gone; gives how many there are. */
async function downloadKind(unit: string, kind: string, told: (done: number, all: number) => void): Promise<number> {
  const since = new Date().toISOString();
  const listed = new Set<string>();
  let done = 0;
  let cursor: string | undefined;
  let table: Schemas["UnitTable"];
  do {
    table = await asked({ unit, kind, cursor }, AT_ONCE);
    await keep(table);
    for (const each of table.rows) listed.add(each.subject);
    done += table.rows.length;
    told(done, table.found);
    cursor = table.next ?? undefined;
  } while (cursor);
  // Whose status changed between two pages may have been on neither.
  if (listed.size >= table.found) await forgetGone(unit, kind, listed, since);
  return done;
}

/** Lets go of the rows of a unit that are not *listed* in its table, unless something of them waits or was filed *since*. */
async function forgetGone(unit: string, kind: string, listed: ReadonlySet<string>, since: string): Promise<void> {
  await database.transaction("rw", [database.rows, database.outbox], async () => {
    const own = await database.outbox.filter(({ state, at }) => state === "waiting" || state === "refused" || at >= since).toArray();
    const spared = new Set(own.map((each) => each.subject));
    const gone = (await keptOf({ unit, kind })).filter(({ subject }) => !listed.has(subject) && !spared.has(subject));
    await database.rows.bulkDelete(gone.map((each) => each.subject));
  });
}

/** The one table of a kind of subject. */
export function tableOf(kind: string): Promise<KeptTable> {
  return either(
    async () => {
      const table = await call<KeptTable>(`/tables/${kind}`);
      await database.asked.put(table);
      return table;
    },
    async () => {
      const kept = await database.asked.get(kind);
      if (!kept) throw new Unreachable();
      return kept;
    },
  );
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
  const telling = await foundBy();
  const made = rows.map((row) => {
    let kept = keptRow(row, asOf, telling.get(row.kind));
    for (const each of waiting) if (each.subject === row.subject) kept = applied(kept, each.entry);
    return kept;
  });
  await database.rows.bulkPut(made);
  return made.map((each) => each.row);
}

function keptRow(row: Row, asOf: number, telling: ReadonlySet<string> | undefined): KeptRow {
  const { members: _, ...alone } = row;
  const said = (element: string) => row.cells.find((each) => each.element === element)?.value;
  const household = said("person.household");
  return {
    subject: row.subject,
    kind: row.kind,
    unit: row.unit,
    status: row.status,
    household: typeof household === "string" ? household : "",
    words: [row.label, ...row.cells.filter((each) => telling?.has(each.element)).map((each) => each.value)]
      .filter((each) => typeof each === "string")
      .join("\n")
      .toLowerCase(),
    as_of: asOf,
    row: alone,
  };
}

async function keptPage(query: Query): Promise<Page> {
  const { group, words, cursor } = query;
  const all = await keptOf(query);
  const subjects: Partial<Record<Status, number>> = {};
  for (const each of all) subjects[each.status as Status] = (subjects[each.status as Status] ?? 0) + 1;
  const fitting = all.filter((each) => fits(each, query)).sort((one, other) => urgency(one) - urgency(other) || (one.subject < other.subject ? -1 : 1));
  const from = Number(cursor ?? 0);
  const shown = fitting.slice(from, from + ROWS);
  const rows = await Promise.all(shown.map(async ({ row }) => (group ? { ...row, members: await members(row.subject) } : row)));
  return {
    rows,
    found: fitting.length,
    confirmable: words ? 0 : (await keptConfirmable(query)).length,
    subjects,
    next: from + ROWS < fitting.length ? String(from + ROWS) : null,
    as_of: all.length ? Math.min(...all.map((each) => each.as_of)) : 0,
    day: today(),
    kept: true,
  };
}

/** Of the rows that are asked for, whether or not a page shows them, whatever may be confirmed together. */
export async function keptConfirmable(query: Query): Promise<KeptRow[]> {
  const fitting = (await keptOf(query)).filter((each) => fits(each, query));
  const inside = query.group ? await database.rows.where("household").anyOf(fitting.map((each) => each.subject)).toArray() : [];
  return [...fitting, ...inside].filter((each) => confirmable(each.row));
}

const keptOf = async ({ unit, kind, group }: Query): Promise<KeptRow[]> =>
  (await database.rows.where("unit").startsWith(unit).toArray()).filter((each) => each.kind === (group ? "household" : kind));

const fits = (kept: KeptRow, { status, words }: Query): boolean => (!status || kept.status === status) && (!words || kept.words.includes(words.toLowerCase()));

/** Somebody kept here who may be the one that is typed, and the elements that say the same of both. */
export interface KeptAlike {
  row: Row;
  same: string[];
}

const MOST_ALIKE = 5;

/**
 * Who, of those kept here, may be the one that *values* say: what identifies is the same, or what it is called by, or two others.
 *
 * The service compares better, and of everybody; this is for where it cannot be asked.
 */
export async function keptAlike(kind: Kind, values: Record<string, unknown>): Promise<KeptAlike[]> {
  const plain = (value: unknown) => (typeof value === "string" ? value.replace(/\s/g, "").toLowerCase() : "");
  const telling = new Set([...kind.identified_by, ...kind.called_by.slice(0, 1)]);
  const found: KeptAlike[] = [];
  await database.rows.where("[kind+status]").between([kind.kind, ""], [kind.kind, "\uffff"]).each(({ row }) => {
    const same = [...row.cells, ...row.derived].filter((each) => plain(each.value) && plain(each.value) === plain(values[each.element]) && kind.opening.includes(each.element)).map((each) => each.element);
    if (same.length > 1 || same.some((each) => telling.has(each))) found.push({ row, same });
  });
  return found.sort((one, other) => other.same.length - one.same.length).slice(0, MOST_ALIKE);
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
