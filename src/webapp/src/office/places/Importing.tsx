/** A list of units: dropped in, looked at row by row, and registered when nothing is wrong with any. */
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Segmented } from "antd";
import { useState } from "react";
import { call, type Finding, save, type Schemas } from "../../api/client";
import { useDropped } from "../../shell/dropped";
import { Findings, Refusal, Status } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { PLACES } from "../../words/places";
import { useAct } from "../../shell/acting";
import { useUnitNames } from "../known";
import { Head, Panel, Rows } from "../pieces";
import { officeWay } from "../route";

type List = Schemas["UnitList"];
type Row = Schemas["ListedUnit"];

/** In the order of what wants looking at. */
const LOOK: Record<string, string> = { wrong: "bad", moved: "missing", renamed: "stale", new: "good", unchanged: "" };
const word = (listed: string) => `listed_${listed}` as keyof typeof PLACES;
// With a mark at its beginning, for spreadsheets take it for another encoding otherwise.
const SAMPLE = "\ufeff代码,名称,上级代码\r\n999999001000,示例街道,\r\n999999001001,示例社区,999999001000\r\n999999001001001,第一网格,999999001001\r\n";

export function Importing() {
  const t = useWords(PLACES);
  const { act, busy, error, forget } = useAct(["units"], ["rounds"]);
  const [given, setGiven] = useState<File | null>(null);
  const [list, setList] = useState<List | null>(null);
  const bring = (file: File, preview: boolean) =>
    act(async () => {
      const form = new FormData();
      form.append("file", file);
      setList(await call<List>(`/units/lists?preview=${preview}`, { form }));
    });
  const take = (file: File) => {
    // What is registered is what was looked at.
    if (busy) return;
    setGiven(file);
    setList(null);
    void bring(file, true);
  };
  const again = () => (forget(), setGiven(null), setList(null));
  return (
    <>
      <Head back={{ href: officeWay("units"), label: t("units") }} title={t("importTitle")} help={t("importLead")}>
        <Button onClick={() => save({ blob: new Blob([SAMPLE], { type: "text/csv" }), name: `${t("units")}.csv` })}>{t("sample")}</Button>
        {list && <Button disabled={busy} onClick={again}>{t("otherFile")}</Button>}
      </Head>
      {!list && <Drop take={take} busy={busy} />}
      {error !== null && <Refusal error={error} />}
      {list && given && <Looked list={list} busy={busy} register={() => void bring(given, false)} />}
    </>
  );
}

function Drop({ take, busy }: { take: (file: File) => void; busy: boolean }) {
  const t = useWords(PLACES);
  const { over, dropping } = useDropped(take);
  return (
    <Panel>
      <div className={over ? "drop over large" : "drop large"} {...dropping}>
        <InboxOutlined className="drop-icon" />
        <p>
          <strong>{t("dropList")}</strong>
        </p>
        <p className="soft">{t("dropListHelp")}</p>
        <label>
          <input type="file" accept=".csv,.tsv,.xlsx,.xls" aria-label={t("chooseFile")} disabled={busy} onChange={({ target }) => (target.files?.[0] && take(target.files[0]), (target.value = ""))} />
          <span>{t("chooseFile")}</span>
        </label>
      </div>
    </Panel>
  );
}

function Looked({ list, busy, register }: { list: List; busy: boolean; register: () => void }) {
  const t = useWords(PLACES);
  const { number } = useFigures();
  const of = (listed: string) => list.counts[listed] ?? 0;
  const [shown, show] = useState(of("wrong") ? "wrong" : "");
  const changes = of("new") + of("renamed") + of("moved");
  const options = ["", ...Object.keys(LOOK).filter(of)].map((each) => ({ value: each, label: each ? `${t(word(each))} ${number(of(each))}` : `${t("allRows")} ${number(list.rows.length)}` }));
  return (
    <div className="stack">
      <Outcome list={list} changes={changes} wrong={of("wrong")} busy={busy} register={register} />
      <Findings findings={list.findings as unknown as Finding[]} />
      <Panel flush>
        <div className="filters states">
          <Segmented value={shown} onChange={show} options={options} aria-label={t("becomes")} />
        </div>
        <Listed all={list.rows} shown={shown} />
      </Panel>
    </div>
  );
}

function Outcome({ list, changes, wrong, busy, register }: { list: List; changes: number; wrong: number; busy: boolean; register: () => void }) {
  const t = useWords(PLACES);
  const { number } = useFigures();
  if (wrong) return <Alert type="error" showIcon title={t("listWrong", { n: number(wrong) })} description={t("listWrongHelp")} />;
  if (!changes) return <Alert type="info" showIcon title={t("listNothing")} />;
  if (list.kept)
    return (
      <Alert
        type="success"
        showIcon
        title={t("listKept", { n: number(changes) })}
        action={
          <Button size="small" type="primary" href={officeWay("units")}>
            {t("toTree")}
          </Button>
        }
      />
    );
  return (
    <Alert
      type="info"
      showIcon
      title={t("listGood")}
      action={
        <Button type="primary" loading={busy} onClick={register}>
          {t("registerAll", { n: number(changes) })}
        </Button>
      }
    />
  );
}

/** Those of one kind, or all of them. */
function Listed({ all, shown }: { all: Row[]; shown: string }) {
  const t = useWords(PLACES);
  const unit = useUnitNames();
  const names = new Map(all.map((each) => [each.code, each.name]));
  const name = (code: string) => names.get(code) ?? unit(code);
  return (
    <Rows<Row>
      rowKey="place"
      dataSource={all.filter((each) => !shown || each.listed === shown)}
      columns={[
        {
          title: t("unit"),
          render: (_, each) => (
            <>
              {each.name || "—"}
              <div className="soft small num">{each.code}</div>
              <div className="soft small">{each.place.replace(/^row (\d+)$/, (_, n: string) => t("rowOf", { n }))}</div>
            </>
          ),
        },
        {
          title: t("becomes"),
          className: "becomes",
          render: (_, each) => (
            <>
              <Status of={LOOK[each.listed] ?? ""}>{t(word(each.listed))}</Status>{" "}
              {each.before && each.before.name !== each.name && <span className="soft small">{t("was", { name: each.before.name })} </span>}
              {each.listed === "moved" && <span className="soft small">{t("wasBelow", { parent: each.before?.parent ? name(each.before.parent) : t("top") })}</span>}
              <Findings findings={(each.errors ?? []) as unknown as Finding[]} />
            </>
          ),
        },
        { title: t("parent"), render: (_, each) => (each.parent ? name(each.parent) : t("top")) },
      ]}
    />
  );
}
