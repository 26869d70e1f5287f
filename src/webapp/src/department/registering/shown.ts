/** What the service says of a form that is read, submitted or registered, and its fields one after another. */
import type { Finding, Schemas } from "../../api/client";

export type Match = Schemas["Match"];
export type Candidate = Schemas["Candidate"];
export type Binding = Schemas["Binding"];
export type Review = Schemas["Review"];
export type Differences = Schemas["Differences"];
export type Summary = Schemas["FormSummary"];
export type Kind = Schemas["ValueKind"];

export interface Option {
  value: string;
  title: string;
}

interface FieldSchema {
  title: string;
  description?: string;
  oneOf?: { const: string; title: string }[];
  items?: { oneOf?: { const: string; title: string }[]; properties?: Record<string, FieldSchema>; required?: string[] };
  "x-kind": Kind;
  "x-raw"?: string;
  "x-section"?: string[];
  "x-unit-of-measure"?: string;
  "x-cell"?: string;
  "x-blank"?: string;
  "x-figures"?: Record<string, FieldSchema>;
}

/** A form as a JSON Schema of one answer. */
export interface FormDocument {
  title: string;
  properties: Record<string, FieldSchema>;
  required?: string[];
  "x-department": string;
  "x-series": string;
  "x-subject": string;
  "x-layout"?: string;
  "x-period"?: string;
  "x-mandate"?: string;
  "x-scope"?: string;
  "x-first-round"?: string;
  "x-expires"?: string;
  "x-notes"?: string[];
}

export interface Preview {
  form: FormDocument;
  id: string;
  findings: Finding[];
  matches: Match[];
  bindings: Binding[];
  undecided: string[];
  inherited: string[];
  review: Review;
  warnings: Finding[];
  differences?: Differences;
  /** Which form of the file, from 0. */
  number: number;
  /** The ids of fields, by those that they were read or called by. */
  ids: Record<string, string>;
  /** As it was read, where that is something else. */
  read?: FormDocument;
}

/** One question, as a form puts it. */
export interface Asked {
  id: string;
  label: string;
  kind: Kind;
  section: string[];
  options: Option[];
  required: boolean;
  unit?: string | undefined;
  hint?: string | undefined;
  raw?: string | undefined;
  cell?: string | undefined;
  blank?: string | undefined;
  /** The label of the block in whose rows it stands. */
  block?: string | undefined;
  /** Whether it is such a block itself. */
  rows: boolean;
}

/** Every field of a form in printed order: blocks, and what their rows ask. */
export function askedOf(form: FormDocument): Asked[] {
  return [...walked(form.properties, form.required ?? [])];
}

function* walked(properties: Record<string, FieldSchema>, required: string[], block?: string): Generator<Asked> {
  for (const [id, each] of Object.entries(properties)) {
    const inner = each.items?.properties;
    yield {
      id,
      label: each.title,
      kind: each["x-kind"],
      section: each["x-section"] ?? [],
      options: (each.oneOf ?? each.items?.oneOf ?? []).map(({ const: value, title }) => ({ value, title })),
      required: required.includes(id),
      unit: each["x-unit-of-measure"],
      hint: each.description,
      raw: each["x-raw"],
      cell: each["x-cell"],
      blank: each["x-blank"],
      block,
      rows: inner !== undefined,
    };
    if (inner) yield* walked(inner, each.items?.required ?? [], each.title);
    if (each["x-figures"]) yield* walked(each["x-figures"], [], each.title);
  }
}

/** `f10` after `f9`, as they are numbered. */
export const inOrder = (one: string, other: string): number => one.localeCompare(other, "en", { numeric: true });
