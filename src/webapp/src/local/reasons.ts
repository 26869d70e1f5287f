/** Why records are closed, and of which kinds of subject. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Schemas } from "../api/client";
import { lastKnown } from "./lastKnown";

type Reasons = Schemas["ClosingReasons"];

/** Why a record may be closed; kept for where there is no network. */
export const closingReasons = (): Promise<Reasons> => lastKnown("closing-reasons", "/closing-reasons");

export const useClosingReasons = (enabled = true): UseQueryResult<Reasons> => useQuery({ queryKey: ["closing-reasons"], queryFn: closingReasons, staleTime: 600_000, enabled });

/** Those for which subjects of *kind* are closed. */
export function suiting(reasons: Reasons | undefined, kind: string): Schemas["ClosingReason"][] {
  return (reasons?.codes ?? []).filter((each) => !each.kinds?.length || each.kinds.some((one) => one === kind));
}
