/** Who the form is about, and what can be done with the whole of them. */
import { Button } from "antd";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { confirmable } from "../local/overlay";
import { way } from "../shell/route";
import { Status } from "../shell/Said";
import { useUnitNames } from "../shell/unit";
import { useSpeech } from "../words/language";
import { useConfirm } from "./confirming";
import { CloseDialog, MoveDialog } from "./leaving";

export function Heading({ form }: { form: Schemas["SubjectForm"] }) {
  const { t } = useSpeech();
  const unitName = useUnitNames();
  const { row } = form;
  const { confirm, busy } = useConfirm(["form", row.subject]);
  const [dialog, setDialog] = useState<"move" | "close" | null>(null);
  const household = row.cells.find((each) => each.element === "person.household")?.value;
  return (
    <div className="line spread">
      <div className="line">
        <h1 tabIndex={-1}>{row.label ?? row.subject}</h1>
        <Status of={row.status}>{t(row.status)}</Status>
        <span className="soft">{unitName(row.unit)}</span>
        {typeof household === "string" && <a href={way("household", household)}>{t("toHousehold")}</a>}
      </div>
      <div className="line no-print">
        {confirmable(row) && (
          <Button type="primary" loading={busy} onClick={() => void confirm(row.unit, [row], form.as_of)}>
            {t("confirmOne")}
          </Button>
        )}
        <Button href={way("history", row.subject)}>{t("history")}</Button>
        <Button href={way("doubles", row.subject)}>{t("doubles")}</Button>
        <Button onClick={() => setDialog("move")}>{t("move")}</Button>
        <Button onClick={() => setDialog("close")}>{t("closeSubject")}</Button>
      </div>
      {dialog === "move" && <MoveDialog form={form} done={() => setDialog(null)} />}
      {dialog === "close" && <CloseDialog form={form} done={() => setDialog(null)} />}
    </div>
  );
}
