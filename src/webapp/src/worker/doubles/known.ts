/** What is known of records that are compared: what they hold, what that is called, where they are. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { call, type Schemas } from "../../api/client";
import { titleOf } from "../../form/present";
import type { KeptTable, Property } from "../../local/database";
import { useSpeech } from "../../words/language";

export type Held = Schemas["RecordThen"];

export const subjectPath = (subject: string): string => `/subjects/${encodeURIComponent(subject)}`;

/** What is held of a subject, closed or not, and what it is called. */
export const useHeld = (subject: string): UseQueryResult<Held> =>
  useQuery({ queryKey: ["held", subject, undefined], queryFn: () => call<Held>(subjectPath(subject)), retry: false });

/** What the values of one kind of subject are called: by the one table, and by the catalogue what no form asks any more. */
export function useMeanings(kind: string | undefined) {
  const { language, either } = useSpeech();
  const { data: table } = useQuery({ queryKey: ["table of", kind], queryFn: () => call<KeptTable>(`/tables/${kind}`), staleTime: 600_000, enabled: Boolean(kind) });
  const { data: elements } = useQuery({ queryKey: ["elements"], queryFn: () => call<Schemas["Element"][]>("/elements"), staleTime: 600_000 });
  const property = (element: string): Property | undefined => table?.json_schema.properties[element];
  return {
    known: Boolean(table && elements),
    property,
    title: (element: string) => titleOf(property(element), language) || either(elements?.find((each) => each.id === element)?.name) || element,
  };
}
