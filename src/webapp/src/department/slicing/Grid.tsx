/** A grid of however many rows: what is in sight is drawn, everything is reached, with the keyboard too. */
import { CaretDownFilled, CaretUpFilled } from "@ant-design/icons";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { type Column, shown, sortable, useCellWords, widthOf } from "./columns";
import { HEAD, ROW, useSight } from "./scrolling";
import { Printed } from "./Printed";
import type { RowAt } from "./windows";

/** The column of row numbers, in pixels. */
const NUMBERS = 68;

export interface Cell {
  row: number;
  column: number;
}

interface Given {
  label: string;
  columns: Column[];
  total: number;
  rowAt: (at: number) => RowAt | null;
  /** What is asked, in whatever words: of another question the first rows are shown. */
  asked?: string;
  /** Told which rows are in sight. */
  seen?: (from: number, to: number) => void;
  sort?: string[];
  sortBy?: (column: Column, also: boolean) => void;
  /** What stands in a heading beside its label. */
  beside?: (column: Column) => ReactNode;
  /** A row is opened: a double click, or Enter. */
  open?: (cell: Cell) => void;
  /** What is asked of a cell with the other mouse button. */
  ask?: (cell: Cell, at: { x: number; y: number }) => void;
  marked?: (row: RowAt, column: Column) => boolean;
}

