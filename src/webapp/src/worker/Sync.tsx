/** What this device keeps, and what is on its way. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Progress } from "antd";
import { useState } from "react";
import { useDecided } from "../local/conflicts";
import { database, type Outgoing } from "../local/database";
import { useLive } from "../local/live";
import { send } from "../local/outbox";
import { download, downloaded } from "../local/unit";
import { way } from "../shell/route";
import { Refusal, Status } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { ACTS } from "./acts";
import { RefusedEntry } from "./RefusedEntry";

export function Sync() {
  const { t } = useSpeech();
  useDecided(true);
  const all = useLive(() => database.outbox.orderBy("order").reverse().toArray()) ?? [];
  const of = (state: Outgoing["state"]) => all.filter((each) => each.state === state);
  const [busy, setBusy] = useState(false);
  const now = async () => {
    setBusy(true);
    await send().catch(() => {});
    setBusy(false);
  };
  return (
    <div className="stack">
      <div className="line spread">
        <h1 tabIndex={-1}>{t("syncTitle")}</h1>
        <div className="line">
          {of("waiting").length > 0 ? <Status of="due">{t("syncWaiting", { n: of("waiting").length })}</Status> : <Status of="good">{t("syncAll")}</Status>}
          <Button type="primary" loading={busy} onClick={() => void now()}>
            {t("syncNow")}
          </Button>
        </div>
      </div>
      <Kept />
      {of("refused").length > 0 && (
        <section className="panel stack">
          <h2>{t("refusedTitle")}</h2>
          {of("refused").map((each) => (
            <div key={each.id} className="stack">
              <Line outgoing={each} />
              <RefusedEntry outgoing={each} />
            </div>
          ))}
        </section>
      )}
      {of("contested").length > 0 && (
        <section className="panel stack">
          <div className="line spread">
            <h2>{t("contestedTitle")}</h2>
            <Button href={way("conflicts")}>{t("decide")}</Button>
          </div>
          <Lines all={of("contested")} />
        </section>
      )}
      {of("waiting").length > 0 && (
        <section className="panel stack">
          <h2>{t("waitingTitle")}</h2>
          <Lines all={of("waiting")} />
        </section>
      )}
      <section className="panel stack">
        <h2>{t("sentTitle")}</h2>
        {of("sent").length ? <Lines all={of("sent").slice(0, 20)} /> : <p className="soft">{t("nothingSent")}</p>}
      </section>
    </div>
  );
}

function Kept() {
  const { t, language } = useSpeech();
  const { unit, units } = useUnit();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const kept = useLive(downloaded);
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const begin = async () => {
    setError(null);
    setProgress({ done: 0, all: 1 });
    try {
      await download(unit.code, (done, all) => setProgress({ done, all }));
      void message.success(t("done"));
      await queries.invalidateQueries();
    } catch (refused) {
      setError(refused);
    }
    setProgress(null);
  };
  const name = units.find((each) => each.code === kept?.unit)?.name ?? kept?.unit ?? "";
  return (
    <section className="panel stack">
      <h2>{t("offline")}</h2>
      <p className={kept ? "" : "soft"}>
        {kept
          ? t("downloadedAt", { unit: name, n: kept.subjects, at: new Date(kept.at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB") })
          : t("notDownloaded")}
      </p>
      {!window.isSecureContext && <Alert type="warning" showIcon title={t("insecure")} />}
      {error !== null && <Refusal error={error} />}
      {progress ? (
        <div aria-live="polite">
          <Progress percent={Math.floor((100 * progress.done) / progress.all)} aria-label={t("downloadUnit")} />
          <p className="soft num">{t("downloading", progress)}</p>
        </div>
      ) : (
        <Button onClick={() => void begin()}>{kept ? t("downloadAgain") : t("downloadUnit")}</Button>
      )}
    </section>
  );
}

function Lines({ all }: { all: Outgoing[] }) {
  return (
    <ul className="rows">
      {all.map((each) => (
        <li key={each.id}>
          <Line outgoing={each} />
        </li>
      ))}
    </ul>
  );
}

function Line({ outgoing }: { outgoing: Outgoing }) {
  const { t, language } = useSpeech();
  const { entry, subject, label, at } = outgoing;
  return (
    <div className="line spread" style={{ padding: "6px 0" }}>
      <span>
        <a href={way("subject", subject)}>{label}</a> <Status of="">{t(ACTS[entry.act] ?? "actState")}</Status>
      </span>
      <span className="soft small num">{new Date(at).toLocaleTimeString(language === "zh" ? "zh-CN" : "en-GB")}</span>
    </div>
  );
}
