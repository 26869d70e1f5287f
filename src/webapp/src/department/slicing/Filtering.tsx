/** The filter of a column, by what it holds: a part of a text, bounds of numbers and days, choices with how many have them. */
import { FilterFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, DatePicker, Input, InputNumber, Radio, Select, Tag } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { bodyOf, type Filter, rowsOf, type Wish } from "./asking";
import { type Column, grouped } from "./columns";
import { Opening } from "../../shell/Opening";

interface Given {
  form: string;
  wish: Wish;
  columns: Column[];
  column: Column;
  filterBy: (column: Column, filter: Filter | null) => void;
}

export function FilterOf({ form, wish, columns, column, filterBy }: Given) {
  const t = useWords(SLICING);
  const [open, setOpen] = useState(false);
  if (column.compared === "none") return null;
  const filtered = Boolean(wish.filters[column.id]);
  const done = (filter: Filter | null) => {
    setOpen(false);
    filterBy(column, filter);
  };
  return (
    <Opening open={open} setOpen={setOpen} placement="bottom" title={column.label} content={<Asked form={form} wish={wish} columns={columns} column={column} done={done} />}>
      <button type="button" className={filtered ? "slice-filter on" : "slice-filter"} aria-label={t("filterOf", { column: column.label })} aria-pressed={filtered}>
        <FilterFilled />
      </button>
    </Opening>
  );
}

function Asked({ form, wish, columns, column, done }: Omit<Given, "filterBy"> & { done: (filter: Filter | null) => void }) {
  const t = useWords(SLICING);
  const [filter, setFilter] = useState<Filter>(wish.filters[column.id] ?? {});
  const put = (some: Filter) => setFilter({ ...filter, ...some });
  const finish = () => done(empty(filter) ? null : filter);
  const known = filter.answered;
  return (
    <form
      className="slice-filtering stack"
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      {known !== false && <Wanted form={form} wish={wish} columns={columns} column={column} filter={filter} put={put} />}
      <Radio.Group
        size="small"
        aria-label={t("whetherAnswered")}
        value={known === undefined ? "all" : known ? "answered" : "missing"}
        onChange={(event) => {
          const answered = event.target.value === "all" ? undefined : event.target.value === "answered";
          setFilter(answered === false ? { answered } : withAnswered(filter, answered));
        }}
        optionType="button"
        options={[
          { value: "all", label: t("all") },
          { value: "answered", label: t("onlyAnswered") },
          { value: "missing", label: t("onlyMissing") },
        ]}
      />
      <div className="line spread">
        <Button size="small" onClick={() => done(null)}>
          {t("clear")}
        </Button>
        <Button size="small" type="primary" htmlType="submit">
          {t("apply")}
        </Button>
      </div>
    </form>
  );
}

function Wanted({ form, wish, columns, column, filter, put }: Omit<Given, "filterBy"> & { filter: Filter; put: (some: Filter) => void }) {
  const t = useWords(SLICING);
  if (column.compared === "text") {
    return (
      <div className="line">
        <Select
          aria-label={t("how")}
          value={filter.how ?? "contains"}
          onChange={(how) => put({ how })}
          style={{ width: 108 }}
          options={(["contains", "starts", "equals"] as const).map((value) => ({ value, label: t(value) }))}
        />
        <Input autoFocus aria-label={t("filterText")} value={filter.text ?? ""} onChange={(event) => put({ text: event.target.value })} style={{ width: 172 }} />
      </div>
    );
  }
  if (column.compared === "number") {
    return (
      <div className="line">
        <InputNumber autoFocus aria-label={t("least")} placeholder={t("least")} value={filter.least as number | null} onChange={(least) => put({ least })} style={{ width: 128 }} />
        <span>–</span>
        <InputNumber aria-label={t("most")} placeholder={t("most")} value={filter.most as number | null} onChange={(most) => put({ most })} style={{ width: 128 }} />
      </div>
    );
  }
  if (column.compared === "date") {
    const day = (value: Filter["least"]) => (value ? dayjs(String(value)) : null);
    return (
      <div className="line">
        <DatePicker aria-label={t("fromDay")} placeholder={t("fromDay")} value={day(filter.least)} onChange={(value) => put({ least: value?.format("YYYY-MM-DD") ?? null })} style={{ width: 134 }} />
        <span>–</span>
        <DatePicker aria-label={t("toDay")} placeholder={t("toDay")} value={day(filter.most)} onChange={(value) => put({ most: value?.format("YYYY-MM-DD") ?? null })} style={{ width: 134 }} />
      </div>
    );
  }
  return <Among form={form} wish={wish} columns={columns} column={column} chosen={filter.among ?? []} choose={(among) => put({ among })} />;
}

