/** The unit's table as a workbook: out, filled in, and back with what became of every row. */
import { App, Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { call, type Finding, file, save } from "../api/client";
import { useDropped } from "../shell/dropped";
import { Findings, Refusal, Status } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import type { Word } from "../words/words";

interface ReportRow {
  row: number;
  outcome: "accepted" | "unchanged" | "conflict" | "blocked" | "asks-why";
  findings?: Finding[];
}

interface Report {
  id: string;
  file: { name: string };
  counts: Record<string, number>;
  sheets: { name: string; findings: Finding[]; rows: ReportRow[] }[];
}

const SHOWN = 200;
const LOOK: Record<string, string> = { accepted: "good", unchanged: "current", conflict: "contested", blocked: "bad", "asks-why": "missing" };

export function Workbook() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const [busy, setBusy] = useState<"out" | "in" | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [report, setReport] = useState<Report | null>(null);

  const attempt = async (what: "out" | "in", act: () => Promise<void>) => {
    setBusy(what);
    setError(null);
    try {
      await act();
    } catch (refused) {
      setError(refused);
    }
    setBusy(null);
  };
  const out = () => attempt("out", async () => save(await file(`/units/${encodeURIComponent(unit.code)}/workbook`)));
  const bring = (given: File) =>
    attempt("in", async () => {
      const form = new FormData();
      form.append("file", given);
      setReport(await call<Report>(`/units/${encodeURIComponent(unit.code)}/imports`, { form }));
    });

  return (
    <div className="stack">
      <h1 tabIndex={-1}>
        {t("workbookTitle")} · {unit.name}
      </h1>
      <div className="sides">
        <section className="panel stack">
          <h2>1. {t("workbookOut")}</h2>
          <p className="soft">{t("workbookOutHelp")}</p>
          <Button type="primary" loading={busy === "out"} onClick={() => void out()}>
            {t("workbookOut")}
          </Button>
        </section>
        <section className="panel stack">
          <h2>2. {t("workbookIn")}</h2>
          <Drop take={(given) => void bring(given)} busy={busy === "in"} />
        </section>
      </div>
      {error !== null && <Refusal error={error} />}
      {report && <Reported key={report.id} report={report} gone={() => setReport(null)} />}
    </div>
  );
}

function Drop({ take, busy }: { take: (given: File) => void; busy: boolean }) {
  const { t } = useSpeech();
  const { over, dropping } = useDropped(take);
  return (
    <div className={over ? "drop over" : "drop"} {...dropping}>
      <label>
        <input
          type="file"
          accept=".xlsx,.xls,.et"
          disabled={busy}
          onChange={(event) => {
            const given = event.target.files?.[0];
            if (given) take(given);
            event.target.value = "";
          }}
        />
        <span>{busy ? t("importing") : t("workbookChoose")}</span>
        <p className="soft" style={{ marginTop: 8 }}>
          {t("workbookInHelp")}
        </p>
      </label>
    </div>
  );
}

function Reported({ report, gone }: { report: Report; gone: () => void }) {
  const { t } = useSpeech();
  const { message, modal } = App.useApp();
  const [wrongOnly, setWrongOnly] = useState(true);
  const rows = report.sheets.flatMap((sheet) => sheet.rows.map((each) => ({ ...each, place: `${sheet.name}!${each.row}` })));
  const wanted = wrongOnly ? rows.filter((each) => ["conflict", "blocked", "asks-why"].includes(each.outcome)) : rows;
  const address = `/imports/${encodeURIComponent(report.id)}`;
  const undo = () => {
    let why = "";
    modal.confirm({
      title: t("undoImport"),
      content: <Input aria-label={t("undoWhy")} placeholder={t("undoWhy")} onChange={(event) => (why = event.target.value)} />,
      okText: t("undoImport"),
      cancelText: t("cancel"),
      onOk: async () => {
        try {
          await call(`${address}/undoing`, { json: { why } });
          message.success(t("undone"));
          gone();
        } catch (error) {
          modal.error({ title: t("undoImport"), content: <Refusal error={error} /> });
        }
      },
    });
  };
  return (
    <section className="panel stack" aria-live="polite">
      <div className="line spread">
        <h2>
          {t("report")} · {report.file.name}
        </h2>
        <div className="line">
          <Button onClick={() => void file(`${address}/workbook`).then(save)}>{t("annotated")}</Button>
          <Button onClick={undo}>{t("undoImport")}</Button>
        </div>
      </div>
      <div className="line">
        {Object.entries(report.counts).map(([outcome, n]) => (
          <Status key={outcome} of={LOOK[outcome] ?? ""}>
            {t(outcome as Word)} {n}
          </Status>
        ))}
      </div>
      {report.sheets.map((each) => each.findings.length > 0 && <Findings key={each.name} findings={each.findings} />)}
      <Checkbox checked={wrongOnly} onChange={(event) => setWrongOnly(event.target.checked)}>
        {t("onlyProblems")}
      </Checkbox>
      {wanted.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={t("report")}>
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t("row")}</th>
                <th scope="col">{t("result")}</th>
                <th scope="col">{t("says")}</th>
              </tr>
            </thead>
            <tbody>
              {wanted.slice(0, SHOWN).map((each) => (
                <tr key={each.place}>
                  <td className="num">{each.place}</td>
                  <td>
                    <Status of={LOOK[each.outcome] ?? ""}>{t(each.outcome)}</Status>
                  </td>
                  <td>
                    <Findings findings={each.findings ?? []} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
