/** The kinds of subject that forms in force ask of, as the service says; kept for where there is no network. */
import { call, type Schemas } from "../api/client";
import { remember, remembered } from "./database";

export type Kind = Schemas["AskedKind"];

const KEPT = "kinds";

export async function kinds(): Promise<Kind[]> {
  try {
    const asked = await call<Kind[]>("/kinds");
    await remember(KEPT, asked);
    return asked;
  } catch (error) {
    const kept = await remembered<Kind[]>(KEPT);
    if (kept) return kept;
    throw error;
  }
}

/** By which elements subjects are found, by kind, as far as anybody knows here. */
export async function foundBy(): Promise<Map<string, Set<string>>> {
  const known = (await remembered<Kind[]>(KEPT)) ?? (await kinds().catch(() => []));
  return new Map(known.map((each) => [each.kind, new Set(each.found_by)]));
}
