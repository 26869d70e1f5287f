"""A PDF with a text layer: its ruled tables and lines are one page, as a Word document's are."""

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from yibiao.errors import Finding, NotAForm, Problem, Unreadable
from yibiao.intake.layout.document_table import DocumentCell, DocumentTable
from yibiao.intake.layout.page import form_of_page
from yibiao.intake.layout.several import forms_of
from yibiao.intake.layout.standing import Line, Table
from yibiao.intake.layout.titles import title_of
from yibiao.intake.pdf import fields as pdf_fields
from yibiao.intake.pdf import limits as pdf_limits
from yibiao.intake.pdf.fields import Widget
from yibiao.intake.pdf.layout import Filled, LaidOut, laid_out
from yibiao.intake.pdf.page import Budget, drawn
from yibiao.intake.pdf.text import TextLine, paragraphs
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.upload import Upload
from yibiao.intake.words import marks

#: A form that people fill in has no more; a manual has.
_MOST_PAGES: Final = 40
_PICTURED: Final = 0.6
_FEW_WORDS: Final = 8
_FEW_STROKES: Final = 8
_HEAD: Final = 3
_EDGE: Final = 0.12
_NEAR: Final = 4.0


def recognises(upload: Upload) -> bool:
    """A file that begins as a PDF does, whatever its name."""
    return b"%PDF-" in upload.content[:1024]


def read(upload: Upload) -> list[PrintedForm]:
    """
    The forms that the pages are.

    Raises:
        NotAForm: Nothing in it is to be filled in, or it is as long as a manual.
        TooLarge: It unpacks, or draws, more than any form.
        Unreadable: It is broken, encrypted, or pictures of pages.
    """
    pages = _laid_out(upload)
    parts = _parts(pages)
    widgets = [each for page in pages for each in page.widgets]
    form = _with_widgets(parts, widgets, upload)
    return [form] if form else forms_of(parts, upload.filename, upload.stem)


def parts_of(upload: Upload) -> list[Line | Table]:
    """
    What stands on the pages, in its order.

    Raises:
        TooLarge, Unreadable: As `read` has it.
    """
    return _parts(_laid_out(upload))


def _laid_out(upload: Upload) -> list[LaidOut]:
    pdf_limits.check_streams(upload.content)
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        pages = list(_pages(upload))
    except Problem:
        raise
    except RecursionError:
        raise
    except Exception:  # noqa: BLE001 – a damaged file fails anywhere, with whatever comes to hand
        raise refusal(Unreadable, Finding("pdf-not-read"), upload.filename) from None
    _refuse_pictures(pages, upload.filename)
    return pages


def _with_widgets(
    parts: Sequence[Line | Table], widgets: Sequence[Widget], upload: Upload
) -> PrintedForm | None:
    """The form of fields that say what they ask; `None` where the page has to tell."""
    questions = pdf_fields.questions(widgets)
    if not questions:
        return None
    try:
        page = form_of_page(parts, upload.filename, upload.stem)
    except NotAForm:
        title = title_of([each.text for each in parts[:_HEAD] if isinstance(each, Line)])
        return PrintedForm(questions, upload.stem, title, says={"layout": "card"})
    says = {**page.says, "layout": "card"}
    return PrintedForm(questions, page.name, page.title, says)


# ------------------------------------------------------------------------------------------------ pages


def _pages(upload: Upload) -> Iterator[LaidOut]:
    from pdfminer.pdfdocument import (
        PDFDocument,
        PDFPasswordIncorrect,
        PDFTextExtractionNotAllowed,
    )
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(io.BytesIO(upload.content)))
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed):
        raise refusal(Unreadable, Finding("encrypted-document"), upload.filename) from None
    if document.encryption is not None:
        pdf_limits.check_encrypted(document)
    resources, budget = PDFResourceManager(), Budget()
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > _MOST_PAGES:
            raise refusal(
                NotAForm, Finding("too-many-pages", facts={"limit": _MOST_PAGES}), upload.filename
            )
        yield laid_out(drawn(page, resources, budget), pdf_fields.widgets(page, document, number))


# ------------------------------------------------------------------------------------------- what it is


def _refuse_pictures(pages: Sequence[LaidOut], filename: str) -> None:
    """Refuse pages that are pictures, or whose fonts do not say what their characters are."""
    words = sum(bool(mark.text.strip()) for page in pages for mark in page.drawing.marks)
    garbled = sum(page.drawing.garbled for page in pages)
    strokes = sum(len(page.drawing.strokes) for page in pages)
    if garbled > words:
        raise refusal(Unreadable, Finding("pdf-without-text"), filename)
    pictured = any(page.drawing.pictured > _PICTURED for page in pages)
    if any(page.widgets for page in pages):
        return
    few = words < _FEW_WORDS * len(pages) or strokes < _FEW_STROKES
    if words < _FEW_WORDS or (pictured and few):
        raise refusal(Unreadable, Finding("scanned-pdf"), filename)


