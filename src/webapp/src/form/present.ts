/** The merged table's schema → what react-jsonschema-form draws, in sections. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { Schemas } from "../api/client";
import type { Choice, MergedSchema, Property } from "../local/database";
import type { Language } from "../words/language";

export interface Section {
  id: string;
  title: string;
  elements: string[];
  /** The labels of what is asked, for whoever looks for one. */
  words: string;
  schema: RJSFSchema;
  uiSchema: UiSchema;
}

/** More fields than this are drawn in parts: a part is quick to draw, and fits a screen or two. */
const PART = 20;

const INPUTS: Record<string, string> = { date: "date", "year-month": "month", datetime: "datetime-local", phone: "tel" };

/**
 * Sections in which the fields of one subject are asked: what several forms ask, first; then form by form.
 *
 * What one form alone asks stands under its title, so that a worker sees for whom it is.
 */
export function sections(schema: MergedSchema, forms: Schemas["AskingForm"][], language: Language, shared: string): Section[] {
  const titles = new Map(forms.map((each) => [each.id, each.title]));
  const groups = new Map<string, string[]>([["shared", []]]);
  for (const [element, property] of Object.entries(schema.properties)) {
    const asking = new Set((property["x-asked-by"] ?? []).map((each) => each.form).filter((each) => titles.has(each)));
    const group = asking.size === 1 ? [...asking][0]! : "shared";
    groups.set(group, [...(groups.get(group) ?? []), element]);
  }
  return [...groups].flatMap(([group, elements]) =>
    parts(first(elements)).map((part, at, all) => {
      const title = titles.get(group) ?? shared;
      return section(`${group}-${at}`, all.length > 1 ? `${title} ${at + 1}/${all.length}` : title, part, schema, language);
    }),
  );
}

/** A name comes before everything else, then the number that identifies. */
export function first(elements: string[]): string[] {
  const rank = (element: string) => (/\.name$/.test(element) ? 0 : /\.(id_number|number)$/.test(element) ? 1 : 2);
  return [...elements].sort((one, other) => rank(one) - rank(other));
}

function parts(elements: string[]): string[][] {
  const count = Math.ceil(elements.length / PART);
  const size = Math.ceil(elements.length / Math.max(1, count));
  return Array.from({ length: count }, (_, at) => elements.slice(at * size, (at + 1) * size));
}

/** The fields of *elements*, under one heading. */
export function section(id: string, title: string, elements: string[], schema: MergedSchema, language: Language): Section {
  const known = elements.map((element) => [element, schema.properties[element]!] as const);
  return {
    id,
    title,
    elements,
    words: known.map(([, each]) => titleOf(each, language)).join(" · "),
    schema: { type: "object", properties: Object.fromEntries(known.map(([element, each]) => [element, drawn(each, language)])) },
    uiSchema: Object.fromEntries(known.map(([element, each]) => [element, widget(each, language)])),
  };
}

/** What a question or a choice is called. */
export function titleOf(called: Pick<Choice, "title" | "x-title-en"> | undefined, language: Language): string {
  return (language === "en" && called?.["x-title-en"]) || called?.title || "";
}

/** What it means, where the catalogue says so. */
function noteOf(property: Property, language: Language): string | undefined {
  return (language === "en" && property["x-description-en"]) || property.description;
}

/** Every value is its widget's to read and write, so the form takes all of them as they are: what they may be, `check` says. */
function drawn(property: Property, language: Language): RJSFSchema {
  const measure = property["x-unit-of-measure"];
  return {
    type: "string",
    title: titleOf(property, language) + (!measure ? "" : language === "zh" ? `（${measure}）` : ` (${measure})`),
  };
}

/** Which widget a value is typed or chosen with, and what it needs to know. */
export function widget(property: Property, language: Language): UiSchema {
  const kind = property["x-kind"];
  const codes = (property.oneOf ?? property.items?.oneOf ?? []).filter((each) => each.const !== undefined);
  const choices = codes.map((each) => ({ const: each.const, title: titleOf(each, language) || each.const }));
  const options = { choices, target: property["x-target"], input: INPUTS[kind] ?? "text", note: noteOf(property, language) };
  if (kind === "link") return { "ui:widget": "link", "ui:options": options };
  if (kind === "codes") return { "ui:widget": "several", "ui:options": options };
  if (choices.length) return { "ui:widget": "one", "ui:options": options };
  if (kind === "boolean") return { "ui:widget": "yes", "ui:options": options };
  if (["integer", "number", "money", "area"].includes(kind)) return { "ui:widget": "figure", "ui:options": options };
  return { "ui:widget": "line", "ui:options": options };
}
