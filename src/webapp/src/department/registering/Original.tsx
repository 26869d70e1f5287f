/** The original beside the form: its cells as they are laid out, those that were read as fields marked. */
import { Segmented } from "antd";
import { type KeyboardEvent, memo, useEffect, useId, useMemo, useState } from "react";
import type { Schemas } from "../../api/client";
import { useWords } from "../../words/language";
import { REGISTERING } from "../../words/registering";

type Part = Schemas["SeenPart"];
type Cell = Schemas["SeenCell"];

/** A field by its key, and where it is asked and answered. */
interface Marked {
  key: string;
  label: string;
  cell?: string | undefined;
  blank?: string | undefined;
}

/** What stands in a cell that is answered instead of its own text: how it looks, and what is said of it beside. */
export interface Face {
  look: string;
  text: string;
  note?: string | undefined;
  says: string;
}

interface Given {
  parts: Part[];
  fields: Marked[];
  chosen: string | null;
  /** Somebody points at a cell: the field that was read there, if any. */
  pick: (cell: Cell, key: string | null) => void;
  /** By the keys of fields; with them only cells that are answered are told apart. */
  faces?: Map<string, Face>;
}

export function Original({ parts, fields, chosen, pick, faces }: Given) {
  const t = useWords(REGISTERING);
  const sheets = parts.filter((each) => each.name);
  const home = useMemo(() => sheetOf(fields, sheets), [fields, sheets.length]);
  const [sheet, setSheet] = useState<string | null>(null);
  useEffect(() => setSheet(null), [chosen]);
  const open = sheet ?? (chosen && sheetOf(fields.filter((each) => each.key === chosen), sheets)) ?? home;
  const shown = sheets.length ? parts.filter((each) => each.name === open) : parts;
  const marks = useMemo(() => marksOf(parts, fields), [parts, fields]);
  return (
    <div className="original">
      <div className="line spread original-head">
        {sheets.length > 1 ? (
          <Segmented size="small" value={open ?? ""} onChange={(name) => setSheet(String(name))} options={sheets.map((each) => each.name!)} />
        ) : (
          <span className="soft small">{open ?? ""}</span>
        )}
        {!faces && (
          <span className="cells-legend small" aria-hidden="true">
            <i className="asks" /> {t("legendAsks")} <i className="answers" /> {t("legendAnswers")} <i className="chosen" /> {t("legendChosen")}
          </span>
        )}
      </div>
      <div className="original-page">
        {shown.map((part, at) => (
          <Grid key={at} part={part} marks={marks} chosen={chosen} pick={pick} faces={faces} lettered={Boolean(part.name) && !faces} label={part.name ?? t("original")} />
        ))}
      </div>
    </div>
  );
}

interface Mark {
  key: string;
  label: string;
  answers: boolean;
}

/** Which field each cell belongs to: by its label, or by the blanks where it is answered. */
function marksOf(parts: Part[], fields: Marked[]): Map<Cell, Mark> {
  const marks = new Map<Cell, Mark>();
  const at = new Map<string, [Part, Cell][]>();
  for (const part of parts) for (const cell of part.cells) at.set(cell.place, [...(at.get(cell.place) ?? []), [part, cell]]);
  for (const field of fields) {
    for (const cell of blanksOf(at, field.blank)) if (!marks.has(cell)) marks.set(cell, { key: field.key, label: field.label, answers: true });
  }
  for (const field of fields) {
    for (const [, cell] of at.get(field.cell ?? "") ?? []) {
      const before = marks.get(cell);
      if (!before || before.answers) marks.set(cell, { key: field.key, label: field.label, answers: false });
    }
  }
  return marks;
}

function blanksOf(at: Map<string, [Part, Cell][]>, blank: string | undefined): Cell[] {
  const [first, last] = (blank ?? "").split(/:(?=[^:]*$)/);
  const [begins] = at.get(first ?? "") ?? [];
  if (!begins) return [];
  const [part, top] = begins;
  const sheet = first!.includes("!") ? first!.slice(0, first!.lastIndexOf("!") + 1) : "";
  const bottom = last ? (at.get(sheet + last) ?? at.get(last))?.[0]?.[1] : undefined;
  if (!bottom) return [top];
  return part.cells.filter((each) => each.column === top.column && each.row >= top.row && each.row <= bottom.row);
}

function sheetOf(fields: Marked[], sheets: Part[]): string | undefined {
  for (const { cell, blank } of fields) {
    const place = cell ?? blank;
    const found = sheets.find((each) => place?.startsWith(`${each.name}!`) || place?.startsWith(`${each.name} row `));
    if (found) return found.name!;
  }
  return sheets[0]?.name ?? undefined;
}

