"""A grid → what it asks: labels beside or above their blanks, bands of rows, lines, boxes; and what is left over."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from yibiao.intake import labels, lines, marks
from yibiao.intake.bands import Band, Shape, band_at
from yibiao.intake.grid import Cell, Grid
from yibiao.intake.kinds import of_blank
from yibiao.intake.marks import Role
from yibiao.intake.printed import MOST_QUESTIONS, Question, too_many_questions
from yibiao.model.kinds import ValueKind

_FORM_WORD: Final = re.compile(
    r"(表|单|册|卡|台账|台帐|名单|清单|证明|书|记录|汇总|统计|登记|信息|情况|报告|明细|函|档案|目录|票|证|册子)(\s*[（(].*[)）])?\d?$"
)
_ATTACHMENT: Final = re.compile(r"^\s*(附件|附表|附)\s*[\d一二三四五六七八九十]*\s*[:：]?\s*$")
_CODE_OF_FORM: Final = re.compile(
    r"^\s*(表号|[^\s]{0,6}表\s*\d+(-\d+)?|表\s*[\d一二三四五六七八九十]+)\s*[:：]?\s*$"
)
_EMPTY_BRACKETS: Final = re.compile(r"[（(][\s\u3000_年度第季月日\-—至]*[)）]")
_OPEN: Final = re.compile(r"[:：]\s*$")
#: Room for an answer.
_ROOM: Final = (Role.BLANK, Role.BOXES, Role.SIGN_OFF, Role.VALUE)
_PART: Final = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、．.]")
_NAMED_PART: Final = re.compile(
    r"(part\s*[\divxⅠ-Ⅻ一二三四五六七八九十]{1,4}|第[一二三四五六七八九十]{1,3}部分)\s*[:：]",
    re.IGNORECASE,
)
_PICTURE: Final = re.compile(r"^[贴粘\s]*(近期)?([一二两]寸|免冠|彩色|证件)*\s*(照\s*片|相\s*片)")
_LONGEST_INSIDE: Final = 12
_ALIKE: Final = 2
_LAID_OUT: Final = 2


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
            if texts and not begun and card._is_title(texts, row):
                [title, *remarks] = sorted(texts, key=lambda each: not _FORM_WORD.search(each.text))
                card.titles.append(title)
                card._place(title)
                for each in remarks:
                    card._read_note(each)
                row += 1
                continue
            begun = (
                begun
                or card._untitled(row)
                or any(marks.role(each.text) in (Role.LABEL, Role.LINE) for each in texts)
            )
            row = card._read_row(row)
        return card

    # ------------------------------------------------------------------------------------------- rows

    def _read_row(self, row: int) -> int:
        """Read the row, or the band that begins in it; the row to go on with."""
        cells = [each for each in self.grid.row(row) if each not in self.placed]
        self._upright = [each for each in self._upright if each.bottom >= row]
        uprights = [each for each in cells if self._stands_upright(each)]
        self._upright += uprights
        for each in uprights:
            self._place_heading(each)
        texts = [each for each in cells if marks.said(each.text) and each not in uprights]
        if not texts:
            return row + 1
        if len(texts) == 1 and self._heads(texts[0]):
            self._heading = texts[0]
            self._place_heading(texts[0])
            return row + 1
        skipped = frozenset(each for each in self.grid.row(row) if each in self.placed)
        band = band_at(self.grid, row, skipped, samples=not self.asked and not self.bands)
        if band and self._worth(band):
            self._take(band)
            return band.end + 1 if band.shape is not Shape.BARE else band.bottom + 1
        for each in texts:
            if each not in self.placed:
                self._read(each)
        return row + 1

    def _instructs(self, texts: Sequence[Cell]) -> bool:
        """Whether the row says how to fill in the form: such a heading, or a line of what stands under it."""
        if len(texts) != 1:
            self._instructing = self._instructing and not texts
            return False
        [cell] = texts
        if marks.instructions(cell.text) and self._answer(cell) is None:
            self._instructing = True
        return self._instructing and all(each.filled for each in lines.runs(cell.text))

    def _untitled(self, row: int) -> bool:
        """Whether the title is a placeholder: one cell across the grid with nothing else in it."""
        first = self.grid.row(row)[:1]
        return any(
            each.text and not marks.said(each.text) and each.width == self.grid.width > 1
            for each in first
        )

    def _is_title(self, texts: Sequence[Cell], row: int) -> bool:
        """Whether the row has nothing but one line that is wide, or stands alone at the top."""
        words = [each for each in texts if marks.role(each.text) not in (Role.BLANK, Role.VALUE)]
        if len(words) > 1 and _FORM_WORD.search(marks.said(words[0].text)):
            # A remark may stand beside a title that is merged.
            words = words[: 1 + (words[0].width < 3 or any(each.width > 1 for each in words[1:]))]  # noqa: PLR2004
        if len(words) != 1:
            return False
        cell = words[0]
        if self.titles and _PART.match(marks.said(cell.text)):
            return False
        role = marks.role(cell.text.splitlines()[0] if cell.text else "")
        if role not in (Role.LABEL, Role.PROSE) or len(marks.said(cell.text)) > 80:  # noqa: PLR2004
            return False
        others = [each for each in self.grid.row(row) if each is not cell]
        return row == 0 if self.grid.width == 1 else self._spans(cell, others)

    def _spans(self, cell: Cell, others: Sequence[Cell]) -> bool:
        """Whether it is wide as titles are, or stands before single blanks and reads as a title."""
        narrow = all(each.width == 1 for each in others)
        if cell.width * 2 > self.grid.width:
            return True
        if narrow and cell.width > 1 and self.grid.width < cell.width * 4:
            return True
        reads = _FORM_WORD.search(marks.said(cell.text)) or len(others) > 3  # noqa: PLR2004
        return bool(narrow and reads and not self.titles)

    def _heads(self, cell: Cell) -> bool:
        """Whether a cell alone in its row is a heading over the rows below."""
        named = marks.role(cell.text) is Role.LABEL or _NAMED_PART.match(marks.said(cell.text))
        if not named or cell.bottom + 1 >= self.grid.height:
            return False
        others = [
            each for each in self.grid.row(cell.top) if each is not cell and each not in self.placed
        ]
        room = max((each.width for each in others), default=0)
        below = self.grid.row(cell.bottom + 1)
        return (
            cell.width > room
            and cell.width * 2 > self.grid.width
            and any(marks.said(each.text) for each in below)
        )

    def _stands_upright(self, cell: Cell) -> bool:
        """Whether it heads the rows to its right: tall, with labels and their blanks beside it."""
        if cell.height < 2 or marks.role(cell.text) not in (Role.LABEL, Role.BLANK):  # noqa: PLR2004
            return False
        beside = self.grid.beside(cell)
        if beside is None or not marks.said(beside.text) or beside.height >= cell.height:
            return False
        roles = [marks.role(each.text) for each in self.grid.right_of(cell)]
        room = sum(each in (*_ROOM, Role.LINE) for each in roles)
        # A tall label of a wide header has at most the sheet's margin beside it.
        return 0 < room >= roles.count(Role.LABEL) / 4

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
        if beside and asked and not asked[-1].options and self._answers_line(cell, beside):
            self._place(beside)
            asked[-1] = replace(asked[-1], blank=beside.place)
        if not asked and not any(each.states_unit for each in runs):
            self._read_note(cell)
            return
        self._place(cell)
        self._ask(cell, asked)

    def _answers_line(self, cell: Cell, beside: Cell) -> bool:
        """Whether what stands beside a label with a colon is its answer: a blank, or words before the next such label."""
        if not beside.text:
            return True
        if not _OPEN.search(cell.text) or beside.top != cell.top or beside in self.placed:
            return False
        after = self.grid.beside(beside)
        return marks.role(beside.text) in (Role.LABEL, *marks.WRITTEN) and (
            after is None or not after.text or marks.colon(after.text)
        )

    def _read_note(self, cell: Cell) -> None:
        runs = list(lines.runs(cell.text))
        start = marks.said(cell.text)[: len(runs[0].label)] if runs else ""
        if runs and marks.role(cell.text) is Role.PROSE and start == runs[0].label:
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
        answer = self._answer(cell)
        if answer is None:
            if self._alone(cell) or _PICTURE.match(marks.said(cell.text)):
                self._ask(cell, [self._question(cell, None)])
                self._place(cell)
            elif self._groups(cell):
                self._upright.append(cell)
                self._place_heading(cell)
            return
        self._place(cell)
        self._place(answer)
        if marks.role(answer.text) is Role.LABEL:
            self.beforehand.append(answer)
        if marks.total(cell.text) and marks.role(answer.text) is Role.FIGURE:
            return
        self.laid_out.append(cell)
        self._ask(cell, self._asked_with(cell, answer))

    def _asked_with(self, cell: Cell, answer: Cell) -> list[Question]:
        """What the label and the text in its blank ask; a label over several ticked questions is a section."""
        if marks.role(answer.text) in _ROOM:
            return [self._question(cell, answer, *self._more_boxes(answer))]
        inner = self._inside(cell, answer)
        if sum(bool(each.options) for each in inner) >= _ALIKE:
            return inner
        return [self._question(cell, answer), *([] if "。" in answer.text else inner)]

    def _more_boxes(self, answer: Cell) -> list[Cell]:
        """Cells after one with boxes that go on with them."""
        more: list[Cell] = []
        after = self.grid.beside(answer) if marks.role(answer.text) is Role.BOXES else None
        while after and marks.role(after.text) is Role.BOXES and after not in self.placed:
            more.append(after)
            self._place(after)
            after = self.grid.beside(after)
        return more

    def _answer(self, cell: Cell) -> Cell | None:
        """The blank that is the label's own: beside it, or else below it."""
        beside, below = self.grid.beside(cell), self.grid.below(cell)
        if (
            beside
            and beside not in self.placed
            and marks.role(beside.text) in marks.ANSWERS
            and beside.top == cell.top
        ):
            return beside
        if (
            beside
            and beside.top == cell.top
            and beside not in self.placed
            and (
                marks.role(beside.text) in (Role.LINE, Role.PROSE, Role.NOTE)
                or self._written_in(cell, beside)
            )
        ):
            return beside
        if (
            below
            and below not in self.placed
            and below.left == cell.left
            and marks.role(below.text) in _ROOM
            and below.right <= cell.right
            and below.width * 2 >= cell.width
        ):
            return below
        return None

    def _written_in(self, cell: Cell, beside: Cell) -> bool:
        """Whether what stands beside is an answer printed beforehand: its column is one of blanks elsewhere."""
        if marks.role(beside.text) is not Role.LABEL:
            return False
        below, after = self.grid.below(cell), self.grid.beside(beside)
        alike = self.grid.alike(beside)
        blanks = [each for each in alike if marks.role(each.text) in _ROOM]
        if blanks and beside.width > 1 and self._ends_row(beside):
            return True
        if (
            below
            and below.left == cell.left
            and below.right == cell.right
            and marks.role(below.text) in _ROOM
        ):
            return False
        if after is not None and marks.role(after.text) is Role.BLANK and after.top == beside.top:
            return False
        return len(blanks) >= _ALIKE and len(blanks) * 2 > len(alike)

    def _ends_row(self, cell: Cell) -> bool:
        """Whether nothing but the sheet's margin stands to its right."""
        rest = [each for each in self.grid.row(cell.top) if each.left > cell.right]
        return not any(each.text or each.width > 1 for each in rest)

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

    def _inside(self, cell: Cell, answer: Cell) -> list[Question]:
        """What the text in the answer's place asks by itself, but for who signs."""
        section = (labels.clean(marks.said(cell.text)),)
        found = [
            each
            for each in lines.runs(answer.text)
            if not each.filled
            and not lines.SIGNS.search(each.label)
            and (len(each.label) <= _LONGEST_INSIDE or each.options)
        ]
        if len(found) == 1 and found[0].options:
            return []  # the boxes are the answer itself
        inner: list[Question] = []
        heading: tuple[str, ...] = ()
        for each, after in zip_longest(found, found[1:]):
            if after and after.options and not each.value.strip() and "\n" in each.value:
                heading = (each.label,)
            else:
                inner.append(lines.question(each, answer.place, (*section, *heading)))
        inner += [
            lines.question(each, answer.place, section) for each in lines.counted(answer.text)
        ]
        return inner

    def _question(self, cell: Cell, answer: Cell | None, *more: Cell) -> Question:
        text = "  ".join(each.text for each in (answer, *more) if each)
        question = Question(
            label=marks.said(cell.text),
            cell=cell.place,
            options=lines.options(text)
            or (self.grid.sheet.options_at(answer.top, answer.left) if answer else ()),
            unit_of_measure=marks.unit(text),
            blank=answer.place if answer else None,
            kind=of_blank(marks.said(cell.text), text) if marks.blank(text) else None,
        )
        at = answer or cell
        return self.grid.sheet.prompt_at(at.top, at.left).tell(question)

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
        asked: list[tuple[int, Question]] = list(self._alike())
        for section, band in self.bands:
            if band.shape is not Shape.ONCE:
                asked += [(band.top, each) for each in self._block(section, band)]
        return [each for _, each in sorted(asked, key=lambda pair: pair[0])]

    def _block(self, section: tuple[str, ...], band: Band) -> list[Question]:
        whole = band.shape is Shape.FIXED and not self.laid_out
        inner = (replace(band, shape=Shape.REPEATED) if whole else band).questions(())
        if not inner:
            return []
        label = section[-1] if section else inner[0].label
        hint = "、".join(band.names) if band.names else None
        return [
            Question(label, inner[0].cell, ValueKind.ROWS, section[:-1], hint=hint, questions=inner)
        ]

    def _alike(self) -> Iterator[tuple[int, Question]]:
        """The questions outside of bands; rows that ask the same one after another are a block."""
        rows: dict[int, list[Question]] = {}
        for row, each in self.asked:
            rows.setdefault(row, []).append(each)
        numbers = sorted(rows)
        at = 0
        while at < len(numbers):
            here = _asks(rows[numbers[at]])
            end = at
            while end + 1 < len(numbers) and _asks(rows[numbers[end + 1]]) == here:
                end += 1
            first = rows[numbers[at]]
            if end > at:
                yield (
                    numbers[at],
                    Question(
                        first[0].label, first[0].cell, ValueKind.ROWS, first[0].section,
                        questions=tuple(
                            replace(each, section=(), blank=each.blank or each.cell, last=final.blank or final.cell)
                            for each, final in zip(first, rows[numbers[end]], strict=True)
                        ),
                    ),
                )  # fmt: skip
            else:
                yield from ((numbers[at], each) for each in first)
            at = end + 1


