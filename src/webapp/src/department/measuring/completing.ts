/** What may stand where the cursor is in a measure: functions, kinds of subjects, elements over links, codes behind a comparison. */
import { type Completion, type CompletionContext, type CompletionResult, snippetCompletion } from "@codemirror/autocomplete";
import type { Element } from "../../office/known";
import type { Catalogue } from "../registering/catalogue";

/** A name as it is being written: an element, by its id or by what it is called. */
const NAME = /[\p{L}_][\p{L}\p{N}_.]*$/u;
/** The element that a code is compared with, and the code as far as it is written. */
const COMPARED = /([a-z_][\w.]*)\s*(?:=|<>|in\s*\((?:\s*'[^']*'\s*,)*)\s*('?)([^'()]*)$/iu;
const CONTAINED = /contains\(\s*([a-z_][\w.]*)\s*,\s*('?)([^'()]*)$/iu;

export const PARTS = {
  count: "count(${person})",
  where: " filter (where ${person.age >= 60})",
  distinct: "count(distinct ${person.household})",
  sum: "sum(${})",
  mean: "avg(${person.age})",
  min: "min(${person.age})",
  max: "max(${person.age})",
  share: "100 * count(person) filter (where ${person.age >= 60}) / count(person)",
  period: "between period_start and period_end",
} as const;

const WORDS = ["and", "or", "not", "in", "between", "is null", "is not null", "true", "false", "today", "period_start", "period_end", "distinct"];

interface Said {
  /** What a part is called. */
  part: (name: keyof typeof PARTS) => string;
  /** The half of a name that is read. */
  either: (text: { zh: string; en: string }) => string;
}

export function completing(catalogue: Catalogue, { part, either }: Said) {
  const parts = (Object.keys(PARTS) as (keyof typeof PARTS)[]).map((name) => snippetCompletion(PARTS[name], { label: plain(PARTS[name]), detail: part(name), type: "function", boost: 1 }));
  const words = WORDS.map((label): Completion => ({ label, type: "keyword", boost: -1 }));
  const elements = [...catalogue.elements.values()].filter((each) => !each.merged_into && !each.inverse_of);

  return (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - 400), context.pos);
    const codes = codesAt(before);
    if (codes) return codes(context);
    const written = NAME.exec(before)?.[0] ?? "";
    if (!written && !context.explicit) return null;
    const path = written.includes(".") ? written.slice(0, written.lastIndexOf(".")) : null;
    const kind = path === null ? null : leadsTo(path);
    // Behind a point stands what the kind of subject has; else anything, by its id or by its name.
    const options = kind ? elements.filter((each) => each.id.startsWith(`${kind}.`)).map((each) => behind(each)) : [...elements.flatMap(asNamed), ...parts, ...words];
    return { from: context.pos - (kind ? written.length - path!.length - 1 : written.length), options, validFor: /^[\p{L}\p{N}_]*$/u };
  };

  function behind(each: Element): Completion {
    return { label: each.id.split(".")[1]!, detail: either(each.name), type: "property", boost: 2 };
  }

  function asNamed(each: Element): Completion[] {
    const name = either(each.name);
    return [
      { label: each.id, detail: name, type: "property" },
      { label: name, apply: each.id, detail: each.id, type: "property", boost: 2 },
    ];
  }

  /** The kind of subject that a path of links has come to: `person.household` is a household. */
  function leadsTo(path: string): string | null {
    const [kind, ...links] = path.split(".");
    let at: string | null = kind ?? null;
    for (const link of links) at = catalogue.elements.get(`${at}.${link}`)?.target ?? null;
    return at;
  }

  function codesAt(before: string): ((context: CompletionContext) => CompletionResult | null) | null {
    const found = COMPARED.exec(before) ?? CONTAINED.exec(before);
    if (!found) return null;
    const [, path, quote, written] = found;
    const element = elementAt(path!);
    if (!element) return null;
    const list = catalogue.codeLists.get(element.code_list ?? "");
    const values = element.kind === "boolean" ? ["true", "false"].map((code) => ({ code, label: null })) : list?.codes;
    if (!values?.length) return null;
    return (context) => {
      const closes = quote && context.state.sliceDoc(context.pos, context.pos + 1) === "'" ? "" : "'";
      const options = values.map(({ code, label }): Completion => {
        const name = label ? either(label) : code;
        const apply = element.kind === "boolean" ? code : quote ? `${code}${closes}` : `'${code}'`;
        return { label: label ? `${code} ${name}` : name, apply, type: "constant" };
      });
      return { from: context.pos - written!.length, options, filter: Boolean(written!.trim()) };
    };
  }

  function elementAt(path: string): Element | undefined {
    const kind = leadsTo(path.slice(0, path.lastIndexOf(".")));
    return kind ? catalogue.elements.get(`${kind}.${path.slice(path.lastIndexOf(".") + 1)}`) : undefined;
  }
}

/** A snippet without its places to fill in. */
export const plain = (snippet: string): string => snippet.replace(/\$\{([^}]*)\}/g, "$1").trim();
