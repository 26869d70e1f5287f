/** One slice: its rows as a grid or put together in groups, narrowed, as of any time, and out of here as a file. */
import { ReloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Dropdown, Input, Segmented } from "antd";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Asked, Head } from "../../office/pieces";
import { officeWay } from "../../office/route";
import { holds } from "../../session/kinds";
import { useSignedIn } from "../../session/session";
import { Refusal, Teach } from "../../shell/Said";
import { Waiting } from "../../shell/Waiting";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { SLICING } from "../../words/slicing";
import { AsOf } from "../../moment/AsOf";
import { bodyOf, type Filter, type Totals, useColumns, useTotals, type Wish } from "./asking";
import { Chooser } from "./Chooser";
import { type Column, type FormDescribed, shown, useCellWords, useForm } from "./columns";
import { Doubt, type Doubted } from "./Doubt";
import { Export, type FileFormat, type Way } from "./Export";
import { Filtered, FilterOf } from "./Filtering";
import { type Cell, Grid } from "./Grid";
import { firstWay } from "./grouping";
import { type Grouping, Groups } from "./Groups";
import { useHanded } from "./handed";
import { READS } from "./may";
import { OneRow } from "./OneRow";
import { Under } from "./Under";
import { Whole } from "./Whole";
import { useWindows } from "./windows";

const NONE: Schemas["Challenge"][] = [];

export function Slice({ form }: { form: string }) {
  const described = useForm(form);
  const columns = useColumns(form, described.data);
  if (described.error) return <Refusal error={described.error} />;
  if (!described.data) return <Waiting />;
  return <Asked query={columns}>{(found) => <Opened form={form} described={described.data} columns={found} />}</Asked>;
}

function Opened({ form, described, columns }: { form: string; described: FormDescribed; columns: Column[] }) {
  const t = useWords(SLICING);
  const { number } = useFigures();
  const queries = useQueryClient();
  const [wish, setWish] = useHanded(form);
  const [hidden, hide] = useState<string[]>([]);
  const [view, setView] = useState<"rows" | "groups">("rows");
  const [grouping, group] = useState<Grouping>({ by: [firstWay(columns)], figures: ["count"] });
  const asked = useDeferredValue(wish);
  const totals = useTotals(form, asked, columns);
  const put = (some: Partial<Wish>) => setWish({ ...wish, ...some });
  const filterBy = (column: Column, filter: Filter | null) => {
    const { [column.id]: _, ...others } = wish.filters;
    put({ filters: filter ? { ...others, [column.id]: filter } : others });
  };
  const again = () => void queries.invalidateQueries({ queryKey: ["slice", form] });
  return (
    <>
      <Head title={described.title} back={{ href: officeWay("slices"), label: t("slices") }}>
        {totals.data && <Whole form={form} wish={asked} totals={totals.data} there={!totals.isPlaceholderData} columns={columns} />}
        {described["x-layout"] === "summary" && <Button href={officeWay("forms", form, "measures")}>{t("toMeasures")}</Button>}
        <Export title={described.title} ways={waysOut(form, asked, columns, view, grouping, totals.data, t, number)} />
      </Head>
      <div className="panel slice-tools no-print">
        <Segmented
          aria-label={t("view")}
          value={view}
          onChange={setView}
          options={[
            { value: "rows", label: t("viewRows") },
            { value: "groups", label: t("viewGroups") },
          ]}
        />
        <Input.Search aria-label={t("search")} placeholder={t("search")} allowClear className="slice-search" onSearch={(search) => put({ search })} />
        <Under unit={wish.unit} choose={(unit) => put({ unit })} />
        <AsOf moment={wish.moment} choose={(moment) => put({ moment })} />
        {view === "rows" && <Chooser columns={columns} hidden={hidden} hide={hide} />}
        <Button icon={<ReloadOutlined />} aria-label={t("again")} title={t("again")} onClick={again} />
      </div>
      <Filtered wish={wish} columns={columns} filterBy={filterBy} clear={() => put({ filters: {}, search: "" })} />
      {totals.error ? (
        <Refusal error={totals.error} />
      ) : view === "groups" ? (
        <Groups
          form={form}
          wish={asked}
          columns={columns}
          grouping={grouping}
          group={group}
          rows={(own) => {
            setWish(own);
            setView("rows");
          }}
        />
      ) : totals.data ? (
        <Detail form={form} described={described} wish={asked} columns={columns} hidden={hidden} totals={totals.data} put={put} filterBy={filterBy} again={again} />
      ) : (
        <Waiting />
      )}
    </>
  );
}

