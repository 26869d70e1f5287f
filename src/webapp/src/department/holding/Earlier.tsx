/** Registers that were loaded before: into a unit, or in a department's name. */
import { HOLDING } from "../../words/holding";
import { useWords } from "../../words/language";
import { Imports } from "../../worker/Imports";

interface Given {
  of: { unit: string } | { department: string };
  /** The unit that somebody looks from. */
  here?: string;
  /** The page of the one of that id. */
  way: (id: string) => string;
}

export function Earlier({ of, here, way }: Given) {
  const t = useWords(HOLDING);
  const [at, kind] = "unit" in of ? [`/units/${encodeURIComponent(of.unit)}`, "register" as const] : [`/departments/${encodeURIComponent(of.department)}`, undefined];
  return <Imports title={t("earlier")} at={at} kind={kind} here={here} way={({ id }) => way(id)} empty={<p className="soft none-yet">{t("noneYet")}</p>} />;
}
