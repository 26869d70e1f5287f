/** How a sheet was read: where its header is, how many rows it has, and the first of them. */
import { Alert, Select } from "antd";
import { Panel } from "../../office/pieces";
import { Findings, Status } from "../../shell/Said";
import { Scroll } from "../../shell/Scroll";
import { HOLDING } from "../../words/holding";
import { useWords } from "../../words/language";
import { NAMES, useFigures, useNames } from "../../words/names";
import { useCatalogue } from "../registering/catalogue";
import { type Column, headerOf, type Previewed, type Report } from "./held";

interface Given {
  report: Report<Previewed>;
  sheet: Previewed;
  rows: number;
  kind: (kind: string) => void;
}

export function AsRead({ report, sheet, rows, kind }: Given) {
  const t = useWords(HOLDING);
  const names = useNames();
  const { number } = useFigures();
  const covered = sheet.first.some((row) => Object.values(row.cells).includes("***"));
  return (
    <div className="stack">
      <p role="status">{t("readSummary", { sheets: report.sheets.length, rows: number(rows) })}</p>
      <Panel
        title={sheet.part ?? t("firstRows", { n: sheet.first.length })}
        extra={
          <label className="line small">
            <span className="soft">{t("about")}</span>
            <Select
              size="small"
              aria-label={t("about")}
              value={sheet.kind}
              onChange={kind}
              options={(Object.keys(NAMES.subject) as string[]).map((each) => ({ value: each, label: names("subject", each) }))}
              popupMatchSelectWidth={false}
            />
          </label>
        }
      >
        <div className="stack">
          <p className="soft">
            {t("sheetRead", { header: headerOf(sheet), rows: number(sheet.read) })}
            {covered && ` ${t("covered")}`}
          </p>
          <FirstRows sheet={sheet} />
        </div>
      </Panel>
      {report.findings.length > 0 && <Alert type="warning" showIcon title={t("notLoaded")} description={<Findings findings={report.findings} />} />}
    </div>
  );
}

function FirstRows({ sheet }: { sheet: Previewed }) {
  const t = useWords(HOLDING);
  return (
    <Scroll>
      <table className="grid first-rows">
        <thead>
          <tr>
            <th scope="col">{t("place")}</th>
            {sheet.columns.map((each) => (
              <th key={each.field} scope="col">
                {each.label}
                <Means column={each} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.first.map((row) => (
            <tr key={row.place}>
              <td className="num soft">{row.place.replace(/^.*!/, "").replace(/^row /, "")}</td>
              {sheet.columns.map((each) => (
                <td key={each.field}>{row.cells[each.field] ?? ""}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

export function Means({ column }: { column: Column }) {
  const t = useWords(HOLDING);
  const catalogue = useCatalogue();
  if (!column.element) return <Status of={column.why ? "" : "missing"}>{column.why ? t("left") : t("toDecide")}</Status>;
  return (
    <Status of="good">
      {catalogue?.nameOf({ element: column.element, via: [] }) ?? ""}
      {column.conversion && ` · ${t("converted")}`}
    </Status>
  );
}
