/** One value, typed or chosen as the form has it. */
import type { WidgetProps } from "@rjsf/utils";
import type { ComponentType } from "react";
import type { Property } from "../local/database";
import { useSpeech } from "../words/language";
import { widget } from "./present";
import { WIDGETS } from "./widgets";

interface Given {
  /** By which its label names it. */
  id: string;
  property: Property;
  value: unknown;
  change: (value: unknown) => void;
}

export function Typed({ id, property, value, change }: Given) {
  const { language } = useSpeech();
  const { "ui:widget": name, "ui:options": options = {} } = widget(property, language);
  const Widget = WIDGETS[name as keyof typeof WIDGETS] as ComponentType<Partial<WidgetProps>>;
  return <Widget id={id} value={value} onChange={change} options={options as NonNullable<WidgetProps["options"]>} />;
}
