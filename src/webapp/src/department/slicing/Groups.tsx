/** Rows put together: figures of each group in a table, and beside it the same as a chart. */
import { BarChartOutlined, LineChartOutlined, PieChartOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select, type SelectProps, Spin } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { Asked, Rows } from "../../office/pieces";
import { Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { SLICING } from "../../words/slicing";
import { bodyOf, rowsOf, type SliceAnswer, type Wish } from "./asking";
import { type CellWords, type Column, grouped, shown, useCellWords } from "./columns";
import type { ChartKind } from "./Chart";
import { type By, type Measure, measuresOf, MOST, placeOf, waysOf, within } from "./grouping";

// What draws charts is loaded when one is drawn.
const Chart = lazy(() => import("./Chart"));

export interface Grouping {
  by: string[];
  figures: string[];
}

interface Given {
  form: string;
  wish: Wish;
  columns: Column[];
  grouping: Grouping;
  group: (grouping: Grouping) => void;
  /** Shows the rows of a group. */
  rows: (wish: Wish) => void;
}

export function Groups({ form, wish, columns, grouping, group, rows }: Given) {
  const t = useWords(SLICING);
  const names = useNames();
  const ways = useMemo(() => waysOf(columns), [columns]);
  const measures = useMemo(() => measuresOf(columns), [columns]);
  const wayNames = (each: By) => ("level" in each ? names("level", each.level) : "period" in each ? t("byPeriod", { column: each.column.label, period: t(`period_${each.period}`) }) : each.column.label);
  const figureNames = (each: Measure) => ("column" in each ? t("figureOf", { column: each.column.label, figure: t(`figure_${each.figure}`) }) : t("figure_rows"));
  const body = { ...bodyOf(wish, columns), group: grouping.by, measure: grouping.figures, limit: MOST };
  const answer = useQuery({
    queryKey: ["slice", form, "groups", body],
    enabled: grouping.by.length > 0 && grouping.figures.length > 0,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => rowsOf(form, body, signal),
  });
  const chosen = grouping.by.map((id) => ways.find((each) => each.id === id)!).filter(Boolean);
  const figures = grouping.figures.map((id) => measures.find((each) => each.id === id)!).filter(Boolean);
  return (
    <div className="stack">
      <div className="panel slice-grouping">
        <Several
          label={t("groupBy")}
          most={3}
          chosen={grouping.by}
          choose={(by) => group({ ...grouping, by })}
          options={[
            { label: t("ways_columns"), options: ways.filter((each) => "column" in each && !("period" in each)).map((each) => ({ value: each.id, label: wayNames(each) })) },
            { label: t("ways_periods"), options: ways.filter((each) => "period" in each).map((each) => ({ value: each.id, label: wayNames(each) })) },
            { label: t("ways_levels"), options: ways.filter((each) => "level" in each).map((each) => ({ value: each.id, label: wayNames(each) })) },
          ].filter((each) => each.options.length)}
        />
        <Several
          label={t("figures")}
          most={6}
          chosen={grouping.figures}
          choose={(some) => group({ ...grouping, figures: some })}
          options={measures.map((each) => ({ value: each.id, label: figureNames(each) }))}
        />
      </div>
      {chosen.length && figures.length ? (
        <Asked query={answer}>
          {(found) => <Answered found={found} chosen={chosen} figures={figures} names={{ way: wayNames, figure: figureNames }} rows={(values) => within(wish, chosen, values)} show={rows} />}
        </Asked>
      ) : (
        <div className="panel">
          <Teach title={t("groupTeach")} help={t("groupTeachHelp")} />
        </div>
      )}
    </div>
  );
}

interface SeveralGiven {
  label: string;
  most: number;
  chosen: string[];
  choose: (some: string[]) => void;
  options: NonNullable<SelectProps<string[]>["options"]>;
}

function Several({ label, most, chosen, choose, options }: SeveralGiven) {
  return (
    <label>
      <span>{label}</span>
      <Select mode="multiple" maxCount={most} aria-label={label} value={chosen} onChange={choose} showSearch={{ optionFilterProp: "label" }} options={options} />
    </label>
  );
}

interface Group {
  key: string;
  values: unknown[];
  words: string[];
  figures: (number | string | null)[];
}

interface AnsweredGiven {
  found: SliceAnswer;
  chosen: By[];
  figures: Measure[];
  names: { way: (each: By) => string; figure: (each: Measure) => string };
  rows: (values: unknown[]) => Wish | null;
  show: (wish: Wish) => void;
}

function Answered({ found, chosen, figures, names, rows, show }: AnsweredGiven) {
  const t = useWords(SLICING);
  const { language, listed } = useSpeech();
  const words = useCellWords();
  const [figure, choose] = useState(0);
  const timely = "period" in chosen[0]!;
  const [kind, setKind] = useState<ChartKind | null>(null);
  const groups = useMemo(() => groupsOf(found, chosen, figures, words, t("notAnswered")), [found, chosen, figures, language]);
  const at = Math.min(figure, figures.length - 1);
  const drawn: ChartKind = kind ?? (timely ? "line" : "bar");
  const caption = t("chartOf", { figure: names.figure(figures[at]!), by: listed(chosen.map(names.way)) });
  if (!groups.length) {
    return (
      <div className="panel">
        <Teach title={t("noRows")} help={t("noRowsHelp")} />
      </div>
    );
  }
  return (
    <div className="slice-sides">
      <section className="panel slice-chart" aria-label={caption}>
        <div className="line spread">
          <h2>{caption}</h2>
          <div className="line">
            {figures.length > 1 && <Select size="small" aria-label={t("figureShown")} value={at} onChange={choose} options={figures.map((each, value) => ({ value, label: names.figure(each) }))} style={{ minWidth: 120 }} />}
            <Segmented
              size="small"
              aria-label={t("chartKind")}
              value={drawn}
              onChange={(value) => setKind(value as ChartKind)}
              options={[
                { value: "bar", icon: <BarChartOutlined />, label: <span className="unseen">{t("chart_bar")}</span>, title: t("chart_bar") },
                { value: "line", icon: <LineChartOutlined />, label: <span className="unseen">{t("chart_line")}</span>, title: t("chart_line") },
                { value: "pie", icon: <PieChartOutlined />, label: <span className="unseen">{t("chart_pie")}</span>, title: t("chart_pie"), disabled: chosen.length > 1 },
              ]}
            />
          </div>
        </div>
        <Suspense fallback={<Spin className="slice-drawing" />}>
          <Chart kind={chosen.length > 1 && drawn === "pie" ? "bar" : drawn} label={t("chartLabel", { caption })} figure={names.figure(figures[at]!)} groups={groups.map((each) => ({ words: each.words, value: each.figures[at] }))} inOrder={timely} />
        </Suspense>
      </section>
      <section className="panel flush slice-figures" aria-label={t("figuresTable")}>
        <Rows<Group>
          size="small"
          dataSource={groups}
          pageSize={14}
          columns={[
            ...chosen.map((each, place) => ({
              title: names.way(each),
              key: each.id,
              render: (_: unknown, one: Group) => {
                const own = place === 0 ? rows(one.values) : null;
                return own ? (
                  <Button type="link" size="small" className="slice-drill printed" title={t("showRows")} onClick={() => show(own)}>
                    {one.words[place]}
                  </Button>
                ) : (
                  one.words[place]
                );
              },
              sorter: (a: Group, b: Group) => a.words[place]!.localeCompare(b.words[place]!, "zh-CN", { numeric: true }),
            })),
            ...figures.map((each, place) => ({
              title: names.figure(each),
              key: each.id,
              align: "right" as const,
              className: "num",
              render: (_: unknown, one: Group) => said(one.figures[place]),
              sorter: (a: Group, b: Group) => (isNumber(a.figures[place]) && isNumber(b.figures[place]) ? Number(a.figures[place]) - Number(b.figures[place]) : String(a.figures[place] ?? "").localeCompare(String(b.figures[place] ?? ""))),
            })),
          ]}
        />
        {found.next && <p className="soft small slice-note">{t("onlyGroups", { n: MOST })}</p>}
      </section>
    </div>
  );
}

function groupsOf(found: SliceAnswer, chosen: By[], figures: Measure[], words: CellWords, none: string): Group[] {
  const places = chosen.map((each) => placeOf(found, each));
  const at = figures.map((each) => found.columns.findIndex((column) => column.id === each.id));
  const groups = found.rows.map((row, key) => ({
    key: String(key),
    values: places.map((each) => row[each.code]),
    words: chosen.map((by, order) => {
      const value = row[places[order]!.words];
      if (value === null || value === undefined || value === "") return none;
      return "column" in by && !("period" in by) ? shown(by.column, value, { ...words, rows: String }) : String(value);
    }),
    figures: at.map((each) => row[each] as number | string | null),
  }));
  // Periods in their order, all others by their first figure, the most first.
  if ("period" in chosen[0]!) return groups.sort((a, b) => a.words[0]!.localeCompare(b.words[0]!));
  return groups.sort((a, b) => Number(b.figures[0] ?? 0) - Number(a.figures[0] ?? 0));
}

const isNumber = (value: unknown): boolean => typeof value === "number";
const said = (value: number | string | null | undefined): string => (typeof value === "number" ? grouped(Math.round(value * 100) / 100) : (value ?? "—"));
