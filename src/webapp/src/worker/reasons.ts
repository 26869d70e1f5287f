/** Why records are closed. */
import { call, type Schemas } from "../api/client";
import { remember, remembered } from "../local/database";

/** Why a record may be closed; kept for where there is no network. */
export async function closingReasons(): Promise<Schemas["CodeList"]> {
  try {
    const reasons = await call<Schemas["CodeList"]>("/closing-reasons");
    await remember("closing-reasons", reasons);
    return reasons;
  } catch (error) {
    const kept = await remembered<Schemas["CodeList"]>("closing-reasons");
    if (kept) return kept;
    throw error;
  }
}
