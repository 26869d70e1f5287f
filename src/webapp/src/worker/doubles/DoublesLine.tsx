/** One line that pairs wait to be checked; nothing where there are none, and nothing where nobody answers. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../../api/client";
import { way } from "../../shell/route";
import { DOUBLES } from "../../words/doubles";
import { useWords } from "../../words/language";

/** It is worked out for the whole unit, and seldom changes. */
const TEN_MINUTES = 600_000;

export function DoublesLine({ unit, enabled }: { unit: string; enabled: boolean }) {
  const t = useWords(DOUBLES);
  const { data } = useQuery({
    queryKey: ["doubles", unit, "count"],
    queryFn: () => call<Schemas["DoublesAnswer"]>(`/units/${encodeURIComponent(unit)}/duplicates?counted=true`),
    staleTime: TEN_MINUTES,
    enabled,
  });
  if (!data?.found) return null;
  return (
    <p className="line no-print">
      {t(data.after ? "lineMore" : "line", { n: data.found })} <a href={way("doubles")}>{t("look")}</a>
    </p>
  );
}
