/** Where a grant holds. */
import { useWords } from "../../words/language";
import { ACCOUNTS } from "../../words/accounts";
import { useDepartmentNames, useUnitNames } from "../known";

export function Place({ of: { unit, department } }: { of: { unit?: string | null; department?: string | null } }) {
  const t = useWords(ACCOUNTS);
  const unitName = useUnitNames();
  const departmentName = useDepartmentNames();
  const places = [department && departmentName(department), unit && unitName(unit)].filter(Boolean);
  return <>{places.length ? places.join(" · ") : t("everywhere")}</>;
}
