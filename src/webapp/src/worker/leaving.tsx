/** A subject that moves to another unit, or is closed. */
import { useQuery } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { file } from "../local/outbox";
import { go } from "../shell/route";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { closingReasons } from "./reasons";

interface Given {
  form: Schemas["SubjectForm"];
  done: () => void;
}

export function MoveDialog({ form, done }: Given) {
  const { t } = useSpeech();
  const { units } = useUnit();
  const [unit, setUnit] = useState<string>();
  const { row, as_of: base } = form;
  const move = async () => {
    await file(row.label ?? row.subject, { unit: unit!, subject: row.subject, kind: row.kind, act: "move", values: {}, base });
    done();
    go("today");
  };
  return (
    <Modal open title={t("moveTitle")} okText={t("move")} cancelText={t("cancel")} okButtonProps={{ disabled: !unit }} onOk={() => void move()} onCancel={done}>
      <Select
        aria-label={t("unit")}
        showSearch={{ optionFilterProp: "label" }}
        autoFocus
        style={{ width: "100%" }}
        placeholder={t("choose")}
        value={unit ?? null}
        onChange={setUnit}
        options={units.filter((each) => each.code !== row.unit).map((each) => ({ value: each.code, label: each.name }))}
      />
    </Modal>
  );
}

export function CloseDialog({ form, done }: Given) {
  const { t, either } = useSpeech();
  const [reason, setReason] = useState<string>();
  const [on, setOn] = useState("");
  const [remark, setRemark] = useState("");
  const { data: reasons } = useQuery({ queryKey: ["closing-reasons"], queryFn: closingReasons });
  const { row, as_of: base } = form;
  const died = reason === "died" && row.kind === "person";
  const close = async () => {
    const values = died && on ? { "person.death_date": on } : {};
    await file(row.label ?? row.subject, { unit: row.unit, subject: row.subject, kind: row.kind, act: "close", values, base, reason: reason!, remark: remark || null });
    done();
    go("today");
  };
  return (
    <Modal open title={t("closeTitle")} okText={t("closeSubject")} cancelText={t("cancel")} okButtonProps={{ disabled: !reason, danger: true }} onOk={() => void close()} onCancel={done}>
      <Form layout="vertical">
        <Form.Item label={t("reason")} htmlFor="reason">
          <Select
            id="reason"
            placeholder={t("choose")}
            value={reason ?? null}
            onChange={setReason}
            options={(reasons?.codes ?? []).map((each) => ({ value: each.code, label: either(each.label) }))}
          />
        </Form.Item>
        {died && (
          <Form.Item label={t("closeOn")} htmlFor="closed-on">
            <Input id="closed-on" type="date" value={on} onChange={(event) => setOn(event.target.value)} />
          </Form.Item>
        )}
        <Form.Item label={t("remark")} htmlFor="closing-remark">
          <Input id="closing-remark" value={remark} onChange={(event) => setRemark(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
