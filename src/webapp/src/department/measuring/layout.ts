/** Where a form came without a file, or its file does not show a figure: figures laid out one under another, under their headings. */
import type { Schemas } from "../../api/client";
import type { Figure } from "./asking";

type Cell = Schemas["SeenCell"];

/** Where a figure is answered in what `laidOut` gives. */
export const placeOf = (figure: Figure): string => `figure ${figure.field}`;

/** A row for each figure: its headings, those that go on in the next rows only once, its label, and its blank. */
export function laidOut(figures: Figure[]): Schemas["SeenPart"] {
  const depth = Math.max(0, ...figures.map((each) => each.section.length));
  const cells: Cell[] = [];
  figures.forEach((figure, row) => {
    figure.section.forEach((text, column) => {
      const goesOn = (other: Figure | undefined) => other !== undefined && figure.section.slice(0, column + 1).every((each, at) => other.section[at] === each);
      if (goesOn(figures[row - 1])) return;
      let rows = 1;
      while (goesOn(figures[row + rows])) rows += 1;
      cells.push({ place: "", text, row, column, rows, columns: 1 });
    });
    const under = figure.section.length;
    cells.push({ place: "", text: figure.label, row, column: under, rows: 1, columns: depth - under + 1 });
    cells.push({ place: placeOf(figure), text: "", row, column: depth + 1, rows: 1, columns: 1 });
  });
  return { cells, name: null, more: false };
}