interface DetailGiven {
  form: string;
  described: FormDescribed;
  wish: Wish;
  columns: Column[];
  hidden: string[];
  totals: Totals;
  put: (some: Partial<Wish>) => void;
  filterBy: (column: Column, filter: Filter | null) => void;
  again: () => void;
}

function Detail({ form, described, wish, columns, hidden, totals, put, filterBy, again }: DetailGiven) {
  const t = useWords(SLICING);
  const { number } = useFigures();
  const session = useSignedIn();
  const [seen, see] = useState({ from: 0, to: 30 });
  const [open, setOpen] = useState<number | null>(null);
  const [doubted, doubt] = useState<Doubted | null>(null);
  const [asking, ask] = useState<{ cell: Cell; x: number; y: number } | null>(null);
  // In another answer the row of that number is somebody else.
  useEffect(() => setOpen(null), [JSON.stringify(wish)]);
  const { rowAt, error, asOf } = useWindows(form, wish, columns, seen, open, totals.rows);
  const path = `/challenges?state=open&form=${encodeURIComponent(form)}`;
  const { data: challenges = NONE } = useQuery({ queryKey: ["challenges", "open", form], queryFn: async () => (await call<Schemas["ChallengesAnswer"]>(path)).challenges });
  const shownColumns = useMemo(() => columns.filter((each) => !hidden.includes(each.id)), [columns, hidden]);
  const doubts = useMemo(() => new Set(challenges.map((each) => `${each.subject} ${each.field ?? ""}`)), [challenges]);
  // Whoever reads may doubt what they read.
  const mayDoubt = holds(session, READS) && wish.moment.of === "now";
  const words = useCellWords();

  const sortBy = (column: Column, also: boolean) => {
    const before = wish.sort.find((each) => each.replace(/^-/, "") === column.id);
    const next = before === undefined ? [column.id] : before.startsWith("-") ? [] : [`-${column.id}`];
    put({ sort: also ? [...wish.sort.filter((each) => each !== before), ...next] : next });
  };
  const doubtAt = (cell: Cell, whole: boolean) => {
    const [row, column] = [rowAt(cell.row), shownColumns[cell.column]];
    if (!row?.subject || !column) return;
    doubt({ subject: row.subject, row: cell.row, ...(whole ? {} : { field: { id: column.id, label: column.label, value: shown(column, row.cells[column.at], words) } }) });
  };
  if (!totals.rows) {
    return (
      <div className="panel">
        <Teach title={t("noRows")} help={t("noRowsHelp")} />
      </div>
    );
  }
  return (
    <>
      {error && <Refusal error={error} />}
      {asOf > totals.asOf && (
        <Alert
          type="info"
          showIcon
          title={t("newer")}
          action={
            <Button size="small" onClick={again}>
              {t("again")}
            </Button>
          }
        />
      )}
      <Dropdown
        open={asking !== null}
        onOpenChange={(shows) => !shows && ask(null)}
        trigger={["click"]}
        menu={{
          items: [
            { key: "open", label: t("openRow") },
            ...(mayDoubt
              ? [
                  { key: "cell", label: t("doubtCell") },
                  { key: "row", label: t("doubtRow") },
                ]
              : []),
            { type: "divider" },
            { key: "only", label: t("onlyThis") },
          ],
          onClick: ({ key }) => {
            const { cell } = asking!;
            ask(null);
            if (key === "open") setOpen(cell.row);
            else if (key === "only") only(cell);
            else doubtAt(cell, key === "row");
          },
        }}
      >
        <i className="slice-menu-at" style={{ left: asking?.x ?? 0, top: asking?.y ?? 0 }} aria-hidden="true" />
      </Dropdown>
      <Grid
        label={described.title}
        columns={shownColumns}
        total={totals.rows}
        rowAt={rowAt}
        asked={JSON.stringify(wish)}
        seen={(from, to) => see({ from, to })}
        sort={wish.sort}
        sortBy={sortBy}
        beside={(column) => !column.id.startsWith("#") && <FilterOf form={form} wish={wish} columns={columns} column={column} filterBy={filterBy} />}
        open={(cell) => setOpen(cell.row)}
        ask={(cell, at) => ask({ cell, ...at })}
        marked={(row, column) => doubts.has(`${row.subject} ${column.id}`) || doubts.has(`${row.subject} `)}
      />
      <p className="soft small slice-foot">
        <span>{t("nRowsOf", { n: number(totals.rows) })}</span>
        <span>{t("asOfAt", { n: totals.asOf })}</span>
        {totals.final !== undefined && <span>{t(totals.final ? "final" : "notFinal")}</span>}
        <span className="wide">{t("gridHelp")}</span>
      </p>
      {open !== null && (
        <OneRow
          row={rowAt(open)}
          at={open}
          total={totals.rows}
          columns={columns}
          challenges={challenges}
          go={setOpen}
          close={() => setOpen(null)}
          doubt={mayDoubt ? doubt : null}
        />
      )}
      {doubted && <Doubt form={form} doubted={doubted} close={() => doubt(null)} />}
    </>
  );

  /** Only the rows that say the same there. */
  function only(cell: Cell): void {
    const [row, column] = [rowAt(cell.row), shownColumns[cell.column]];
    if (!row || !column || column.compared === "none" || column.id.startsWith("#")) return;
    const value = row.cells[column.at];
    const several = Array.isArray(value) ? value.map(String) : [String(value)];
    if (value === null || value === undefined || (Array.isArray(value) && !value.length)) filterBy(column, { answered: false });
    else if (column.compared === "number" || column.compared === "date") filterBy(column, { least: value as string | number, most: value as string | number });
    else if (column.compared === "text") filterBy(column, { how: "equals", text: String(value) });
    else filterBy(column, { among: several });
  }
}

/** What may be taken out: what is asked, everything, or the groups that are shown. */
function waysOut(
  form: string,
  wish: Wish,
  columns: Column[],
  view: "rows" | "groups",
  grouping: Grouping,
  totals: Totals | undefined,
  t: (word: keyof typeof SLICING, facts?: Record<string, string | number>) => string,
  number: (value: number) => string,
): Way[] {
  const path = () => `/slices/${encodeURIComponent(form)}/rows`;
  const way = (value: string, label: string, body: object): Way => ({ value, label, path, json: (format: FileFormat) => ({ ...body, format }) });
  const body = bodyOf(wish, columns);
  const narrowed = { ...body, ...(wish.sort.length ? { sort: wish.sort } : {}) };
  const ways = [way("asked", t("exportAsked", { n: number(totals?.rows ?? 0) }), narrowed)];
  if (view === "groups" && grouping.by.length) ways.unshift(way("groups", t("exportGroups"), { ...body, group: grouping.by, measure: grouping.figures }));
  if (Object.keys(body).some((each) => ["filter", "search", "unit"].includes(each))) {
    const { filter: _, search: __, unit: ___, ...whole } = body;
    ways.push(way("all", t("exportAll"), whole));
  }
  return ways;
}
