"""A Word file in any of its XML dress – .docx, .docm, .dotx, strict, flat, of 2003 – → its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from yibiao.errors import Finding, Unreadable
from yibiao.intake.containers.archive import Archive
from yibiao.intake.containers.xml_parts import without_entities
from yibiao.intake.printed import refusal

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PACKAGE: Final = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
#: Elements of a document; a page that people fill in has some thousands.
_MOST_ELEMENTS: Final = 400_000
#: Names of the same vocabulary elsewhere: the strict standard's, and that of Word 2003.
_OTHER_NAMES: Final = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
)


@dataclass(frozen=True)
class WordPackage:
    """The parts of a document that hold words: elements, or nothing where there are none."""

    body: Any
    headers: tuple[Any, ...] = ()
    footers: tuple[Any, ...] = ()
    footnotes: Any = None
    numbering: Any = None


def main_part(members: dict[str, bytes]) -> str | None:
    """The name of the part that holds the document; `None` if the archive is none of Word's."""
    if "word/document.xml" in members:
        return "word/document.xml"
    relations = members.get("_rels/.rels", b"").decode("utf-8", "replace")
    for each in re.findall(r"<Relationship\b[^>]*>", relations):
        target = re.search(r'Target="/?([^"]+)"', each)
        if target and "/officeDocument" in each and target[1].startswith("word/"):
            return target[1] if target[1] in members else None
    return None


def of_archive(content: bytes, filename: str) -> WordPackage:
    """
    The document that an archive holds.

    Raises:
        Unreadable: It is damaged, or declares entities.
    """
    archive = Archive.of(content, filename)
    without_entities(archive, filename, _MOST_ELEMENTS)
    members = archive.members
    name = main_part(members) or ""
    folder = name.rpartition("/")[0]
    document = _parsed(members.get(name, b""), filename)
    if document.tag != f"{W}document":
        raise refusal(Unreadable, Finding("document-not-read"), filename)
    return WordPackage(
        _body(document, filename),
        tuple(_like(members, folder, "header", filename)),
        tuple(_like(members, folder, "footer", filename)),
        next(_like(members, folder, "footnotes", filename), None),
        next(_like(members, folder, "numbering", filename), None),
    )


def _like(members: dict[str, bytes], folder: str, name: str, filename: str) -> Iterator[Any]:
    pattern = re.compile(rf"{re.escape(folder)}/{name}(\d*)\.xml")
    found = [(int(match[1] or 0), each) for each in members if (match := pattern.fullmatch(each))]
    for _, each in sorted(found):
        yield _parsed(members[each], filename)


def is_flat(text: bytes) -> bool:
    """Whether it is a Word document in one file of XML."""
    head = text[:4_000]
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and (
        _OTHER_NAMES[1] in head or (_PACKAGE[1:-1].encode() in head and b"Word.Document" in head)
    )


def of_flat(content: bytes, filename: str) -> WordPackage:
    """
    The document that one file of XML holds, as Word 2003 and programs that fill templates write it.

    Raises:
        Unreadable: It is damaged, or declares entities.
    """
    without_entities(Archive({"document.xml": content}), filename, _MOST_ELEMENTS)
    root = _parsed(content, filename)
    if root.tag == f"{_PACKAGE}package":
        parts = {
            each.get(f"{_PACKAGE}name", ""): next(iter(data), None)
            for each in root.iterfind(f"{_PACKAGE}part")
            if (data := each.find(f"{_PACKAGE}xmlData")) is not None
        }
        return WordPackage(
            _body(parts.get("/word/document.xml"), filename),
            tuple(part for name, part in parts.items() if "/word/header" in name),
            tuple(part for name, part in parts.items() if "/word/footer" in name),
            parts.get("/word/footnotes.xml"),
            parts.get("/word/numbering.xml"),
        )
    return WordPackage(
        _body(root, filename), tuple(root.iter(f"{W}hdr")), tuple(root.iter(f"{W}ftr"))
    )


def _body(document: Any, filename: str) -> Any:
    body = None if document is None else document.find(f"{W}body")
    if body is None:
        raise refusal(Unreadable, Finding("document-not-read"), filename)
    return body


def _parsed(member: bytes, filename: str) -> Any:
    """The root element, in the vocabulary of the usual standard."""
    from docx.oxml import parse_xml

    for each in _OTHER_NAMES:
        member = member.replace(each, W[1:-1].encode())
    try:
        return parse_xml(member)
    except (SyntaxError, ValueError):
        raise refusal(Unreadable, Finding("document-not-read"), filename) from None
