/** The figures of a summary form in its own table: how each stands, what it gives, and one of them opened beside. */
import { PrinterOutlined, UndoOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Spin } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useCallback, useMemo, useRef, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { formPath, type FormSummary, useUnitNames } from "../../office/known";
import { Asked, Panel } from "../../office/pieces";
import { Findings, Refusal, Teach } from "../../shell/Said";
import { useSignedIn } from "../../session/session";
import { useSpeech, useWords } from "../../words/language";
import { MEASURES } from "../../words/measures";
import { useMay } from "../registering/may";
import { type Face, Original } from "../registering/Original";
import { askedOf, type FormDocument } from "../registering/shown";
import { departmentsOf } from "../slicing/may";
import { Under } from "../slicing/Under";
import "../slicing/slicing.css";
import { useRead } from "./Answered";
import { type Figure, measureOf, nameOf, type State, STATES, stateOf, useGiven, useMeasures, type Where } from "./asking";
import { Clash } from "./Clash";
import { useFixing } from "./fixing";
import { laidOut, placeOf } from "./layout";
import "./measuring.css";
import { OneFigure } from "./OneFigure";
import { PICKERS, spanOf } from "./periods";

type Part = Schemas["SeenPart"];

/** Beside a figure, so that colour is not all that tells how it stands. */
const MARKS: Record<State, string> = { fixed: "✓", auto: "＝", ask: "？", new: "·" };

export default function Figures({ summary, form }: { summary: FormSummary; form: FormDocument }) {
  const t = useWords(MEASURES);
  const measures = useMeasures(summary.id);
  const seen = useQuery({ queryKey: ["likeness", summary.id], queryFn: () => call<Schemas["Likeness"]>(`${formPath(summary.id)}/likeness`), enabled: Boolean(summary.file), staleTime: Infinity });
  if (summary.file && !seen.data && !seen.error) return <Asked query={seen}>{() => null}</Asked>;
  return (
    <Asked query={measures}>
      {(told) => (told.data.length ? <Opened summary={summary} form={form} told={told} parts={seen.data?.parts ?? []} /> : <Teach title={t("noFigures")} help={t("noFiguresHelp")} />)}
    </Asked>
  );
}

function Opened({ summary, form, told, parts }: { summary: FormSummary; form: FormDocument; told: { data: Figure[]; tag: string }; parts: Part[] }) {
  const t = useWords(MEASURES);
  const unitName = useUnitNames();
  const { decides } = useMay();
  const own = departmentsOf(useSignedIn());
  const may = { decide: decides(summary), read: own === null || own.includes(summary.department) };
  const [where, setWhere] = useState<Where>({ unit: null, span: null });
  const [open, setOpen] = useState<string | null>(null);
  // Whoever goes on from one figure to another goes on writing.
  const [writes, setWrites] = useState(false);
  const drafts = useRef(new Map<string, string>());
  const fixing = useFixing(summary.id, told);
  const { data: figures } = told;
  const measures = useMemo(() => Object.fromEntries(figures.flatMap((each) => (each.measure || (may.decide && measureOf(each)) ? [[each.field, measureOf(each)!]] : []))), [figures, may.decide]);
  const given = useGiven(summary.id, measures, where, may.read);
  const unfixed = figures.filter((each) => !each.measure).length;
  const sure = figures.filter((each) => stateOf(each) === "auto");
  const picker = PICKERS[summary.period ?? ""];
  const asked = t("forWhom", { unit: where.unit ? unitName(where.unit) : t("everywhere"), period: where.span ? where.span.join(" – ") : t("thisPeriod") });

  const at = figures.findIndex((each) => each.field === open);
  const figure = figures[at];
  const choose = (field: string | null, writing = false) => {
    fixing.forget();
    setWrites(writing);
    setOpen(field);
  };
  const to = (next: Figure | undefined) => (next ? () => choose(next.field, true) : null);
  const waiting = (each: Figure) => stateOf(each) === "auto" || stateOf(each) === "ask";
  const nextOpen = [...figures.slice(at + 1), ...figures.slice(0, Math.max(0, at))].find(waiting);
  return (
    <div className={figure ? "stack measuring opened" : "stack measuring"}>
      <p className="soft no-print">{t("help")}</p>
      <div className="panel slice-tools no-print">
        {may.read && <Under unit={where.unit} choose={(unit) => setWhere({ ...where, unit })} />}
        {may.read && picker && (
          <DatePicker
            picker={picker}
            aria-label={t("period")}
            placeholder={t("thisPeriod")}
            maxDate={dayjs()}
            onChange={(day: Dayjs | null) => setWhere({ ...where, span: day ? spanOf(picker, day) : null })}
          />
        )}
        <span className="grow" />
        {may.decide && fixing.last && (
          <Button icon={<UndoOutlined />} disabled={fixing.busy} title={t("undoOf", { what: fixing.last })} onClick={() => void fixing.undo()}>
            {t("undo")}
          </Button>
        )}
        <Button icon={<PrinterOutlined />} disabled={given.isPlaceholderData || given.isLoading} onClick={() => print()}>
          {t("print")}
        </Button>
        {may.decide && (
          <Button type="primary" loading={fixing.busy && open === null} disabled={!sure.length} onClick={() => void fixing.act(Object.fromEntries(sure.map((each) => [each.field, measureOf(each)])))}>
            {sure.length ? t("fixSure", { n: sure.length }) : t("allFixed")}
          </Button>
        )}
      </div>
      {open === null && fixing.error !== null && <Refusal error={fixing.error} />}
      {given.error && <Refusal error={given.error} />}
      {!may.read && <Alert type="info" showIcon title={t("noAnswers")} className="no-print" />}
      {given.data && given.data.findings.length > 0 && <Alert type="warning" showIcon title={t("sumsDiffer", { n: given.data.findings.length })} description={<Findings findings={given.data.findings.slice(0, 5)} />} className="no-print" />}
      <Panel flush>
        <Legend figures={figures} choose={choose} busy={given.isFetching} />
        <p className="print-only">
          {form.title} · {asked}
          {unfixed > 0 && ` · ${t("unfixedN", { n: unfixed })}`}
        </p>
        <div className="measure-table" aria-busy={given.isPlaceholderData}>
          <Table form={form} figures={figures} parts={parts} given={given.data} chosen={open} choose={choose} />
        </div>
      </Panel>
      {figure && (
        <OneFigure
          form={summary.id}
          figure={figure}
          drafts={drafts.current}
          writes={writes}
          where={where}
          asked={asked}
          may={may}
          busy={fixing.busy}
          error={fixing.error}
          fix={(measure) => fixing.act({ [figure.field]: measure })}
          go={{ before: to(figures[at - 1]), next: to(figures[at + 1]), open: to(nextOpen) }}
          close={() => choose(null)}
        />
      )}
      {fixing.clashed && <Clash clashed={fixing.clashed} busy={fixing.busy} mine={() => void fixing.mine()} theirs={fixing.theirs} />}
    </div>
  );
}

