/** One import: what became of each of its rows, its workbook with notes, and whether it was undone. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { call, type Finding, file, save, Unreachable } from "../api/client";
import { labelOf } from "../local/unit";
import { way } from "../shell/route";
import { Findings, Refusal, Teach } from "../shell/Said";
import { Unprinted } from "../shell/printing";
import { Waiting } from "../shell/Waiting";
import { IMPORTS, OUTCOMES } from "../words/imports";
import { useSpeech, useWords } from "../words/language";
import { useFigures } from "../words/names";
import { called } from "./acts";
import { Brought, type Listed } from "./Imports";
import { ATTENTION, counted, type Outcome, OutcomeSaid } from "./outcomes";
import { UndoImport, type Undoing, undoingPath, useTold } from "./UndoImport";

/** A row of a workbook is known by its number, one of a register by its place. */
interface ReportRow {
  row?: number;
  place?: string;
  outcome: Outcome;
  findings?: Finding[];
  errors?: Finding[];
}

export interface Report extends Listed {
  people: Record<string, string>;
  findings: Finding[];
  sheets: { name: string; findings?: Finding[]; rows: ReportRow[] }[];
}

type Filter = "attention" | "every" | Outcome;
type Placed = ReportRow & { at: string };

const AT_ONCE = 200;

const heeded = (row: ReportRow): boolean => ATTENTION.includes(row.outcome) || Boolean(row.errors?.length);

export function OneImport({ id }: { id: string }) {
  const { t: say } = useSpeech();
  const t = useWords(IMPORTS);
  const { data, error } = useQuery({ queryKey: ["import", id], queryFn: () => call<Report>(`/imports/${encodeURIComponent(id)}`) });
  const back = <a href={way("workbook")}>← {t("before")}</a>;
  if (data) return <Reported report={data} back={back} />;
  return (
    <div className="stack">
      {back}
      <h1 tabIndex={-1}>{t("report")}</h1>
      {!error ? <Waiting /> : error instanceof Unreachable ? <Teach title={say("needsNetwork")} help={say("unreachableHelp")} /> : <Refusal error={error} />}
    </div>
  );
}

function Reported({ report, back }: { report: Report; back: ReactNode }) {
  const t = useWords(IMPORTS);
  const [error, setError] = useState<unknown>(null);
  const annotated = () => file(`/imports/${encodeURIComponent(report.id)}/workbook`).then(save, setError);
  const findings = [...report.findings, ...report.sheets.flatMap((each) => each.findings ?? [])];
  return (
    <div className="stack">
      {back}
      <div className="line spread">
        <div className="tight grow" style={{ minWidth: 240 }}>
          <h1 tabIndex={-1} style={{ overflowWrap: "anywhere" }}>
            {t("report")} · {report.file.name}
          </h1>
          <Brought listed={report} people={report.people} />
        </div>
        <div className="line">
          {report.kind === "workbook" && report.may_take && <Button onClick={() => void annotated()}>{t("annotated")}</Button>}
          {report.may_undo && <UndoImport id={report.id} />}
        </div>
      </div>
      {error !== null && <Refusal error={error} />}
      {report.undone && <Undone report={report} />}
      <section className="panel stack">
        <Findings findings={findings} />
        <RowsByOutcome report={report} />
      </section>
    </div>
  );
}

function RowsByOutcome({ report }: { report: Report }) {
  const t = useWords(IMPORTS);
  const said = useWords(OUTCOMES);
  const rows: Placed[] = report.sheets.flatMap((sheet) => sheet.rows.map((each) => ({ ...each, at: each.place ?? `${sheet.name}!${each.row}` })));
  const attention = rows.filter(heeded);
  const [filter, setFilter] = useState<Filter>(attention.length ? "attention" : "every");
  const wanted = filter === "every" ? rows : filter === "attention" ? attention : rows.filter((each) => each.outcome === filter);
  const chip = (each: Filter, label: string, n: number) => (
    <button key={each} type="button" className="chip" aria-pressed={filter === each} onClick={() => setFilter(each)}>
      {label} <span className="num">{n}</span>
    </button>
  );
  return (
    <>
      <div className="chips" role="group" aria-label={t("filter")}>
        {chip("attention", t("attention"), attention.length)}
        {counted(report.counts).map(([outcome, n]) => chip(outcome, said(outcome), n))}
        {chip("every", t("every"), rows.length)}
      </div>
      {wanted.length ? <Table key={filter} rows={wanted} /> : <p className="soft">{rows.length ? t("allWell") : t("noRows")}</p>}
    </>
  );
}

function Table({ rows }: { rows: Placed[] }) {
  const t = useWords(IMPORTS);
  const [shown, setShown] = useState(AT_ONCE);
  const left = rows.length - shown;
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label={t("report")}>
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">{t("place")}</th>
              <th scope="col">{t("result")}</th>
              <th scope="col">{t("says")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((each) => (
              <tr key={each.at}>
                <td className="num">{each.at}</td>
                <td>
                  <OutcomeSaid of={each.outcome} />
                </td>
                <td>
                  <Findings findings={[...(each.findings ?? []), ...(each.errors ?? [])]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && <Unprinted n={shown} of={rows.length} />}
      {left > 0 && <Button onClick={() => setShown(shown + AT_ONCE)}>{t("moreRows", { n: Math.min(left, AT_ONCE), left })}</Button>}
    </>
  );
}

/** By whom it was undone, and what that did. */
function Undone({ report }: { report: Report }) {
  const t = useWords(IMPORTS);
  const { moment } = useFigures();
  const { data } = useQuery({ queryKey: ["undoing", report.id], queryFn: () => call<Undoing>(undoingPath(report.id)) });
  const { actor, at, why } = report.undone!;
  const told = useTold();
  const left = data?.results.filter((each) => each.what === "left") ?? [];
  return (
    <section className="panel tight">
      <p>{t("undoneBy", { who: called(report.people, actor), at: moment(at), why })}</p>
      {data && <p className="soft">{told(data)}</p>}
      {left.length > 0 && <Left results={left} />}
    </section>
  );
}

function Left({ results }: { results: Undoing["results"] }) {
  const t = useWords(IMPORTS);
  const [shown, setShown] = useState(20);
  const more = results.length - shown;
  return (
    <details>
      <summary>{t("leftTitle")}</summary>
      <ul className="rows">
        {results.slice(0, shown).map((each, at) => (
          <li key={at} className="line" style={{ padding: "4px 0" }}>
            <Linked subject={each.subject} />
            {each.why && <span className="soft small">{t(each.why)}</span>}
          </li>
        ))}
      </ul>
      {more > 0 && <Button onClick={() => setShown(shown + AT_ONCE)}>{t("moreRows", { n: Math.min(more, AT_ONCE), left: more })}</Button>}
    </details>
  );
}

function Linked({ subject }: { subject: string }) {
  const { data } = useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject), staleTime: 600_000 });
  return <a href={way("subject", subject)}>{data ?? "…"}</a>;
}
