/** The other record, where nothing found it: looked for by hand, and compared. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useEffect, useState } from "react";
import { page } from "../../local/unit";
import { go } from "../../shell/route";
import { useUnit, useUnitNames } from "../../shell/unit";
import { DOUBLES } from "../../words/doubles";
import { useWords } from "../../words/language";

/** Milliseconds after the last key before it is looked for. */
const PAUSE = 300;

export function FindOther({ subject, kind }: { subject: string; kind: string }) {
  const t = useWords(DOUBLES);
  const { units } = useUnit();
  const unit = useUnitNames();
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const asked = { unit: units[0]!.code, kind, words };
  const { data } = useQuery({ queryKey: ["table", asked], queryFn: () => page(asked), enabled: words.length > 1 });
  const rows = (words.length > 1 ? (data?.rows ?? []) : []).filter((each) => each.subject !== subject);
  return (
    <section className="panel stack">
      <h2>{t("findOther")}</h2>
      <Select
        showSearch={{ filterOption: false, onSearch: setTyped }}
        aria-label={t("findPlaceholder")}
        placeholder={t("findPlaceholder")}
        value={null as string | null}
        onChange={(other) => other && go("doubles", subject, other)}
        notFoundContent={words.length > 1 && data ? t("findNothing") : null}
        style={{ width: "100%" }}
        options={rows.map((each) => ({ value: each.subject, label: `${each.label ?? ""} · ${unit(each.unit)}` }))}
      />
    </section>
  );
}
