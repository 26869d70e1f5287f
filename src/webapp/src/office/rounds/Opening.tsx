/** Opening a round, and extending one. */
import { Form, Input, Modal, Select } from "antd";
import { call } from "../../api/client";
import { today } from "../../local/day";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { NAMES, useNames } from "../../words/names";
import { ROUNDS } from "../../words/rounds";
import { useAct } from "../../shell/acting";
import type { Round } from "../known";

const PERIODS = Object.keys(NAMES.period) as (keyof typeof NAMES.period)[];

export function Opening({ done }: { done: () => void }) {
  const t = useWords(ROUNDS);
  const speech = useSpeech();
  const named = useNames();
  const { act, busy, error } = useAct(["rounds"]);
  const [form] = Form.useForm<Round>();
  const open = async (round: Round) => {
    if (await act(() => call("/rounds", { json: { ...round, id: round.id.trim() } }), t("opened"))) done();
  };
  return (
    <Modal open title={t("open")} okText={t("open")} cancelText={speech.t("cancel")} okButtonProps={{ loading: busy }} onOk={form.submit} onCancel={done}>
      <Form<Round> form={form} layout="vertical" requiredMark={false} onFinish={(round) => void open(round)} initialValues={{ period: "monthly", opens: today() }}>
        <Form.Item name="id" label={t("id")} extra={t("idHelp")} rules={[{ required: true, whitespace: true, message: t("needed") }]}>
          <Input id="id" autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="period" label={t("period")}>
          <Select id="period" options={PERIODS.map((each) => ({ value: each, label: named("period", each) }))} />
        </Form.Item>
        <div className="fields">
          <Form.Item name="opens" label={t("opens")} rules={[{ required: true, message: t("needed") }]}>
            <Input id="opens" type="date" />
          </Form.Item>
          <Form.Item
            name="due"
            label={t("due")}
            dependencies={["opens"]}
            rules={[
              { required: true, message: t("needed") },
              ({ getFieldValue }) => ({
                validator: (_, due: string) => (!due || due >= getFieldValue("opens") ? Promise.resolve() : Promise.reject(new Error(t("dueAfter")))),
              }),
            ]}
          >
            <Input id="due" type="date" />
          </Form.Item>
        </div>
      </Form>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}

export function Extending({ round, done }: { round: Round; done: () => void }) {
  const t = useWords(ROUNDS);
  const speech = useSpeech();
  const { act, busy, error } = useAct(["rounds"], ["progress"]);
  const [form] = Form.useForm<{ due: string; why: string }>();
  const extend = async (json: { due: string; why: string }) => {
    if (await act(() => call(`/rounds/${encodeURIComponent(round.id)}/extension`, { json }), t("extendedNow"))) done();
  };
  return (
    <Modal open title={t("extend")} okText={t("extend")} cancelText={speech.t("cancel")} okButtonProps={{ loading: busy }} onOk={form.submit} onCancel={done}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(said) => void extend(said)}>
        <Form.Item name="due" label={t("extendTo")} rules={[{ required: true, message: t("needed") }]}>
          <Input id="due" type="date" min={round.due} autoFocus />
        </Form.Item>
        <Form.Item name="why" label={t("why")} extra={t("whyHelp")} rules={[{ required: true, whitespace: true, message: t("needed") }]}>
          <Input id="why" maxLength={200} />
        </Form.Item>
      </Form>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}
