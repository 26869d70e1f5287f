/** How one value is typed or chosen: the browser's own inputs; Ant Design's where there is much to search in. */
import type { WidgetProps } from "@rjsf/utils";
import { Select } from "antd";
import { useEffect, useState } from "react";
import { useFound } from "../local/finding";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import type { FormContext } from "./templates";
import { useCalled } from "./Value";

interface Options {
  choices: { const: string; title: string }[];
  target?: string;
  input: string;
}

const given = (props: WidgetProps) => props.options as unknown as Options;
const described = (props: WidgetProps) => ({ id: props.id, "aria-describedby": `${props.id}__foot`, "aria-invalid": Boolean(props.rawErrors?.length) || undefined });

/** States what is chosen of a list; of nothing, that it is not said. What is drawn outside of a form (`Typed`) has no context. */
function choose({ onChange, registry }: Partial<WidgetProps>, value: string | null | undefined): void {
  onChange?.(value || undefined);
  (registry?.formContext as FormContext | undefined)?.chosen?.();
}

function Line(props: WidgetProps) {
  const { input } = given(props);
  return (
    <input
      {...described(props)}
      className="typed"
      type={input}
      value={(props.value as string | undefined) ?? ""}
      autoComplete="off"
      maxLength={input === "text" ? 2000 : undefined}
      onChange={(event) => props.onChange(event.target.value || undefined)}
    />
  );
}

function Figure(props: WidgetProps) {
  const [typed, setTyped] = useState(props.value === undefined ? "" : String(props.value));
  useEffect(() => {
    // What stands there is another number than what was typed: it was put back, or came from elsewhere.
    if (Number(typed || NaN) !== props.value) setTyped(props.value === undefined ? "" : String(props.value));
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.value]);
  return (
    <input
      {...described(props)}
      className="typed"
      inputMode="decimal"
      value={typed}
      autoComplete="off"
      onChange={(event) => {
        setTyped(event.target.value);
        const text = event.target.value.trim();
        props.onChange(text === "" ? undefined : Number.isFinite(Number(text)) ? Number(text) : text);
      }}
    />
  );
}

/** So many choices are looked through at a glance; more are searched. */
const FEW = 12;

function One(props: WidgetProps) {
  const { t } = useSpeech();
  const { choices } = given(props);
  if (choices.length <= FEW) return <Few {...props} among={choices.map((each) => [each.const, each.title])} />;
  return (
    <Select
      {...described(props)}
      allowClear
      showSearch={{ filterOption: fits }}
      placeholder={t("choose")}
      value={(props.value as string | undefined) ?? null}
      status={props.rawErrors?.length ? "error" : ""}
      onChange={(each: string | null) => choose(props, each)}
      options={choices.map((each) => ({ value: each.const, label: each.title }))}
      style={{ width: "100%" }}
    />
  );
}

function Several(props: WidgetProps) {
  const { t } = useSpeech();
  const { choices } = given(props);
  return (
    <Select
      {...described(props)}
      mode="multiple"
      allowClear
      showSearch={{ filterOption: fits }}
      placeholder={t("choose")}
      value={(props.value as string[] | undefined) ?? []}
      onChange={(each: string[]) => props.onChange(each.length ? each : undefined)}
      options={choices.map((each) => ({ value: each.const, label: each.title }))}
      style={{ width: "100%" }}
    />
  );
}

function Yes(props: WidgetProps) {
  const { t } = useSpeech();
  const value = props.value === undefined ? undefined : String(props.value);
  const change = (each: string | undefined) => props.onChange(each === undefined ? undefined : each === "true");
  return <Few {...props} value={value} onChange={change} among={[["true", t("yes")], ["false", t("no")]]} />;
}

/** The browser's own list: on a telephone it is the telephone's, and letters find what begins with them. */
function Few({ among, ...props }: WidgetProps & { among: [string, string][] }) {
  const { t } = useSpeech();
  const value = (props.value as string | undefined) ?? "";
  return (
    <select {...described(props)} className={value ? "typed" : "typed unset"} value={value} onChange={(event) => choose(props, event.target.value)}>
      <option value="">{t("choose")}</option>
      {value && !among.some(([each]) => each === value) && <option value={value}>{value}</option>}
      {among.map(([each, label]) => (
        <option key={each} value={each}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** Another subject of the unit, found by its name or address. */
function Link(props: WidgetProps) {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { target = "person" } = given(props);
  const [typed, type] = useState("");
  const value = props.value as string | undefined;
  const label = useCalled(value);
  const { rows, nothing, looking } = useFound(unit.code, target, typed);
  const found = rows.filter((each) => each.subject !== value).map((each) => ({ value: each.subject, label: each.label ?? each.subject }));
  return (
    <Select
      {...described(props)}
      showSearch={{ filterOption: false, onSearch: type }}
      allowClear
      placeholder={t("searchLink")}
      loading={looking}
      notFoundContent={t(nothing ? "nobodyFound" : "searchLink")}
      value={value ?? null}
      onChange={(each: string | null) => choose(props, each)}
      options={value === undefined ? found : [{ value, label: label ?? "…" }, ...found]}
      style={{ width: "100%" }}
    />
  );
}

const fits = (typed: string, option: { label?: unknown; value?: unknown } | undefined) =>
  String(option?.label ?? "").toLowerCase().includes(typed.toLowerCase()) || String(option?.value ?? "").startsWith(typed);

export const WIDGETS = { line: Line, figure: Figure, one: One, several: Several, yes: Yes, link: Link };
