/** Two editions side by side: what is new, what is gone, what is asked otherwise. */
import { Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import type { Differences } from "./shown";

type Field = NonNullable<Differences["fields"][number]["before"]>;
type Aspect = Differences["fields"][number]["aspects"][number];

export function Differing({ differences }: { differences: Differences }) {
  const t = useWords(REGISTERING);
  const names = useNames();
  const { listed } = useSpeech();
  const { members, fields, alike } = differences;
  const said = (member: string, value: string | null | undefined) => (["subject", "layout", "period"].includes(member) ? names(member as "period", value) : value || "—");
  const told = (field: Field, aspect: Aspect): string => {
    if (aspect === "kind") return names("kind", field.kind);
    if (aspect === "options") return listed(field.options.map((each) => each.title)) || "—";
    if (aspect === "required") return t(field.required ? "required" : "optional");
    if (aspect === "section") return field.section.join(" / ") || "—";
    return field[aspect] || "—";
  };
  if (!members.length && !fields.length) return <p className="soft">{t("editionsAlike", { n: alike })}</p>;
  return (
    <div className="stack">
      <p className="soft">{t("differencesSummary", { added: fields.filter((each) => !each.before).length, gone: fields.filter((each) => !each.after).length, changed: fields.filter((each) => each.before && each.after).length, alike })}</p>
      <div className="scroll">
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">{t("what")}</th>
              <th scope="col">{t("editionBefore")}</th>
              <th scope="col">{t("editionAfter")}</th>
            </tr>
          </thead>
          <tbody>
            {members.map((each) => (
              <tr key={each.member}>
                <td>{t(`member_${each.member}` as "member_title")}</td>
                <td>{said(each.member, each.before)}</td>
                <td>{said(each.member, each.after)}</td>
              </tr>
            ))}
            {fields.map(({ before, after, aspects }, at) => (
              <tr key={at}>
                <td>
                  {(after ?? before)!.label} {!before && <Status of="good">{t("added")}</Status>}
                  {!after && <Status of="bad">{t("gone")}</Status>}
                  {before && after && <Status of="loaded">{t("changed")}</Status>}
                </td>
                <td>{before ? <Told field={before} aspects={aspects} told={told} /> : "—"}</td>
                <td>{after ? <Told field={after} aspects={aspects} told={told} /> : "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Told({ field, aspects, told }: { field: Field; aspects: Aspect[]; told: (field: Field, aspect: Aspect) => string }) {
  const t = useWords(REGISTERING);
  if (!aspects.length) return <>{told(field, "kind")}</>;
  return (
    <>
      {aspects.map((each) => (
        <div key={each}>
          <span className="soft small">{t(`aspect_${each}`)}：</span>
          {told(field, each)}
        </div>
      ))}
    </>
  );
}