/** Choices, each with how many rows have it under the other filters. */
function Among({ form, wish, columns, column, chosen, choose }: Omit<Given, "filterBy"> & { chosen: string[]; choose: (among: string[]) => void }) {
  const t = useWords(SLICING);
  const others = { ...wish, filters: Object.fromEntries(Object.entries(wish.filters).filter(([id]) => id !== column.id)) };
  const body = bodyOf(others, columns);
  const { data } = useQuery({
    queryKey: ["slice", form, "counts", column.id, body],
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => rowsOf(form, { ...body, group: [column.id], measure: ["count"], sort: ["-count"], limit: 200 }, signal),
  });
  const counts = new Map((data?.rows ?? []).map((row) => [String(row[0]), row[1] as number]));
  const choices =
    column.compared === "truth"
      ? [
          { value: "true", title: t("yes") },
          { value: "false", title: t("no") },
        ]
      : column.choices.length
        ? column.choices
        : [...counts.keys()].filter((each) => each !== "null").map((value) => ({ value, title: value }));
  return (
    <Checkbox.Group value={chosen} onChange={(values) => choose(values as string[])} className="slice-among">
      {choices.map((each) => (
        <Checkbox key={each.value} value={each.value}>
          <span className="slice-choice">
            <span>{each.title}</span>
            <span className="soft num">{data ? grouped(counts.get(each.value) ?? 0) : "…"}</span>
          </span>
        </Checkbox>
      ))}
    </Checkbox.Group>
  );
}

function withAnswered(filter: Filter, answered: boolean | undefined): Filter {
  const { answered: _, ...rest } = filter;
  return answered === undefined ? rest : { ...rest, answered };
}

const empty = ({ text, least, most, among, answered }: Filter): boolean => !text && missing(least) && missing(most) && !among?.length && answered === undefined;
const missing = (bound: Filter["least"]): boolean => bound === undefined || bound === null || bound === "";

/** Every filter in words, to be taken away one by one. */
export function Filtered({ wish, columns, filterBy, clear }: Pick<Given, "wish" | "columns" | "filterBy"> & { clear: () => void }) {
  const t = useWords(SLICING);
  const filters = columns.filter((each) => wish.filters[each.id]);
  if (!filters.length && !wish.search) return null;
  return (
    <div className="line slice-filtered">
      {filters.map((column) => (
        <Tag key={column.id} closable={{ "aria-label": t("dropFilter", { column: column.label }) }} onClose={() => filterBy(column, null)}>
          {column.label} {said(column, wish.filters[column.id]!)}
        </Tag>
      ))}
      <Button type="link" size="small" onClick={clear}>
        {t("clearAll")}
      </Button>
    </div>
  );

  function said(column: Column, { how, text, least, most, among, answered }: Filter): string {
    const parts: string[] = [];
    if (text) parts.push(`${t(how ?? "contains")}“${text}”`);
    if (!missing(least)) parts.push(`≥ ${least}`);
    if (!missing(most)) parts.push(`≤ ${most}`);
    if (among?.length) parts.push(`= ${among.map((each) => titleOf(column, each)).join(" / ")}`);
    if (answered !== undefined) parts.push(t(answered ? "onlyAnswered" : "onlyMissing"));
    return parts.join(" ");
  }

  function titleOf(column: Column, value: string): string {
    if (column.compared === "truth") return t(value === "true" ? "yes" : "no");
    return column.choices.find((each) => each.value === value)?.title ?? value;
  }
}
