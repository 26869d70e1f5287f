/** What the service says, and what it said last where it cannot be asked. */
import { call, Unreachable } from "../api/client";
import { remember, remembered } from "./database";
import { settled } from "./network";

/** The JSON at *path*, kept under *key*. */
export async function lastKnown<T>(key: string, path: string): Promise<T> {
  try {
    const said = await call<T>(path);
    settled(null);
    await remember(key, said);
    return said;
  } catch (error) {
    settled(error);
    const kept = error instanceof Unreachable ? await remembered<T>(key) : undefined;
    if (kept === undefined) throw error;
    return kept;
  }
}
