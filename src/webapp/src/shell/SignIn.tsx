/** Signing in, and the first password changed. */
import { Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { changePassword, signIn, signInWithToken, signOut } from "../session/session";
import { useSpeech } from "../words/language";
import { Refusal } from "./Said";

export function SignIn() {
  const { t } = useSpeech();
  const [token, setToken] = useState(false);
  const { error, busy, attempt } = useAttempt();
  return (
    <Card title={t("signInTitle")} lead={t("signInLead")} error={error}>
      {token ? (
        <Form key="token" layout="vertical" requiredMark={false} onFinish={(typed: { token: string }) => attempt(() => signInWithToken(typed.token))}>
          <Form.Item name="token" label={t("token")} extra={t("tokenHelp")} rules={[{ required: true, message: t("tokenHelp") }]}>
            <Input.Password id="token" autoComplete="off" autoFocus />
          </Form.Item>
          <Enter busy={busy} />
        </Form>
      ) : (
        <Form
          key="password"
          layout="vertical"
          requiredMark={false}
          onFinish={(typed: { login: string; password: string }) => attempt(() => signIn(typed.login.trim(), typed.password))}
        >
          <Form.Item name="login" label={t("account")} rules={[{ required: true, message: t("account") }]}>
            <Input id="login" autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label={t("password")} rules={[{ required: true, message: t("password") }]}>
            <Input.Password id="password" autoComplete="current-password" />
          </Form.Item>
          <Enter busy={busy} />
        </Form>
      )}
      <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setToken(!token)}>
        {t(token ? "withPassword" : "withToken")}
      </Button>
    </Card>
  );
}

/** Whoever comes with a first password gives themselves another. */
export function FirstPassword() {
  const { t } = useSpeech();
  const { error, busy, attempt } = useAttempt();
  return (
    <Card title={t("firstTitle")} lead={t("firstLead")} error={error}>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(typed: { before: string; password: string }) => attempt(() => changePassword(typed.before, typed.password))}
      >
        <Form.Item name="before" label={t("passwordBefore")} rules={[{ required: true, message: t("passwordBefore") }]}>
          <Input.Password id="before" autoComplete="current-password" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t("passwordNew")} rules={[{ required: true, message: t("passwordNew") }]}>
          <Input.Password id="password" autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("passwordAgain")}
          dependencies={["password"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, typed) => (typed === getFieldValue("password") ? Promise.resolve() : Promise.reject(new Error(t("passwordDiffers")))),
            }),
          ]}
        >
          <Input.Password id="again" autoComplete="new-password" />
        </Form.Item>
        <Enter busy={busy} />
      </Form>
      <Button type="link" size="small" style={{ padding: 0 }} onClick={() => void signOut()}>
        {t("signOut")}
      </Button>
    </Card>
  );
}

function useAttempt() {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return { error, busy, attempt };
}

function Enter({ busy }: { busy: boolean }) {
  const { t } = useSpeech();
  return (
    <Button type="primary" htmlType="submit" block loading={busy}>
      {t("signIn")}
    </Button>
  );
}

function Card({ title, lead, error, children }: { title: string; lead: string; error: unknown; children: ReactNode }) {
  const { t, language, change } = useSpeech();
  const other = language === "zh" ? "en" : "zh";
  return (
    <main className="center">
      <div className="card stack">
        <div className="line spread">
          <div>
            <h1>{title}</h1>
            <p className="soft">{lead}</p>
          </div>
          <Button size="small" lang={other} onClick={() => change(other)}>
            {t("language")}
          </Button>
        </div>
        {error !== null && <Refusal error={error} />}
        {children}
      </div>
    </main>
  );
}
