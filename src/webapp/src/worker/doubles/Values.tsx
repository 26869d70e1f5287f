/** Two sets of answers side by side, where they differ, and what becomes of each. */
import type { ReactNode } from "react";
import { first } from "../../form/present";
import { Value } from "../../form/Value";
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
  const { property, title, known } = useMeanings(kind, elements);
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
