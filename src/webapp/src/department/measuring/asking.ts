/** A summary form's figures as the service tells of them: what is proposed, fixed and filed, and what measures give. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Finding, type Said, tagged } from "../../api/client";
import { formPath } from "../../office/known";
import type { Filter } from "../slicing/asking";

/** The machine's proposal; see the glossary. */
interface Suggestion {
  band: "auto" | "ask" | "new";
  measure?: string;
  because?: Said[];
  doubts?: Said[];
}

export interface Figure {
  field: string;
  label: string;
  section: string[];
  measure: string | null;
  decided_by: string | null;
  suggestion: Suggestion | null;
}

/** What figures are asked for: a unit with all below it, and the days of a period. */
export interface Where {
  unit: string | null;
  span: [string, string] | null;
}

export interface Filed {
  value: unknown;
  units: number;
}

/** What all measures give together, and what was filed, by figure. */
export interface Given {
  values: Map<string, unknown>;
  filed: Record<string, Filed>;
  covered: Set<string>;
  findings: Finding[];
}

export interface Shown {
  form: string;
  title: string;
  filters: Record<string, Filter>;
}

export interface Explained {
  findings: (Finding & { at: [number, number] | null })[];
  says: Said | null;
  answer: {
    value: unknown;
    covered: boolean;
    counted: { says: Said; of: string; count: number | null; slices: Shown[] }[];
    filed: Filed;
    groups: { unit: string; name: string; group: string; value: unknown }[];
    /** The elements by which there may be groups. */
    groupable: string[];
  } | null;
}

export type State = "fixed" | "auto" | "ask" | "new";
export const STATES: readonly State[] = ["fixed", "auto", "ask", "new"];

export const stateOf = (figure: Figure): State => (figure.measure ? "fixed" : figure.suggestion?.measure ? figure.suggestion.band : "new");
export const measureOf = (figure: Figure): string | null => figure.measure ?? figure.suggestion?.measure ?? null;
export const nameOf = (figure: Pick<Figure, "section" | "label">): string => [...figure.section, figure.label].join(" / ");

const listOf = (form: string) => ({ queryKey: ["measures", form], queryFn: () => tagged<Figure[]>(`${formPath(form)}/measures`), staleTime: 60_000, refetchOnWindowFocus: false });

/** What is proposed and fixed, with the tag of the latter. */
export const useMeasures = (form: string) => useQuery(listOf(form));

/** The same, as it is now. */
export function useNow(form: string) {
  const queries = useQueryClient();
  return () => queries.fetchQuery({ ...listOf(form), staleTime: 0 });
}

const days = ({ unit, span }: Where) => ({ ...(unit ? { unit } : {}), ...(span ? { period_start: span[0], period_end: span[1] } : {}) });

/** What measures give; asked anew only where the measures, the unit or the period are others. */
export function useGiven(form: string, measures: Record<string, string>, where: Where, may: boolean) {
  return useQuery({
    queryKey: ["measures", form, "given", measures, where],
    enabled: may,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Given> => {
      const told = await call<{ fields: { field: string }[]; rows: { values: unknown[] }[]; filed: Record<string, Filed>; covered: string[]; findings: Finding[] }>(`${formPath(form)}/measures:preview`, {
        json: { measures, together: true, ...days(where) },
        signal,
      });
      const values = told.rows[0]?.values ?? [];
      return { values: new Map(told.fields.map((each, at) => [each.field, values[at] ?? null])), filed: told.filed, covered: new Set(told.covered), findings: told.findings };
    },
  });
}

/** What one measure means and gives, as far as it is written. */
export function useExplained(form: string, field: string, measure: string, where: Where, by: string | null, may: boolean) {
  return useQuery({
    queryKey: ["measures", form, "explained", field, measure, where, by],
    enabled: may && Boolean(measure.trim()),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: (before: Explained | undefined, query) => (query?.queryKey[3] === field ? before : undefined),
    queryFn: ({ signal }) => call<Explained>(`${formPath(form)}/measures:explain`, { json: { field, measure, by, ...days(where) }, signal }),
  });
}

/** Fix measures, or (`null`) have units be asked again, while those that are fixed are the ones that were seen. */
export const fix = (form: string, measures: Record<string, string | null>, tag: string) => call(`${formPath(form)}/measures`, { method: "PUT", json: measures, headers: { "If-Match": tag } });
