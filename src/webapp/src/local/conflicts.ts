/** What is contested in a unit: how much of it, for the bars, and what of it this device has stated. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../api/client";
import { database, type Outgoing } from "./database";
import { useQueue } from "./live";
import { useReachable } from "./network";

const A_MINUTE = 60_000;

/** Contested cells of one unit, as `subject element`. */
type Cells = ReadonlySet<string>;

/** Nothing while nobody has said. It is asked again when something that this device sent was contested, or is no more. */
export function useConflictCount(unit: string): number | undefined {
  const reachable = useReachable();
  const { contested } = useQueue();
  const { data } = useQuery({
    queryKey: ["conflicts", unit, "count", contested],
    queryFn: () => call<Schemas["ConflictsAnswer"]>(`/units/${encodeURIComponent(unit)}/conflicts?limit=0`),
    enabled: reachable,
    staleTime: A_MINUTE,
    placeholderData: (before, asked) => (asked?.queryKey[1] === unit ? before : undefined),
  });
  return data?.found;
}

/** Has what this device stated wait for nobody once it is decided, here or elsewhere; *always* when a page that tells of it opens. */
export function useDecided(always = false): void {
  const reachable = useReachable();
  const { contested } = useQueue();
  useQuery({
    queryKey: ["conflicts", "decided", contested],
    queryFn: async () => {
      await settleDecided();
      return null;
    },
    enabled: reachable && contested > 0,
    staleTime: always ? 0 : A_MINUTE,
  });
}

async function settleDecided(): Promise<void> {
  const mine = await database.outbox.where("state").equals("contested").toArray();
  for (const unit of new Set(mine.map((each) => each.entry.unit))) {
    const cells = await contestedIn(unit);
    for (const each of mine.filter((one) => one.entry.unit === unit)) await settle(each, (element) => !cells.has(`${each.subject} ${element}`));
  }
}

async function contestedIn(unit: string): Promise<Cells> {
  const cells = new Set<string>();
  let after: string | null = "";
  while (after !== null) {
    const told: Schemas["ConflictsAnswer"] = await call(`/units/${encodeURIComponent(unit)}/conflicts?${new URLSearchParams({ after })}`);
    for (const each of told.cells) cells.add(`${each.subject} ${each.element}`);
    after = told.after;
  }
  return cells;
}

/** What this device had stated about a cell that is decided waits for nobody any more. */
export async function settleCell(subject: string, element: string): Promise<void> {
  const mine = await database.outbox.where("subject").equals(subject).toArray();
  for (const each of mine.filter((one) => one.state === "contested")) await settle(each, (one) => one === element);
}

async function settle(outgoing: Outgoing, decided: (element: string) => boolean): Promise<void> {
  const left = (outgoing.contested ?? []).filter((each) => !decided(each));
  await database.outbox.update(outgoing.order!, { contested: left, state: left.length ? "contested" : "sent" });
}
