/** A closed record: why it is closed, and how it is there again. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { freshId } from "../../local/outbox";
import { useClosingReasons } from "../../local/reasons";
import { useAct } from "../../shell/acting";
import { useSignedIn } from "../../session/session";
import { go, way } from "../../shell/route";
import { Refusal } from "../../shell/Said";
import { useUnit, useUnitNames } from "../../shell/unit";
import { Waiting } from "../../shell/Waiting";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { subjectPath, useHeld } from "./known";
import { useUndoing } from "./undoing";

type Record = Schemas["Record"];

/** In place of the form of one that is closed. */
export function ClosedSubject({ subject }: { subject: string }) {
  const { t } = useSpeech();
  const { data, error } = useHeld(subject);
  if (error) return <Refusal error={error} />;
  if (!data) return <Waiting />;
  return (
    <div className="stack">
      <div className="line spread">
        <h1 tabIndex={-1}>{data.label ?? subject}</h1>
        <Button href={way("history", subject)}>{t("history")}</Button>
      </div>
      <Closed record={data.record} />
    </div>
  );
}

export function Closed({ record }: { record: Record }) {
  if (!record.closed) return null;
  return record.merged_into ? <Merged record={record} /> : <Ended record={record} />;
}

/** Whether whoever is signed in fills in the unit where it is, and changes anything at all. */
function useMine(record: Record): boolean {
  const { units } = useUnit();
  const { seenBy } = useSignedIn();
  return !seenBy && units.some((each) => each.code === record.unit);
}

function Ended({ record }: { record: Record }) {
  const { either } = useSpeech();
  const t = useWords(DOUBLES);
  const unit = useUnitNames();
  const mine = useMine(record);
  const [asking, setAsking] = useState(false);
  const { data: reasons } = useClosingReasons();
  const reason = reasons?.codes.find((each) => each.code === record.reason);
  return (
    <Alert
      type="warning"
      showIcon
      title={t("closed")}
      description={
        <div className="stack">
          {reason && <p>{t("closedWhy", { why: either(reason.label) })}</p>}
          {mine ? <Button onClick={() => setAsking(true)}>{t("reopen")}</Button> : <p>{t("closedElsewhere", { unit: unit(record.unit) })}</p>}
          {asking && <ReopenDialog record={record} done={() => setAsking(false)} />}
        </div>
      }
    />
  );
}

function Merged({ record }: { record: Record }) {
  const t = useWords(DOUBLES);
  const { data } = useQuery({ queryKey: ["merging of", record.subject], queryFn: () => call<Schemas["MergingsAnswer"]>(`${subjectPath(record.subject)}/mergings`) });
  const undoing = useUndoing(() => go("subject", record.subject));
  const found = data?.mergings[0];
  if (!found) return null;
  const { merging, into, may_undo: mayUndo, kind } = found;
  return (
    <Alert
      type="warning"
      showIcon
      title={t("closedInto", { who: into?.label ?? t("somebody") })}
      description={
        <div className="stack">
          {undoing.refusal}
          <div className="line">
            {into && <Button href={way(into.closed ? "history" : "subject", into.subject)}>{t("openRecord")}</Button>}
            {merging && mayUndo && (
              <Button loading={undoing.busy} onClick={() => void undoing.undo(merging, kind)}>
                {t("undo")}
              </Button>
            )}
          </div>
        </div>
      }
    />
  );
}

function ReopenDialog({ record, done }: { record: Record; done: () => void }) {
  const { t: said } = useSpeech();
  const t = useWords(DOUBLES);
  const { units } = useUnit();
  const [unit, setUnit] = useState(record.unit);
  const [remark, setRemark] = useState("");
  const { act, busy, error } = useAct([]);
  const reopen = async () => {
    const path = `${subjectPath(record.subject)}/reopening`;
    if (!(await act(() => call(path, { json: { id: freshId(), unit, remark: remark.trim() || null } }), t("reopened")))) return;
    done();
    go("subject", record.subject);
  };
  return (
    <Modal open title={t("reopenTitle")} okText={t("reopen")} cancelText={said("cancel")} okButtonProps={{ loading: busy }} onOk={() => void reopen()} onCancel={done}>
      <div className="stack">
        <p className="soft">{t("reopenHelp")}</p>
        {error !== null && <Refusal error={error} />}
        <Select
          aria-label={said("unit")}
          showSearch={{ optionFilterProp: "label" }}
          style={{ width: "100%" }}
          value={unit}
          onChange={setUnit}
          options={units.map((each) => ({ value: each.code, label: each.name }))}
        />
        <Input aria-label={t("reopenWhy")} placeholder={t("reopenWhy")} value={remark} maxLength={500} onChange={(event) => setRemark(event.target.value)} />
      </div>
    </Modal>
  );
}
