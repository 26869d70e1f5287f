/** The burden month by month, and department by department: bars before and after, with the line at a half. */
import { useQuery } from "@tanstack/react-query";
import { call } from "../../api/client";
import { Scroll } from "../../shell/Scroll";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { BURDEN } from "../../words/burden";
import { useDepartmentNames } from "../known";
import { Asked, Panel } from "../pieces";
import type { OfDepartment, OfMonth } from "./figures";

export function Months() {
  const t = useWords(BURDEN);
  const { number, share } = useFigures();
  const months = useQuery({ queryKey: ["burden", "months"], queryFn: () => call<OfMonth[]>("/burden/months") });
  return (
    <Panel title={t("monthsTitle")} extra={<Legend words={["beforeLegend", "afterLegend"]} />}>
      <p className="soft small">{t("monthsHelp")}</p>
      <Asked query={months}>
        {(found) => {
          const most = Math.max(1, ...found.map((each) => each.burden.year.before));
          return (
            <Scroll>
              <table className="grid bars">
                <thead>
                  <tr>
                    <th scope="col">{t("month")}</th>
                    <th scope="col" className="right">
                      {t("forms")}
                    </th>
                    <th scope="col">{t("cellsYear")}</th>
                    <th scope="col" className="right">
                      {t("reduced")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.map(({ month, burden: { forms, year } }) => (
                    <tr key={month}>
                      <th scope="row" className="num">
                        {month}
                      </th>
                      <td className="right num">{number(forms)}</td>
                      <td>
                        <div className="barred">
                          <Bar before={year.before} part={year.after} most={most} hue="after" half />
                          <span className="num small">
                            {number(year.before)} → {number(year.after)}
                          </span>
                        </div>
                      </td>
                      <td className="right num">{year.before ? share(1 - year.after / year.before) : "—"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          );
        }}
      </Asked>
    </Panel>
  );
}

export function Departments() {
  const t = useWords(BURDEN);
  const { number } = useFigures();
  const name = useDepartmentNames();
  const parts = useQuery({ queryKey: ["burden", "departments"], queryFn: () => call<OfDepartment[]>("/burden/departments") });
  return (
    <Panel title={t("departmentsTitle")} extra={<Legend words={["beforeLegend", "addsLegend"]} />}>
      <p className="soft small">{t("departmentsHelp")}</p>
      <Asked query={parts}>
        {(found) => {
          const most = Math.max(1, ...found.map((each) => each.burden.year.before));
          return (
            <Scroll>
              <table className="grid bars">
                <thead>
                  <tr>
                    <th scope="col">{t("department")}</th>
                    {(["forms", "fields", "elements"] as const).map((each) => (
                      <th key={each} scope="col" className="right">
                        {t(each)}
                      </th>
                    ))}
                    <th scope="col">{t("cellsYear")}</th>
                    <th scope="col" className="right">
                      {t("hours")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.map(({ department, burden, adds }) => (
                    <tr key={department}>
                      <th scope="row">{name(department)}</th>
                      <td className="right num">{number(burden.forms)}</td>
                      <td className="right num">{number(burden.fields)}</td>
                      <td className="right num">{number(burden.elements)}</td>
                      <td>
                        <div className="barred">
                          <Bar before={burden.year.before} part={adds} most={most} hue="merging" />
                          <span className="num small">
                            {number(burden.year.before)} · {t("addsLegend")} {number(adds)}
                          </span>
                        </div>
                      </td>
                      <td className="right num nowrap">
                        {number(burden.year.hours_before.low)}–{number(burden.year.hours_before.high)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          );
        }}
      </Asked>
    </Panel>
  );
}

/** As wide as `before` is of `most`, filled as far as *part* is of it. */
function Bar({ before, part, most, hue, half = false }: { before: number; part: number; most: number; hue: string; half?: boolean }) {
  return (
    <div className="bar" aria-hidden="true">
      <div style={{ width: `${(100 * before) / most}%` }}>
        <i className={hue} style={{ width: `${before ? (100 * Math.min(part, before)) / before : 0}%` }} />
        {half && <s />}
      </div>
    </div>
  );
}

function Legend({ words: [before, part] }: { words: readonly ["beforeLegend", "afterLegend" | "addsLegend"] }) {
  const t = useWords(BURDEN);
  return (
    <ul className="legend small">
      <li>
        <i className="before" aria-hidden="true" /> {t(before)}
      </li>
      <li>
        <i className={part === "afterLegend" ? "after" : "merging"} aria-hidden="true" /> {t(part)}
      </li>
      {part === "afterLegend" && (
        <li>
          <s aria-hidden="true" /> {t("halfLegend")}
        </li>
      )}
    </ul>
  );
}
