/** That what is held about many subjects still holds, in one act. */
import { App } from "antd";
import { call, type Schemas, Unreachable } from "../api/client";
import { database, type Row } from "../local/database";
import { isReachable, settled } from "../local/network";
import { applied } from "../local/overlay";
import { file, freshId } from "../local/outbox";
import { useSpeech } from "../words/language";

/** Whether somebody may say that a row holds as it is: something of it is old or new, and nobody says or doubts otherwise. */
export function confirmable(row: Row): boolean {
  return Boolean((row.stale.length || row.loaded.length || row.due.length) && !row.contested.length && !row.challenges?.length);
}

interface Outcome {
  filed: number;
  kept: number;
  changed: number;
}

/** Confirms as `confirmMany` does, and says what came of it. */
export function useConfirm(): (...asked: Parameters<typeof confirmMany>) => Promise<void> {
  const { t } = useSpeech();
  const { message } = App.useApp();
  return async (...asked) => {
    const { filed, kept, changed } = await confirmMany(...asked);
    if (filed) message.success(t("confirmed", { n: filed }));
    if (kept) message.success(t("confirmedKept", { n: kept }));
    if (changed) message.warning(t("changedMeanwhile", { n: changed }));
  };
}

/** Confirms *rows*, which were seen as of a position; what was stated after it is not confirmed. */
async function confirmMany(unit: string, rows: Row[], asOf: number, members = false): Promise<Outcome> {
  const everybody = members ? rows.flatMap((each) => [each, ...(each.members ?? [])]) : rows;
  const waiting = await database.outbox.where("state").equals("waiting").count();
  if (isReachable() && !waiting) {
    try {
      const confirmation = { request: freshId(), base: asOf, subjects: rows.map((each) => each.subject), members };
      const said = await call<Schemas["Confirmed"]>(`/units/${encodeURIComponent(unit)}/confirmations`, { json: confirmation });
      await settle(everybody, said);
      return { filed: said.receipts?.length ?? 0, kept: 0, changed: (said.changed?.length ?? 0) + (said.refused?.length ?? 0) };
    } catch (error) {
      settled(error);
      if (!(error instanceof Unreachable)) throw error;
    }
  }
  for (const { subject, kind, unit: its, label } of everybody) {
    const base = (await database.rows.get(subject))?.as_of ?? asOf;
    await file(label ?? subject, { unit: its, subject, kind, act: "confirm", values: {}, base });
  }
  return { filed: 0, kept: everybody.length, changed: 0 };
}

/** What this browser keeps, as it is after that. */
async function settle(rows: Row[], said: Schemas["Confirmed"]): Promise<void> {
  const changed = new Set(said.changed?.map((each) => each.subject));
  for (const { subject } of rows.filter((each) => !changed.has(each.subject))) {
    const kept = await database.rows.get(subject);
    if (kept) await database.rows.put(applied(kept, { act: "confirm" } as Parameters<typeof applied>[1]));
  }
}
