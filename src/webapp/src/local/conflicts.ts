/** How many cells of a unit are contested, for the bars. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../api/client";
import { useQueue } from "./live";
import { useReachable } from "./network";

/** Nothing while nobody has said. It is asked again when something that this device sent was contested, or is no more. */
export function useConflictCount(unit: string): number | undefined {
  const reachable = useReachable();
  const { contested } = useQueue();
  const { data } = useQuery({
    queryKey: ["conflicts", unit, "count", contested],
    queryFn: () => call<Schemas["ConflictsAnswer"]>(`/units/${encodeURIComponent(unit)}/conflicts?limit=0`),
    enabled: reachable,
    staleTime: 60_000,
    placeholderData: (before, asked) => (asked?.queryKey[1] === unit ? before : undefined),
  });
  return data?.found;
}
