/** Subjects in a list: what each is called, what it needs, and confirming it where nothing changed. */
import { Button } from "antd";
import type { Row } from "../local/database";
import { useReachable } from "../local/network";
import { confirmable, TODO } from "../local/overlay";
import { way } from "../shell/route";
import { Status } from "../shell/Said";
import { useUnitNames } from "../shell/unit";
import { useSpeech } from "../words/language";
import { useConfirm } from "./confirming";
import { startWalk } from "./walk";

export function Rows({ rows, asOf }: { rows: Row[]; asOf: number }) {
  return (
    <ul className="rows">
      {rows.map((row) => (
        <li key={row.subject}>
          <OneRow row={row} asOf={asOf} walk={rows} />
          {row.members?.map((member) => (
            <div key={member.subject} className="member">
              <OneRow row={member} asOf={asOf} walk={row.members!} />
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function OneRow({ row, asOf, walk }: { row: Row; asOf: number; walk: Row[] }) {
  const { t, listed } = useSpeech();
  const unitName = useUnitNames();
  const { confirm, busy } = useConfirm(["table"]);
  useReachable();
  const needs = TODO.filter((each) => row[each]?.length);
  const whole = row.members?.length;
  const page = row.kind === "household" ? "household" : "subject";
  return (
    <div className="subject">
      <a href={way(page, row.subject)} onClick={() => startWalk(walk.map((each) => each.subject))}>
        <div className="line" style={{ gap: 6 }}>
          <span className="label">{row.label ?? row.subject}</span>
          <Status of={row.status}>{t(row.status)}</Status>
          <span className="soft small wide">{unitName(row.unit)}</span>
        </div>
        <div className="needs">
          {listed(needs.map((each) => t("todoOf", { n: row[each].length, status: t(each) })), "，")}
        </div>
      </a>
      {confirmable(row) && (
        <Button size="small" loading={busy} onClick={() => void confirm(row.unit, [row], asOf, Boolean(whole))}>
          {whole ? t("confirmHousehold") : t("confirmOne")}
        </Button>
      )}
    </div>
  );
}
