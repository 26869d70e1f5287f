/** Who may do something about a form: it decides what is offered, never what the service lets pass. */
import { holds } from "../../session/kinds";
import { useSignedIn } from "../../session/session";
import type { Summary } from "./shown";

/** Whether whoever is signed in may submit and withdraw forms (`submits`), or decide what their fields mean (`decides`). */
export function useMay(): { registers: boolean; submits: (form: Summary) => boolean; decides: (form: Summary) => boolean } {
  const session = useSignedIn();
  const everywhere = holds(session, ["administrator", "office"]);
  const within = (form: Summary, roles: string[]) => everywhere || session.grants.some((each) => roles.includes(each.role) && (!each.department || each.department === form.department));
  return {
    registers: holds(session, ["administrator", "office", "registrar"]),
    submits: (form) => within(form, ["registrar"]),
    decides: (form) => ["submitted", "admitted"].includes(form.status) && within(form, ["registrar", "reviewer"]),
  };
}
