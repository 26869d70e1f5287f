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

/** The roles that may do what is offered at a unit, as the policy has it. */
const MAY = {
  "round.submit": ["administrator", "township", "head"],
  "round.return": ["administrator", "office", "township"],
} satisfies Record<string, string[]>;

export type Act = keyof typeof MAY;

/** Whether somebody may do *act* at the first of *units*, the others of which lie above it. Whoever looks as somebody else changes nothing. */
export function may(session: Session, act: Act, units: readonly string[]): boolean {
  return !session.seenBy && session.grants.some((each) => MAY[act].includes(each.role) && !each.department && (!each.unit || units.includes(each.unit)));
}
