/** Entries on their way: numbered, kept until they have a receipt, sent in the order in which they were made. */
import { call, codeOf, credentials, elementOf, type Problem, Refused, Unreachable } from "../api/client";
import { database, type Entry, type Outgoing } from "./database";
import { applied } from "./overlay";
import { settled } from "./network";

const TOGETHER = 200;
/** Of what was sent, so many are kept to be seen. */
const SHOWN = 100;

/** What passes by itself: the same is sent again later. */
const PASSING = new Set(["too-many", "journal-busy", "picture-behind", "subject-not-opened", "internal"]);

type Receipt = { entry: string; position: number; contested?: string[] };

/** Letters and digits that nobody else makes; `crypto.randomUUID` is not there without HTTPS. */
export function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (each) => each.toString(16).padStart(2, "0")).join("");
}

/** Keeps an entry, shows it at once in what this browser holds of the subject, and sends it as soon as it can be sent. */
export async function file(label: string, entry: Omit<Entry, "id" | "chain">): Promise<string> {
  const id = freshId();
  if (credentials.viewing()) return refused(label, { ...entry, id });
  await database.transaction("rw", [database.outbox, database.rows, database.remembered], async () => {
    const device = ((await database.remembered.get("device"))?.value as string | undefined) ?? `page-${freshId()}`;
    const number = (((await database.remembered.get("number"))?.value as number | undefined) ?? 0) + 1;
    await database.remembered.bulkPut([
      { key: "device", value: device },
      { key: "number", value: number },
    ]);
    const whole = { ...entry, id, chain: { device, number } } as Entry;
    await supersede(whole);
    await database.outbox.add({ id, subject: entry.subject, label, at: new Date().toISOString(), state: "waiting", entry: whole });
    const kept = await database.rows.get(entry.subject);
    if (kept) await database.rows.put(applied(kept, whole));
  });
  void send();
  return id;
}

/** Has *entry* stand for what was refused of the same cells: nothing of that covers what is held any more. */
async function supersede(entry: Entry): Promise<void> {
  const said = new Set(Object.keys(entry.values ?? {}));
  const refused = (await database.outbox.where("subject").equals(entry.subject).toArray()).filter((each) => each.state === "refused");
  for (const each of refused) {
    const left = without(each, said);
    if (left) await database.outbox.put(left);
    else await database.outbox.delete(each.order!);
  }
}

/** What is left of a refused entry without some of its values; it goes out again once nothing that was wrong is among them. */
export function without(outgoing: Outgoing, elements: ReadonlySet<string>): Outgoing | null {
  const { entry, problem } = outgoing;
  const all = Object.entries(entry.values ?? {});
  const left = all.filter(([each]) => !elements.has(each));
  if (left.length === all.length) return outgoing;
  if (!left.length && entry.act === "state") return null;
  const errors = problem?.errors?.filter((each) => !elements.has(elementOf(each)));
  const kept = { ...outgoing, entry: { ...entry, values: Object.fromEntries(left) } };
  // What was unusual beside something else may not be so any more.
  const mended = problem?.errors?.length && (!errors?.length || codeOf(problem) === "remark-wanted");
  return mended ? { ...kept, state: "waiting", problem: undefined } : { ...kept, problem: problem && { ...problem, errors } };
}

/** Whoever looks as somebody else hears the service say no at once: what waited would go out under another name. */
async function refused(label: string, entry: Omit<Entry, "chain">): Promise<string> {
  const outgoing = { id: entry.id, subject: entry.subject, label, at: new Date().toISOString(), state: "refused" as const, entry: entry as Entry };
  await call("/entries", { json: entry }).catch((error) => {
    if (error instanceof Refused) return database.outbox.add({ ...outgoing, problem: error.problem });
    throw error;
  });
  return entry.id;
}

/** A refused entry again, with what was wanted. */
export async function again(outgoing: Outgoing, mended: Partial<Entry>): Promise<void> {
  if (credentials.viewing()) return;
  await database.outbox.update(outgoing.order!, {
    state: "waiting",
    problem: undefined,
    subject: mended.subject ?? outgoing.subject,
    entry: { ...outgoing.entry, ...mended },
  });
  await send();
}

/** Lets an entry go that was never taken. */
export async function drop(outgoing: Outgoing): Promise<void> {
  await database.outbox.delete(outgoing.order!);
  // What it showed of the subject is not so; it is asked for anew.
  await database.rows.delete(outgoing.subject);
}

let sending: Promise<void> | null = null;
let more = false;

/** Sends what waits; what is filed while something is on its way goes right after it. */
export function send(): Promise<void> {
  more = sending !== null;
  sending ??= alone(drained).finally(() => {
    sending = null;
    return more ? send() : undefined;
  });
  return sending;
}

/** In one tab at a time, where the browser can see to it; the service takes the same entry twice anyway. */
async function alone(act: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request("yibiao-outbox", act);
  else await act();
}

async function drained(): Promise<void> {
  for (;;) {
    const waiting = await database.outbox.where("state").equals("waiting").limit(TOGETHER).sortBy("order");
    if (!waiting.length) break;
    let results: (Receipt | Problem)[];
    try {
      results = (
        await call<{ results: (Receipt | Problem)[] }>("/entries/batch", { json: { entries: waiting.map((each) => each.entry) } })
      ).results;
    } catch (error) {
      settled(error);
      if (error instanceof Unreachable || (error instanceof Refused && [401, 429, 503, 507].includes(error.problem.status))) return;
      throw error;
    }
    settled(null);
    const left = await Promise.all(waiting.map((each, at) => answered(each, results[at]!)));
    if (left.every(Boolean)) return;
  }
  const sent = await database.outbox.where("state").equals("sent").sortBy("order");
  await database.outbox.bulkDelete(sent.slice(0, Math.max(0, sent.length - SHOWN)).map((each) => each.order!));
}

/** Marks what became of an entry; gives whether it still waits. */
async function answered(outgoing: Outgoing, result: Receipt | Problem): Promise<boolean> {
  if ("position" in result && "entry" in result) {
    const contested = (result as Receipt).contested ?? [];
    await database.outbox.update(outgoing.order!, { state: contested.length ? "contested" : "sent", contested, problem: undefined });
    return false;
  }
  if (PASSING.has(codeOf(result as Problem))) return true;
  await database.outbox.update(outgoing.order!, { state: "refused", problem: result as Problem });
  return false;
}
