/** One line that pairs wait to be checked; nothing where there are none, and nothing where nobody answers. */
import { way } from "../../shell/route";
import { DOUBLES } from "../../words/doubles";
import { useWords } from "../../words/language";
import { useDoubles } from "./Doubles";

/** It is worked out for the whole unit, and seldom changes. */
const TEN_MINUTES = 600_000;

export function DoublesLine({ unit }: { unit: string }) {
  const t = useWords(DOUBLES);
  const { data } = useDoubles(unit, TEN_MINUTES);
  const n = data?.pages.reduce((sum, each) => sum + each.doubles.length, 0) ?? 0;
  if (!n) return null;
  return (
    <p className="line no-print">
      {t(data?.pages.at(-1)?.after ? "lineMore" : "line", { n })} <a href={way("doubles")}>{t("look")}</a>
    </p>
  );
}
