/** Where a department's own systems hear of changes: registered, how each fares, enabled again, removed. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { freshId } from "../../local/outbox";
import { useAct } from "../../shell/acting";
import { type FormSummary, useForms } from "../../office/known";
import { Asked, Head, Rows } from "../../office/pieces";
import { officeWay } from "../../office/route";
import { useSignedIn } from "../../session/session";
import { Refusal, Status, Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { departmentsOf } from "./may";
import { Once } from "../../office/Once";
import "./slicing.css";

type Webhook = Schemas["Webhook"];

const LOOKS: Record<Webhook["state"] & string, string> = { active: "good", failing: "missing", disabled: "bad" };

export default function Webhooks() {
  const t = useWords(SLICING);
  const { t: say } = useSpeech();
  const { modal } = App.useApp();
  const [registering, register] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { act, error } = useAct(["webhooks"]);
  const webhooks = useQuery({ queryKey: ["webhooks"], queryFn: () => call<Webhook[]>("/webhooks") });
  const { data: forms = [] } = useForms();
  const path = (each: Webhook) => `/webhooks/${encodeURIComponent(each.id)}`;
  const remove = (each: Webhook) =>
    modal.confirm({
      title: t("removeWebhook"),
      content: each.url,
      okText: t("remove"),
      okButtonProps: { danger: true },
      cancelText: say("cancel"),
      onOk: () => act(() => call(path(each), { method: "DELETE" })),
    });
  return (
    <>
      <Head title={t("webhooks")} help={t("webhooksHelp")}>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => register(true)}>
          {t("newWebhook")}
        </Button>
      </Head>
      {error !== null && <Refusal error={error} />}
      <Asked query={webhooks}>
        {(all) => (
          <section className="panel flush">
            <Rows<Webhook>
              rowKey="id"
              dataSource={all}
              empty={<Teach title={t("noWebhooks")} help={t("noWebhooksHelp")} />}
              columns={[
                { title: t("state"), key: "state", render: (_, each) => <Status of={LOOKS[each.state ?? "active"]}>{t(`webhook_${each.state ?? "active"}`)}</Status> },
                { title: t("slice"), key: "form", render: (_, each) => <a href={officeWay("slices", each.form)}>{forms.find((one) => one.id === each.form)?.title ?? each.form}</a> },
                { title: t("address"), key: "url", render: (_, each) => <div className="slice-said">{each.url}</div> },
                { title: t("sends"), key: "rows", render: (_, each) => t(each.rows ? "sendsRows" : "sendsCounts") },
                { title: t("failures"), key: "failures", align: "right", className: "num", render: (_, each) => each.failures || "—" },
                {
                  title: <span className="unseen">{t("remove")}</span>,
                  key: "act",
                  render: (_, each) => (
                    <div className="line">
                      {each.state === "disabled" && (
                        <Button size="small" onClick={() => void act(() => call(`${path(each)}/enabling`, { method: "POST" }))}>
                          {t("enable")}
                        </Button>
                      )}
                      <Button size="small" danger onClick={() => remove(each)}>
                        {t("remove")}
                      </Button>
                    </div>
                  ),
                },
              ]}
            />
          </section>
        )}
      </Asked>
      {registering && (
        <Registering
          forms={forms}
          close={() => register(false)}
          done={(given) => {
            register(false);
            setSecret(given);
          }}
        />
      )}
      {secret && <Once title={t("webhookSecret")} help={t("webhookOnce")} secret={secret} close={() => setSecret(null)} />}
    </>
  );
}

interface Typed {
  form: string;
  url: string;
  rows?: boolean;
}

function Registering({ forms, close, done }: { forms: FormSummary[]; close: () => void; done: (secret: string) => void }) {
  const t = useWords(SLICING);
  const own = departmentsOf(useSignedIn());
  const [form] = Form.useForm<Typed>();
  const [id] = useState(freshId);
  const { act, busy, error } = useAct(["webhooks"]);
  const mine = forms.filter((each) => (own === null || own.includes(each.department)) && !["submitted", "refused"].includes(each.status));
  const send = (typed: Typed) =>
    act(async () => {
      const given = await call<Schemas["Registered"]>("/webhooks", { json: { id, form: typed.form, url: typed.url.trim(), rows: typed.rows ?? false } });
      done(given.secret);
    });
  return (
    <Modal open title={t("newWebhook")} onCancel={close} okText={t("make")} okButtonProps={{ loading: busy }} onOk={() => form.submit()}>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} onFinish={(typed) => void send(typed)}>
        <Form.Item name="form" label={t("slice")} rules={[{ required: true, message: t("slice") }]}>
          <Select showSearch={{ optionFilterProp: "label" }} options={mine.map((each) => ({ value: each.id, label: each.title }))} />
        </Form.Item>
        <Form.Item name="url" label={t("address")} extra={t("addressHelp")} rules={[{ required: true, whitespace: true, message: t("addressHelp") }]}>
          <Input type="url" placeholder="https://" maxLength={2_000} />
        </Form.Item>
        <Form.Item name="rows" valuePropName="checked">
          <Checkbox>{t("sendRows")}</Checkbox>
        </Form.Item>
      </Form>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}
