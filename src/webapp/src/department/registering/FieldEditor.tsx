/** What a field is, put right: in a drawer beside the original. */
import { Button, Drawer, Form, Input, Select, Switch } from "antd";
import { useEffect } from "react";
import { useSpeech, useWords } from "../../words/language";
import { NAMES, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import type { Correction } from "./draft";
import type { Asked, Kind, Option } from "./shown";

/** What may be said of a field; a block or a link stays what it is. */
const KINDS = (Object.keys(NAMES.kind) as Kind[]).filter((each) => !["rows", "link", "links"].includes(each));
const CHOSEN: Kind[] = ["code", "codes", "boolean"];

interface Values {
  label: string;
  kind: Kind;
  required: boolean;
  options: string;
  unit: string;
  section: string;
  hint: string;
}

export type Said = Omit<Correction, "field" | "drop" | "after" | "cell" | "blank">;

interface Given {
  asked: Asked | null;
  missed: boolean;
  where?: string | undefined;
  save: (said: Said) => void;
  close: () => void;
}

export function FieldEditor({ asked, missed, where, save, close }: Given) {
  const t = useWords(REGISTERING);
  const { t: say } = useSpeech();
  const names = useNames();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch("kind", form);
  useEffect(() => {
    if (asked) form.setFieldsValue(valuesOf(asked));
  }, [asked, form]);
  const finish = (values: Values) => asked && save(saidOf(values, asked));
  return (
    <Drawer
      open={asked !== null}
      onClose={close}
      size={420}
      title={missed ? t("addField") : t("correctTitle")}
      destroyOnHidden
      footer={
        <div className="line" style={{ justifyContent: "flex-end" }}>
          <Button onClick={close}>{say("cancel")}</Button>
          <Button type="primary" onClick={() => form.submit()}>
            {missed ? t("add") : t("save")}
          </Button>
        </div>
      }
    >
      {where && <p className="soft small">{t("atCell", { place: where })}</p>}
      <Form form={form} layout="vertical" onFinish={finish} requiredMark={false}>
        <Form.Item name="label" label={t("label")} rules={[{ required: true, whitespace: true, message: t("labelMissing") }]}>
          <Input autoFocus maxLength={200} />
        </Form.Item>
        {!asked?.rows && (
          <Form.Item name="kind" label={t("kind")}>
            <Select showSearch={{ optionFilterProp: "label" }} options={KINDS.map((each) => ({ value: each, label: names("kind", each) }))} />
          </Form.Item>
        )}
        <Form.Item name="required" label={t("required")} valuePropName="checked">
          <Switch aria-label={t("required")} />
        </Form.Item>
        {kind && CHOSEN.includes(kind) && (
          <Form.Item name="options" label={t("options")} extra={t("optionsHelp")}>
            <Input.TextArea rows={6} />
          </Form.Item>
        )}
        <Form.Item name="unit" label={t("unitOfMeasure")}>
          <Input placeholder={t("unitExample")} maxLength={40} />
        </Form.Item>
        <Form.Item name="section" label={t("section")} extra={t("sectionHelp")}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="hint" label={t("hint")}>
          <Input.TextArea rows={2} maxLength={400} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}

const valuesOf = (asked: Asked): Values => ({
  label: asked.label,
  kind: asked.kind,
  required: asked.required,
  options: asked.options.map((each) => (each.value === each.title ? each.title : `${each.value}=${each.title}`)).join("\n"),
  unit: asked.unit ?? "",
  section: asked.section.join(" / "),
  hint: asked.hint ?? "",
});

/** Only what is said otherwise than it was read. */
function saidOf(values: Values, asked: Asked): Said {
  const before = valuesOf(asked);
  const said: Said = {};
  if (values.label.trim() !== before.label) said.label = values.label.trim();
  if (values.kind !== undefined && values.kind !== before.kind) said.kind = values.kind;
  if (values.required !== before.required) said.required = values.required;
  const options = values.options ?? "";
  if (options !== before.options && CHOSEN.includes(values.kind)) said.options = optionsOf(options);
  if ((values.unit ?? "") !== before.unit) said.unit_of_measure = values.unit.trim() || null;
  if ((values.section ?? "") !== before.section) said.section = values.section.split(" / ").map((each) => each.trim()).filter(Boolean);
  if ((values.hint ?? "") !== before.hint) said.hint = values.hint.trim() || null;
  return said;
}

function optionsOf(text: string): Option[] {
  const lines = text.split("\n").map((each) => each.trim()).filter(Boolean);
  return lines.map((each) => {
    const [, value, title] = /^([^=＝]{1,40})[=＝](.+)$/.exec(each) ?? [];
    return value && title ? { value: value.trim(), title: title.trim() } : { value: each, title: each };
  });
}
