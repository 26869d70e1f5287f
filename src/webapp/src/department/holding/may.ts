/** In whose name somebody loads registers, and where: it decides what is offered, never what the service lets pass. */
import type { Schemas } from "../../api/client";
import { useDepartments, useUnits } from "../../office/known";
import { useSignedIn } from "../../session/session";

type Unit = Schemas["Unit"];

/** Who may load what a department holds, as `register.lead` has it. */
const NAMING = ["administrator", "office", "registrar"];

export interface Holders {
  departments: Schemas["Department"][];
  /** The units into which somebody loads: in the name of a department, or of none. */
  unitsFor: (department: string | null) => Unit[];
  /** Whether they load what no department holds, too. */
  plain: boolean;
}

/** Nothing until departments and units are known. */
export function useHolders(): Holders | undefined {
  const { grants } = useSignedIn();
  const departments = useDepartments().data;
  const units = useUnits().data;
  if (!departments || !units) return undefined;
  const naming = grants.filter((each) => NAMING.includes(each.role));
  const administers = grants.some((each) => each.role === "administrator");
  const above = new Map(units.map((each) => [each.code, each.parent]));
  const within = (code: string, root: string) => {
    for (let at: string | null | undefined = code; at; at = above.get(at)) if (at === root) return true;
    return false;
  };
  const reaching = (department: string) => naming.filter((each) => !each.department || each.department === department);
  return {
    departments: departments.filter((each) => reaching(each.id).length),
    unitsFor: (department) => (department ? units.filter((unit) => reaching(department).some((each) => !each.unit || within(unit.code, each.unit))) : administers ? units : []),
    plain: administers,
  };
}
