/** What may stand where the cursor is: relations after FROM and JOIN; else the columns of those that are named, and functions. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Schemas } from "../../api/client";
import { quotedName } from "./names";

type Relation = Schemas["Relation"];

/** A name as it is being written, with or without a quote before it. The language's own words have letters of any script. */
const WRITTEN = /"?[\p{L}_][\p{L}\p{N}_]*$/u;
const OF_RELATION = /(?:\bfrom|\bjoin)\s+$/i;
const BEHIND_NAME = /("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_]*)\.$/u;
const FUNCTIONS = ["count(*)", "count", "sum", "avg", "min", "max", "median", "coalesce", "round", "year", "month", "length", "upper", "lower", "substring", "date_trunc", "row_number"];

export function completing(relations: Relation[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const line = text.slice(0, context.pos);
    const written = WRITTEN.exec(line)?.[0] ?? "";
    const from = context.pos - written.length;
    const before = text.slice(0, from);
    const asksRelation = OF_RELATION.test(before);
    const owner = BEHIND_NAME.exec(before)?.[1];
    if (!written && !context.explicit && !asksRelation && !owner) return null;
    const options = owner ? columnsOf(owned(relations, text, owner)) : asksRelation ? relations.map(asRelation) : [...columnsOf(named(relations, text)), ...relations.map(asRelation), ...FUNCTIONS.map(asFunction)];
    return { from, options, validFor: /^"?[\p{L}\p{N}_]*$/u };
  };
}

const asRelation = (each: Relation): Completion => ({ label: each.name, apply: quotedName(each.name), type: "class", boost: 1 });
const asFunction = (label: string): Completion => ({ label, type: "function", boost: -1 });

/** Columns of several relations, each name once. */
function columnsOf(relations: Relation[]): Completion[] {
  const found = new Map<string, Completion>();
  for (const relation of relations) {
    for (const each of relation.columns) if (!found.has(each.name)) found.set(each.name, { label: each.name, apply: quotedName(each.name), type: "property", detail: each.type, boost: 2 });
  }
  return [...found.values()];
}

/** Those that the question names; all of them as long as it names none. */
function named(relations: Relation[], text: string): Relation[] {
  const found = relations.filter((each) => text.includes(each.name));
  return found.length ? found : relations;
}

/** Whose columns stand behind a name and a point: a relation's own, or that of which it is another name. */
function owned(relations: Relation[], text: string, name: string): Relation[] {
  const plain = name.replace(/^"|"$/g, "").replaceAll('""', '"');
  return relations.filter((each) => each.name === plain || new RegExp(`${escaped(quotedName(each.name))}\\s+(?:as\\s+)?${escaped(name)}(?![\\p{L}\\p{N}_])`, "iu").test(text));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
