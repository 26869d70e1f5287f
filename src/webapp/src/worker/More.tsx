/** What has no tab of its own on a telephone; language, and signing out. */
import { Button } from "antd";
import { asks } from "../session/kinds";
import { useSignedIn } from "../session/session";
import { ConflictCount } from "../shell/Bars";
import { useLeaving } from "../shell/leaving";
import { way } from "../shell/route";
import { useSpeech } from "../words/language";
import type { Word } from "../words/words";

const PAGES = ["conflicts", "doubles", "round", "then", "sync", "workbook", "registers", "asked"] as const;

export function More() {
  const { t, language, change } = useSpeech();
  const session = useSignedIn();
  const leave = useLeaving();
  return (
    <div className="stack" style={{ maxWidth: 640 }}>
      <h1 tabIndex={-1}>{t("more")}</h1>
      <ul className="panel rows">
        {PAGES.map((each) => (
          <li key={each}>
            <a href={way(each)} style={{ display: "block", padding: "10px 0" }}>
              {t(each as Word)} {each === "conflicts" && <ConflictCount />}
            </a>
          </li>
        ))}
        {asks(session) && (
          <li>
            <a href={way("office")} style={{ display: "block", padding: "10px 0" }}>
              {t("office")}
            </a>
          </li>
        )}
      </ul>
      <div className="line">
        <Button lang={language === "zh" ? "en" : "zh"} onClick={() => change(language === "zh" ? "en" : "zh")}>
          {t("language")}
        </Button>
        <Button onClick={() => void leave()}>{t("signOut")}</Button>
        <span className="soft">{session.name || session.actor.replace(/^user:/, "")}</span>
      </div>
    </div>
  );
}
