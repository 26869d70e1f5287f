/** What a measure gives: the figure, whom it counts and where their rows are seen, what was filed before, and the same in groups. */
import { Select } from "antd";
import { useMemo } from "react";
import { Rows } from "../../office/pieces";
import { officeWay } from "../../office/route";
import { useSpeech, useWords } from "../../words/language";
import { MEASURES } from "../../words/measures";
import { NAMES, useFigures, useNames } from "../../words/names";
import type { Catalogue } from "../registering/catalogue";
import { useColumns, useTotals, NOTHING } from "../slicing/asking";
import { useForm } from "../slicing/columns";
import { hand, plain } from "../slicing/handed";
import type { Explained, Shown, Where } from "./asking";

type Answer = NonNullable<Explained["answer"]>;

interface Given {
  answer: Answer;
  waits: boolean;
  where: Where;
  asked: string;
  by: string | null;
  groupBy: (by: string | null) => void;
  catalogue: Catalogue | undefined;
}

/** A figure as it is read: with few digits behind the point, whatever it was worked out as. */
export function useRead(): (value: unknown) => string {
  const { number } = useFigures();
  return (value) => (typeof value === "number" ? number(value, 2) : value === null || value === undefined ? "—" : String(value));
}

export function Answered({ answer, waits, where, asked, by, groupBy, catalogue }: Given) {
  const t = useWords(MEASURES);
  const read = useRead();
  const { either } = useSpeech();
  const { filed, value } = answer;
  const numbers = typeof value === "number" && typeof filed.value === "number";
  return (
    <section className={waits ? "measure-answer waits" : "measure-answer"} aria-busy={waits}>
      <h3>{t("answer")}</h3>
      <p className="soft small">{asked}</p>
      {answer.covered ? (
        <p className="soft">{t("covered")}</p>
      ) : (
        <dl className="figures">
          <div className="figure">
            <dt className="soft small">{t("given")}</dt>
            <dd className="value num" data-answer>
              {read(value)}
            </dd>
          </div>
          <div className="figure">
            <dt className="soft small">{t("filedBefore")}</dt>
            <dd className="value num">{filed.units ? read(filed.value) : "—"}</dd>
            <dd className="note soft small">
              {filed.units ? t("filedBy", { n: filed.units }) : t("filedNot")}
              {numbers && ` · ${value === filed.value ? t("same") : t("differs", { n: read((value as number) - (filed.value as number)) })}`}
            </dd>
          </div>
        </dl>
      )}
      {answer.counted.length > 0 && (
        <>
          <h4>{t("behind")}</h4>
          <ul className="measure-behind">
            {answer.counted.map((each) => (
              <li key={each.says.zh}>
                <span>{either(each.says)}</span> <strong className="num">{t("nBehind", { n: read(each.count) })}</strong>
                {each.slices.length ? each.slices.slice(0, 1).map((one) => <Seen key={one.form} shown={one} unit={where.unit} count={each.count} />) : <div className="soft small">{t("noRowsSeen")}</div>}
              </li>
            ))}
          </ul>
        </>
      )}
      {!answer.covered && <Grouped answer={answer} by={by} groupBy={groupBy} catalogue={catalogue} />}
    </section>
  );
}

/** The rows of those that are counted, in a slice; how many it shows is counted by the slice itself. */
function Seen({ shown, unit, count }: { shown: Shown; unit: string | null; count: number | null }) {
  const t = useWords(MEASURES);
  const read = useRead();
  const wish = useMemo(() => ({ ...NOTHING, filters: shown.filters, unit }), [shown, unit]);
  const described = useForm(shown.form);
  const columns = useColumns(shown.form, described.data);
  const totals = useTotals(shown.form, wish, columns.data);
  if (!totals.data || totals.isPlaceholderData) return null;
  return (
    <div className="small">
      <a href={officeWay("slices", shown.form)} onClick={(event) => plain(event) && hand(shown.form, wish)}>
        {t(totals.data.rows === count ? "seeRows" : "seeSome", { title: shown.title, n: read(totals.data.rows) })}
      </a>
    </div>
  );
}

const PERIODS = ["monthly", "quarterly", "yearly"] as const;
const LEVELS = ["county", "township", "community"] as const;

function Grouped({ answer, by, groupBy, catalogue }: Pick<Given, "answer" | "by" | "groupBy" | "catalogue">) {
  const t = useWords(MEASURES);
  const names = useNames();
  const read = useRead();
  const { either } = useSpeech();
  const codes = answer.groupable.flatMap((id) => catalogue?.elements.get(id) ?? []);
  const options = [
    { label: t("groupLevels"), options: LEVELS.map((value) => ({ value: value as string, label: names("level", value) })) },
    { label: t("groupCodes"), options: codes.map((each) => ({ value: each.id, label: either(each.name) })) },
    { label: t("groupPeriods"), options: PERIODS.map((value) => ({ value: value as string, label: names("period", value) })) },
  ];
  const level = by !== null && by in NAMES.level;
  return (
    <>
      <h4>{t("groups")}</h4>
      <Select aria-label={t("groupBy")} placeholder={t("noGroups")} allowClear showSearch={{ optionFilterProp: "label" }} value={by} onChange={(chosen: string | undefined) => groupBy(chosen ?? null)} options={options} className="measure-by" popupMatchSelectWidth={false} />
      {by && answer.groups.length > 0 && (
        <Rows
          rowKey={(each) => `${each.unit} ${each.group}`}
          size="small"
          pageSize={12}
          dataSource={answer.groups}
          columns={[
            { title: level ? names("level", by) : t("group"), key: "group", render: (_, each) => (level ? each.name : each.group.replace("/", " – ") || t("unknownGroup")) },
            { title: t("figure"), key: "value", align: "right", className: "num", render: (_, each) => read(each.value) },
          ]}
        />
      )}
    </>
  );
}
