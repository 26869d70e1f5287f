"""Word documents of one template, filled in for one after another → one document, each on a page of its own."""

import copy
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, Final

from lxml import etree

from yibiao.publishing.bundle import Pipe
from yibiao.publishing.lists import Lists
from yibiao.publishing.package import parsed
from yibiao.publishing.words import W

_PART: Final = "word/document.xml"
_NUMBERING: Final = "word/numbering.xml"
_STYLES: Final = "word/styles.xml"
_HERE: Final = b"<!--here-->"
_BODY: Final = re.compile(rb"^<w:body[^>]*>|</w:body>$")
_WORD_2010: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def one_document(files: Iterable[bytes]) -> Iterator[bytes]:
    """
    The document that has them all, as pieces; no more than one of them is in memory.

    Each is a section of its own that begins on a new page, with the head, foot and page numbers of the template. The
    numbers of its lists begin anew.

    Raises:
        LookupError, ValueError, etree.XMLSyntaxError: One is not put together as a document is.
    """
    pipe = Pipe()
    numbers = count(1)  # of drawings; no two may share one
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        coming = iter(files)
        first = next(coming)
        package = zipfile.ZipFile(io.BytesIO(first))
        lists = Lists(*(_read(package, each) for each in (_NUMBERING, _STYLES)))
        for each in package.infolist():
            if each.filename not in (_PART, _NUMBERING):
                archive.writestr(each, package.read(each))
        with archive.open(zipfile.ZipInfo(_PART), "w", force_zip64=True) as document:
            head, foot = _around(_root(first))
            document.write(head)
            waiting = _section(_root(first), numbers)
            for content in coming:
                document.write(waiting.ended())
                waiting = _section(_root(content), numbers, lists)
                yield pipe.taken()
            document.write(waiting.last())
            document.write(foot)
        if _NUMBERING in package.namelist():
            archive.writestr(zipfile.ZipInfo(_NUMBERING), lists.part(), zipfile.ZIP_DEFLATED)
    yield pipe.taken()


class _Section:
    """The body of one document: its blocks, and how its last section looks."""

    def __init__(self, body: Any) -> None:
        self._body = body
        last = body[-1] if len(body) else None
        self._looks = last if last is not None and last.tag == f"{W}sectPr" else None
        if self._looks is not None:
            body.remove(self._looks)

    def ended(self) -> bytes:
        """Its blocks, the last of them ending the section: what follows is on a new page."""
        looks = (
            copy.deepcopy(self._looks) if self._looks is not None else etree.Element(f"{W}sectPr")
        )
        last = self._body[-1] if len(self._body) else None
        if last is None or last.tag != f"{W}p" or last.find(f"{W}pPr/{W}sectPr") is not None:
            last = etree.SubElement(self._body, f"{W}p")
        settings = last.find(f"{W}pPr")
        if settings is None:
            settings = etree.Element(f"{W}pPr")
            last.insert(0, settings)
        change = settings.find(f"{W}pPrChange")
        (settings.append(looks) if change is None else change.addprevious(looks))
        return _inner(self._body)

    def last(self) -> bytes:
        """Its blocks, as the last of the document."""
        if self._looks is not None:
            self._body.append(self._looks)
        return _inner(self._body)


def _section(root: Any, numbers: Iterator[int], lists: Lists | None = None) -> _Section:
    """What the document of *root* is in one that has several; where it follows on others, with the *lists* of them all."""
    body = root.find(f"{W}body")
    for each in root.iter(_DRAWING):
        each.set("id", str(next(numbers)))
    if lists is not None:
        lists.again(body)
        for name in ("bookmarkStart", "bookmarkEnd"):
            for each in list(root.iter(f"{W}{name}")):
                each.getparent().remove(each)
        for each in root.iter(f"{W}p", f"{W}tr"):
            for name in ("paraId", "textId"):
                each.attrib.pop(f"{_WORD_2010}{name}", None)
        first = next(root.iter(f"{W}sectPr"), None)
        if first is not None:
            _on_a_new_page(first)
    return _Section(body)


def _on_a_new_page(section: Any) -> None:
    """Have a section begin on a new page, whatever its template says."""
    for each in section.findall(f"{W}type"):
        section.remove(each)
    made = etree.Element(f"{W}type", {f"{W}val": "nextPage"})
    before = [
        each for each in section if each.tag in (f"{W}headerReference", f"{W}footerReference", f"{W}footnotePr", f"{W}endnotePr")
    ]  # fmt: skip
    before[-1].addnext(made) if before else section.insert(0, made)


def _root(content: bytes) -> Any:
    return parsed(zipfile.ZipFile(io.BytesIO(content)).read(_PART))


def _read(package: zipfile.ZipFile, part: str) -> Any | None:
    return parsed(package.read(part)) if part in package.namelist() else None


def _around(root: Any) -> tuple[bytes, bytes]:
    """What stands before the blocks of a document, and after them."""
    body = root.find(f"{W}body")
    for each in [*body]:
        body.remove(each)
    body.append(etree.Comment("here"))
    head, foot = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    ).split(_HERE)
    return head, foot


def _inner(body: Any) -> bytes:
    """The blocks, without the names of spaces that stand at the head of the document."""
    written = etree.tostring(body, encoding="UTF-8", with_tail=False)
    return _BODY.sub(b"", written.removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>\n"))
