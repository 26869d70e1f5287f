/** What is known of records that are compared: what they hold, what that is called, where they are. */
import { useInfiniteQuery, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { call, type Schemas } from "../../api/client";
import { titleOf } from "../../form/present";
import type { Property } from "../../local/database";
import { useSpeech } from "../../words/language";
import { useProperties } from "../properties";

export type Held = Schemas["RecordThen"];

export const subjectPath = (subject: string): string => `/subjects/${encodeURIComponent(subject)}`;

/** What is held of a subject, closed or not, and what it is called. */
export const useHeld = (subject: string): UseQueryResult<Held> =>
  useQuery({ queryKey: ["held", subject], queryFn: () => call<Held>(subjectPath(subject)), staleTime: 0 });

/** What some elements of a kind of subject are called, once that is known. */
export function useMeanings(kind: string, elements: string[]) {
  const { language } = useSpeech();
  const properties = useProperties(kind, elements);
  const property = (element: string): Property | undefined => properties?.[element];
  return { known: Boolean(properties), property, title: (element: string) => titleOf(property(element), language) || element };
}

export type Double = Schemas["Double"];

/** The pairs of a unit, page by page. */
export const useDoubles = (unit: string) =>
  useInfiniteQuery({
    queryKey: ["doubles", unit],
    queryFn: ({ pageParam }) => call<Schemas["DoublesAnswer"]>(`/units/${encodeURIComponent(unit)}/duplicates?after=${encodeURIComponent(pageParam)}`),
    initialPageParam: "",
    getNextPageParam: (last) => last.after ?? undefined,
  });
