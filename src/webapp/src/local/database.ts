/** What this browser keeps, so that a worker can go where there is no network. Signing out empties it. */
import Dexie, { type EntityTable } from "dexie";
import type { Problem, Schemas } from "../api/client";
import { forgetBegun } from "./begun";

export type Row = Schemas["TableRow"];
export type Entry = Schemas["Entry"];

/** A row of the unit's table as it was last seen, and the journal position at which it was. */
export interface KeptRow {
  subject: string;
  kind: string;
  unit: string;
  status: string;
  /** The household it leads to, of a person who is in one. */
  household: string;
  /** What it is found by: name, address, and numbers. */
  words: string;
  as_of: number;
  row: Row;
}

/** The one table of a kind of subject: what is asked, and the rules. */
export interface KeptTable {
  kind: string;
  json_schema: MergedSchema;
}

/** A code and what it is called; or, with a type alone, that there may be none. */
export interface Choice {
  const?: string;
  title?: string;
  "x-title-en"?: string;
  type?: string;
}

export interface Property {
  title: string;
  "x-title-en": string;
  type: string | string[];
  "x-kind": string;
  description?: string;
  "x-description-en"?: string;
  pattern?: string;
  format?: string;
  oneOf?: Choice[];
  items?: { oneOf?: Choice[] };
  "x-target"?: string;
  "x-unit-of-measure"?: string;
  "x-asked-by"?: { form: string; field: string }[];
}

export interface MergedSchema {
  properties: Record<string, Property>;
  "x-rules"?: { id: string; level: string; elements: string[] }[];
  [other: string]: unknown;
}

/**
 * An entry on its way. `waiting` until the service answers; `refused` until the person mends it or lets it go;
 * `sent` when it has its receipt, and kept for a while to be seen; `contested` when somebody else had said otherwise.
 */
export interface Outgoing {
  order?: number;
  id: string;
  subject: string;
  label: string;
  at: string;
  state: "waiting" | "refused" | "sent" | "contested";
  entry: Entry;
  problem?: Problem | undefined;
  contested?: string[];
}

interface Remembered {
  key: string;
  value: unknown;
}

class Database extends Dexie {
  rows!: EntityTable<KeptRow, "subject">;
  asked!: EntityTable<KeptTable, "kind">;
  outbox!: EntityTable<Outgoing, "order">;
  remembered!: EntityTable<Remembered, "key">;

  constructor() {
    super("yibiao");
    this.version(1).stores({
      rows: "subject, [kind+status], unit, household",
      asked: "kind",
      outbox: "++order, &id, subject, state",
      remembered: "key",
    });
  }
}

export const database = new Database();

/** How the keys of work begin that is not handed in yet: drafts of forms, and decisions on submitted ones. */
export const BEGUN = { draft: "draft:", decisions: "decisions:" } as const;

export async function remembered<T>(key: string): Promise<T | undefined> {
  return (await database.remembered.get(key))?.value as T | undefined;
}

export async function remember(key: string, value: unknown): Promise<void> {
  await database.remembered.put({ key, value });
}

/** Everything but the device's name and number, which must never begin again under the same name. */
export async function forget(): Promise<void> {
  forgetBegun();
  await database.transaction("rw", [database.rows, database.asked, database.outbox, database.remembered], async () => {
    await Promise.all([database.rows.clear(), database.asked.clear(), database.outbox.clear()]);
    await database.remembered.where("key").noneOf(["device", "number"]).delete();
  });
}
