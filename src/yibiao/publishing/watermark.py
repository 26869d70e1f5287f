"""Who takes a file out, and when: in a row, on a sheet, or among the properties that an office program shows of a file."""

from datetime import datetime
from typing import Any, Final

from lxml import etree

from yibiao.model.original import SentFile
from yibiao.model.place import CHINA
from yibiao.publishing.delimited import line
from yibiao.publishing.package import BROKEN, ZIPPED, Package, writable

#: What it is called among the metadata of files that programs read.
WATERMARK: Final = "yibiao:watermark"

#: What the sheet is called that says it.
SHEET: Final = "导出说明"

_TAKEN: Final = " 导出"

_TYPES, _RELATIONS, _CORE = "[Content_Types].xml", "_rels/.rels", "docProps/core.xml"
_PROPERTIES: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_RELATION: Final = (
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
)
_MEDIA: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_DUBLIN: Final = "http://purl.org/dc/elements/1.1/"


def watermark(reader: str, moment: datetime, purpose: str | None) -> str:
    """The sentence: who, when in China, what for."""
    at = moment.astimezone(CHINA).isoformat(sep=" ", timespec="seconds")[:19]
    what_for = f"，用途：{purpose}" if purpose else ""
    return writable(f"{reader} 于 {at}{_TAKEN}{what_for}，请勿转发。 Exported by {reader} at {at}.")


def named_so(title: str, text: str) -> str:
    """
    A file's name that says it, where nothing in the file can.

    >>> named_so("花名册", "user:wang 于 2026-01-01 17:00:00 导出，请勿转发。")
    '花名册（user-wang 于 2026-01-01 17-00-00 导出）'
    """
    said, begins, _ = text.partition(_TAKEN)
    return f"{title}（{said.replace(':', '-')}{begins}）" if begins else title


def csv_tail(text: str) -> str:
    """The row behind all others that says it."""
    return line([f"# {text}"]) if text else ""


def mark(package: Package, text: str) -> None:
    """
    Say it among the properties of an office file; all else stays as it is.

    Raises:
        KeyError, etree.XMLSyntaxError: It is none.
    """
    if _CORE in package:
        root = package.tree(_CORE)
    else:
        root = etree.Element(
            f"{{{_PROPERTIES}}}coreProperties", nsmap={"cp": _PROPERTIES, "dc": _DUBLIN}
        )
        types = package.tree(_TYPES)
        _added(types, "Override", PartName=f"/{_CORE}", ContentType=_MEDIA)
        relations = package.tree(_RELATIONS)
        _added(relations, "Relationship", Id="rIdWatermark", Type=_RELATION, Target=_CORE)
        package.replace(_TYPES, types)
        package.replace(_RELATIONS, relations)
    said = root.find(f"{{{_DUBLIN}}}description")
    if said is None:
        said = etree.SubElement(root, f"{{{_DUBLIN}}}description")
    said.text = text
    package.replace(_CORE, root)


def watermarked(file: SentFile, text: str) -> SentFile:
    """A workbook or a document with the sentence among its properties; others as they are."""
    if not text or not file.content.startswith(ZIPPED):
        return file
    try:
        package = Package(file.content)
        mark(package, text)
        return SentFile(file.name, package.content(), file.part)
    except BROKEN:
        return file


def _added(root: Any, name: str, **attributes: str) -> None:
    space = etree.QName(root).namespace
    etree.SubElement(root, f"{{{space}}}{name}", attributes)
