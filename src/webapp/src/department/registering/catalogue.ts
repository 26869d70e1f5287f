/** The catalogue: elements and code lists by their ids, and what a meaning over links is called. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { call, type Schemas } from "../../api/client";
import { type Element, useElements } from "../../office/known";
import { useSpeech } from "../../words/language";
import type { Candidate } from "./shown";

type CodeList = Schemas["CodeList"];

export interface Catalogue {
  elements: Map<string, Element>;
  codeLists: Map<string, CodeList>;
  /** 监护人 · 联系电话: over which links, and what. */
  nameOf: (meaning: Pick<Candidate, "element" | "via">) => string;
}

export function useCatalogue(): Catalogue | undefined {
  const { either } = useSpeech();
  const elements = useElements().data;
  const lists = useQuery({ queryKey: ["code-lists"], queryFn: () => call<CodeList[]>("/code-lists"), staleTime: 60_000 }).data;
  return useMemo(() => {
    if (!elements || !lists) return undefined;
    const byId = new Map(elements.map((each) => [each.id, each]));
    const name = (id: string) => (byId.has(id) ? either(byId.get(id)!.name) : id.split(".").pop()!);
    return {
      elements: byId,
      codeLists: new Map(lists.map((each) => [each.id, each])),
      nameOf: ({ element, via }) => [...(via ?? []).map((each) => byId.get(each)?.role?.[0] ?? name(each)), name(element)].join(" · "),
    };
  }, [elements, lists, either]);
}

/** The elements whose name, synonym, definition or id has all of *words*, the ones that begin so first. */
export function found(elements: Iterable<Element>, words: string, most = 60): Element[] {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  const hits: [number, Element][] = [];
  for (const each of elements) {
    if (each.merged_into) continue;
    const names = [each.name.zh, each.name.en, ...each.synonyms, each.id].map((one) => one.toLowerCase());
    const best = Math.min(...names.map((one) => (one === wanted ? 0 : one.startsWith(wanted) ? 1 : one.includes(wanted) ? 2 : 9)));
    if (best < 9) hits.push([best, each]);
    else if (each.definition && each.definition.zh.toLowerCase().includes(wanted)) hits.push([3, each]);
  }
  return hits.sort(([one], [other]) => one - other).slice(0, most).map(([, each]) => each);
}
