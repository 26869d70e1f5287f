/** Signing out, after saying what would be lost with it. */
import { App } from "antd";
import { database } from "../local/database";
import { signOut } from "../session/session";
import { useSpeech } from "../words/language";

export function useLeaving(): () => Promise<void> {
  const { t } = useSpeech();
  const { modal } = App.useApp();
  return async () => {
    const unsent = await database.outbox.where("state").anyOf("waiting", "refused").count();
    modal.confirm({
      title: t("signOut"),
      content: `${t("signOutAsk")}${unsent ? ` ${t("signOutUnsent", { n: unsent })}` : ""}`,
      okText: t("signOut"),
      cancelText: t("cancel"),
      okButtonProps: { danger: unsent > 0 },
      onOk: signOut,
    });
  };
}
