/** One unit is registered; or is called otherwise from now on. */
import { Form, Input, Modal, Select } from "antd";
import { useDeferredValue, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { PLACES } from "../../words/places";
import { useAct } from "../../shell/acting";
import { goOffice } from "../route";
import { type Branch, useFound } from "./Tree";

type Unit = Schemas["Unit"];

const RENEWED = [["units"], ["rounds"]];
/** The unit of that code as it is now; nothing where nobody has the code. */
const unitOf = async (code: string): Promise<Unit | null> => {
  const [found] = await call<Branch[]>(`/units/tree?limit=1&words=${encodeURIComponent(code)}`);
  return found?.unit.code === code ? found.unit : null;
};
const put = (unit: { code: string; name: string; parent?: string | null }) => call<Unit[]>("/units", { json: [unit] });

/** A unit; below *parent*, if it is added there. */
export function AddUnit({ parent, done }: { parent?: Unit; done: () => void }) {
  const t = useWords(PLACES);
  const { t: say } = useSpeech();
  const looking = useAct();
  const { act, busy, error } = useAct(...RENEWED);
  const [form] = Form.useForm<Unit>();
  const add = async ({ code, name, parent }: Unit) => {
    const unit = { code: code.trim(), name: name.trim(), ...(parent ? { parent } : {}) };
    let taken: Unit | null = null;
    if (!(await looking.act(async () => (taken = await unitOf(unit.code))))) return;
    if (taken) return form.setFields([{ name: "code", errors: [t("codeTaken", { name: (taken as Unit).name })] }]);
    if (!(await act(() => put(unit), t("added")))) return;
    done();
    goOffice("units", unit.code);
  };
  return (
    <Modal open title={t(parent ? "addBelow" : "addUnit")} okText={t("add")} cancelText={say("cancel")} okButtonProps={{ loading: looking.busy || busy }} onOk={form.submit} onCancel={done}>
      <Form<Unit> form={form} layout="vertical" requiredMark={false} initialValues={parent ? { parent: parent.code, code: /0{3}$/.test(parent.code) ? parent.code.slice(0, -3) : parent.code } : {}} onFinish={(typed) => void add(typed)}>
        <Form.Item name="code" label={t("code")} extra={t("codeHelp")} rules={[{ required: true, pattern: /^\s*[0-9]{2,15}\s*$/, message: t("codeWrong") }]}>
          <Input id="code" autoFocus inputMode="numeric" autoComplete="off" maxLength={20} />
        </Form.Item>
        <Form.Item name="name" label={t("name")} rules={[{ required: true, whitespace: true, message: t("needed") }]}>
          <Input id="name" autoComplete="off" maxLength={100} />
        </Form.Item>
        <Form.Item name="parent" label={t("parent")} extra={t("parentHelp")}>
          <UnitSelect id="parent" {...(parent ? { known: parent } : {})} />
        </Form.Item>
      </Form>
      {(looking.error ?? error) !== null && <Refusal error={looking.error ?? error} />}
    </Modal>
  );
}

/** Chooses among thousands of units by typing. */
function UnitSelect({ id, known, value, onChange }: { id: string; known?: Unit; value?: string; onChange?: (code: string | undefined) => void }) {
  const [text, setText] = useState("");
  const found = useFound(useDeferredValue(text.trim()));
  const units = text.trim() ? (found.data ?? []).map((each) => each.unit) : known ? [known] : [];
  return (
    <Select
      id={id}
      allowClear
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setText }}
      notFoundContent={null}
      options={units.map((each) => ({ value: each.code, label: `${each.name}（${each.code}）` }))}
    />
  );
}

export function RenameUnit({ unit, done }: { unit: Unit; done: () => void }) {
  const t = useWords(PLACES);
  const { t: say } = useSpeech();
  const { act, busy, error } = useAct(...RENEWED);
  const [name, setName] = useState(unit.name);
  const wanted = name.trim();
  const nothing = busy || !wanted || wanted === unit.name;
  const rename = async () => {
    if (nothing) return;
    // Somebody may have put it elsewhere meanwhile: it is only called otherwise.
    if (await act(async () => put({ ...((await unitOf(unit.code)) ?? unit), name: wanted }), t("renamed"))) done();
  };
  return (
    <Modal open title={t("rename")} okText={t("rename")} cancelText={say("cancel")} okButtonProps={{ loading: busy, disabled: nothing }} onOk={() => void rename()} onCancel={done}>
      <label className="stack tight">
        <span className="soft small">{t("name")}</span>
        <Input id="name" autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} onPressEnter={() => void rename()} />
      </label>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}
