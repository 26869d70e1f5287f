/** What the catalogue says of forms, departments, units and elements: asked once, and found by id. */
import { queryOptions, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { call, type Schemas } from "../api/client";
import { holds } from "../session/kinds";
import { useSignedIn } from "../session/session";
import { useSpeech } from "../words/language";
import type { Pending } from "./pieces";

export { useUnitNames, useUnits } from "../shell/unit";

export type FormSummary = Schemas["FormSummary"];
export type Element = Schemas["Element"];
export type Round = Schemas["Round"];

/** A form as it is published: a JSON Schema of one answer. */
export interface FormSchema {
  title: string;
  properties: Record<string, { title?: string; "x-section"?: string[]; items?: { properties?: FormSchema["properties"] } }>;
  "x-department"?: string;
  "x-mandate"?: string;
  "x-scope"?: string;
  "x-period"?: string;
  "x-first-round"?: string;
  "x-expires"?: string;
}

const KINDS = ["person", "household", "dwelling", "organisation", "place", "thing", "event", "unit"] as const;
const A_MINUTE = 60_000;

export const formPath = (form: string): string => `/forms/${encodeURIComponent(form)}`;

export const useForms = (): UseQueryResult<FormSummary[]> => useQuery({ queryKey: ["forms"], queryFn: () => call<FormSummary[]>("/forms") });
export const formQuery = (form: string) => queryOptions({ queryKey: ["forms", form, "schema"], queryFn: () => call<FormSchema>(formPath(form)), staleTime: A_MINUTE });
export const useForm = (form: string): UseQueryResult<FormSchema> => useQuery(formQuery(form));
export const useDepartments = (): UseQueryResult<Schemas["Department"][]> =>
  useQuery({ queryKey: ["departments"], queryFn: () => call<Schemas["Department"][]>("/departments"), staleTime: A_MINUTE });
export const useBranches = (of: string | null) =>
  useQuery({ queryKey: ["units", "tree", of], queryFn: () => call<Schemas["Branch"][]>(of ? `/units/tree?of=${encodeURIComponent(of)}` : "/units/tree"), staleTime: A_MINUTE });
export const useElements = (): UseQueryResult<Element[]> =>
  useQuery({ queryKey: ["elements"], queryFn: () => call<Element[]>("/elements"), staleTime: A_MINUTE });
export const useRounds = (): UseQueryResult<Round[]> => useQuery({ queryKey: ["rounds"], queryFn: () => call<Round[]>("/rounds") });

/** Whether the office in charge's own acts are offered. */
export const useMayGovern = (): boolean => holds(useSignedIn(), ["administrator", "office"]);

/** What departments are called; the id itself until it is known. */
export function useDepartmentNames(): (id: string | null | undefined) => string {
  const { either } = useSpeech();
  const { data } = useDepartments();
  return (id) => either(data?.find((each) => each.id === id)?.name) || id || "—";
}

/** What forms are called. */
export function useFormTitles(): (id: string) => string {
  const { data } = useForms();
  return (id) => data?.find((each) => each.id === id)?.title ?? id;
}

/** What elements are called. */
export function useElementNames(): (id: string) => string {
  const { either } = useSpeech();
  const { data } = useElements();
  return (id) => either(data?.find((each) => each.id === id)?.name) || id;
}

/** Who asks each element, by the tables of all kinds of subjects; nothing until all of them are there, the first refusal where one is refused. */
export function useAskings(): Pending<Map<string, Schemas["Asking"][]>> {
  const tables = useQueries({
    queries: KINDS.map((kind) => ({ queryKey: ["tables", kind], queryFn: () => call<Schemas["MergedTable"]>(`/tables/${kind}`), staleTime: A_MINUTE })),
  });
  const there = tables.every((each) => each.data);
  const data = useMemo(() => {
    if (!there) return undefined;
    return new Map(tables.flatMap(({ data }) => data!.columns.map((each) => [each.element, each.asked_by ?? []] as const)));
  }, [there, tables.map((each) => each.dataUpdatedAt).join()]);
  return { data, error: tables.find((each) => each.error)?.error ?? null, refetch: () => Promise.all(tables.filter((each) => each.error).map((each) => each.refetch())) };
}
