/** Departments: who asks, how many forms they have, what they lead, and who acts for them; or one of them. */
import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Refusal, Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { PLACES } from "../../words/places";
import { stands, useGrants } from "../accounts/asking";
import { useAct } from "../../shell/acting";
import { useDepartments, useElements, useForms, useMayGovern } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { goOffice, officeWay, useWithin } from "../route";
import { OneDepartment } from "./OneDepartment";
import "./places.css";

type Department = Schemas["Department"];

export default function Departments() {
  const [department] = useWithin();
  return department ? <OneDepartment key={department} id={department} /> : <All />;
}

function All() {
  const t = useWords(PLACES);
  const { either } = useSpeech();
  const departments = useDepartments();
  const forms = useForms();
  const elements = useElements();
  const grants = useGrants();
  const mayChange = useMayGovern();
  const [adding, setAdding] = useState(false);
  const of = (id: string) => (forms.data ?? []).filter((each) => each.department === id);
  const acting = (id: string) => new Set((grants.data ?? []).filter((each) => stands(each) && each.department === id).map((each) => each.actor)).size;
  const leads = (id: string) => (elements.data ?? []).filter((each) => each.lead === id && !each.merged_into).length;
  return (
    <>
      <Head title={t("departments")} help={t("departmentsLead")}>
        {mayChange && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t("addDepartment")}
          </Button>
        )}
      </Head>
      <Panel flush>
        <Asked query={departments}>
          {(found) => (
            <Rows<Department>
              rowKey="id"
              dataSource={found}
              empty={<Teach title={t("noDepartments")} help={t("noDepartmentsHelp")} />}
              columns={[
                {
                  title: t("department"),
                  render: (_, each) => (
                    <>
                      <a href={officeWay("departments", each.id)}>{either(each.name)}</a>
                      <div className="soft small">{each.id}</div>
                    </>
                  ),
                },
                {
                  title: t("forms"),
                  render: (_, each) => {
                    const all = of(each.id);
                    return all.length ? t("formsAll", { n: all.length, force: all.filter((one) => one.status === "admitted").length }) : "—";
                  },
                },
                { title: t("leads"), align: "right", render: (_, each) => leads(each.id) || "—" },
                { title: t("acting"), align: "right", render: (_, each) => (acting(each.id) ? t("nActing", { n: acting(each.id) }) : "—") },
              ]}
            />
          )}
        </Asked>
      </Panel>
      {adding && <Naming known={departments.data ?? []} done={() => setAdding(false)} />}
    </>
  );
}

interface Typed {
  id: string;
  zh: string;
  en?: string;
}

/** A department is registered, or called otherwise. */
export function Naming({ department, known, done }: { department?: Department; known: Department[]; done: () => void }) {
  const t = useWords(PLACES);
  const { t: say, either } = useSpeech();
  const { act, busy, error } = useAct(["departments"]);
  const [form] = Form.useForm<Typed>();
  const title = t(department ? "rename" : "addDepartment");
  const register = async (typed: Typed) => {
    const id = department?.id ?? typed.id.trim();
    const taken = known.find((each) => each.id === id);
    if (!department && taken) return form.setFields([{ name: "id", errors: [t("idTaken", { name: either(taken.name) })] }]);
    const name = { zh: typed.zh.trim(), en: typed.en?.trim() || id };
    if (!(await act(() => call(`/departments/${id}`, { method: "PUT", json: { id, name } }), t(department ? "renamed" : "added")))) return;
    done();
    goOffice("departments", id);
  };
  return (
    <Modal open title={title} okText={t(department ? "rename" : "add")} cancelText={say("cancel")} okButtonProps={{ loading: busy }} onOk={form.submit} onCancel={done}>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} initialValues={department ? { ...department.name } : {}} onFinish={(typed) => void register(typed)}>
        <Form.Item name="zh" label={t("nameZh")} rules={[{ required: true, whitespace: true, message: t("needed") }]}>
          <Input id="zh" autoFocus autoComplete="off" maxLength={100} />
        </Form.Item>
        {!department && (
          <Form.Item name="id" label={t("departmentId")} extra={t("departmentIdHelp")} rules={[{ required: true, pattern: /^\s*[a-z0-9][a-z0-9-]{0,99}\s*$/, message: t("departmentIdWrong") }]}>
            <Input id="id" autoComplete="off" spellCheck={false} />
          </Form.Item>
        )}
        <Form.Item name="en" label={t("nameEn")} extra={t("nameEnHelp")}>
          <Input id="en" autoComplete="off" maxLength={100} />
        </Form.Item>
      </Form>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}
