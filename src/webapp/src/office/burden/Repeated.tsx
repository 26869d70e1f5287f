/** The questions that most forms ask. */
import { Waiting } from "../../shell/Waiting";
import { useWords } from "../../words/language";
import { BURDEN } from "../../words/burden";
import { useAskings, useElementNames, useForms } from "../known";
import { Asked, Panel } from "../pieces";
import { officeWay } from "../route";

const SHOWN = 12;

export function Repeated() {
  const t = useWords(BURDEN);
  const name = useElementNames();
  const askings = useAskings();
  const { data: forms } = useForms();
  if (!askings.data || !forms) {
    return (
      <Panel title={t("repeatedTitle")}>
        <Asked query={askings}>{() => <Waiting />}</Asked>
      </Panel>
    );
  }
  const departmentOf = new Map(forms.map((each) => [each.id, each.department]));
  const asked = [...askings.data]
    .map(([element, by]) => {
      const ids = [...new Set(by.map((each) => each.form))];
      return { element, forms: ids.length, departments: new Set(ids.map((each) => departmentOf.get(each))).size };
    })
    .filter((each) => each.forms > 1)
    .sort((one, two) => two.forms - one.forms || two.departments - one.departments)
    .slice(0, SHOWN);
  const most = Math.max(1, ...asked.map((each) => each.forms));
  return (
    <Panel title={t("repeatedTitle")} extra={<a href={officeWay("elements")}>{t("allElements")}</a>}>
      <p className="soft small">{asked.length ? t("repeatedHelp") : t("noRepeated")}</p>
      <ol className="repeated">
        {asked.map((each) => (
          <li key={each.element}>
            <a href={officeWay("elements", each.element)}>{name(each.element)}</a>
            <div className="bar" aria-hidden="true">
              <div style={{ width: "100%" }}>
                <i className="merging" style={{ width: `${(100 * each.forms) / most}%` }} />
              </div>
            </div>
            <span className="soft small num">
              {t("nForms", { n: each.forms })} · {t("nDepartments", { n: each.departments })}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
