/** One's own questions in SQL over a department's slices: written with completion, answered in a grid, taken out as files. */
import { CaretRightFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Collapse, Select, Spin } from "antd";
import { lazy, memo, Suspense, useMemo, useRef, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { useAct } from "../../shell/acting";
import { useDepartments } from "../../office/known";
import { Asked, Head } from "../../office/pieces";
import { useSignedIn } from "../../session/session";
import { Refusal, Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { SLICING } from "../../words/slicing";
import { AsOf } from "../../moment/AsOf";
import { askedAs, type Moment, NOW } from "../../moment/moment";
import type { Column } from "./columns";
import { Export } from "./Export";
import { Grid } from "./Grid";
import { departmentsOf } from "./may";
import { quotedName } from "./names";
import "./slicing.css";

// What edits SQL is loaded when somebody comes to write some.
const Editor = lazy(() => import("./Editor"));

type Relation = Schemas["Relation"];
type Answer = Schemas["SqlAnswer"];

const NONE: Relation[] = [];

/** An answer, and what it is the answer to: that is what is taken out, whatever is typed meanwhile. */
interface Answered {
  question: { department: string; sql: string; as_of: string | null };
  answer: Answer;
}

export default function Sql() {
  const t = useWords(SLICING);
  const { either } = useSpeech();
  const own = departmentsOf(useSignedIn());
  const departments = useDepartments();
  const [chosen, choose] = useState<string | null>(null);
  return (
    <Asked query={departments}>
      {(all) => {
        const mine = all.filter((each) => own === null || own.includes(each.id));
        const department = chosen ?? mine[0]?.id;
        return (
          <>
            <Head title={t("sql")} help={t("sqlHelp")}>
              {mine.length > 1 && (
                <Select aria-label={t("department")} value={department} onChange={choose} showSearch={{ optionFilterProp: "label" }} options={mine.map((each) => ({ value: each.id, label: either(each.name) }))} style={{ minWidth: 180 }} />
              )}
            </Head>
            {department ? <Asking key={department} department={department} /> : <Teach title={t("noSlices")} help={t("noSlicesHelp")} />}
          </>
        );
      }}
    </Asked>
  );
}

function Asking({ department }: { department: string }) {
  const t = useWords(SLICING);
  const [text, setText] = useState("");
  const [moment, setMoment] = useState<Moment>(NOW);
  const [answered, setAnswered] = useState<Answered | null>(null);
  const { act, busy, error } = useAct();
  const insert = useRef<(text: string) => void>(() => {});
  const relations = useQuery({ queryKey: ["relations", department], queryFn: () => call<Relation[]>(`/slices:relations?department=${encodeURIComponent(department)}`), staleTime: 60_000 });
  const question = { department, sql: text, as_of: askedAs(moment).as_of ?? null };
  const run = () => {
    if (!text.trim() || busy) return;
    void act(async () => {
      setAnswered(null);
      setAnswered({ question, answer: await call<Answer>("/slices:query", { json: question }) });
    });
  };
  return (
    <div className="slice-asking">
      <div className="grow stack">
        <section className="panel flush">
          <Suspense fallback={<Spin className="slice-drawing" />}>
            <Editor text="" relations={relations.data ?? NONE} label={t("sqlText")} hint={t("sqlHint")} changed={setText} run={run} ready={(put) => (insert.current = put)} />
          </Suspense>
          <div className="line slice-run">
            <Button type="primary" icon={<CaretRightFilled />} loading={busy} disabled={!text.trim()} onClick={run}>
              {t("run")}
            </Button>
            <AsOf moment={moment} choose={setMoment} without={["round"]} />
            <span className="soft small wide">{t("runKey")}</span>
            <span className="grow" />
            <Export
              title={t("sqlFile")}
              disabled={!answered}
              ways={[{ value: "answer", label: t("sqlFile"), path: (format) => `/slices:query?format=${format}`, json: () => answered?.question }]}
            />
          </div>
        </section>
        {error !== null && <Refusal error={error} />}
        {answered ? <Result answer={answered.answer} /> : error === null && !busy && <Examples relations={relations.data ?? NONE} insert={(more) => insert.current(more)} />}
        {busy && <Spin className="slice-drawing" />}
      </div>
      <aside className="panel flush slice-relations" aria-label={t("relations")}>
        <Asked query={relations}>{(all) => <Relations relations={all} insert={(more) => insert.current(more)} />}</Asked>
      </aside>
    </div>
  );
}

const Result = memo(function Result({ answer }: { answer: Answer }) {
  const t = useWords(SLICING);
  const { number } = useFigures();
  const columns = useMemo(() => answer.columns.map(columnOf), [answer]);
  if (!answer.rows.length) {
    return (
      <div className="panel">
        <Teach title={t("noRows")} help={t("sqlNoRows")} />
      </div>
    );
  }
  return (
    <div>
      <Grid label={t("sqlAnswer")} columns={columns} total={answer.rows.length} rowAt={(at) => ({ subject: null, cells: answer.rows[at] as unknown[] })} />
      <p className="soft small slice-foot">
        <span>{t("nRowsOf", { n: number(answer.rows.length) })}</span>
        {answer.more && <span>{t("sqlMore")}</span>}
        <span>{t("asOfAt", { n: answer.as_of })}</span>
        {Object.entries(answer.completeness.units ?? {}).map(([slice, { round, filed, units, late }]) => (
          <span key={slice}>
            {slice}: {t("unitsFiled", { round, filed: number(filed), units: number(units) })}
            {late > 0 && ` · ${t("unitsLate", { n: number(late) })}`}
          </span>
        ))}
      </p>
    </div>
  );
});

function columnOf({ name, type }: Answer["columns"][number], at: number): Column {
  const numbers = /INT|DOUBLE|DECIMAL|FLOAT|HUGE/.test(type!);
  return { id: `${at}`, label: name!, section: [], kind: numbers ? "number" : type === "BOOLEAN" ? "boolean" : "text", compared: numbers ? "number" : "text", choices: [], mask: null, at };
}

function Relations({ relations, insert }: { relations: Relation[]; insert: (text: string) => void }) {
  const t = useWords(SLICING);
  return (
    <>
      <h2 className="slice-relations-head">{t("relations")}</h2>
      <Collapse
        ghost
        size="small"
        collapsible="header"
        defaultActiveKey={relations.slice(0, 1).map((each) => each.name)}
        items={relations.map((each) => ({
          key: each.name,
          label: each.name,
          extra: (
            <Button
              type="link"
              size="small"
              aria-label={t("insertOf", { name: each.name })}
              onClick={(event) => {
                event.stopPropagation();
                insert(quotedName(each.name));
              }}
            >
              {t("insert")}
            </Button>
          ),
          children: (
            <ul>
              {each.columns.map((one) => (
                <li key={one.name}>
                  <button type="button" title={t("insertOf", { name: one.name })} onClick={() => insert(quotedName(one.name))}>
                    {one.name}
                  </button>
                  <small className="soft">{one.type}</small>
                </li>
              ))}
            </ul>
          ),
        }))}
      />
    </>
  );
}

/** What somebody who sees an empty page may begin with. */
function Examples({ relations, insert }: { relations: Relation[]; insert: (text: string) => void }) {
  const t = useWords(SLICING);
  const first = relations.reduce<Relation | null>((most, each) => (each.columns.length > (most?.columns.length ?? 3) ? each : most), null);
  if (!first) return null;
  const name = quotedName(first.name);
  const column = quotedName((first.columns[4] ?? first.columns[3])!.name);
  const examples = [
    { says: t("exampleAll"), sql: `SELECT * FROM ${name} LIMIT 100` },
    { says: t("exampleGroups"), sql: `SELECT ${column}, count(*) AS 人数 FROM ${name} GROUP BY 1 ORDER BY 2 DESC` },
    { says: t("exampleUnits"), sql: `SELECT 名称, count(*) AS 人数 FROM ${name} JOIN 单元 ON 单元代码 = 代码 GROUP BY 1` },
  ];
  return (
    <section className="panel stack">
      <h2>{t("examples")}</h2>
      <ul className="slice-examples">
        {examples.map((each) => (
          <li key={each.sql}>
            <span>{each.says}</span>
            <button type="button" onClick={() => insert(each.sql)}>
              <code>{each.sql}</code>
            </button>
          </li>
        ))}
      </ul>
      <p className="soft small">{t("sqlLimits")}</p>
    </section>
  );
}
