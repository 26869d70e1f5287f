/** Values of a refused entry that are malformed: put right in the form, or here where there is no form yet. */
import { Button } from "antd";
import { type FormEvent, useId, useState } from "react";
import { titleOf } from "../form/present";
import { Typed } from "../form/Typed";
import { database, type Outgoing, type Property } from "../local/database";
import { useLive } from "../local/live";
import { again } from "../local/outbox";
import { go } from "../shell/route";
import { useSpeech } from "../words/language";

interface Given {
  outgoing: Outgoing;
  /** Those of its elements that are malformed. */
  elements: string[];
}

/** Of what no table that is kept here asks: it is typed. */
const UNKNOWN: Property = { title: "", "x-title-en": "", type: "string", "x-kind": "text" };

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

/** Whoever was not opened has no form: what is wrong is typed anew here, or chosen, as a form has it. */
export function MendHere({ outgoing, elements }: Given) {
  const { t, language } = useSpeech();
  const id = useId();
  const { entry } = outgoing;
  const schema = useLive(async () => (await database.asked.get(entry.kind))?.json_schema, [entry.kind]);
  const [typed, setTyped] = useState<Record<string, unknown>>(() => Object.fromEntries(elements.map((each) => [each, entry.values?.[each]])));
  const mend = (event: FormEvent) => {
    event.preventDefault();
    const values = Object.fromEntries(Object.entries({ ...entry.values, ...typed }).filter(([, value]) => value !== undefined && value !== ""));
    void again(outgoing, { values });
  };
  return (
    <form className="stack" onSubmit={mend}>
      {elements.map((each) => {
        const property = schema?.properties[each] ?? UNKNOWN;
        return (
          <div key={each}>
            <label htmlFor={`${id}${each}`}>{titleOf(property, language) || t("mend")}</label>
            <Typed id={`${id}${each}`} property={property} value={typed[each]} change={(value) => setTyped((before) => ({ ...before, [each]: value }))} />
          </div>
        );
      })}
      <div className="line">
        <Button type="primary" htmlType="submit">
          {t("mend")}
        </Button>
      </div>
    </form>
  );
}
