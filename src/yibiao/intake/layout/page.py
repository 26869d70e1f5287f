"""Everything on one page – paragraphs and grids in their order – → one form as printed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from yibiao.errors import Finding, NotAForm
from yibiao.intake.layout import tables
from yibiao.intake.layout.bands import Band, Shape
from yibiao.intake.layout.cards import Card
from yibiao.intake.layout.copies import first_copy
from yibiao.intake.layout.grid import MOST_COLUMNS
from yibiao.intake.layout.imprint import Piece, pieces_of, with_imprint
from yibiao.intake.layout.measured import as_figures, stated_on, with_units
from yibiao.intake.layout.registers import columns_of, doubts
from yibiao.intake.layout.standing import Asked, Line, Standing, Table
from yibiao.intake.layout.summaries import asks_units, sums_up
from yibiao.intake.layout.titles import reads_as_title, title_of
from yibiao.intake.layout.written_out import sent_out
from yibiao.intake.printed import (
    MOST_QUESTIONS,
    PrintedForm,
    Question,
    refusal,
    too_many_questions,
)
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.words import marks
from yibiao.intake.words.marks import Role

#: A line as long as this tells something.
_TOLD: Final = 30
#: Of words printed beforehand, no more are named a table.
_MOST_NAMED: Final = 50


def form_of_page(parts: Sequence[Line | Table | Asked], filename: str, name: str) -> PrintedForm:
    """
    The one form of the page.

    Raises:
        NotAForm: Nothing on it is to be filled in.
    """
    page = _Page.of(parts)
    if page.asks_nothing:
        raise refusal(NotAForm, Finding("nothing-asked"), filename)
    if page.lectures:
        raise refusal(NotAForm, Finding("prose"), filename)
    if page.describes_data or page.written_out or page.leaves_no_room or page.tells:
        raise refusal(NotAForm, Finding("nothing-to-fill", page.cards[0][1].sheet.name), filename)
    pieces = [each for part in parts for each in _pieces(part)]
    texts = ((each.text, each.place) for each in pieces)
    return with_imprint(_told_of_cuts(page.form(name), texts), pieces, page.heads)


def _told_of_cuts(form: PrintedForm, texts: Iterable[tuple[str, str]]) -> PrintedForm:
    """The form with a finding for each of *texts*, with its place, of which only the beginning was read."""
    places = [place for text, place in texts if len(text) > marks.LONGEST][:_MOST_NAMED]
    facts = {"limit": marks.LONGEST}
    cut = [Finding("text-too-long", each, facts) for each in places]
    return replace(form, findings=(*form.findings, *cut)) if cut else form


def _pieces(part: Line | Table | Asked) -> Iterator[Piece]:
    if isinstance(part, Line):
        yield Piece(part.text, part.place)
    elif isinstance(part, Table):
        yield from pieces_of(part.sheet)


def form_of_sheet(sheet: Sheet, filename: str, name: str) -> PrintedForm:
    """
    The form of a sheet: as a page if that is what it is laid out as, or else by its header row.

    Raises:
        NotAForm: Nothing on it is to be filled in.
    """
    sheet = first_copy(sheet)
    page = _Page.of([Table(sheet)])
    told = page.written_out or page.charts
    if page.describes_data or (told and not sent_out(filename, name, *page.titles)):
        raise refusal(NotAForm, Finding("nothing-to-fill", sheet.place(page.top, 0)), filename)
    wide = max(map(len, sheet.rows), default=0) > MOST_COLUMNS  # no page is
    bare = wide or page.asks_nothing or page.bare or page.full_of_answers
    form = tables.form_of_table(sheet, filename, name) if bare else page.form(name)
    texts = (
        (text, sheet.place(number, column))
        for number, row in enumerate(sheet.rows)
        for column, text in enumerate(row)
    )
    return with_imprint(_told_of_cuts(form, texts), pieces_of(sheet), page.heads)


def _in_figures(question: Question, units: Sequence[str]) -> Question:
    """The question, the cells of rows that are named asking for figures where no word tells otherwise."""
    # What stands first is no figure among columns; among cells, all may be.
    first, *cells = as_figures((question, *with_units(question.figures, units)))
    return replace(first, figures=tuple(cells))


class _Page(Standing):
    """What stands on the page, as one form."""

    def form(self, name: str) -> PrintedForm:
        """The page as a form."""
        title = self._title()
        register = self._register()
        findings: list[Finding] = []
        if register is not None:
            questions = self._register_questions(*register, findings)
        else:
            questions = [*self.above]
            for card, _ in self.cards:
                questions += card.questions()
            questions += self.below
        if sum(1 for each in questions for _ in each.leaves()) > MOST_QUESTIONS:
            raise too_many_questions()
        layout = self._layout(title, register, questions)
        if layout != "summary":
            questions = [replace(each, figures=()) for each in questions]
        units = stated_on((*self.paragraphs, *self.running, *self._texts()), title)
        questions = [*with_units(questions, units)]
        if layout == "summary":
            questions = [_in_figures(each, units) for each in as_figures(questions)]
        cells = [each for card, _ in self.cards for each in card.unplaced]
        findings += [Finding("unplaced", each.place) for each in cells]
        findings += [
            Finding("printed-beforehand", each.place)
            for card, _ in self.cards
            for each in (
                *card.beforehand[:_MOST_NAMED],
                *(cell for _, band in card.bands for cell in band.beforehand[:_MOST_NAMED]),
            )
        ]
        notes = tuple(dict.fromkeys((*self._beside_title(title), *self.notes)))
        return PrintedForm(
            tuple(questions),
            name,
            title,
            {
                **({"layout": layout} if layout != "register" else {}),
                **({"notes": notes} if notes else {}),
            },
            tuple(findings),
        )

    def _texts(self) -> Iterator[str]:
        for card, _ in self.cards:
            yield from (each.text for each in card.grid.cells if each.text)

    def _title(self) -> str | None:
        """What reads as a title first: above everything, at the head of pages, on a cover; or else what stands there."""
        covered = self._titled(self.notes[: self.covered])
        reading = [each for each in (*self.titles, *self.running, *covered) if reads_as_title(each)]
        return (
            title_of(reading)
            or title_of(self.titles)
            or title_of(self.running)
            or title_of(self._titled(self.notes))
        )

    def _titled(self, notes: Sequence[str]) -> list[str]:
        """Lines between others that read as a title: what is printed on the back may come first."""
        return [
            each
            for each in notes
            if len(each) < _TOLD and reads_as_title(each) and marks.role(each) is Role.LABEL
        ]

    def _beside_title(self, title: str | None) -> Iterator[str]:
        """Lines at the head that are no part of the title."""
        for each in self.titles:
            line = " ".join(marks.said(each).split())
            if line and "".join(line.split()) not in "".join((title or "").split()):
                yield line

    def _register(self) -> tuple[Card, Table, Band] | None:
        """The one table that makes the page a register; `None` for a card."""
        bands = [(card, table, band) for card, table in self.cards for _, band in card.bands]
        if len(bands) != 1 or any(section for card, _ in self.cards for section, _ in card.bands):
            return None
        [(card, table, band)] = bands
        if any(each.asked for each, _ in self.cards if each is not card):
            return None
        beside = sum(each.top < band.top or each.top > band.end for each in card.laid_out)
        ahead = len(self.above) + sum(row < band.top for row, _ in card.asked)
        if band.shape is Shape.FIXED or ahead > len(band.asked) or beside > len(band.asked) // 2:
            return None
        return card, table, band

    def _register_questions(
        self, card: Card, table: Table, band: Band, findings: list[Finding]
    ) -> list[Question]:
        """Lines above, the columns, lines below."""
        findings += doubts(table.sheet, band)
        around = [(row, each) for row, each in card.asked if not band.top <= row <= band.end]
        return [
            *self.above,
            *(each for row, each in around if row < band.top),
            *columns_of(band),
            *(each for row, each in around if row > band.end),
            *self.below,
        ]

    def _layout(self, title: str | None, register: object, asked: Sequence[Question]) -> str:
        bands = [band for card, _ in self.cards for _, band in card.bands]
        beside = sum(len(card.laid_out) for card, _ in self.cards if register is None)
        if bands and beside * 4 <= sum(len(each.asked) for each in bands) and sums_up(title, bands):
            return "summary"
        if register is None and asks_units(title, asked):
            return "summary"
        return "register" if register is not None else "card"
