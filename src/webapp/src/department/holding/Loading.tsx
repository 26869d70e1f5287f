/** A register is loaded in steps: how it is read, what its columns mean, whom its rows are about. Nothing is kept before the last. */
import "../registering/registering.css";
import "./holding.css";
import { InboxOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress, Spin, Steps, Tabs } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Head, Panel } from "../../office/pieces";
import { useDropped } from "../../shell/dropped";
import { Refusal } from "../../shell/Said";
import { Waiting } from "../../shell/Waiting";
import { HOLDING } from "../../words/holding";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { Deciding } from "../registering/Deciding";
import type { Choices } from "../registering/deciding";
import { AsRead } from "./AsRead";
import { type Column, columnsSaid, itemsOf, NO_CHOICES, type Previewed, type Report, sumOf } from "./held";
import { Whom } from "./Whom";

const STEPS = ["read", "columns", "whom"] as const;
type Step = (typeof STEPS)[number];

interface Given {
  file: File;
  unit: Pick<Schemas["Unit"], "code" | "name">;
  department: string | null;
  /** Without having loaded it. */
  gone: () => void;
  /** It is loaded, as the import of that id. */
  done: (id: string) => void;
}

export function Loading({ file, unit, department, gone, done }: Given) {
  const t = useWords(HOLDING);
  const speech = useSpeech();
  const { number } = useFigures();
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>("read");
  const [kind, setKind] = useState<string>();
  const [choices, setChoices] = useState<Choices[]>([]);
  const [subjects, setSubjects] = useState<Record<string, string>>({});
  const [lead, setLead] = useState(false);
  const [shown, show] = useState(0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // What is decided of columns is sent when it is all decided: a large file takes long to compare.
  const [said, say] = useState<Record<string, string>>({});
  const begun = useRef(Date.now());
  const address = `/units/${encodeURIComponent(unit.code)}/registers`;
  const request = (more: Record<string, string> = {}) => {
    const form = new FormData();
    form.append("file", file, file.name);
    const members: Record<string, string> = { ...(kind ? { kind } : {}), ...(department ? { [lead ? "as_lead" : "department"]: department } : {}), columns: JSON.stringify(said), ...more };
    for (const [name, value] of Object.entries(members)) form.append(name, value);
    return form;
  };
  const asked = JSON.stringify([kind, said, lead]);
  const preview = useQuery({
    queryKey: ["register", unit.code, department, begun.current, asked],
    queryFn: ({ signal }) => call<Report<Previewed>>(`${address}?preview=true`, { form: request(), signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
  useBeforeLeaving(!busy);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.querySelector("h1")?.focus();
    scrollTo(0, 0);
  }, [step]);
  const report = preview.data;
  const sheets = report?.sheets ?? [];
  const rows = sheets.reduce((sum, each) => sum + each.read, 0);
  const tell = (why: Column["why"], values: string[]) => [why && t(`why_${why}`), values.length > 0 && t("firstValues", { values: values.join("、") })].filter(Boolean).join(" ");
  const items = useMemo(() => sheets.map((each, at) => itemsOf(each, choices[at] ?? NO_CHOICES, tell)), [report, choices, speech.language]);
  const waiting = items.flat().filter((each) => each.state === "ask").length;
  const onward = (to: Step) => {
    if (to === "whom") {
      if (waiting) return;
      say(columnsSaid(sheets, choices));
    }
    setStep(to);
  };
  const load = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await call<Report<Previewed>>(address, { form: request({ subjects: JSON.stringify(subjects) }) });
      await queries.invalidateQueries({ queryKey: ["imports"] });
      done(made.import);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const at = STEPS.indexOf(step);
  const counts = report?.counts ?? {};
  const toLoad = sumOf(counts, "opened", "loaded", "conflict", "unchanged") + Object.keys(subjects).length;
  const stale = preview.isFetching || preview.isPlaceholderData;
  return (
    <div ref={top}>
      <Head title={file.name} help={`${t("title")} · ${unit.name}`}>
        {!busy && <Button onClick={gone}>{t("another")}</Button>}
      </Head>
      <Progressed at={at + 1} />
      {preview.error && (
        <div className="stack gap">
          <Refusal error={preview.error} />
          <Button onClick={() => void preview.refetch()}>{speech.t("retry")}</Button>
        </div>
      )}
      {!report && !preview.error && (
        <>
          <p className="soft">{t("reading", { name: file.name })}</p>
          <Waiting />
        </>
      )}
      {report && busy && (
        <Panel>
          <div className="stack" role="status">
            <h2>{t("loading", { n: number(rows), unit: unit.name })}</h2>
            <Progress percent={100} status="active" showInfo={false} aria-label={t("loading", { n: rows, unit: unit.name })} />
            <p className="soft">{t("loadingHelp")}</p>
          </div>
        </Panel>
      )}
      {report && !busy && (
        <div className="registering" aria-busy={stale}>
          {sheets.length > 1 && step !== "whom" && (
            <Tabs size="small" activeKey={String(shown)} onChange={(key) => show(Number(key))} items={sheets.map((each, place) => ({ key: String(place), label: each.part ?? file.name }))} />
          )}
          {step === "read" && <AsRead key={shown} report={report} sheet={sheets[shown]!} rows={rows} kind={setKind} />}
          {step === "columns" && (
            <Deciding
              key={shown}
              columns
              items={items[shown]!}
              choices={choices[shown] ?? NO_CHOICES}
              put={(next) => setChoices((before) => sheets.map((_, place) => (place === shown ? next : (before[place] ?? NO_CHOICES))))}
              finish={() => onward("whom")}
            />
          )}
          {step === "whom" && <Whom report={report} department={department} subjects={subjects} decide={setSubjects} lead={lead} leads={setLead} />}
        </div>
      )}
      {error !== null && (
        <div className="stack gap">
          <Refusal error={error} />
        </div>
      )}
      {report && !busy && (
        <footer className="sticky line spread no-print">
          <span className="line">
            {at > 0 && <Button onClick={() => setStep(STEPS[at - 1]!)}>{t("back")}</Button>}
            {stale && (
              <span className="soft small line">
                <Spin size="small" /> {t("readingAgain")}
              </span>
            )}
          </span>
          <span className="line">
            {step === "columns" && waiting > 0 && <span className="soft small">{t("undecidedColumns", { n: waiting })}</span>}
            {step === "read" && (
              <Button type="primary" disabled={stale} onClick={() => onward("columns")}>
                {t("toColumns")}
              </Button>
            )}
            {step === "columns" && (
              <Button type="primary" disabled={stale || waiting > 0} onClick={() => onward("whom")}>
                {t("toWhom")}
              </Button>
            )}
            {step === "whom" && (
              <Button type="primary" disabled={stale || preview.isError || !toLoad} onClick={() => void load()}>
                {toLoad ? t("load", { n: number(toLoad), unit: unit.name }) : t("nothingToLoad")}
              </Button>
            )}
          </span>
        </footer>
      )}
    </div>
  );
}

/** The browser asks before what was decided is lost. */
function useBeforeLeaving(asks: boolean) {
  useEffect(() => {
    if (!asks) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [asks]);
}

export function Progressed({ at }: { at: number }) {
  const t = useWords(HOLDING);
  const titles = [t("stepFile"), t("stepRead"), t("stepColumns"), t("stepWhom"), t("stepDone")];
  return <Steps size="small" responsive={false} className="steps" current={at} items={titles.map((title) => ({ title }))} />;
}

/** Where a register is dropped in. */
export function Dropping({ ready, take, note }: { ready: boolean; take: (file: File) => void; note?: string | undefined }) {
  const t = useWords(HOLDING);
  const { over, dropping } = useDropped((file) => ready && take(file));
  return (
    <div className={over ? "drop over large" : "drop large"} {...dropping}>
      <InboxOutlined className="drop-icon" />
      <p>
        <strong>{t("drop")}</strong>
      </p>
      <p className="soft">{t("dropHelp")}</p>
      {note && <p className="soft">{note}</p>}
      <label>
        <input
          type="file"
          aria-label={t("choose")}
          disabled={!ready}
          onChange={({ target }) => {
            const given = target.files?.[0];
            if (given) take(given);
          }}
        />
        <span>{t("choose")}</span>
      </label>
      {!ready && <p className="soft small">{t("placeFirst")}</p>}
    </div>
  );
}

export function How() {
  const t = useWords(HOLDING);
  return (
    <Panel title={t("how")}>
      <ol className="how">
        {(["how1", "how2", "how3", "how4"] as const).map((each) => (
          <li key={each}>{t(each)}</li>
        ))}
      </ol>
    </Panel>
  );
}
