/** The kinds of subject that forms ask of, as the service says; kept for where there is no network. */
import { call, type Schemas } from "../api/client";
import { type Moment, searchOf } from "../moment/moment";
import { remembered } from "./database";
import { lastKnown } from "./lastKnown";

export type Kind = Schemas["AskedKind"];

const KEPT = "kinds";

export const kinds = (): Promise<Kind[]> => lastKnown(KEPT, "/kinds");

/** Those that were asked of at a moment. */
export const kindsThen = (moment: Moment): Promise<Kind[]> => call(`/kinds?${searchOf(moment)}`);

/** By which elements subjects are found, by kind, as far as anybody knows here. */
export async function foundBy(): Promise<Map<string, Set<string>>> {
  const known = (await remembered<Kind[]>(KEPT)) ?? (await kinds().catch(() => []));
  return new Map(known.map((each) => [each.kind, new Set(each.found_by)]));
}
