/**
 * How a field stands in the form: its label, its state, what is wrong with it, and what else was said.
 *
 * A form has hundreds: plain elements, as each that draws more than itself is paid for so many times.
 */
import type { FieldTemplateProps, ObjectFieldTemplateProps } from "@rjsf/utils";
import type { Schemas } from "../api/client";
import { Status } from "../shell/Said";
import { Doubt, type Doubts } from "../worker/Doubts";
import { useSpeech } from "../words/language";

export interface FormContext {
  cells: Map<string, Schemas["AskedCell"]>;
  /** Findings that only want a reason, by element. */
  unusual: Map<string, string[]>;
  shown: (element: string, value: unknown) => string;
  /** Where values come from, by element, while somebody wants to know. */
  whence?: Map<string, string> | undefined;
  doubts?: Doubts;
  /** Told when one of a list is chosen: whoever did so need not leave the field. */
  chosen?: () => void;
}

export function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, children, rawErrors, uiSchema, registry, hidden } = props;
  const { t } = useSpeech();
  if (hidden || id === "root") return <>{children}</>;
  const element = id.replace(/^root_/, "");
  const { cells, unusual, shown, whence, doubts } = registry.formContext as FormContext;
  const cell = cells.get(element);
  const note = (uiSchema?.["ui:options"] as { note?: string } | undefined)?.note;
  const warned = unusual.get(element);
  const status = cell?.statuses[0];
  return (
    <div className={rawErrors?.length ? "field wrong" : warned ? "field warned" : "field"}>
      <label htmlFor={id} className="line">
        {label}
        {status && <Status of={status}>{t(status)}</Status>}
      </label>
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
        {doubts?.at.get(element)?.map((each) => (
          <Doubt key={each.id} challenge={each} doubts={doubts} />
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
        {whence?.get(element) && <span className="whence">{whence.get(element)}</span>}
      </div>
    </div>
  );
}

export function ObjectFieldTemplate({ properties }: ObjectFieldTemplateProps) {
  return <div className="fields">{properties.map((each) => each.content)}</div>;
}
