/** A grant is given: a role, where, until when, and what sensitive elements it uncovers for which purpose. */
import { Form, Input, Modal, Select } from "antd";
import { call } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { NAMES, useNames } from "../../words/names";
import { ACCOUNTS } from "../../words/accounts";
import { useAct } from "../../shell/acting";
import { useDepartments, useUnits } from "../known";
import { today } from "../../local/day";
import { OF_DEPARTMENTS, OF_UNITS, useRoles } from "./asking";

interface Typed {
  role: string;
  unit?: string;
  department?: string;
  until?: string;
  sensitive?: string[];
  purpose?: string;
}

const SENSITIVE = Object.keys(NAMES.sensitivity).filter((each) => !["open", "personal"].includes(each));

export function Giving({ actor, done }: { actor: string; done: () => void }) {
  const t = useWords(ACCOUNTS);
  const speech = useSpeech();
  const named = useNames();
  const roles = useRoles();
  const departments = useDepartments();
  const units = useUnits();
  const { act, busy, error } = useAct(["grants"]);
  const [form] = Form.useForm<Typed>();
  const role = Form.useWatch("role", form) ?? roles[0]!;
  const uncovering = (Form.useWatch("sensitive", form) ?? []).length > 0;
  const needed = [{ required: true, message: t("needed") }];
  const give = async (typed: Typed) => {
    const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value && value.length));
    if (await act(() => call("/grants", { json: { ...given, actor } }), t("given"))) done();
  };
  return (
    <Modal open title={t("give")} okText={t("give")} cancelText={speech.t("cancel")} okButtonProps={{ loading: busy }} onOk={form.submit} onCancel={done}>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} initialValues={{ role: roles[0] }} onFinish={(typed) => void give(typed)}>
        <Form.Item name="role" label={t("role")}>
          <Select id="role" options={roles.map((each) => ({ value: each, label: named("role", each) }))} />
        </Form.Item>
        {OF_DEPARTMENTS.includes(role) && (
          <Form.Item name="department" label={t("department")} rules={needed}>
            <Select
              id="department"
              showSearch={{ optionFilterProp: "label" }}
              options={departments.data?.map((each) => ({ value: each.id, label: speech.either(each.name) })) ?? []}
            />
          </Form.Item>
        )}
        {[...OF_UNITS, ...OF_DEPARTMENTS].includes(role) && (
          <Form.Item name="unit" label={t("unit")} rules={OF_UNITS.includes(role) ? needed : []}>
            <Select
              id="unit"
              allowClear
              placeholder={OF_UNITS.includes(role) ? undefined : t("everywhere")}
              showSearch={{ optionFilterProp: "label" }}
              options={units.data?.map((each) => ({ value: each.code, label: `${each.name}（${each.code}）` })) ?? []}
            />
          </Form.Item>
        )}
        <Form.Item name="until" label={t("until")} extra={t("untilHelp")} rules={uncovering ? needed : []}>
          <Input id="until" type="date" min={today()} />
        </Form.Item>
        <Form.Item name="sensitive" label={t("sensitive")} extra={t("sensitiveHelp")}>
          <Select id="sensitive" mode="multiple" options={SENSITIVE.map((each) => ({ value: each, label: named("sensitivity", each) }))} />
        </Form.Item>
        {uncovering && (
          <Form.Item name="purpose" label={t("purpose")} extra={t("purposeHelp")} rules={[{ required: true, whitespace: true, message: t("needed") }]}>
            <Input id="purpose" maxLength={200} />
          </Form.Item>
        )}
      </Form>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}
