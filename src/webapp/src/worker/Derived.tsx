/** What follows from other values: shown, and asked of nobody. */
import type { Schemas } from "../api/client";
import { titleOf } from "../form/present";
import { shownValue, useValueWords } from "../form/values";
import { database } from "../local/database";
import { useLive } from "../local/live";
import { useSpeech } from "../words/language";

export function Derived({ form, shown }: { form: Schemas["SubjectForm"]; shown: (element: string, value: unknown) => string }) {
  const { t, language } = useSpeech();
  const words = useValueWords();
  const table = useLive(() => database.asked.get(form.row.kind), [form.row.kind]);
  if (!form.row.derived.length) return null;
  return (
    <section className="panel stack">
      <h2>{t("derived")}</h2>
      <dl className="facts across">
        {form.row.derived.map((each) => {
          const property = table?.json_schema.properties[each.element];
          return [
            <dt key={each.element}>{titleOf(property, language) || each.element}</dt>,
            <dd key={`${each.element}=`}>{property ? shownValue(property, each.value, words) : shown(each.element, each.value)}</dd>,
          ];
        })}
      </dl>
    </section>
  );
}