const letters = (column: number): string => (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** Characters that any column has room for. */
const SHORT = 6;

interface GridGiven extends Pick<Given, "chosen" | "pick"> {
  faces: Map<string, Face> | undefined;
  part: Part;
  marks: Map<Cell, Mark>;
  lettered: boolean;
  label: string;
}

/** One sheet or table. Arrows go from cell to cell, Enter shows the field of one. */
function Grid({ part, marks, chosen, pick, faces, lettered, label }: GridGiven) {
  const t = useWords(REGISTERING);
  const id = useId();
  const [at, setAt] = useState<Cell | null>(null);
  const rows = useMemo(() => rowsOf(part), [part]);
  const width = useMemo(() => Math.max(0, ...part.cells.map((each) => each.column + each.columns)), [part]);
  const idOf = (cell: Cell) => `${id}-${cell.row}-${cell.column}`;
  useEffect(() => {
    if (!chosen) return;
    const target = part.cells.find((each) => marks.get(each)?.key === chosen && marks.get(each)!.answers === Boolean(faces));
    if (target) document.getElementById(idOf(target))?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen, part, marks]);
  const pointed = (place: string | undefined) => {
    const cell = part.cells.find((each) => idOf(each) === place);
    if (!cell) return;
    setAt(cell);
    pick(cell, marks.get(cell)?.key ?? null);
  };
  const move = (event: KeyboardEvent) => {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Enter" && at) return pick(at, marks.get(at)?.key ?? null);
    if (!way) return;
    event.preventDefault();
    const next = at ? beside(part, at, way[0]!, way[1]!) : part.cells[0];
    if (!next) return;
    setAt(next);
    document.getElementById(idOf(next))?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  return (
    <div className="sheet">
      <table role="grid" aria-label={label} aria-readonly="true" tabIndex={0} aria-activedescendant={at ? idOf(at) : undefined} onKeyDown={move} className={lettered ? "lettered" : ""}>
        {lettered && (
          <thead aria-hidden="true">
            <tr>
              <td />
              {Array.from({ length: width }, (_, column) => (
                <td key={column}>{letters(column)}</td>
              ))}
            </tr>
          </thead>
        )}
        <tbody onClick={(event) => pointed((event.target as Element).closest("td[id]")?.id)}>
          {rows.map((cells, row) => (
            <tr key={row}>
              {lettered && (
                <td className="number" aria-hidden="true">
                  {row + 1}
                </td>
              )}
              {cells.map((cell, place) => {
                const found = marks.get(cell);
                const face = found?.answers ? faces?.get(found.key) : undefined;
                const mark = faces && !face ? undefined : found;
                // As in a spreadsheet, what is long goes on over blanks beside it.
                const spills = !mark && cell.columns === 1 && cell.text.length > SHORT && !cells[place + 1]?.text;
                return (
                  <Seen
                    key={cell.column}
                    id={idOf(cell)}
                    cell={cell}
                    face={face}
                    look={(face ? `face ${face.look}` : mark ? (mark.answers ? "answers" : "asks") : "") + (mark && mark.key === chosen ? " chosen" : "") + (at === cell ? " at" : "") + (spills ? " spills" : "")}
                    title={mark && !face ? t(mark.answers ? "answersField" : "asksField", { label: mark.label }) : ""}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {part.more && <p className="soft small more">{t("originalMore")}</p>}
    </div>
  );
}

const Seen = memo(({ id, cell, look, title, face }: { id: string; cell: Cell; look: string; title: string; face: Face | undefined }) => (
  <td id={id} role="gridcell" rowSpan={cell.rows} colSpan={cell.columns} className={look + (cell.column ? "" : " first")} title={title || undefined}>
    {face ? (
      <>
        <span className="unseen">{face.says}</span>
        <span aria-hidden="true">{face.text}</span>
        {face.note && (
          <small aria-hidden="true">{face.note}</small>
        )}
      </>
    ) : (
      cell.text
    )}
  </td>
));

function rowsOf(part: Part): Cell[][] {
  const height = Math.max(0, ...part.cells.map((each) => each.row + each.rows));
  const rows: Cell[][] = Array.from({ length: height }, () => []);
  for (const each of part.cells) rows[each.row]!.push(each);
  return rows;
}

/** The cell above, below, left or right of one, over whatever it covers. */
function beside(part: Part, { row, column, rows, columns }: Cell, down: number, right: number): Cell | undefined {
  const [r, c] = [down > 0 ? row + rows : row + down, right > 0 ? column + columns : column + right];
  return part.cells.find((each) => each.row <= r && r < each.row + each.rows && each.column <= c && c < each.column + each.columns);
}
