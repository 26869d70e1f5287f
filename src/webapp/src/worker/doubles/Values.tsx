/** Two sets of answers side by side, where they differ, and what becomes of each. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { first } from "../../form/present";
import { shownValue } from "../../form/values";
import type { Property } from "../../local/database";
import { labelOf } from "../../local/unit";
import { useSpeech } from "../../words/language";
import { useMeanings } from "./known";

export type Answers = Record<string, unknown>;

interface Given {
  kind: string;
  sides: [Answers, Answers];
  heads: [string, string];
  elements: string[];
  /** What stands beside the one or the other value. */
  marked: (element: string, side: 0 | 1) => ReactNode;
}

export function Values({ kind, sides, heads, elements, marked }: Given) {
  const { property, title, known } = useMeanings(kind);
  if (!known) return null;
  return (
    <table className="grid compared">
      <thead>
        <tr>
          <td />
          {heads.map((each) => (
            <th key={each} scope="col">
              {each}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {first(elements).map((element) => (
          <tr key={element}>
            <th scope="row">{title(element)}</th>
            {([0, 1] as const).map((side) => (
              <td key={side}>
                <Value property={property(element)} value={sides[side][element]} /> {marked(element, side)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The elements in which two differ; what only the one holds is a difference as well. */
export function differing(one: Answers, other: Answers): string[] {
  const all = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return all.filter((each) => JSON.stringify(one[each] ?? null) !== JSON.stringify(other[each] ?? null));
}

export function answersOf(record: { cells?: Record<string, { value?: unknown }> }): Answers {
  return Object.fromEntries(Object.entries(record.cells ?? {}).filter(([, cell]) => cell.value != null).map(([element, cell]) => [element, cell.value]));
}

function Value({ property, value }: { property: Property | undefined; value: unknown }) {
  const { t } = useSpeech();
  if (property?.["x-kind"] === "link" && typeof value === "string") return <Linked subject={value} />;
  return <>{shownValue(property, value, { yes: t("yes"), no: t("no"), empty: t("empty") })}</>;
}

function Linked({ subject }: { subject: string }) {
  const { data } = useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject), staleTime: 600_000 });
  return <>{data ?? "…"}</>;
}
