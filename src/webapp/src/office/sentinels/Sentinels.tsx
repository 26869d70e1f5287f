/** What units were asked beside the one table: what of it is held already, and what the office did about it. */
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { call, file, save, type Schemas } from "../../api/client";
import { heldOf, Recognised } from "../../asked/Recognised";
import { Refusal, Status, Teach } from "../../shell/Said";
import { ASKED } from "../../words/asked";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { useAct } from "../../shell/acting";
import { useDepartmentNames, useMayGovern, useUnitNames } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { Why } from "../Why";

type Report = Schemas["SentinelReport"];
type Outcome = "told" | "registered" | "dismissed";

const STATES = ["open", "told", "registered", "dismissed"] as const;

export default function Sentinels() {
  const t = useWords(ASKED);
  const [state, setState] = useState<string>("open");
  const reports = useQuery({
    queryKey: ["sentinel-reports", "all", state],
    queryFn: () => call<Schemas["SentinelReportsAnswer"]>(`/sentinel-reports${state ? `?state=${state}` : ""}`),
  });
  return (
    <>
      <Head title={t("officeTitle")} help={t("officeLead")}>
        <Segmented
          aria-label={t("state")}
          className="states"
          value={state}
          onChange={setState}
          options={[...STATES.map((each) => ({ value: each as string, label: t(each) })), { value: "", label: t("all") }]}
        />
      </Head>
      <Asked query={reports}>
        {({ reports: found }) =>
          found.length ? (
            <Panel flush>
              <Listed reports={[...found]} />
            </Panel>
          ) : (
            <Panel>
              <Teach title={t("nothing")} help={t("nothingHelp")} />
            </Panel>
          )
        }
      </Asked>
    </>
  );
}

function Listed({ reports }: { reports: Report[] }) {
  const t = useWords(ASKED);
  const { moment } = useFigures();
  const department = useDepartmentNames();
  const unit = useUnitNames();
  return (
    <Rows<Report>
      rowKey="id"
      dataSource={reports}
      expandable={{ expandedRowRender: (each) => <Opened report={each} /> }}
      columns={[
        { title: t("what"), render: (_, each) => each.recognised?.[0]?.title ?? each.note ?? each.file?.name },
        { title: t("who"), render: (_, each) => [each.department && department(each.department), each.asker].filter(Boolean).join(" · ") || t("unknown") },
        { title: t("unit"), render: (_, each) => unit(each.unit) },
        {
          title: t("heldShare"),
          className: "num",
          render: (_, { recognised = [] }) =>
            recognised.length ? `${recognised.reduce((sum, each) => sum + heldOf(each), 0)} / ${recognised.reduce((sum, each) => sum + each.questions.length, 0)}` : "—",
        },
        { title: t("at"), className: "num", render: (_, each) => moment(each.at) },
        { title: t("state"), render: (_, each) => <Status of={each.state === "open" ? "due" : each.state === "dismissed" ? "" : "good"}>{t(each.state ?? "open")}</Status> },
      ]}
    />
  );
}

function Opened({ report }: { report: Report }) {
  const t = useWords(ASKED);
  const mayAnswer = useMayGovern();
  const { act, busy, error, forget } = useAct(["sentinel-reports"]);
  const [outcome, choose] = useState<Outcome | null>(null);
  const path = `/sentinel-reports/${encodeURIComponent(report.id)}`;
  return (
    <div className="stack">
      {report.note && <p>{report.note}</p>}
      <Recognised report={report} open />
      {report.end && <p>{report.end.why}</p>}
      <div className="line">
        {report.file && <Button onClick={() => void act(async () => save(await file(`${path}/file`)))}>{t("download")}</Button>}
        {mayAnswer && report.state === "open" && (
          <>
            <Button type="primary" onClick={() => choose("told")}>
              {t("tell")}
            </Button>
            <Button onClick={() => choose("registered")}>{t("registeredNow")}</Button>
            <Button onClick={() => choose("dismissed")}>{t("dismiss")}</Button>
          </>
        )}
      </div>
      {error !== null && !outcome && <Refusal error={error} />}
      {outcome && (
        <Why
          title={`${t("answerTitle")} · ${t(outcome)}`}
          help={t("answerHelp")}
          ok={t(outcome)}
          busy={busy}
          error={error}
          done={async (why) => {
            if (await act(() => call(`${path}/answer`, { json: { outcome, why } }), t("answered"))) choose(null);
          }}
          cancel={() => (forget(), choose(null))}
        />
      )}
    </div>
  );
}
