/** Which kinds of person somebody is, by what they were given: it decides which pages they see, never what they may do. */
import type { Session } from "./session";

const FILL = new Set(["administrator", "township", "head", "worker"]);
const ASK = new Set(["administrator", "office", "registrar", "reviewer", "analyst", "auditor"]);

export const fills = (session: Session): boolean => session.grants.some((each) => FILL.has(each.role));
export const asks = (session: Session): boolean => session.grants.some((each) => ASK.has(each.role));

/** The units that somebody fills in; nothing where it is all of them. */
export function places(session: Session): string[] | null {
  const filling = session.grants.filter((each) => FILL.has(each.role));
  return filling.some((each) => !each.unit) ? null : filling.map((each) => each.unit!);
}
