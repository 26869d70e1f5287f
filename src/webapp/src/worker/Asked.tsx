/** 你已问过: what the unit was asked beside the one table is reported, and what became of what it reported before. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { type FormEvent, useState } from "react";
import { call, type Schemas } from "../api/client";
import { Recognised } from "../asked/Recognised";
import { freshId } from "../local/outbox";
import { Refusal, Status, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { ASKED } from "../words/asked";
import { useSpeech, useWords } from "../words/language";
import { useFigures } from "../words/names";

type Report = Schemas["SentinelReport"];

const CHANNELS = ["chat", "phone", "meeting", "paper", "system", "form"] as const;

export function Asked() {
  const t = useWords(ASKED);
  const { unit } = useUnit();
  const [last, setLast] = useState<Report | null>(null);
  const own = useQuery({
    queryKey: ["sentinel-reports", unit.code],
    queryFn: () => call<Schemas["SentinelReportsAnswer"]>(`/sentinel-reports?unit=${encodeURIComponent(unit.code)}&limit=50`),
    staleTime: 0,
  });
  const before = own.data?.reports.filter((each) => each.id !== last?.id);
  return (
    <div className="stack" style={{ maxWidth: 760 }}>
      <div>
        <h1 tabIndex={-1}>{t("title")}</h1>
        <p className="soft">{t("lead")}</p>
      </div>
      <Reporting key={last?.id} done={setLast} />
      {last && (
        <section className="panel stack" aria-live="polite">
          <h2>{t("sent")}</h2>
          <Recognised report={last} open />
        </section>
      )}
      <section className="panel flush">
        <h2 style={{ padding: "12px 16px 4px" }}>{t("own")}</h2>
        {own.error ? (
          <Refusal error={own.error} />
        ) : !before ? (
          <Waiting />
        ) : before.length ? (
          <ul className="rows">
            {before.map((each) => (
              <One key={each.id} report={each} />
            ))}
          </ul>
        ) : (
          <Teach title={t("none")} help={t("noneHelp")} />
        )}
      </section>
    </div>
  );
}

function Reporting({ done }: { done: (report: Report) => void }) {
  const t = useWords(ASKED);
  const { either } = useSpeech();
  const { unit } = useUnit();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const departments = useQuery({ queryKey: ["departments"], queryFn: () => call<Schemas["Department"][]>("/departments"), staleTime: 60_000 });
  const [id] = useState(freshId);
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const form = new FormData();
    form.set("id", id);
    form.set("unit", unit.code);
    for (const name of ["channel", "department", "asker", "note"]) {
      const value = String(typed.get(name) ?? "").trim();
      if (value) form.set(name, value);
    }
    if (file) form.set("file", file);
    setBusy(true);
    setError(null);
    try {
      const report = await call<Report>("/sentinel-reports", { form });
      message.success(t("sent"));
      await queries.invalidateQueries({ queryKey: ["sentinel-reports"] });
      done(report);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return (
    <form className="panel" onSubmit={(event) => void send(event)}>
      <div className="fields">
        <div className="field">
          <label htmlFor="channel">{t("channel")}</label>
          <select id="channel" name="channel" className="typed" defaultValue="chat">
            {CHANNELS.map((each) => (
              <option key={each} value={each}>
                {t(each)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="department">{t("department")}</label>
          <select id="department" name="department" className="typed" defaultValue="">
            <option value="">{t("unknown")}</option>
            {departments.data?.map((each) => (
              <option key={each.id} value={each.id}>
                {either(each.name)}
              </option>
            ))}
          </select>
        </div>
        <Text name="asker" most={200} />
        <Text name="note" most={1000} />
      </div>
      {error !== null && <Refusal error={error} />}
      <div className="line spread">
        <div className="drop bare">
          <label>
            <input type="file" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
            <span>{t("choose")}</span> <span className="bare soft">{file ? t("chosen", { name: file.name }) : t("file")}</span>
          </label>
        </div>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

function Text({ name, most }: { name: "asker" | "note"; most: number }) {
  const t = useWords(ASKED);
  return (
    <div className="field">
      <label htmlFor={name}>{t(name)}</label>
      <input id={name} name={name} className="typed" maxLength={most} autoComplete="off" aria-describedby={`${name}__foot`} />
      <div id={`${name}__foot`} className="field-foot">
        {t(`${name}Help`)}
      </div>
    </div>
  );
}

function One({ report }: { report: Report }) {
  const t = useWords(ASKED);
  const { moment } = useFigures();
  return (
    <li className="stack" style={{ padding: "10px 16px" }}>
      <div className="line spread">
        <span>{report.note || report.file?.name}</span>
        <Status of={report.state === "open" ? "due" : report.state === "dismissed" ? "" : "good"}>{t(report.state ?? "open")}</Status>
      </div>
      <p className="soft small">
        {[t(report.channel), report.asker, moment(report.at)].filter(Boolean).join(" · ")}
      </p>
      {report.end && <p>{report.end.why}</p>}
      <Recognised report={report} />
    </li>
  );
}
