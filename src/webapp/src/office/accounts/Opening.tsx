/** An account is opened, and its first password shown this once. */
import { Button, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { ACCOUNTS } from "../../words/accounts";
import { useAct } from "../../shell/acting";
import { Once } from "../Once";
import { goOffice } from "../route";

interface Typed {
  kind: "user" | "service";
  name: string;
  login: string;
}

/** Of a person or a service; of one *kind* only, if that is said. */
export function Opening({ kind, done }: { kind?: Typed["kind"]; done: () => void }) {
  const t = useWords(ACCOUNTS);
  const speech = useSpeech();
  const { act, busy, error } = useAct(["accounts"]);
  const [opened, setOpened] = useState<Schemas["Opened"] | null>(null);
  const [form] = Form.useForm<Typed>();
  const open = ({ kind, name, login }: Typed) =>
    act(async () => setOpened(await call<Schemas["Opened"]>("/accounts", { json: { id: `${kind}:${login.trim()}`, name: name.trim() } })));
  const account = opened?.account.id;
  if (account) {
    const next = () => (done(), goOffice(kind === "service" ? "services" : "accounts", account));
    return opened.first_password ? (
      <FirstPassword name={opened.account.name} password={opened.first_password} ok={t("giveNext")} done={next} />
    ) : (
      <Modal open title={opened.account.name} footer={<Button onClick={next}>{t("giveNext")}</Button>} onCancel={next}>
        <p>{t("serviceOpened")}</p>
      </Modal>
    );
  }
  return (
    <Modal open title={t("open")} okText={t("open")} cancelText={speech.t("cancel")} okButtonProps={{ loading: busy }} onOk={form.submit} onCancel={done}>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} initialValues={{ kind: kind ?? "user" }} onFinish={(typed) => void open(typed)}>
        <Form.Item name="kind" label={t("kind")} hidden={!!kind}>
          <Radio.Group
            options={[
              { value: "user", label: t("person") },
              { value: "service", label: t("service") },
            ]}
          />
        </Form.Item>
        <Form.Item name="name" label={t("name")} rules={[{ required: true, whitespace: true, message: t("needed") }]}>
          <Input id="name" autoFocus maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="login" label={t("login")} extra={t("loginHelp")} rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9._-]{1,63}$/, message: t("loginWrong") }]}>
          <Input id="login" autoComplete="off" spellCheck={false} />
        </Form.Item>
      </Form>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}

/** Shown this once; whoever hands it over says so. */
export function FirstPassword({ name, password, ok, done }: { name: string; password: string; ok: string; done: () => void }) {
  const t = useWords(ACCOUNTS);
  return <Once title={t("firstTitle")} help={t("firstHelp", { name })} secret={password} ok={ok} close={done} />;
}
