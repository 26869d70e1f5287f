"""The body of a Word document → lines and tables in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from yibiao.intake.layout import lines
from yibiao.intake.layout.document_table import DocumentCell, DocumentTable
from yibiao.intake.layout.standing import Line, Table
from yibiao.intake.word.numbers import Numbers
from yibiao.intake.word.package import W, WordPackage
from yibiao.intake.word.text import Words
from yibiao.intake.words import marks

_INSIDE: Final = frozenset(
    ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "sect", "sub-section")
)
#: Word writes notes about itself under these numbers.
_OWN_NOTES: Final = ("-1", "0")


def parts_of(package: WordPackage) -> list[Line | Table]:
    """What stands at the head of every page, the body, and at its foot what is asked or remarked there."""
    words = Words(Numbers.of_part(package.numbering))
    body = _Body(words)
    return [
        *_running(package, words),
        *body.parts(package.body),
        *_notes(package, words),
        *_feet(package, words),
    ]


def _running(package: WordPackage, words: Words) -> Iterator[Line]:
    for part in package.headers:
        for each in part.iter(f"{W}p"):
            text = words.of(each).strip()
            if text and not marks.page_number(text):
                yield Line(text, "header", running=True)


def _notes(package: WordPackage, words: Words) -> Iterator[Line]:
    """Footnotes remark on the form."""
    if package.footnotes is None:
        return
    for note in package.footnotes.iterfind(f"{W}footnote"):
        if note.get(f"{W}id") not in _OWN_NOTES:
            text = "".join(words.of(each) for each in note.iter(f"{W}p")).strip()
            if text:
                yield Line(f"注：{text}", "footnote")


def _feet(package: WordPackage, words: Words) -> Iterator[Line]:
    """What is asked at the foot of pages, once."""
    feet = (words.of(each).strip() for part in package.footers for each in part.iter(f"{W}p"))
    for text in dict.fromkeys(feet):
        if text and not marks.page_number(text) and lines.questions(text, "footer", filled=False):
            yield Line(text, "footer")


@dataclass
class _Body:
    """Walks the body, and counts its paragraphs and tables."""

    words: Words
    paragraphs: int = 0
    tables: int = 0
    broken: bool = False  # whether a page has begun since the last words

    def parts(self, body: Any) -> Iterator[Line | Table]:
        """Paragraphs and tables in their order, those of content controls and of boxes of text among them."""
        for each in _blocks(body):
            if each.tag == f"{W}p":
                self.paragraphs += 1
                yield from self._lines(each)
            else:
                yield from self._tables(each)

    def _lines(self, paragraph: Any) -> Iterator[Line]:
        place = f"P{self.paragraphs}"
        text = self.words.of(paragraph)
        before, after = _breaks(paragraph)
        fresh = self.broken or before
        if text.strip():
            yield Line(text, place, fresh=fresh)
        self.broken = after or (fresh and not text.strip())
        for each in self._boxed():
            yield Line(each, place)

    def _boxed(self) -> list[str]:
        """The paragraphs of boxes of text that were come across."""
        found, self.words.aside = self.words.aside, []
        texts = [self.words.of(each) for each in found]
        self.words.aside = []
        return [each for each in texts if each.strip()]

    def _tables(self, table: Any) -> Iterator[Table]:
        """The table, then those inside its cells."""
        self.tables += 1
        self.broken = False
        nested: list[Any] = []
        grid = DocumentTable.of(self._rows(table, nested), self.tables)
        if not grid.empty:
            yield Table(grid)
        for each in nested:
            yield from self._tables(each)

    def _rows(self, table: Any, nested: list[Any]) -> Iterator[list[DocumentCell]]:
        """The cells of each row; tables inside of cells are added to *nested*."""
        for row in _children(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            before = 0 if properties is None else _number(properties.find(f"{W}gridBefore"), 0)
            cells = [DocumentCell(before, "")] if before else []
            for each in _children(row, "tc"):
                settings = each.find(f"{W}tcPr")
                blocks = list(_blocks(each))
                texts = [self.words.of(block) for block in blocks if block.tag == f"{W}p"]
                text = "\n".join([*texts, *self._boxed()]).strip("\n")
                nested += [block for block in blocks if block.tag == f"{W}tbl"]
                continued, beside = _merged(settings, "v"), _merged(settings, "h")
                span = 1 if settings is None else _number(settings.find(f"{W}gridSpan"), 1)
                if beside and cells:
                    cells[-1] = cells[-1]._replace(width=cells[-1].width + span)
                else:
                    cells.append(DocumentCell(span, text, continued))
            yield cells


def _breaks(paragraph: Any) -> tuple[bool, bool]:
    """Whether a page begins with the paragraph, and whether one does after it."""
    settings = paragraph.find(f"{W}pPr")
    before = settings is not None and settings.find(f"{W}pageBreakBefore") is not None
    section = None if settings is None else settings.find(f"{W}sectPr")
    kind = None if section is None else section.find(f"{W}type")
    after = section is not None and (kind is None or kind.get(f"{W}val") != "continuous")
    written = False
    for each in paragraph.iter(f"{W}t", f"{W}br", f"{W}lastRenderedPageBreak"):
        if each.tag == f"{W}t":
            written = written or bool((each.text or "").strip())
        elif each.tag != f"{W}br" or each.get(f"{W}type") == "page":
            before, after = before or not written, after or written
    return before, after


def _merged(settings: Any, way: str) -> bool:
    """Whether a cell goes on with the one above it or, in older files, with the one beside it."""
    if settings is None:
        return False
    for name in (f"{way}Merge", f"{way}merge"):
        merge = settings.find(f"{W}{name}")
        if merge is not None:
            return bool(merge.get(f"{W}val", "continue") != "restart")
    return False


def _blocks(element: Any) -> Iterator[Any]:
    for each in element:
        if each.tag in (f"{W}p", f"{W}tbl"):
            yield each
        elif isinstance(each.tag, str) and each.tag.rpartition("}")[2] in _INSIDE:
            yield from _blocks(each)


def _children(element: Any, name: str) -> Iterator[Any]:
    for each in element:
        if each.tag == f"{W}{name}":
            yield each
        elif isinstance(each.tag, str) and each.tag.rpartition("}")[2] in _INSIDE:
            yield from _children(each, name)


def _number(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isdigit() and len(value) < 6 else default  # noqa: PLR2004
