/** What became of a register that was loaded: each row with the reason, as a file too; and undoing it. */
import "../registering/registering.css";
import "./holding.css";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { call, file, save } from "../../api/client";
import { useAct } from "../../shell/acting";
import { useDepartmentNames, useUnitNames } from "../../office/known";
import { Asked, Head, Panel } from "../../office/pieces";
import { Refusal } from "../../shell/Said";
import { HOLDING } from "../../words/holding";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { called } from "../../worker/acts";
import { RowsByOutcome } from "../../worker/RowsByOutcome";
import { Undone } from "../../worker/Undone";
import { UndoImport } from "../../worker/UndoImport";
import { Means } from "./AsRead";
import type { Told } from "./held";
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
  const query = useQuery({ queryKey: ["import", id], queryFn: () => call<Told>(address) });
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
            {told.undone && <Undone id={id} undone={told.undone} people={told.people} named={Boolean(todo)} />}
            {todo && !told.undone && (
              <div className="line">
                <Button type="primary" href={todo}>
                  {t("confirmThem")}
                </Button>
                {conflicts && Boolean(told.counts.conflict) && <Button href={conflicts}>{t("toConflicts")}</Button>}
              </div>
            )}
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

/** The rows with what each says: its findings, or else what its outcome means. */
function RowsOf({ told }: { told: Told }) {
  const t = useWords(HOLDING);
  const rows = told.sheets.flatMap(({ rows: some }) =>
    some.map(({ place, outcome, errors = [] }) => ({ place, outcome, findings: errors, says: outcome === "blocked" && errors.length ? undefined : t(`says_${outcome}`) })),
  );
  return (
    <section className="panel stack">
      <RowsByOutcome rows={rows} counts={told.counts} />
    </section>
  );
}
