/** Who reads slices, and whose: it decides what is offered, never what the service lets pass. */
import type { Session } from "../../session/session";

export const READS = ["administrator", "reviewer", "analyst"];

/** The departments whose slices somebody reads; nothing where it is all of them. */
export function departmentsOf(session: Session): string[] | null {
  const grants = session.grants.filter((each) => READS.includes(each.role));
  return grants.some((each) => !each.department) ? null : grants.map((each) => each.department!);
}
