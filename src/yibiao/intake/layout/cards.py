"""A grid → what it asks: labels beside or above their blanks, bands of rows, lines, boxes; and what is left over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from yibiao.intake.layout import lines
from yibiao.intake.layout.answers import answer_to, answers_line, more_boxes
from yibiao.intake.layout.bands import Band, Shape, band_at
from yibiao.intake.layout.blocks import in_blocks
from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.layout.headings import heads, stands_upright
from yibiao.intake.layout.labelled import asked_with, question_of
from yibiao.intake.layout.rows import unbroken
from yibiao.intake.layout.titles import heads_part, placeholder_at, stands_over, title_at
from yibiao.intake.printed import MOST_QUESTIONS, Question, too_many_questions
from yibiao.intake.words import labels, marks
from yibiao.intake.words.marks import Role

_PICTURE: Final = re.compile(r"^[贴粘\s]*(近期)?([一二两]寸|免冠|彩色|证件)*\s*(照\s*片|相\s*片)")
_LAID_OUT: Final = 2
#: A text as long as this tells something.
_TOLD: Final = 30
#: So many labels in a row have no blanks among them.
_WIDE: Final = 5


@dataclass
class Card:
    """
    What stands where on a grid.

    Attributes:
        under: The heading that the whole grid stands under.
        titles: Lines of one cell above everything else.
        asked: Questions outside of bands, in printed order, with the row that they stand in.
        bands: Headers and their rows, with the section that they stand in.
        placed: Cells that are accounted for.
        laid_out: Labels beside or above a blank of their own: what makes a card.
        beforehand: Words printed where an answer belongs.
        told: Labels beside sentences that say what they mean.
        headings: Cells that head others.
    """

    grid: Grid
    under: tuple[str, ...] = ()
    titles: list[Cell] = field(default_factory=list)
    asked: list[tuple[int, Question]] = field(default_factory=list)
    bands: list[tuple[tuple[str, ...], Band]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    placed: set[Cell] = field(default_factory=set)
    laid_out: list[Cell] = field(default_factory=list)
    beforehand: list[Cell] = field(default_factory=list)
    told: list[Cell] = field(default_factory=list)
    headings: list[Cell] = field(default_factory=list)
    _heading: Cell | None = None
    _upright: list[Cell] = field(default_factory=list)
    _instructing: bool = False

    @classmethod
    def of(cls, grid: Grid, *, titled: bool = False, under: tuple[str, ...] = ()) -> "Card":
        """Everything on the *grid*; no title is looked for where there is one already."""
        card = cls(grid, under)
        row = 0
        begun = titled
        while row < grid.height:
            texts = [each for each in grid.row(row) if marks.said(each.text)]
            if card._instructs(texts):
                card._read_note(texts[0])
                row += 1
                continue
            title = title_at(grid, row, texts, titled=bool(card.titles))
            if title is not None and heads_part(card.titles, title):
                title = None
            if title is not None and (not begun or card._late(title, titled=titled)):
                card.titles.append(title)
                card._place(title)
                for each in texts:
                    if each is not title:
                        card._read_note(each)
                row += 1
                continue
            titled = titled or placeholder_at(grid, row)
            begun = (
                begun
                or titled
                or any(marks.role(each.text) in (Role.LABEL, Role.LINE) for each in texts)
            )
            row = card._read_row(row)
        return card

    # ------------------------------------------------------------------------------------------- rows

    def _read_row(self, row: int) -> int:
        """Read the row, or the band that begins in it; the row to go on with."""
        cells = [each for each in self.grid.row(row) if each not in self.placed]
        self._upright = [each for each in self._upright if each.bottom >= row]
        uprights = [each for each in cells if stands_upright(self.grid, each)]
        self._upright += uprights
        for each in uprights:
            self._place_heading(each)
        texts = [each for each in cells if marks.said(each.text) and each not in uprights]
        if not texts:
            return row + 1
        if len(texts) == 1 and heads(self.grid, texts[0], self.placed):
            self._heading = texts[0]
            self._place_heading(texts[0])
            return row + 1
        if self._guides(row, texts):
            for each in texts:
                self._read_note(each)
            return row + 1
        skipped = frozenset(each for each in self.grid.row(row) if each in self.placed)
        band = band_at(self.grid, row, skipped, samples=not self.laid_out and not self.bands)
        if band and self._worth(band):
            self._take(band)
            self._read_beside(band)
            return band.end + 1 if band.shape is not Shape.BARE else band.bottom + 1
        for each in texts:
            if each not in self.placed:
                self._read(each)
        return row + 1

    def _late(self, title: Cell, *, titled: bool) -> bool:
        """Whether a title may still come: only lines stand above it, such as the number of the form."""
        read = titled or self.titles or self.laid_out or self.bands
        return not read and stands_over(self.grid, title)

    def _guides(self, row: int, texts: Sequence[Cell]) -> bool:
        """Whether the row says column by column what to write under the header in the next one."""
        if len(texts) <= 1 or self.asked or self.bands or row + 1 >= self.grid.height:
            return False
        header = band_at(self.grid, row + 1, frozenset(), samples=True)
        if header is None or len(header.columns) <= _LAID_OUT:
            return False
        explained = any(
            marks.role(each.text) in (Role.LINE, Role.NOTE, Role.PROSE) for each in texts
        )
        runs = [run for each in texts for run in lines.runs(each.text)]
        filled = sum(each.filled for each in runs) * 2 > len(runs)
        over = [each for each in header.columns if self._text_at(row, each.cell.left)]
        return explained and filled and unbroken(header.columns) and len(over) == len(texts)

    def _text_at(self, row: int, column: int) -> str:
        cell = self.grid.at(row, column)
        return cell.text if cell and cell.width == 1 else ""

    def _read_beside(self, band: Band) -> None:
        """Notes to the right of a band."""
        for row in range(band.top, band.end + 1):
            for each in self.grid.row(row):
                if each.left > band.right and marks.role(each.text) in (Role.NOTE, Role.PROSE):
                    self._read_note(each)

    def _instructs(self, texts: Sequence[Cell]) -> bool:
        """Whether the row says how to fill in the form: such a heading, or a line of what stands under it."""
        if len(texts) != 1:
            self._instructing = self._instructing and not texts
            return False
        [cell] = texts
        if marks.instructions(cell.text) and (
            not (self.asked or self.bands) or answer_to(self.grid, cell, self.placed) is None
        ):
            self._instructing = True
        return self._instructing and all(each.filled for each in lines.runs(cell.text))

    def _section(self, cell: Cell) -> tuple[str, ...]:
        """Headings that it stands under: the last across the grid, then those at its left."""
        heading = (
            (marks.said(self._heading.text),)
            if self._heading and self._heading.bottom < cell.top
            else ()
        )
        upright = (
            marks.said(each.text)
            for each in self._upright
            if each.top <= cell.top <= each.bottom and each.right < cell.left
        )
        return self.under + tuple(
            text for each in (*heading, *upright) if (text := labels.clean(each))
        )

    # ------------------------------------------------------------------------------------------ bands

    def _worth(self, band: Band) -> bool:
        """Whether it is a header: what has no rows is one only where nothing but lines follows."""
        if band.shape is not Shape.BARE:
            return True
        if self.laid_out or len(band.columns) <= _LAID_OUT:
            return False
        if len(band.columns) >= _WIDE and unbroken(band.columns) and not self.asked:
            return True
        below = [
            each
            for each in self.grid.cells
            if each.top > band.bottom and marks.role(each.text) is Role.LABEL
        ]
        return not below

    def _take(self, band: Band) -> None:
        section = self._section(band.columns[0].cell)
        first, last = band.columns[0].cell.left, band.right
        for row in range(band.top, band.end + 1):
            self.placed.update(each for each in self.grid.row(row) if first <= each.left <= last)
        self.placed.update(each.cell for each in band.columns)
        if band.shape is Shape.ONCE:
            self.asked += [(band.top, question) for question in band.questions(section)]
            self.laid_out += [each.cell for each in band.asked]
        self.bands.append((section, band))

    # ------------------------------------------------------------------------------------------ cells

    def _read(self, cell: Cell) -> None:
        if self.grid.computed(cell):
            self._place(cell)
            return
        match marks.role(cell.text):
            case Role.LINE:
                self._read_line(cell)
            case Role.NOTE | Role.PROSE:
                self._read_note(cell)
            case Role.LABEL:
                self._read_label(cell)
            case Role.BOXES:
                self._read_boxes(cell)
            case Role.SIGN_OFF | Role.FIGURE | Role.VALUE:
                self._place(cell)

    def _read_line(self, cell: Cell) -> None:
        runs = list(lines.runs(cell.text))
        asked = lines.questions(cell.text, cell.place)
        beside = self.grid.beside(cell)
        if (
            beside
            and asked
            and not asked[-1].options
            and answers_line(self.grid, cell, beside, self.placed)
        ):
            self._place(beside)
            asked[-1] = replace(asked[-1], blank=beside.place)
        if not asked and not any(each.states_unit for each in runs):
            self._read_note(cell)
            return
        self._place(cell)
        self._ask(cell, asked)

    def _read_note(self, cell: Cell) -> None:
        runs = list(lines.runs(cell.text))
        start = marks.said(cell.text)[: len(runs[0].label)] if runs else ""
        if (
            runs
            and not runs[0].filled
            and start == runs[0].label
            and marks.role(cell.text) is Role.PROSE
        ):
            self._ask(cell, [lines.question(runs[0], cell.place)])
        else:
            self.notes.append(" ".join(marks.said(cell.text).split()))
        self._place(cell)

    def _read_boxes(self, cell: Cell) -> None:
        """Boxes that no label claims stand for themselves: each is a question of yes or no."""
        text = marks.with_boxes(cell.text)
        before = text.split("□")[0].strip(" \u3000\n:：")
        options = lines.options(cell.text)
        if before and len(before) < 30 and text.rstrip("；;。 \n").endswith("□"):  # noqa: PLR2004
            self._ask(cell, [Question(before, cell.place)])
            self._place(cell)
        elif before and options:
            self._ask(cell, [Question(before, cell.place, options=options)])
            self._place(cell)

    def _read_label(self, cell: Cell) -> None:
        if marks.answered(cell.text):
            self._place(cell)
            self.beforehand.append(cell)
            return
        answer = answer_to(self.grid, cell, self.placed)
        if answer is None:
            if self._alone(cell) or _PICTURE.match(marks.said(cell.text)):
                self._ask(cell, [question_of(self.grid, cell, None)])
                self._place(cell)
            elif self._groups(cell):
                self._upright.append(cell)
                self._place_heading(cell)
            return
        self._place(cell)
        self._place(answer)
        if len(answer.text) > _TOLD and marks.role(answer.text) in (Role.PROSE, Role.LINE):
            self.told.append(cell)
        if marks.role(answer.text) is Role.LABEL:
            self.beforehand.append(answer)
        first = self.grid.row(cell.top)[0] is cell
        total = marks.total_row(cell.text) if first else marks.total(cell.text)
        if total and marks.role(answer.text) is Role.FIGURE:
            return
        self.laid_out.append(cell)
        more = more_boxes(self.grid, answer, self.placed)
        self.placed.update(more)
        self._ask(cell, asked_with(self.grid, cell, answer, *more))

    def _alone(self, cell: Cell) -> bool:
        """Whether it ends its row with no room beside or below: the room is its own cell."""
        beside = self.grid.beside(cell)
        first = not any(
            marks.said(each.text) for each in self.grid.row(cell.top) if each is not cell
        )
        return beside is None and first and bool(self.laid_out) and len(marks.said(cell.text)) < 20  # noqa: PLR2004

    def _groups(self, cell: Cell) -> bool:
        """Whether it heads other labels in its rows or below."""
        beside = self.grid.beside(cell)
        return bool(beside and marks.role(beside.text) in (Role.LABEL, Role.LINE, Role.BOXES))

    # ------------------------------------------------------------------------------------------ gathering

    def _ask(self, cell: Cell, questions: Sequence[Question]) -> None:
        if len(self.asked) > MOST_QUESTIONS:
            raise too_many_questions()
        section = self._section(cell)
        for each in questions:
            whole = tuple(dict.fromkeys((*section, *each.section)))
            self.asked.append((cell.top, replace(each, section=whole)))

    def _place(self, cell: Cell) -> None:
        self.placed.add(cell)

    def _place_heading(self, cell: Cell) -> None:
        self.headings.append(cell)
        self.placed.add(cell)

    @property
    def unplaced(self) -> list[Cell]:
        """Written cells that nothing accounts for, headings of nothing among them."""
        sections = [*(each.section for _, each in self.asked), *(each for each, _ in self.bands)]
        used = {text for section in sections for text in section}
        idle = {each for each in self.headings if labels.clean(marks.said(each.text)) not in used}
        return [
            each
            for each in self.grid.cells
            if (each not in self.placed or each in idle)
            and marks.role(each.text) not in (Role.BLANK, *marks.WRITTEN)
        ]

    def questions(self) -> list[Question]:
        """Everything asked in printed order: repeating bands and rows printed alike as blocks."""
        return in_blocks(self.asked, self.bands, alone=not self.laid_out)
