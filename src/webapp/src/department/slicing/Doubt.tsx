/** A cell or a row is doubted: with a reason, which its unit reads. */
import { Input, Modal } from "antd";
import { useState } from "react";
import { call } from "../../api/client";
import { freshId } from "../../local/outbox";
import { useAct } from "../../shell/acting";
import { Refusal } from "../../shell/Said";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";

export interface Doubted {
  subject: string;
  /** Which cell, and what is in it; the whole row where there is none. */
  field?: { id: string; label: string; value: string };
  row: number;
}

export function Doubt({ form, doubted, close }: { form: string; doubted: Doubted; close: () => void }) {
  const t = useWords(SLICING);
  const [id] = useState(freshId);
  const [why, setWhy] = useState("");
  const { act, busy, error } = useAct(["challenges"]);
  const { field, subject, row } = doubted;
  const send = async () => {
    const done = await act(() => call("/challenges", { json: { id, form, subject, ...(field ? { field: field.id } : {}), why: why.trim() } }), t("doubtSent"));
    if (done) close();
  };
  return (
    <Modal open title={t(field ? "doubtCell" : "doubtRow")} onCancel={close} okText={t("doubtSend")} okButtonProps={{ loading: busy, disabled: !why.trim() }} onOk={() => void send()}>
      <div className="stack">
        <p>
          {t("rowN", { n: row + 1 })}
          {field && (
            <>
              {" · "}
              <b>{field.label}</b>：{field.value || <span className="soft">{t("notAnswered")}</span>}
            </>
          )}
        </p>
        <label className="stack tight">
          <span>{t("doubtWhy")}</span>
          <Input.TextArea autoFocus rows={3} maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} placeholder={t("doubtWhyExample")} />
        </label>
        <p className="soft small">{t("doubtHelp")}</p>
        {error !== null && <Refusal error={error} />}
      </div>
    </Modal>
  );
}
