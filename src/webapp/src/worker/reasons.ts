/** Why records are closed, and of which kinds of subject. */
import { call, type Schemas } from "../api/client";
import { remember, remembered } from "../local/database";

/** Why a record may be closed; kept for where there is no network. */
export async function closingReasons(): Promise<Schemas["ClosingReasons"]> {
  try {
    const reasons = await call<Schemas["ClosingReasons"]>("/closing-reasons");
    await remember("closing-reasons", reasons);
    return reasons;
  } catch (error) {
    const kept = await remembered<Schemas["ClosingReasons"]>("closing-reasons");
    if (kept) return kept;
    throw error;
  }
}

/** Those for which subjects of *kind* are closed. */
export function suiting(reasons: Schemas["ClosingReasons"] | undefined, kind: string): Schemas["ClosingReason"][] {
  return (reasons?.codes ?? []).filter((each) => !each.kinds?.length || each.kinds.some((one) => one === kind));
}
