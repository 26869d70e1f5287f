/** Signing in. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { signInWithToken } from "../session/session";
import { useSpeech } from "../words/language";
import { Refusal } from "./Said";

export function SignIn() {
  const { t, language, change } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const enter = async ({ token }: { token: string }) => {
    setBusy(true);
    setError(null);
    try {
      await signInWithToken(token);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return (
    <main className="center">
      <div className="card stack">
        <div className="line spread">
          <div>
            <h1>{t("signInTitle")}</h1>
            <p className="soft">{t("signInLead")}</p>
          </div>
          <Button size="small" lang={language === "zh" ? "en" : "zh"} onClick={() => change(language === "zh" ? "en" : "zh")}>
            {t("language")}
          </Button>
        </div>
        {error !== null && <Refusal error={error} />}
        <Form layout="vertical" onFinish={enter} requiredMark={false}>
          <Form.Item name="token" label={t("token")} extra={t("tokenHelp")} rules={[{ required: true, message: t("tokenHelp") }]}>
            <Input.Password id="token" autoComplete="current-password" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t("signIn")}
          </Button>
        </Form>
      </div>
    </main>
  );
}