def _asks(questions: Sequence[Question]) -> list[tuple[tuple[str, ...], str]]:
    return [(each.section, labels.clean(each.label)) for each in questions]


def title_of(texts: Sequence[str]) -> str | None:
    r"""
    The title among the lines that stand above everything: the first that ends in a word for a form, or else the first.

    >>> title_of(["附件1", "某某学校（ ）班", "学生基本信息表\n（2024年适用）"])
    '学生基本信息表'
    """
    candidates = []
    for text in texts:
        kept = [
            line
            for each in text.splitlines()
            if (line := _bare(each))
            and not _ATTACHMENT.match(line)
            and not _CODE_OF_FORM.match(line)
        ]
        if kept:
            whole = [line for line in kept if not re.fullmatch(r"[（(].*[)）]", line)]
            candidates.append("".join(whole or kept))
    return next(
        (each for each in candidates if _FORM_WORD.search(each)), next(iter(candidates), None)
    )


def _bare(line: str) -> str:
    """A line without placeholders, the brackets or the year that they leave behind, and blanks to write in."""
    bare = _EMPTY_BRACKETS.sub("", marks.said(line)).strip(" \u3000_＿")
    if marks.PLACEHOLDER.search(line):
        bare = re.sub(r"^年度?", "", bare)
    return " ".join(bare.split())
