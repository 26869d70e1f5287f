/** One section of the merged form, drawn by react-jsonschema-form in Ant Design's look. */
import Core from "@rjsf/core/lib/components/Form.js";
import type { ErrorSchema, RJSFSchema, ValidatorType } from "@rjsf/utils";
import { memo, useMemo } from "react";
import type { Section } from "./present";
import { FieldTemplate, type FormContext, ObjectFieldTemplate } from "./templates";
import { WIDGETS } from "./widgets";

type Values = Record<string, unknown>;

/** What is wrong is found by `check`, as the service does; the form itself checks nothing, and needs no compiled code. */
const UNCHECKED: ValidatorType<Values, RJSFSchema> = {
  isValid: () => true,
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({ errors: [] }),
  reset: () => {},
};

const TEMPLATES = { FieldTemplate, ObjectFieldTemplate };

interface Given {
  section: Section;
  values: Values;
  errors: Map<string, string[]>;
  context: FormContext;
  change: (elements: string[], values: Values) => void;
}

export const SectionForm = memo(function SectionForm({ section, values, errors, context, change }: Given) {
  const wrong = useMemo(() => {
    const found: ErrorSchema = {};
    for (const each of section.elements) if (errors.has(each)) found[each] = { __errors: errors.get(each) } as ErrorSchema;
    return found;
  }, [section, errors]);
  return (
    <Core<Values>
      tagName="div"
      schema={section.schema}
      uiSchema={section.uiSchema}
      formData={values}
      formContext={context}
      validator={UNCHECKED}
      noValidate
      extraErrors={wrong}
      showErrorList={false}
      templates={TEMPLATES}
      widgets={WIDGETS}
      onChange={({ formData }) => change(section.elements, formData ?? {})}
    >
      <></>
    </Core>
  );
}, alike);

/** A key in one section draws no other. */
function alike(before: Given, now: Given): boolean {
  if (before.section !== now.section || before.context !== now.context || before.change !== now.change) return false;
  return now.section.elements.every((each) => before.values[each] === now.values[each] && before.errors.get(each) === now.errors.get(each));
}