/** How many figures stand how; each opens the first of them. */
function Legend({ figures, choose, busy }: { figures: Figure[]; choose: (field: string) => void; busy: boolean }) {
  const t = useWords(MEASURES);
  return (
    <div className="line measure-legend no-print" role="group" aria-label={t("states")}>
      {STATES.map((state) => {
        const some = figures.filter((each) => stateOf(each) === state);
        return (
          <button key={state} type="button" className={`measure-state ${state}`} disabled={!some.length} onClick={() => choose(some[0]!.field)} aria-label={t("openFirst", { state: t(`state_${state}`), n: some.length })}>
            <i aria-hidden="true">{MARKS[state]}</i> {t(`state_${state}`)} <b className="num">{some.length}</b>
          </button>
        );
      })}
      <span className="grow" />
      {busy ? (
        <span className="soft small line">
          <Spin size="small" /> {t("counting")}
        </span>
      ) : (
        <span className="soft small wide">{t("gridHelp")}</span>
      )}
    </div>
  );
}

interface TableGiven {
  form: FormDocument;
  figures: Figure[];
  parts: Part[];
  given: ReturnType<typeof useGiven>["data"];
  chosen: string | null;
  choose: (field: string) => void;
}

/** The department's own table; below it whatever it does not show. */
function Table({ form, figures, parts, given, chosen, choose }: TableGiven) {
  const t = useWords(MEASURES);
  const { language } = useSpeech();
  const read = useRead();
  const { shown, elsewhere } = useMemo(() => {
    const blanks = new Map(askedOf(form).map((each) => [each.id, each]));
    const places = new Set(parts.flatMap((part) => part.cells.map((each) => each.place)));
    const there = (each: Figure) => places.has(firstOf(blanks.get(each.field)?.blank));
    const marked = (each: Figure) => ({ key: each.field, label: nameOf(each), blank: blanks.get(each.field)?.blank });
    return { shown: figures.filter(there).map(marked), elsewhere: figures.filter((each) => !there(each)) };
  }, [form, figures, parts]);
  const rest = useMemo(() => ({ parts: [laidOut(elsewhere)], fields: elsewhere.map((each) => ({ key: each.field, label: nameOf(each), blank: placeOf(each) })) }), [elsewhere]);
  const faces = useMemo(() => {
    const found = new Map<string, Face>();
    for (const each of figures) {
      const state = stateOf(each);
      const filed = given?.filed[each.field];
      const own = given?.values.has(each.field) ? given.values.get(each.field) : filed?.value;
      const value = given?.covered.has(each.field) ? "•••" : own === null || own === undefined ? "" : read(own);
      const note = filed && own !== filed.value ? t("filedNote", { value: read(filed.value) }) : undefined;
      found.set(each.field, { look: state, text: value, note, says: t("cellSays", { name: nameOf(each), state: t(`state_${state}`), value: value === "•••" ? t("covered") : value || t("noValue") }) });
    }
    return found;
  }, [figures, given, language]);
  const pick = useCallback((_: unknown, key: string | null) => key && choose(key), [choose]);
  return (
    <>
      {shown.length > 0 && <Original parts={parts} fields={shown} chosen={chosen} pick={pick} faces={faces} />}
      {elsewhere.length > 0 && (
        <>
          {shown.length > 0 && <h2 className="measure-elsewhere">{t("elsewhere")}</h2>}
          <Original parts={rest.parts} fields={rest.fields} chosen={chosen} pick={pick} faces={faces} />
        </>
      )}
    </>
  );
}

/** Where a blank begins. */
const firstOf = (blank: string | undefined): string => (blank ?? "").split(/:(?=[^:]*$)/)[0] ?? "";