export function Grid({ label, columns, total, rowAt, asked, seen, sort = [], sortBy, beside, open, ask, marked }: Given) {
  const t = useWords(SLICING);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, activate] = useState<Cell>({ row: 0, column: 0 });
  const widths = useMemo(() => columns.map(widthOf), [columns]);
  const { from, to, topOf, across, high, begins, reveal } = useSight(box, total, widths, NUMBERS);
  useEffect(() => seen?.(from, to), [from, to]);
  useEffect(() => {
    box.current!.scrollTop = 0;
    activate((cell) => ({ ...cell, row: 0 }));
  }, [asked]);
  const words = useCellWords();
  const wide = begins.at(-1)!;
  const at = { row: Math.min(active.row, Math.max(0, total - 1)), column: Math.min(active.column, Math.max(0, columns.length - 1)) };
  const cellId = (cell: Cell) => `${id}-${cell.row}-${cell.column}`;
  const inSight = total > 0 && at.row >= from && at.row <= to && at.column >= across[0] && at.column <= across[1];

  const move = (cell: Cell) => {
    const next = { row: Math.max(0, Math.min(total - 1, cell.row)), column: Math.max(0, Math.min(columns.length - 1, cell.column)) };
    activate(next);
    reveal(next.row, next.column);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.target !== box.current || !total) return;
    const page = Math.max(1, Math.floor((box.current!.clientHeight - HEAD) / ROW) - 1);
    const whole = event.ctrlKey || event.metaKey;
    const steps: Record<string, Cell> = {
      ArrowDown: { ...at, row: at.row + 1 },
      ArrowUp: { ...at, row: at.row - 1 },
      ArrowRight: { ...at, column: at.column + 1 },
      ArrowLeft: { ...at, column: at.column - 1 },
      PageDown: { ...at, row: at.row + page },
      PageUp: { ...at, row: at.row - page },
      Home: whole ? { row: 0, column: 0 } : { ...at, column: 0 },
      End: whole ? { row: total - 1, column: columns.length - 1 } : { ...at, column: columns.length - 1 },
    };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      move(step);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      open(at);
    } else if (event.key === "c" && whole && !getSelection()?.toString()) {
      const [row, column] = [rowAt(at.row), columns[at.column]];
      if (row && column) void navigator.clipboard?.writeText(shown(column, row.cells[column.at], words));
    }
  };

  const drawn = columns.slice(across[0], across[1] + 1).map((column, order) => ({ column, order: order + across[0] }));
  return (
    <>
    <Printed label={label} columns={columns} from={from} to={to} total={total} rowAt={rowAt} />
    <div
      ref={box}
      className="slice-grid"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={inSight ? cellId(at) : undefined}
      onKeyDown={pressed}
    >
      <div role="rowgroup" className="slice-head" style={{ width: wide, height: HEAD }}>
        <div role="row" aria-rowindex={1}>
          <div role="columnheader" aria-colindex={1} className="slice-number" style={{ width: NUMBERS }}>
            <span className="unseen">{t("rowNumber")}</span>
          </div>
          {drawn.map(({ column, order }) => (
            <Heading key={column.id} column={column} order={order} left={begins[order]!} width={widths[order]!} sort={sort} sortBy={sortBy} beside={beside} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="slice-body" style={{ width: wide, height: high }}>
        {total > 0 &&
          Array.from({ length: to - from + 1 }, (_, step) => from + step).map((row) => {
            const found = rowAt(row);
            return (
              <div key={row} role="row" aria-rowindex={row + 2} aria-busy={!found || undefined} className={row % 2 ? "slice-row odd" : "slice-row"} style={{ top: topOf(row), height: ROW }}>
                <div role="rowheader" aria-colindex={1} className="slice-number num" style={{ width: NUMBERS }}>
                  {row + 1}
                </div>
                {drawn.map(({ column, order }) => {
                  const text = found ? shown(column, found.cells[column.at], words) : "";
                  const cell = { row, column: order };
                  const chosen = at.row === row && at.column === order;
                  const classes = ["slice-cell", column.compared === "number" && "num right", chosen && "chosen", found && marked?.(found, column) && "doubted", !found && "waiting"];
                  return (
                    <div
                      key={column.id}
                      id={cellId(cell)}
                      role="gridcell"
                      aria-colindex={order + 2}
                      aria-selected={chosen || undefined}
                      className={classes.filter(Boolean).join(" ")}
                      style={{ left: begins[order], width: widths[order] }}
                      title={text}
                      onClick={() => {
                        activate(cell);
                        if (found && touched()) open?.(cell);
                      }}
                      onDoubleClick={() => found && open?.(cell)}
                      onContextMenu={(event) => {
                        if (!ask || !found) return;
                        event.preventDefault();
                        activate(cell);
                        ask(cell, { x: event.clientX, y: event.clientY });
                      }}
                    >
                      {column.mask === "none" ? <span className="soft">•••</span> : text}
                    </div>
                  );
                })}
              </div>
            );
          })}
      </div>
    </div>
    </>
  );
}

/** A finger has no double click. */
const touched = (): boolean => matchMedia("(pointer: coarse)").matches;

interface HeadingGiven extends Pick<Given, "sortBy" | "beside"> {
  column: Column;
  order: number;
  left: number;
  width: number;
  sort: string[];
}

function Heading({ column, order, left, width, sort, sortBy, beside }: HeadingGiven) {
  const t = useWords(SLICING);
  const up = sort.includes(column.id);
  const down = sort.includes(`-${column.id}`);
  const label = (
    <span className="slice-label">
      {column.section.length > 0 && <small>{column.section.join(" / ")}</small>}
      <span>{column.label}</span>
    </span>
  );
  return (
    <div role="columnheader" aria-colindex={order + 2} aria-sort={up ? "ascending" : down ? "descending" : "none"} className="slice-heading" style={{ left, width, height: HEAD }} title={[...column.section, column.label].join(" / ")}>
      {sortBy && sortable(column) ? (
        <button type="button" onClick={(event) => sortBy(column, event.shiftKey)} aria-label={t("sortBy", { column: column.label })}>
          {label}
          <span className="slice-sort" aria-hidden="true">
            <CaretUpFilled className={up ? "on" : ""} />
            <CaretDownFilled className={down ? "on" : ""} />
          </span>
        </button>
      ) : (
        <span className="slice-still">{label}</span>
      )}
      {beside?.(column)}
    </div>
  );
}
