/** Signing out, after saying what would be lost with it. */
import { App } from "antd";
import { BEGUN, database } from "../local/database";
import { fills } from "../session/kinds";
import { signOut, useSignedIn } from "../session/session";
import { useSpeech } from "../words/language";

/** How many entries wait to be sent from here. */
export const unsent = (): Promise<number> => database.outbox.where("state").anyOf("waiting", "refused").count();

export function useLeaving(): () => Promise<void> {
  const { t } = useSpeech();
  const { modal } = App.useApp();
  const filling = fills(useSignedIn());
  return async () => {
    const waiting = await unsent();
    const begun = await database.remembered.where("key").startsWithAnyOf(Object.values(BEGUN)).count();
    // Who keeps nothing here loses nothing, and need not be asked.
    if (!filling && !waiting && !begun) return signOut();
    const told = [filling && t("signOutAsk"), waiting > 0 && t("signOutUnsent", { n: waiting }), begun > 0 && t("signOutDrafts", { n: begun })];
    modal.confirm({
      title: t("signOut"),
      content: told.filter(Boolean).join(" "),
      okText: t("signOut"),
      cancelText: t("cancel"),
      okButtonProps: { danger: waiting + begun > 0 },
      onOk: signOut,
    });
  };
}