# ---------------------------------------------------------------------------------------- pages as one


@dataclass
class _Joined:
    """A table that may go on over several pages, on the grid of all of them."""

    across: tuple[float, ...]
    rows: list[list[DocumentCell]]

    def goes_on_in(self, after: Filled) -> bool:
        """Whether the table at the head of a page is as wide as this one at the foot of the last."""
        other = after.ruled.across
        return abs(self.across[0] - other[0]) <= _NEAR and abs(self.across[-1] - other[-1]) <= _NEAR

    def take(self, after: Filled) -> None:
        """Go on with its rows; a header that is printed again is left out."""
        other = after.ruled.across
        whole = tuple(
            sorted(self.across + tuple(each for each in other if not _at(self.across, each)))
        )
        rows = [_widened(row, other, whole) for row in after.rows()]
        self.rows = [_widened(row, self.across, whole) for row in self.rows]
        self.across = whole
        self.rows += _unrepeated(self.rows, rows)


def _at(across: Sequence[float], place: float) -> bool:
    return any(abs(each - place) <= _NEAR for each in across)


def _widened(
    row: Sequence[DocumentCell], across: Sequence[float], whole: Sequence[float]
) -> list[DocumentCell]:
    """The row on a finer grid."""
    places = [min(range(len(whole)), key=lambda n: abs(whole[n] - each)) for each in across]
    cells: list[DocumentCell] = []
    column = 0
    for each in row:
        after = column + each.width
        cells.append(each._replace(width=max(1, places[after] - places[column])))
        column = after
    return cells


def _parts(pages: Sequence[LaidOut]) -> list[Line | Table]:
    """Lines and tables of all pages in their order; what stands on every page, once."""
    repeated = _repeated(pages)
    parts: list[Line | _Joined] = [
        Line(text, "header", running=True) for text in dict.fromkeys(repeated.values())
    ]
    for number, page in enumerate(pages, start=1):
        fresh = number > 1
        own = [
            each
            for each in page.lines
            if (key := _key(each, page)) is None
            or not (key in repeated or marks.page_number(each.text))
        ]
        placed: list[TextLine | Filled] = [*paragraphs(own), *page.tables]
        for each in sorted(placed, key=lambda part: part.top):
            if isinstance(each, TextLine):
                parts.append(Line(each.text, f"P{number}L{_number(page, each)}", fresh=fresh))
            else:
                before = parts[-1] if parts else None
                if fresh and isinstance(before, _Joined) and before.goes_on_in(each):
                    before.take(each)
                else:
                    parts.append(_Joined(each.ruled.across, each.rows()))
            fresh = False
    return list(_numbered(parts))


def _numbered(parts: Sequence["Line | _Joined"]) -> Iterator[Line | Table]:
    number = 0
    for each in parts:
        if isinstance(each, Line):
            yield each
        else:
            number += 1
            table = DocumentTable.of(each.rows, number)
            if not table.empty:
                yield Table(table)


def _number(page: LaidOut, line: TextLine) -> int:
    """Which line of the page it begins in."""
    return 1 + sum(each.top < line.top for each in page.lines)


def _key(line: TextLine, page: LaidOut) -> tuple[str, int] | None:
    """What a heading or a foot of pages is known by; `None` for a line in the middle."""
    edge = _EDGE * page.drawing.height
    if edge < line.top < page.drawing.height - edge:
        return None
    digitless = "".join("#" if each.isdigit() else each for each in line.text if not each.isspace())
    return digitless, round(line.top / _NEAR)


def _repeated(pages: Sequence[LaidOut]) -> dict[tuple[str, int] | None, str]:
    """Lines that stand at the same place of at least half of the pages, and of two."""
    texts: dict[tuple[str, int] | None, str] = {}
    counted: Counter[tuple[str, int] | None] = Counter()
    for page in pages:
        for each in page.lines:
            key = _key(each, page)
            texts.setdefault(key, each.text)
            counted[key] += 1
    least = max(2, len(pages) // 2)
    return {key: texts[key] for key, times in counted.items() if key and times >= least}


def _unrepeated(
    before: Sequence[list[DocumentCell]], after: list[list[DocumentCell]]
) -> list[list[DocumentCell]]:
    """The rows without a header that was printed again."""
    same = 0
    for old, new in zip(before, after, strict=False):
        if old != new or not any(each.text for each in new):
            break
        same += 1
    return after[same:]
