/** Rounds, and where the unit stands in them. */
import { call, type Schemas } from "../api/client";
import { remember, remembered } from "../local/database";

type RoundNoun = Schemas["Round"] & { closed: boolean; due: string };

/** Every round, in the order of the service. */
export const rounds = (): Promise<RoundNoun[]> => call<RoundNoun[]>("/rounds");

export const newestFirst = <R extends { opens: string }>(all: R[]): R[] => [...all].sort((one, other) => (one.opens < other.opens ? 1 : -1));

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
