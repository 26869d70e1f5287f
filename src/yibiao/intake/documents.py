"""Word documents (.docx, .doc): paragraphs and tables in their order are one page."""

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any, Final

from yibiao.errors import Finding, NotAForm, Unreadable
from yibiao.intake import older_documents
from yibiao.intake.archive import Archive, is_zip
from yibiao.intake.page import Line, Table, form_of_page
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.sheets import is_ole
from yibiao.intake.spread import without_entities
from yibiao.intake.upload import Upload
from yibiao.intake.word_table import WordCell, WordTable

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
#: Elements of a document; a page that people fill in has some thousands.
_MOST_ELEMENTS: Final = 400_000
_DEEPEST: Final = 120


def recognises(upload: Upload) -> bool:
    """A document of a word processor."""
    if is_zip(upload.content):
        return "word/document.xml" in Archive.of(upload.content, upload.filename).members
    return is_ole(upload.content) and upload.workbook is None


def read(upload: Upload) -> list[PrintedForm]:
    """
    The one form of a document.

    Raises:
        NotAForm: Nothing in it is to be filled in.
        Unreadable: It is broken or encrypted.
    """
    if is_zip(upload.content):
        parts = parts_of(upload)
    elif is_ole(upload.content):
        parts = older_documents.parts_of(upload.content, upload.filename)
    else:
        raise refusal(Unreadable, Finding("document-not-read"), upload.filename)
    if not parts:
        raise refusal(NotAForm, Finding("empty-file"), upload.filename)
    return [form_of_page(parts, upload.filename, upload.stem)]


def parts_of(upload: Upload) -> list[Line | Table]:
    """
    What stands in a .docx, in its order.

    Raises:
        Unreadable: It is broken.
    """
    return [*_running(upload), *_parts(_body(upload))]


def _body(upload: Upload) -> Any:
    """The document's body, once its XML is known to be harmless."""
    import docx

    archive = Archive.of(upload.content, upload.filename)
    without_entities(archive, upload.filename, _MOST_ELEMENTS)
    try:
        body = docx.Document(io.BytesIO(upload.content)).element.body
    except (SyntaxError, KeyError, ValueError, AttributeError, OSError):
        raise refusal(Unreadable, Finding("document-not-read"), upload.filename) from None
    if body is None:
        raise refusal(Unreadable, Finding("document-not-read"), upload.filename)
    return body


def _running(upload: Upload) -> Iterator[Line]:
    """What stands at the head of every page."""
    from docx.oxml import parse_xml

    members = Archive.of(upload.content, upload.filename).members
    for name in sorted(members):
        if re.fullmatch(r"word/header\d*\.xml", name):
            with contextlib.suppress(SyntaxError, ValueError):
                for each in parse_xml(members[name]).iter(f"{_W}p"):
                    text = _text(each).strip()
                    if text:
                        yield Line(text, "header", running=True)


def _parts(body: Any) -> Iterator[Line | Table]:
    """Paragraphs and tables in their order, those of content controls among them."""
    counted = {"paragraph": 0, "table": 0}
    for each in _blocks(body):
        if each.tag == f"{_W}p":
            counted["paragraph"] += 1
            text = _text(each)
            if text.strip():
                yield Line(text, f"P{counted['paragraph']}")
        else:
            yield from _tables(each, counted)


def _blocks(element: Any) -> Iterator[Any]:
    for each in element:
        if each.tag in (f"{_W}p", f"{_W}tbl"):
            yield each
        elif each.tag in (
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}customXml",
            f"{_W}smartTag",
        ):
            yield from _blocks(each)


def _tables(table: Any, counted: dict[str, int]) -> Iterator[Table]:
    """The table, then those inside its cells."""
    counted["table"] += 1
    nested: list[Any] = []
    grid = WordTable.of(_rows(table, nested), counted["table"])
    if not grid.empty:
        yield Table(grid)
    for each in nested:
        yield from _tables(each, counted)


def _rows(table: Any, nested: list[Any]) -> Iterator[list[WordCell]]:
    """The cells of each row; tables inside of cells are added to *nested*."""
    for row in _children(table, "tr"):
        properties = row.find(f"{_W}trPr")
        before = 0 if properties is None else _number(properties.find(f"{_W}gridBefore"), 0)
        cells = [WordCell(before, "")] if before else []
        for each in _children(row, "tc"):
            settings = each.find(f"{_W}tcPr")
            span, continued = 1, False
            if settings is not None:
                span = _number(settings.find(f"{_W}gridSpan"), 1)
                vertical = settings.find(f"{_W}vMerge")
                continued = (
                    vertical is not None and vertical.get(f"{_W}val", "continue") != "restart"
                )
            blocks = list(_blocks(each))
            text = "\n".join(_text(block) for block in blocks if block.tag == f"{_W}p").strip("\n")
            nested += [block for block in blocks if block.tag == f"{_W}tbl"]
            cells.append(WordCell(span, text, continued))
        yield cells


def _children(element: Any, name: str) -> Iterator[Any]:
    for each in element:
        if each.tag == f"{_W}{name}":
            yield each
        elif each.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _children(each, name)


def _number(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return int(value) if value.isdigit() and len(value) < 6 else default  # noqa: PLR2004


def _text(paragraph: Any) -> str:
    """A paragraph's text: boxes as □, underlined room as underscores, lists to choose from as boxes."""
    return "".join(_pieces(paragraph, 0))


def _pieces(element: Any, depth: int) -> Iterator[str]:
    for each in element if depth < _DEEPEST else ():
        match each.tag.removeprefix(_W) if isinstance(each.tag, str) else "":
            case "r":
                yield _run(each)
            case "sdt":
                yield _control(each, depth)
            case "hyperlink" | "ins" | "smartTag" | "sdtContent" | "fldSimple" | "customXml":
                yield from _pieces(each, depth + 1)


def _control(control: Any, depth: int) -> str:
    """A content control: its choices where it has some, blank where it shows what to type."""
    settings = control.find(f"{_W}sdtPr")
    if settings is not None:
        choices = [
            each.get(f"{_W}displayText") or each.get(f"{_W}value") or ""
            for kind in ("dropDownList", "comboBox")
            for each in settings.iterfind(f"{_W}{kind}/{_W}listItem")
        ]
        if choices:
            return " ".join(f"□{each}" for each in choices if each)
        if settings.find(f"{_W14}checkbox") is not None:
            return "□"
        if settings.find(f"{_W}showingPlcHdr") is not None:
            return "____"
    return "".join(_pieces(control, depth + 1))


def _run(run: Any) -> str:
    words = "".join(_words(run))
    underlined = run.find(f"{_W}rPr/{_W}u")
    if (
        underlined is not None
        and underlined.get(f"{_W}val") != "none"
        and words
        and not words.strip(" \u3000\xa0\t")
    ):
        return "_" * max(2, len(words))
    return words


def _words(run: Any) -> Iterator[str]:
    for each in run:
        match each.tag.removeprefix(_W) if isinstance(each.tag, str) else "":
            case "t":
                yield each.text or ""
            case "tab":
                yield "    "
            case "br" | "cr":
                yield "\n"
            case "sym":
                yield "□"
            case "fldChar" if each.find(f"{_W}ffData") is not None:
                yield _legacy_field(each.find(f"{_W}ffData"))


def _legacy_field(field: Any) -> str:
    if field.find(f"{_W}checkBox") is not None:
        return "□"
    choices = [each.get(f"{_W}val", "") for each in field.iterfind(f"{_W}ddList/{_W}listEntry")]
    return " ".join(f"□{each}" for each in choices if each) or "____"
