/** That what is held about many subjects still holds, in one act. */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { call, type Schemas, Unreachable } from "../api/client";
import { database, type Row } from "../local/database";
import { isReachable, settled } from "../local/network";
import { applied } from "../local/overlay";
import { file, freshId } from "../local/outbox";
import { keptConfirmable, type Query } from "../local/unit";
import { Refusal } from "../shell/Said";
import { useSpeech } from "../words/language";

interface Outcome {
  filed: number;
  kept: number;
  changed: number;
}

/** Confirms as `confirmMany` does, once at a time, and says what came of it, or why nothing did; *renews* names what is asked anew then. */
export function useConfirm(renews: QueryKey): { confirm: (...asked: Parameters<typeof confirmMany>) => Promise<void>; busy: boolean } {
  const { t } = useSpeech();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const tell = useOutcome();
  const [busy, setBusy] = useState(false);
  const confirm = async (...asked: Parameters<typeof confirmMany>) => {
    setBusy(true);
    try {
      tell(await confirmMany(...asked));
      await queries.invalidateQueries({ queryKey: renews });
    } catch (error) {
      modal.error({ title: t("wentWrong"), content: <Refusal error={error} /> });
    }
    setBusy(false);
  };
  return { confirm, busy };
}

/** Confirms as `confirmAll` does, and says what came of it. */
export function useConfirmAll(): (...asked: Parameters<typeof confirmAll>) => Promise<void> {
  const tell = useOutcome();
  return async (...asked) => tell(await confirmAll(...asked));
}

function useOutcome(): (outcome: Outcome) => void {
  const { t } = useSpeech();
  const { message } = App.useApp();
  return ({ filed, kept, changed }) => {
    if (filed) message.success(t("confirmed", { n: filed }));
    if (kept) message.success(t("confirmedKept", { n: kept }));
    if (changed) message.warning(t("changedMeanwhile", { n: changed }));
  };
}

/** Confirms *rows*, which were seen as of a position; what was stated after it is not confirmed. */
async function confirmMany(unit: string, rows: Row[], asOf: number, members = false): Promise<Outcome> {
  const everybody = members ? rows.flatMap((each) => [each, ...(each.members ?? [])]) : rows;
  return confirmThose(unit, { subjects: rows.map((each) => each.subject), members }, everybody, asOf);
}

/** Confirms everybody in the table that was asked for whose row may be confirmed, on whichever page they are. */
async function confirmAll({ unit, kind, status, group }: Query, asOf: number): Promise<Outcome> {
  const everybody = (await keptConfirmable({ unit, kind, status, group })).map((each) => each.row);
  return confirmThose(unit, { kind, status: status ? [status] : [], group: group ?? null, todo: true }, everybody, asOf);
}

/** Confirms those who are *meant*, at once where the service answers, and otherwise *everybody* of them who is kept here. */
async function confirmThose(unit: string, meant: object, everybody: Row[], asOf: number): Promise<Outcome> {
  const waiting = await database.outbox.where("state").equals("waiting").count();
  if (isReachable() && !waiting) {
    try {
      const confirmation = { request: freshId(), base: asOf, ...meant };
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
