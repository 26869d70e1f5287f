/** Rounds, and where a unit stands in those that take entries. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../api/client";
import { today } from "../local/day";

type Round = Schemas["Round"];
type UnitProgress = Schemas["UnitProgress"];
/** What those are called who handed in or gave back, by the ids of their accounts. */
export type People = Record<string, string> | undefined;

/** A round that takes entries: how far a unit is in it (`mine`), and those right below the unit. */
export interface OpenRound {
  round: Round;
  mine: UnitProgress;
  below: UnitProgress[];
  people: People;
}

export const rounds = (): Promise<Round[]> => call("/rounds");

export const roundPath = (id: string): string => `/rounds/${encodeURIComponent(id)}`;

export const newestFirst = <R extends { opens: string }>(all: R[]): R[] => [...all].sort((one, other) => (one.opens < other.opens ? 1 : -1));

/** A round that is announced takes nothing before its day. */
export function standingOf({ closed, opens, due }: Round): "closed" | "ahead" | "running" | "overdue" {
  if (closed) return "closed";
  if (today() < opens) return "ahead";
  return today() <= due ? "running" : "overdue";
}

/** Every round: those that take entries, the one that is due first before the others; those announced, the next first; those closed, the newest first. */
export const useUnitsRounds = (unit: string) =>
  useQuery({
    queryKey: ["progress", "of unit", unit],
    queryFn: async () => {
      const all = await rounds();
      const taking = all.filter((each) => ["running", "overdue"].includes(standingOf(each)));
      const open = await Promise.all(taking.map((each) => openRound(each, unit)));
      return {
        open: open.sort((one, other) => (one.round.due < other.round.due ? -1 : 1)),
        ahead: newestFirst(all.filter((each) => standingOf(each) === "ahead")).reverse(),
        closed: newestFirst(all.filter((each) => each.closed)),
      };
    },
  });

async function openRound(round: Round, unit: string): Promise<OpenRound> {
  const { units, people } = await call<Schemas["Progress"]>(`${roundPath(round.id)}/progress?unit=${encodeURIComponent(unit)}`);
  return { round, mine: units.find((each) => each.unit === unit)!, below: units.filter((each) => each.unit !== unit), people };
}

/** What a unit handed in and was given back in every round. */
export const useHandedIn = (unit: string) =>
  useQuery({ queryKey: ["progress", "handed in", unit], queryFn: () => call<Schemas["HandedIn"]>(`/units/${encodeURIComponent(unit)}/rounds`) });
