"""Paragraphs and grids in their order → what stands on the page, and whether it asks for anything."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Self

from yibiao.intake.layout import lines
from yibiao.intake.layout.bands import Shape
from yibiao.intake.layout.cards import Card
from yibiao.intake.layout.grid import Grid
from yibiao.intake.layout.titles import reads_as_title, title_of
from yibiao.intake.layout.written_out import (
    asks,
    counted_out,
    describes_data,
    filled,
    full_of_answers,
    leave_no_room,
    scattered,
    written_out,
)
from yibiao.intake.printed import Question
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.words import labels, marks
from yibiao.intake.words.known import known
from yibiao.intake.words.marks import Role

_ARTICLE: Final = re.compile(r"^\s*第[一二三四五六七八九十百\d]+[条章]")
#: The number of a form before its title: SXMB9：工程复工申请表.
_CODED: Final = re.compile(r"^\s*[A-Z][A-Z\d.\-]{1,11}\s*[:：]\s*([\u4e00-\u9fff][^:：_]{2,38})$")
#: Who issues the form, or what kind of it this is: 民政局制, （城镇居民用）.
_NO_HEADING: Final = re.compile(r"(^|[^体编])(制|印制|监制|制发)$|^[（(][^（()）]*[)）]$")
#: Whom a letter speaks to: 尊敬的各位家长：.
_SALUTATION: Final = re.compile(r"\s*((尊敬|亲爱)的|各位).{0,20}[:：]\s*|.{0,20}的家长[:：]\s*")
_GAP: Final = re.compile(r"[ \u3000\xa0\t]{2,}")
_ARTICLES: Final = 3
#: Sentences longer than this tell something; so many of them are a notice or a manual.
_TOLD: Final = 30
_TELLING: Final = 12
_FEW: Final = 4


@dataclass(frozen=True)
class Line:
    """A paragraph, and where it stands."""

    text: str
    place: str
    running: bool = False  # at the head of every page
    fresh: bool = False  # begins a page


@dataclass(frozen=True)
class Table:
    """A grid of the page."""

    sheet: Sheet


@dataclass(frozen=True)
class Asked:
    """A question that was read from several lines."""

    question: Question


@dataclass
class Standing:
    """What stands on a page: questions outside of tables, tables, titles and notes."""

    above: list[Question] = field(default_factory=list)
    below: list[Question] = field(default_factory=list)
    cards: list[tuple[Card, Table]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    blanks: int = 0
    covered: int = 0  # notes above the first table

    @classmethod
    def of(cls, parts: Sequence[Line | Table | Asked]) -> Self:
        """What the *parts* say, one after another."""
        page = cls()
        for before, each in pairwise([None, *parts]):
            if isinstance(each, Table):
                page.covered = page.covered if page.cards else len(page.notes)
                card = Card.of(
                    Grid.of(each.sheet), titled=bool(page.titles), under=page._heading(before)
                )
                page.cards.append((card, each))
            elif isinstance(each, Asked):
                page.blanks += 1
                (page.below if page.cards else page.above).append(each.question)
            elif each and marks.said(each.text):
                page._read(each)
        for card, _ in page.cards:
            page.titles += [each.text for each in card.titles]
            page.notes += card.notes
        return page

    def _heading(self, before: Line | Table | Asked | None) -> tuple[str, ...]:
        """What heads a table: the paragraph right before it, unless that is the page's title."""
        if not isinstance(before, Line) or marks.role(before.text) is not Role.LABEL:
            return ()
        if _NO_HEADING.search(before.text.strip()):
            return ()
        text = labels.clean(marks.said(before.text))
        return () if not text or text == labels.clean(title_of(self.titles) or "") else (text,)

    def _read(self, line: Line) -> None:
        """A paragraph: a title above everything, a line to fill in, or a note."""
        if line.running:
            self.running.append(line.text)
            return
        self.paragraphs.append(line.text)
        if _SALUTATION.fullmatch(line.text):
            self.notes.append(" ".join(line.text.split()))
            return
        coded = _CODED.match(line.text)
        if coded and not self.cards and reads_as_title(coded[1]):
            self.titles.append(coded[1])
            return
        if not self.cards and not any(map(reads_as_title, self.titles)):
            self.titles += _title_before(line.text)
        role = marks.role(line.text)
        found = lines.questions(line.text, line.place, filled=not self.cards)
        self.blanks += len(lines.questions(line.text, line.place, filled=False))
        if role in (Role.LINE, Role.NOTE, Role.PROSE) and found and role is not Role.NOTE:
            (self.below if self.cards else self.above).extend(found)
        elif role in (Role.LABEL, Role.PROSE, Role.LINE) and not self.cards and not self.above:
            self.titles.append(line.text)
        elif role is not Role.BLANK:
            self.notes.append(" ".join(marks.said(line.text).split()))

    # ------------------------------------------------------------------------------------- what it is

    @property
    def asks_nothing(self) -> bool:
        """Whether nobody is asked for anything."""
        return not (any(True for _ in self._laid_out()) or self._lines_asked())

    def _laid_out(self) -> Iterator[object]:
        for card, _ in self.cards:
            yield from card.asked
            yield from card.bands

    def _lines_asked(self) -> bool:
        """Whether paragraphs alone are enough to make a form: blanks in several of few lines."""
        return self.blanks > 2 and self.blanks * 4 > len(self.paragraphs)  # noqa: PLR2004

    @property
    def lectures(self) -> bool:
        """Whether it is made of articles, as a regulation is, or of sentences with hardly a blank among them."""
        articles = sum(bool(_ARTICLE.match(each)) for each in self.paragraphs)
        told = sum(
            len(each) > _TOLD and marks.role(each) in (Role.PROSE, Role.NOTE)
            for each in self.paragraphs
        )
        return (
            (articles >= _ARTICLES and not self.cards)
            or (told >= _TELLING and told > 2 * self._open)
            or (told >= _FEW and not self._open)
        )

    @property
    def _open(self) -> int:
        """Questions with room for an answer."""
        bands = [band for card, _ in self.cards for _, band in card.bands]
        return (
            self.blanks
            + sum(len(card.laid_out) for card, _ in self.cards)
            - sum(len(band.asked) for band in bands if band.shape is Shape.ONCE)
            + sum(len(band.asked) for band in bands if not filled(band))
        )

    @property
    def tells(self) -> bool:
        """Whether most labels of its tables stand beside what is to be known of them, and none beside anything to answer."""
        cards = [card for card, _ in self.cards]
        told = sum(len(card.told) for card in cards)
        laid_out = [each for card in cards for each in card.laid_out]
        cells = [each for card in cards for each in card.grid.cells if each.text]
        return (
            told >= _ARTICLES
            and told * 2 >= len(laid_out)
            and not (self.above or self.below or any(card.bands for card in cards))
            and not any(known(each.text) or asks(each) for each in cells)
        )

    @property
    def charts(self) -> bool:
        """Whether it draws how things hang together rather than asks for them."""
        return not self.above and all(
            not card.bands and scattered(card.grid) for card, _ in self.cards
        )

    @property
    def bare(self) -> bool:
        """Whether a header without anything around it is all there is: the reader of tables knows better."""
        [(card, _)] = self.cards
        if card.laid_out or len(card.bands) > 1:
            return False
        return not card.bands and len(card.asked) < _FEW

    @property
    def describes_data(self) -> bool:
        """Whether its tables describe how data are stored."""
        return any(describes_data(band) for card, _ in self.cards for _, band in card.bands)

    @property
    def full_of_answers(self) -> bool:
        """Whether what stands outside of its tables are answers rather than labels."""
        [(card, _)] = self.cards
        return full_of_answers(card.grid, [band for _, band in card.bands])

    @property
    def top(self) -> int:
        """The row that its first band begins in."""
        return next((band.top for card, _ in self.cards for _, band in card.bands), 0)

    @property
    def written_out(self) -> bool:
        """Whether every cell of its tables is written in already, as in a price list, criteria or a manual."""
        bands = [band for card, _ in self.cards for _, band in card.bands]
        given = {each.cell for band in bands if filled(band) for each in band.asked}
        if not bands or any(each not in given for card, _ in self.cards for each in card.laid_out):
            return False
        if len(bands) == 1:
            asked = self.above or any(card.asked for card, _ in self.cards)
            chosen = any(each.options for each in bands[0].columns)
            said = written_out(bands[0]) or counted_out(bands[0])
            return not asked and not chosen and said
        return self.blanks <= len(bands) and all(map(filled, bands))

    @property
    def leaves_no_room(self) -> bool:
        """Whether hardly a cell is left to write in: examples, schedules, definitions."""
        asked = {each.label for each in (*self.above, *self.below)}
        grids = [card.grid for card, _ in self.cards]
        return len(asked) <= max(1, len(grids)) and leave_no_room(grids)

    @property
    def heads(self) -> list[str]:
        """The lines above everything, the page's own head among them."""
        return [line for each in (*self.running, *self.titles) for line in each.splitlines()]


def _title_before(text: str) -> list[str]:
    """The title that stands in one line with the number of the form, or with the day: 申请表    编号：____."""
    before, *rest = _GAP.split(text.strip(), maxsplit=1)
    written = len(before) > _FEW and not marks.colon(before) and "_" not in before
    return [before] if rest and marks.colon(rest[0]) and written and reads_as_title(before) else []
