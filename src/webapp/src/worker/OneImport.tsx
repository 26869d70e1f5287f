/** One import of a unit's workbook: what became of each of its rows, the workbook with notes, and whether it was undone. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { call, type Finding, file, save } from "../api/client";
import { useAct } from "../shell/acting";
import { way } from "../shell/route";
import { Failed, Findings, Refusal } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { IMPORTS } from "../words/imports";
import { useWords } from "../words/language";
import { Brought, type Listed } from "./Imports";
import type { Outcome } from "./outcomes";
import { RowsByOutcome } from "./RowsByOutcome";
import { Undone } from "./Undone";
import { UndoImport } from "./UndoImport";

interface ReportRow {
  row: number;
  outcome: Outcome;
  findings?: Finding[];
}

export interface Report extends Listed {
  people: Record<string, string>;
  findings: Finding[];
  sheets: { name: string; findings?: Finding[]; rows: ReportRow[] }[];
}

export function OneImport({ id }: { id: string }) {
  const t = useWords(IMPORTS);
  const { data, error } = useQuery({ queryKey: ["import", id], queryFn: () => call<Report>(`/imports/${encodeURIComponent(id)}`) });
  const back = <a href={way("workbook")}>← {t("before")}</a>;
  if (data) return <Reported report={data} back={back} />;
  return (
    <div className="stack">
      {back}
      <h1 tabIndex={-1}>{t("report")}</h1>
      {error ? <Failed error={error} /> : <Waiting />}
    </div>
  );
}

function Reported({ report, back }: { report: Report; back: ReactNode }) {
  const t = useWords(IMPORTS);
  const { unit } = useUnit();
  const { act, busy, error } = useAct();
  const annotated = () => act(async () => save(await file(`/imports/${encodeURIComponent(report.id)}/workbook`)));
  const findings = [...report.findings, ...report.sheets.flatMap((each) => each.findings ?? [])];
  const rows = report.sheets.flatMap((sheet) => sheet.rows.map((each) => ({ place: `${sheet.name}!${each.row}`, outcome: each.outcome, findings: each.findings ?? [] })));
  return (
    <div className="stack">
      {back}
      <div className="line spread">
        <div className="tight grow" style={{ minWidth: 240 }}>
          <h1 tabIndex={-1} style={{ overflowWrap: "anywhere" }}>
            {t("report")} · {report.file.name}
          </h1>
          <Brought listed={report} people={report.people} here={unit.code} />
        </div>
        <div className="line">
          {report.may_take && (
            <Button loading={busy} onClick={() => void annotated()}>
              {t("annotated")}
            </Button>
          )}
          {report.may_undo && <UndoImport id={report.id} />}
        </div>
      </div>
      {error !== null && <Refusal error={error} />}
      {report.undone && <Undone id={report.id} undone={report.undone} people={report.people} named />}
      <section className="panel stack">
        <Findings findings={findings} />
        <RowsByOutcome rows={rows} counts={report.counts} />
      </section>
    </div>
  );
}
