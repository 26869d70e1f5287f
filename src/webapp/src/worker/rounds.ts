/** Rounds, and where the unit stands in them. */
import { call, type Schemas } from "../api/client";
import { remember, remembered } from "../local/database";

type RoundNoun = Schemas["Round"] & { closed: boolean; due: string };

/** Every round, the newest first. */
export async function rounds(): Promise<RoundNoun[]> {
  const all = await call<RoundNoun[]>("/rounds");
  return [...all].sort((one, other) => (one.opens < other.opens ? 1 : -1));
}

export async function standing(unit: string, round: string): Promise<Schemas["Standing"]> {
  return call(`/units/${encodeURIComponent(unit)}/rounds/${encodeURIComponent(round)}`);
}

/**
 * The open round in which an entry of the unit is stated; nothing where there is none, or the unit has handed in.
 *
 * It is remembered, so that what is filled in without a network is stated in the same round.
 */
export async function currentRound(unit: string): Promise<string | null> {
  return (await remembered<string | null>(`round ${unit}`)) ?? null;
}

export async function rememberRound(unit: string, round: string | null): Promise<void> {
  await remember(`round ${unit}`, round);
}
