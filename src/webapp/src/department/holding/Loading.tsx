/** A register is loaded in steps: how it is read, what its columns mean, whom its rows are about. Nothing is kept before the last. */
import "../registering/registering.css";
import "./holding.css";
import { InboxOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress, Spin, Steps, Tabs } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { useBegun } from "../../local/begun";
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

/** What is decided of a file so far: whoever leaves the page comes back to it. */
interface Decided {
  /** When it was dropped in: whoever drops in the same file once more has it read once more. */
  at: number;
  step: Step;
  kind?: string;
  choices: Choices[];
  /** Of columns as it was sent last: a large file takes long to compare, so they are sent when all of them are decided. */
  columns: Record<string, string>;
  subjects: Record<string, string>;
  lead: boolean;
}

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
  const [decided, decide, forget] = useBegun<Decided>(`register ${unit.code} ${department} ${file.name} ${file.lastModified}`, () => ({ at: Date.now(), step: "read", choices: [], columns: {}, subjects: {}, lead: false }));
  const { step, kind, choices, columns, subjects, lead } = decided;
  const put = (more: Partial<Decided>) => decide((before) => ({ ...before, ...more }));
  const [shown, show] = useState(0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const address = `/units/${encodeURIComponent(unit.code)}/registers`;
  const request = (more: Record<string, string> = {}) => {
    const form = new FormData();
    form.append("file", file, file.name);
    const members: Record<string, string> = { ...(kind ? { kind } : {}), ...(department ? { [lead ? "as_lead" : "department"]: department } : {}), columns: JSON.stringify(columns), ...more };
    for (const [name, value] of Object.entries(members)) form.append(name, value);
    return form;
  };
  const asked = JSON.stringify([kind, columns, lead]);
  const preview = useQuery({
    queryKey: ["register", unit.code, department, decided.at, asked],
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
  const tell = (why: Column["why"], values: string[]) => [why && t(`why_${why}`), values.length > 0 && t("firstValues", { values: speech.listed(values) })].filter(Boolean).join(" ");
  const items = useMemo(() => sheets.map((each, at) => itemsOf(each, choices[at] ?? NO_CHOICES, tell)), [report, choices, speech.language]);
  const waiting = items.flat().filter((each) => each.state === "ask").length;
  const onward = (to: Step) => {
    if (to === "whom" && waiting) return;
    put({ step: to, ...(to === "whom" ? { columns: columnsSaid(sheets, choices) } : {}) });
  };
  const another = () => {
    forget();
    gone();
  };
  const load = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await call<Report<Previewed>>(address, { form: request({ subjects: JSON.stringify(subjects) }) });
      forget();
      await queries.invalidateQueries({ queryKey: ["imports"] });
      done(made.import);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const at = STEPS.indexOf(step);
  const counts = report?.counts ?? {};
  // Rows of which no column means anything say nothing.
  const says = sheets.some((sheet) => sheet.columns.some((each) => each.element));
  const toLoad = says ? sumOf(counts, "opened", "loaded", "conflict", "unchanged") + Object.keys(subjects).length : 0;
  const stale = preview.isFetching || preview.isPlaceholderData;
  return (
    <div ref={top}>
      <Head title={file.name} help={`${t("title")} · ${unit.name}`}>
        {!busy && <Button onClick={another}>{t("another")}</Button>}
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
            <Progress percent={100} status="active" showInfo={false} aria-label={t("loading", { n: number(rows), unit: unit.name })} />
            <p className="soft">{t("loadingHelp")}</p>
          </div>
        </Panel>
      )}
      {report && !busy && (
        <div className="registering" aria-busy={stale}>
          {sheets.length > 1 && step !== "whom" && (
            <Tabs size="small" activeKey={String(shown)} onChange={(key) => show(Number(key))} items={sheets.map((each, place) => ({ key: String(place), label: each.part ?? file.name }))} />
          )}
          {step === "read" && <AsRead key={shown} report={report} sheet={sheets[shown]!} rows={rows} kind={(of) => put({ kind: of })} />}
          {step === "columns" && (
            <Deciding
              key={shown}
              columns
              items={items[shown]!}
              choices={choices[shown] ?? NO_CHOICES}
              put={(next) => decide((before) => ({ ...before, choices: sheets.map((_, place) => (place === shown ? next : (before.choices[place] ?? NO_CHOICES))) }))}
              finish={() => onward("whom")}
            />
          )}
          {step === "whom" && <Whom report={report} department={department} subjects={subjects} decide={(whom) => put({ subjects: whom })} lead={lead} leads={(wanted) => put({ lead: wanted })} />}
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
            {at > 0 && <Button onClick={() => put({ step: STEPS[at - 1]! })}>{t("back")}</Button>}
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
