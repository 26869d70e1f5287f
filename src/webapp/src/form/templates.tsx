/** How a field stands in the form: its label, its state, what is wrong with it, and what else was said. */
import type { FieldTemplateProps, ObjectFieldTemplateProps } from "@rjsf/utils";
import { Form } from "antd";
import type { Schemas } from "../api/client";
import { Status } from "../shell/Said";
import { useSpeech } from "../words/language";

export interface FormContext {
  cells: Map<string, Schemas["AskedCell"]>;
  /** Findings that only want a reason, by element. */
  unusual: Map<string, string[]>;
  shown: (element: string, value: unknown) => string;
}

export function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, children, rawErrors, uiSchema, registry, hidden } = props;
  const { t } = useSpeech();
  if (hidden || id === "root") return <>{children}</>;
  const element = id.replace(/^root_/, "");
  const { cells, unusual, shown } = registry.formContext as FormContext;
  const cell = cells.get(element);
  const note = (uiSchema?.["ui:options"] as { note?: string } | undefined)?.note;
  const warned = unusual.get(element);
  const status = cell?.statuses[0];
  return (
    <Form.Item
      htmlFor={id}
      colon={false}
      layout="vertical"
      label={
        <span className="line" style={{ gap: 6 }}>
          {label}
          {status && <Status of={status}>{t(status)}</Status>}
        </span>
      }
      validateStatus={rawErrors?.length ? "error" : warned ? "warning" : ""}
    >
      {children}
      <div id={`${id}__foot`} className="field-foot">
        {rawErrors?.map((each) => (
          <span key={each} role="alert" style={{ color: "#a52a22" }}>
            {each}
          </span>
        ))}
        {warned?.map((each) => (
          <span key={each} style={{ color: "#7d4700" }}>
            {each}
          </span>
        ))}
        {cell?.contested.map((each) => (
          <span key={each.position}>
            {t("others", { value: shown(element, each.value) })} <a href="#/conflicts">{t("decide")}</a>
          </span>
        ))}
        {cell && (cell.mask ?? "full") !== "full" && cell.position != null && (
          <span>{cell.value == null ? t("hidden") : t("partly", { value: String(cell.value) })}</span>
        )}
        {note && <span>{note}</span>}
      </div>
    </Form.Item>
  );
}

export function ObjectFieldTemplate({ properties }: ObjectFieldTemplateProps) {
  return <div className="fields">{properties.map((each) => each.content)}</div>;
}
