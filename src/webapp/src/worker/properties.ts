/** What elements are called and answered with: as the one table has them, or the catalogue where no form asks them any more. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { call, type Schemas } from "../api/client";
import type { KeptTable, Property } from "../local/database";

type Properties = Record<string, Property>;

const AN_HOUR = 3_600_000;
const TEN_MINUTES = 600_000;

/** Of a kind of subject, by element; nothing until *elements* are known, and as long as nobody knows which kind that is. */
export function useProperties(kind: string | undefined, elements: string[]): Properties | undefined {
  const table = useQuery({ queryKey: ["table of", kind], queryFn: () => call<KeptTable>(`/tables/${kind}`), staleTime: TEN_MINUTES, enabled: Boolean(kind) });
  const asked = table.data?.json_schema.properties;
  const lacking = Boolean(kind) && !table.isPending && elements.some((each) => !asked?.[each]);
  const catalogue = useQuery({ queryKey: ["elements"], queryFn: () => call<Schemas["Element"][]>("/elements"), staleTime: AN_HOUR, enabled: lacking });
  const lists = useQuery({ queryKey: ["code-lists"], queryFn: () => call<Schemas["CodeList"][]>("/code-lists"), staleTime: AN_HOUR, enabled: lacking });
  const there = !table.isPending && !(lacking && (catalogue.isPending || lists.isPending));
  return useMemo(() => {
    if (!there) return undefined;
    if (!lacking) return asked ?? {};
    const codes = new Map((lists.data ?? []).map((each) => [each.id, each.codes]));
    const former = (catalogue.data ?? []).map((each) => [each.id, propertyOf(each, codes.get(each.code_list ?? ""))] as const);
    return { ...Object.fromEntries(former), ...asked };
  }, [there, lacking, asked, catalogue.data, lists.data]);
}

function propertyOf(element: Schemas["Element"], codes: Schemas["Code"][] = []): Property {
  return {
    title: element.name.zh,
    "x-title-en": element.name.en ?? element.name.zh,
    type: "string",
    "x-kind": element.kind,
    oneOf: codes.map((each) => ({ const: each.code, title: each.label.zh, "x-title-en": each.label.en })),
  };
}
