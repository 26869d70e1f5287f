/** What of a slice goes onto paper: the rows that are in sight, as an ordinary table, whole, with its headings on every page. */
import { usePrinting } from "../../shell/printing";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { type Column, shown, useCellWords } from "./columns";
import type { RowAt } from "./windows";

interface Given {
  label: string;
  columns: Column[];
  from: number;
  to: number;
  total: number;
  rowAt: (at: number) => RowAt | null;
}

export function Printed({ label, columns, from, to, total, rowAt }: Given) {
  const t = useWords(SLICING);
  const words = useCellWords();
  if (!usePrinting() || !total) return null;
  // What is not there yet is left out: it would look like what nobody answered.
  const rows = Array.from({ length: Math.min(to, total - 1) - from + 1 }, (_, at) => ({ at: from + at, row: rowAt(from + at) })).filter(({ row }) => row);
  if (!rows.length) return null;
  return (
    <table className={columns.length > NARROW ? "slice-printed wide-paper" : "slice-printed"}>
      <caption>
        {label} · {t("printedPart", { from: rows[0]!.at + 1, to: rows.at(-1)!.at + 1, total })}
      </caption>
      <thead>
        <tr>
          <th scope="col">#</th>
          {columns.map((column) => (
            <th key={column.id} scope="col">
              {[...column.section, column.label].join(" / ")}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ at, row }) => (
          <tr key={at}>
            <td className="num">{at + 1}</td>
            {columns.map((column) => (
              <td key={column.id} className={column.compared === "number" ? "num right" : undefined}>
                {column.mask === "none" ? "•••" : shown(column, row!.cells[column.at], words)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Columns that fit an upright sheet. */
const NARROW = 7;
