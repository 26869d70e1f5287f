/** Signing in, and the first password changed. */
import { Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { changePassword, type Session, signIn, signInWithToken, signOut } from "../session/session";
import { useSpeech } from "../words/language";
import { useFigures } from "../words/names";
import { NewPassword } from "./NewPassword";
import { Refusal } from "./Said";
import { Secret } from "./Secret";

export function SignIn() {
  const { t } = useSpeech();
  const [token, setToken] = useState(false);
  const { error, busy, attempt } = useAttempt();
  return (
    <Card title={t("signInTitle")} lead={t("signInLead")} error={error}>
      {token ? (
        <Form key="token" layout="vertical" requiredMark={false} onFinish={(typed: { token: string }) => attempt(() => signInWithToken(typed.token))}>
          <Form.Item name="token" label={t("token")} extra={t("tokenHelp")} rules={[{ required: true, message: t("tokenHelp") }]}>
            <Secret id="token" autoComplete="off" autoFocus />
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
            <Secret id="password" autoComplete="current-password" />
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
export function FirstPassword({ session }: { session: Session }) {
  const { t } = useSpeech();
  const { moment } = useFigures();
  const { error, busy, attempt } = useAttempt();
  return (
    <Card title={t("firstTitle")} lead={[t("firstLead"), session.firstUntil && t("firstUntil", { at: moment(session.firstUntil) })].filter(Boolean).join(" ")} error={error}>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(typed: { before: string; password: string }) => attempt(() => changePassword(typed.before, typed.password))}
      >
        <Form.Item name="before" label={t("passwordBefore")} rules={[{ required: true, message: t("passwordBefore") }]}>
          <Secret id="before" autoComplete="current-password" autoFocus />
        </Form.Item>
        <NewPassword names={[session.actor.replace(/^user:/, ""), session.name]} />
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
