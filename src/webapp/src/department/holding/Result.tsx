/** What became of a register that was loaded: each row with the reason, as a file too; and undoing it. */
import "../registering/registering.css";
import "./holding.css";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented, type TableColumnsType } from "antd";
import { useState } from "react";
import { call, file, save } from "../../api/client";
import { useAct } from "../../office/acting";
import { useDepartmentNames, useUnitNames } from "../../office/known";
import { Asked, Head, Panel, Rows } from "../../office/pieces";
import { Findings, Refusal } from "../../shell/Said";
import { HOLDING } from "../../words/holding";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { called } from "../../worker/acts";
import { ATTENTION, OutcomeSaid } from "../../worker/outcomes";
import { UndoImport } from "../../worker/UndoImport";
import { Means } from "./AsRead";
import { Counted } from "./Earlier";
import { type Row, type Told } from "./held";
import { Progressed } from "./Loading";

interface Given {
  id: string;
  /** Where another is loaded. */
  home: string;
  /** Where what was loaded is confirmed, and conflicts are decided, by whoever works in the unit. */
  todo?: string;
  conflicts?: string;
}

export function Result({ id, home, todo, conflicts }: Given) {
  const t = useWords(HOLDING);
  const { moment } = useFigures();
  const unitName = useUnitNames();
  const departmentName = useDepartmentNames();
  const address = `/imports/${encodeURIComponent(id)}`;
  const query = useQuery({ queryKey: ["imports", id], queryFn: () => call<Told>(address) });
  const taking = useAct();
  return (
    <Asked query={query}>
      {(told) => (
        <>
          <Head
            title={`${t("resultTitle")} · ${told.file.name}`}
            help={[t("resultOf", { by: called(told.people, told.actor), at: moment(told.at), unit: unitName(told.unit ?? "") }), told.department && t("inNameOf", { department: departmentName(told.department) }), told.department && told.lead !== false && t("asLead")].filter(Boolean).join(" · ")}
            back={{ href: home, label: t("loadAnother") }}
          >
            <Button loading={taking.busy} onClick={() => void taking.act(async () => save(await file(`${address}/workbook`)))}>
              {t("download")}
            </Button>
            {told.may_undo && <UndoImport id={id} />}
          </Head>
          <Progressed at={4} />
          <div className="stack">
            {taking.error !== null && <Refusal error={taking.error} />}
            {told.undone && <Alert type="warning" showIcon title={t("wasUndoneBy", { by: called(told.people, told.undone.actor), at: moment(told.undone.at), why: told.undone.why })} />}
            <div className="line spread">
              <Counted counts={told.counts} />
              <span className="line">
                {todo && !told.undone && (
                  <Button type="primary" href={todo}>
                    {t("confirmThem")}
                  </Button>
                )}
                {conflicts && Boolean(told.counts.conflict) && <Button href={conflicts}>{t("toConflicts")}</Button>}
              </span>
            </div>
            <RowsOf told={told} />
            <Panel title={t("columnsAre")}>
              <ul className="column-meanings">
                {told.sheets.flatMap((sheet) =>
                  sheet.columns.map((each) => (
                    <li key={each.cell}>
                      {each.label} <Means column={each} />
                    </li>
                  )),
                )}
              </ul>
            </Panel>
          </div>
        </>
      )}
    </Asked>
  );
}

function RowsOf({ told }: { told: Told }) {
  const t = useWords(HOLDING);
  const all = told.sheets.flatMap((each) => each.rows);
  const wrong = all.filter((each) => ATTENTION.includes(each.outcome) || each.errors?.length);
  const [every, setEvery] = useState(!wrong.length);
  const order = (row: Row) => (ATTENTION.includes(row.outcome) ? ATTENTION.indexOf(row.outcome) : ATTENTION.length);
  const rows = every ? all : [...wrong].sort((one, other) => order(one) - order(other));
  const columns: TableColumnsType<Row> = [
    { title: t("place"), key: "place", dataIndex: "place", className: "num" },
    { title: t("result"), key: "result", render: (_, each) => <OutcomeSaid of={each.outcome} /> },
    {
      title: t("says"),
      key: "says",
      render: (_, each) => (
        <div className="says">
          {(each.outcome !== "blocked" || !each.errors?.length) && t(`says_${each.outcome}`)}
          <Findings findings={each.errors ?? []} />
        </div>
      ),
    },
  ];
  return (
    <Panel
      flush
      title={t("result")}
      extra={
        <Segmented
          value={every ? "all" : "wrong"}
          onChange={(value) => setEvery(value === "all")}
          options={[
            { value: "wrong", label: `${t("toLookAt")} ${wrong.length}` },
            { value: "all", label: `${t("all")} ${all.length}` },
          ]}
        />
      }
    >
      <Rows rowKey="place" columns={columns} dataSource={rows} pageSize={50} empty={t("nothingToLookAt")} />
    </Panel>
  );
}
