/** A subject that moves to another unit, or is closed. */
import { Form, Input, Modal, Select } from "antd";
import { useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { database } from "../local/database";
import { today } from "../local/day";
import { file } from "../local/outbox";
import { suiting, useClosingReasons } from "../local/reasons";
import { useAct } from "../shell/acting";
import { go } from "../shell/route";
import { Refusal } from "../shell/Said";
import { type Unit, useUnit, useUnits } from "../shell/unit";
import { useSpeech } from "../words/language";

const NO_UNITS: Unit[] = [];

interface Given {
  form: Schemas["SubjectForm"];
  done: () => void;
}

/** To any unit that there is: whoever sends somebody away need not be granted the place they go to. */
export function MoveDialog({ form, done }: Given) {
  const { t } = useSpeech();
  const { units: mine } = useUnit();
  const { data: all = NO_UNITS } = useUnits();
  const [unit, setUnit] = useState<string>();
  const [remark, setRemark] = useState("");
  const { row, as_of: base } = form;
  const options = useMemo(() => placed(all).filter((each) => each.value !== row.unit), [all, row.unit]);
  const there = options.find((each) => each.value === unit);
  const who = row.label ?? row.subject;
  const { act, busy, error } = useAct();
  const move = () =>
    act(async () => {
      await file(who, { unit: unit!, subject: row.subject, kind: row.kind, act: "move", values: {}, base, remark: remark.trim() || null });
      const kept = await database.rows.get(row.subject);
      if (kept) await database.rows.put({ ...kept, unit: unit!, row: { ...kept.row, unit: unit! } });
      done();
      go("today");
    });
  return (
    <Modal open title={t("moveTitle", { who })} okText={t("move")} cancelText={t("cancel")} okButtonProps={{ disabled: !unit, loading: busy }} onOk={() => void move()} onCancel={done}>
      <Form layout="vertical">
        <Form.Item label={t("moveTo")} htmlFor="move-to">
          <Select
            id="move-to"
            showSearch={{ filterOption: (typed, option) => Boolean(option?.words.includes(typed.trim().toLowerCase())) }}
            autoFocus
            style={{ width: "100%" }}
            placeholder={t("moveFind")}
            notFoundContent={t("moveNone")}
            value={unit ?? null}
            onChange={setUnit}
            options={options}
            optionRender={({ data }) => (
              <>
                {data.label} <span className="soft small num">{data.value}</span>
                {data.above && <div className="soft small">{data.above}</div>}
              </>
            )}
          />
        </Form.Item>
        <Form.Item label={t("remark")} htmlFor="moving-remark">
          <Input id="moving-remark" value={remark} maxLength={500} onChange={(event) => setRemark(event.target.value)} />
        </Form.Item>
      </Form>
      <div className="tight" aria-live="polite">
        {there && <p>{t(mine.some((each) => each.code === unit) ? "moveWithin" : "moveAway", { who, unit: there.label })}</p>}
        {there && row.kind === "household" && <p className="soft">{t("moveAlone")}</p>}
        {error !== null && <Refusal error={error} />}
      </div>
    </Modal>
  );
}

interface Placed {
  value: string;
  label: string;
  /** What lies above it, the highest first. */
  above: string;
  /** What it is found by: its name, its code, and the names above it. */
  words: string;
}

function placed(units: Unit[]): Placed[] {
  const known = new Map(units.map((each) => [each.code, each]));
  return units.map((unit) => {
    const above: string[] = [];
    for (let at = known.get(unit.parent ?? ""); at && above.length < 9; at = known.get(at.parent ?? "")) above.unshift(at.name);
    return { value: unit.code, label: unit.name, above: above.join(" › "), words: [unit.name, unit.code, ...above].join("\n").toLowerCase() };
  });
}

export function CloseDialog({ form, done }: Given) {
  const { t, either } = useSpeech();
  const [reason, setReason] = useState<string>();
  const [on, setOn] = useState("");
  const [remark, setRemark] = useState("");
  const { data: reasons, error: unread } = useClosingReasons();
  const { row, as_of: base } = form;
  const died = reason === "died" && row.kind === "person";
  const { act, busy, error } = useAct();
  const close = () =>
    act(async () => {
      const values = died && on ? { "person.death_date": on } : {};
      await file(row.label ?? row.subject, { unit: row.unit, subject: row.subject, kind: row.kind, act: "close", values, base, reason: reason!, remark: remark.trim() || null });
      await database.rows.delete(row.subject);
      done();
      go("today");
    });
  const wrong = error ?? unread;
  return (
    <Modal open title={t("closeTitle")} okText={t("closeSubject")} cancelText={t("cancel")} okButtonProps={{ disabled: !reason, danger: true, loading: busy }} onOk={() => void close()} onCancel={done}>
      <Form layout="vertical">
        <Form.Item label={t("reason")} htmlFor="reason">
          <Select
            id="reason"
            placeholder={t("choose")}
            value={reason ?? null}
            onChange={setReason}
            options={suiting(reasons, row.kind).map((each) => ({ value: each.code, label: either(each.label) }))}
          />
        </Form.Item>
        {died && (
          <Form.Item label={t("closeOn")} htmlFor="closed-on">
            <Input id="closed-on" type="date" max={today()} value={on} onChange={(event) => setOn(event.target.value)} />
          </Form.Item>
        )}
        <Form.Item label={t("remark")} htmlFor="closing-remark">
          <Input id="closing-remark" value={remark} maxLength={500} onChange={(event) => setRemark(event.target.value)} />
        </Form.Item>
      </Form>
      {wrong != null && <Refusal error={wrong} />}
    </Modal>
  );
}
