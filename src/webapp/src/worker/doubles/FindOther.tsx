/** The other record, where nothing found it: looked for by hand, and compared. */
import { Select } from "antd";
import { useState } from "react";
import { useFound } from "../../local/finding";
import { go } from "../../shell/route";
import { Refusal } from "../../shell/Said";
import { uppermost, useUnit, useUnitNames } from "../../shell/unit";
import { DOUBLES } from "../../words/doubles";
import { useWords } from "../../words/language";

export function FindOther({ subject, kind }: { subject: string; kind: string }) {
  const t = useWords(DOUBLES);
  const { unit, units } = useUnit();
  const unitName = useUnitNames();
  const [typed, setTyped] = useState("");
  // Whoever is there twice may be so in two grids.
  const { rows, nothing, looking, error } = useFound(uppermost(unit.code, units), kind, typed);
  return (
    <section className="panel stack">
      <h2>{t("findOther")}</h2>
      <Select
        showSearch={{ filterOption: false, onSearch: setTyped }}
        aria-label={t("findPlaceholder")}
        placeholder={t("findPlaceholder")}
        value={null as string | null}
        loading={looking}
        onChange={(other) => other && go("doubles", subject, other)}
        notFoundContent={nothing ? t("findNothing") : null}
        style={{ width: "100%" }}
        options={rows.filter((each) => each.subject !== subject).map((each) => ({ value: each.subject, label: `${each.label ?? ""} · ${unitName(each.unit)}` }))}
      />
      {error && <Refusal error={error} />}
    </section>
  );
}
