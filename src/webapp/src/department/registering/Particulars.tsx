/** What the office asks of a form before it lets it into circulation: how often, of whom, on what basis, from when until when. */
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useWords } from "../../words/language";
import { NAMES, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import type { Edit } from "./draft";
import type { FormDocument, Summary } from "./shown";
import { Typed, TypedOrChosen } from "./Typed";

const DAY = "YYYY-MM-DD";
/** A form is told of at least a week before its first round. */
const NOTICE = 7;

interface Given {
  form: FormDocument;
  editions: Summary[];
  /** What was said already, before the form was read again with it. */
  edit: Edit;
  change: (said: Partial<Edit>) => void;
}

export function Particulars({ form, editions, edit, change }: Given) {
  const t = useWords(REGISTERING);
  const names = useNames();
  const scopes = form["x-subject"] === "person" ? (["true", "person.age >= 60", "person.age >= 80", "person.age < 18", "person.disability_type is not null"] as const) : (["true"] as const);
  const series = [...new Map(editions.map((each) => [each.series, each])).values()];
  return (
    <div className="particulars filled">
      <label>
        <span>{t("period")}</span>
        <Select value={form["x-period"]} placeholder={t("choose")} options={Object.keys(NAMES.period).map((value) => ({ value, label: names("period", value) }))} onChange={(period) => change({ period })} />
      </label>
      <label className="wider">
        <span>{t("mandate")}</span>
        <Typed value={edit.mandate ?? form["x-mandate"] ?? ""} placeholder={t("mandateExample")} put={(mandate) => change({ mandate })} />
      </label>
      <label className="wider">
        <span>{t("scope")}</span>
        <TypedOrChosen
          value={edit.scope ?? form["x-scope"] ?? ""}
          placeholder={t("scopeExample")}
          options={scopes.map((value) => ({ value, label: `${t(`scope_${value}`)} · ${value}` }))}
          put={(scope) => change({ scope })}
        />
      </label>
      <label>
        <span>{t("firstRound")}</span>
        <DatePicker
          value={form["x-first-round"] ? dayjs(form["x-first-round"]) : null}
          minDate={dayjs().add(NOTICE, "day")}
          placeholder={t("firstRoundExample")}
          onChange={(day) => day && change({ first_round: day.format(DAY) })}
          style={{ width: "100%" }}
        />
      </label>
      <label>
        <span>{t("expires")}</span>
        <DatePicker value={form["x-expires"] ? dayjs(form["x-expires"]) : null} minDate={dayjs()} placeholder={t("choose")} onChange={(day) => day && change({ expires: day.format(DAY) })} style={{ width: "100%" }} />
      </label>
      {series.length > 0 && (
        <label className="wider">
          <span>{t("editionOf")}</span>
          <Select
            value={series.some((each) => each.series === form["x-series"]) ? form["x-series"] : ""}
            showSearch={{ optionFilterProp: "label" }}
            options={[{ value: "", label: t("editionOfNone") }, ...series.map((each) => ({ value: each.series, label: each.title }))]}
            onChange={(value) => change({ series: value })}
          />
        </label>
      )}
    </div>
  );
}

/** What is missing for admission, by name. */
export function missingOf(form: FormDocument): ("period" | "mandate" | "scope" | "firstRound" | "expires")[] {
  const all = [
    ["period", form["x-period"]],
    ["mandate", form["x-mandate"]],
    ["scope", form["x-scope"]],
    ["firstRound", form["x-first-round"]],
    ["expires", form["x-expires"]],
  ] as const;
  return all.filter(([, value]) => !value).map(([name]) => name);
}
