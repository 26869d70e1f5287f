/** Which kinds of person somebody is, by what they were given: it decides which pages they see, never what they may do. */
import type { Session } from "./session";

const FILL = ["administrator", "township", "head", "worker"];
const ASK = ["administrator", "office", "registrar", "reviewer", "analyst", "auditor"];

/** Whether somebody holds one of *roles*, wherever. */
export const holds = (session: Session, roles: readonly string[]): boolean => session.grants.some((each) => roles.includes(each.role));

export const fills = (session: Session): boolean => holds(session, FILL);
export const asks = (session: Session): boolean => holds(session, ASK);

/** The units that somebody fills in; nothing where it is all of them. */
export function places(session: Session): string[] | null {
  const filling = session.grants.filter((each) => FILL.includes(each.role));
  return filling.some((each) => !each.unit) ? null : filling.map((each) => each.unit!);
}
