/** Values of a refused entry that are malformed: put right in the form, or here where there is no form yet. */
import { Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { database, type Outgoing } from "../local/database";
import { useLive } from "../local/live";
import { again } from "../local/outbox";
import { titleOf } from "../form/present";
import { go } from "../shell/route";
import { useSpeech } from "../words/language";

interface Given {
  outgoing: Outgoing;
  /** Those of its elements that are malformed. */
  elements: string[];
}

export function MendInForm({ outgoing, elements }: Given) {
  const { t } = useSpeech();
  const mend = () => {
    document.getElementById(`root_${elements[0]}`)?.focus();
    go("subject", outgoing.subject, elements[0]!);
  };
  return (
    <Button type="primary" onClick={mend}>
      {t("mend")}
    </Button>
  );
}

/** Whoever was not opened has no form: what is wrong is typed anew here. */
export function MendHere({ outgoing, elements }: Given) {
  const { t, language } = useSpeech();
  const id = useId();
  const { entry } = outgoing;
  const schema = useLive(async () => (await database.asked.get(entry.kind))?.json_schema, [entry.kind]);
  const [typed, setTyped] = useState<Record<string, string>>(() => Object.fromEntries(elements.map((each) => [each, String(entry.values?.[each] ?? "")])));
  const mend = (event: FormEvent) => {
    event.preventDefault();
    const values = Object.fromEntries(Object.entries({ ...entry.values, ...typed }).filter(([, value]) => value !== ""));
    void again(outgoing, { values });
  };
  return (
    <form className="stack" onSubmit={mend}>
      {elements.map((each) => (
        <div key={each}>
          <label htmlFor={`${id}${each}`}>{titleOf(schema?.properties[each], language) || t("mend")}</label>
          <Input id={`${id}${each}`} value={typed[each] ?? ""} onChange={(event) => setTyped({ ...typed, [each]: event.target.value })} />
        </div>
      ))}
      <div className="line">
        <Button type="primary" htmlType="submit">
          {t("mend")}
        </Button>
      </div>
    </form>
  );
}
