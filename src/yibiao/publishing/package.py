"""An office file (.xlsx, .docx) as the parts it is zipped from: some are replaced, all others stay byte for byte."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, Final

from lxml import etree

#: How a file of parts begins.
ZIPPED: Final = b"PK\x03\x04"
#: What no file may have in its name.
NO_FILE_NAME: Final = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
#: How workbooks are written: a text stays a text, whatever it looks like.
TEXTS_AS_THEY_ARE: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: What a file raises that is not put together as it should be.
BROKEN: Final = (
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    LookupError,
    ValueError,
    NotImplementedError,
)
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
#: How hard to press what is large: three times as quick, a tenth larger.
_QUICK: Final = 1
# What XML 1.0 cannot hold.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Package:
    """
    The parts of a file, by name.

    Raises:
        zipfile.BadZipFile: It is no archive.
    """

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._changed: dict[str, bytes | None] = {}

    def __contains__(self, name: str) -> bool:
        return self._changed.get(name, b"") is not None and name in self._archive.namelist()

    def part(self, name: str) -> bytes:
        """
        The part's bytes.

        Raises:
            KeyError: There is no such part.
        """
        changed = self._changed.get(name)
        return self._archive.read(name) if changed is None else changed

    def tree(self, name: str) -> Any:
        """
        The root element of a part.

        Raises:
            KeyError: There is no such part.
            etree.XMLSyntaxError: It is no XML.
        """
        return parsed(self.part(name))

    def replace(self, name: str, root: Any) -> None:
        """Have the part be what *root* says; one that is not there comes behind all others."""
        self._changed[name] = etree.tostring(
            root, xml_declaration=True, encoding="UTF-8", standalone=True
        )

    def drop(self, name: str) -> None:
        """Leave the part out."""
        self._changed[name] = None

    def content(self) -> bytes:
        """The file, its parts in the order they came in."""
        buffer = io.BytesIO()
        self.write(buffer, {})
        return buffer.getvalue()

    def write(self, target: BinaryIO, streamed: Mapping[str, Iterable[bytes]]) -> None:
        """As `content`, into a file; of some parts the bytes come one after another, and these first."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
            for name, pieces in streamed.items():
                about = zipfile.ZipInfo(name)
                about.compress_type = zipfile.ZIP_DEFLATED
                about._compresslevel = _QUICK  # type: ignore[attr-defined]  # noqa: SLF001  public from 3.13 on
                with written.open(about, "w", force_zip64=True) as entry:
                    for piece in pieces:
                        entry.write(piece)
            for each in self._archive.infolist():
                if each.filename in streamed:
                    continue
                part = self._changed.get(each.filename, b"")
                if part is not None:
                    written.writestr(each, part or self._archive.read(each))
            known = {each.filename for each in self._archive.infolist()}
            for name, part in self._changed.items():
                if part is not None and name not in known:
                    written.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)


def relations_of(part: str) -> str:
    """Where it stands which parts a part refers to."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def absolute(target: str, part: str) -> str:
    """The part that a part refers to so."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def writable(text: str) -> str:
    """The text without characters that no document can hold."""
    return _UNWRITABLE.sub("", text)


def local(element: Any) -> str:
    """An element's name without its namespace; nothing for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def space(element: Any) -> str:
    """The namespace of an element, in braces as tags begin with it; documents of the strict kind have another."""
    return str(element.tag).rpartition("}")[0] + "}" if "}" in str(element.tag) else ""


def parsed(content: bytes) -> Any:
    """
    The root element of a part; no entity in it is followed.

    Raises:
        etree.XMLSyntaxError: It is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)
