"""Workbooks of one template, filled in for one after another → one workbook, a sheet for each."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from yibiao.publishing.bundle import Pipe, fresh
from yibiao.publishing.package import absolute, local, parsed, relations_of, space

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_TYPES: Final = "[Content_Types].xml"
_ORDER: Final = "xl/calcChain.xml"
_STYLES: Final = "xl/styles.xml"
_OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHEET_RELATION: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
)
#: What a sheet has for itself, so that each copy of it needs its own.
_OWN: Final = ("drawing", "vmlDrawing", "comments", "printerSettings", "image")
_LONGEST_NAME: Final = 31
#: Sheets that anybody can still find their way in.
MOST_SHEETS: Final = 250
_AT_END: Final = (_WORKBOOK, _RELATIONS, _TYPES, _STYLES)


@dataclass
class _Growing:
    """The workbook in the making: what its list of sheets, its relations and its types will say."""

    name: str
    part: str
    workbook: Any
    relations: Any
    types: Any
    styles: bytes | None
    taken: set[str] = field(default_factory=set)
    made: int = 0


def one_workbook(sheet: str, files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """
    The workbook that has them all, as pieces: the first under *sheet* as it is, but every sheet called as its file is.

    Args:
        sheet: The sheet that is filled in.
        files: What each sheet is to be called, and the filled workbook; each may have more styles than the one before,
            at the end of them.

    Raises:
        LookupError, ValueError: One is not put together as a workbook is, or its sheet has tables, which no two sheets share.
    """
    pipe = Pipe()
    coming = iter(files)
    name, first = next(coming)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        package = zipfile.ZipFile(io.BytesIO(first))
        growing = _begun(package, sheet)
        _named(growing, growing.workbook, name)
        for each in package.infolist():
            if each.filename not in (*_AT_END, _ORDER):
                archive.writestr(each, package.read(each))
        for name, content in coming:
            _added(archive, growing, sheet, name, zipfile.ZipFile(io.BytesIO(content)))
            yield pipe.taken()
        for part, said in _finished(growing):
            archive.writestr(zipfile.ZipInfo(part), said, zipfile.ZIP_DEFLATED)
    yield pipe.taken()


def styled(template: bytes, like: bytes) -> bytes:
    """The template with the styles of another workbook made from it, so that those which the next one adds come after them."""
    before, after = (zipfile.ZipFile(io.BytesIO(each)) for each in (template, like))
    if _STYLES not in after.namelist() or after.read(_STYLES) == before.read(_STYLES):
        return template
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for each in before.infolist():
            source = after if each.filename == _STYLES else before
            written.writestr(each, source.read(each.filename))
    return buffer.getvalue()


def _begun(package: zipfile.ZipFile, sheet: str) -> _Growing:
    workbook, relations = parsed(package.read(_WORKBOOK)), parsed(package.read(_RELATIONS))
    part = _part_of(sheet, workbook, relations)
    if any(local(each) == "tablePart" for each in parsed(package.read(part)).iter()):
        raise ValueError("a sheet with tables")
    types = parsed(package.read(_TYPES))
    for root, member in ((types, "PartName"), (relations, "Target")):
        for each in [e for e in root if e.get(member, "").endswith("calcChain.xml")]:
            root.remove(each)
    styles = package.read(_STYLES) if _STYLES in package.namelist() else None
    growing = _Growing(sheet, part, workbook, relations, types, styles)
    others = [each.get("name", "") for each in _sheets(workbook) if each.get("name") != sheet]
    growing.taken.update(each.casefold() for each in others)
    return growing


def _named(growing: _Growing, workbook: Any, name: str) -> None:
    """Call the first sheet by its name, too, wherever the workbook speaks of it."""
    called = fresh(_sheet_name(name), growing.taken, longest=_LONGEST_NAME)
    element = next(each for each in _sheets(workbook) if each.get("name") == growing.name)
    element.set("name", called)
    for each in workbook.iter(f"{space(workbook)}definedName"):
        each.text = _renamed(each.text or "", growing.name, called)


def _added(
    archive: zipfile.ZipFile, growing: _Growing, sheet: str, name: str, package: zipfile.ZipFile
) -> None:
    """One sheet more."""
    growing.made += 1
    workbook = parsed(package.read(_WORKBOOK))
    target = f"xl/worksheets/copy{growing.made}.xml"
    archive.writestr(target, _beside(package.read(growing.part)))
    _type(growing.types, growing.part, target)
    _own_parts(archive, growing, package, target)
    if _STYLES in package.namelist():
        growing.styles = package.read(_STYLES)
    called = fresh(_sheet_name(name), growing.taken, longest=_LONGEST_NAME)
    place = _listed(growing, called, target)
    prefix = space(growing.workbook)
    names = growing.workbook.find(f"{prefix}definedNames")
    index = [each.get("name") for each in _sheets(workbook)].index(sheet)
    for each in workbook.iter(f"{space(workbook)}definedName"):
        if names is not None and each.get("localSheetId") == str(index):
            made = etree.SubElement(names, f"{prefix}definedName", dict(each.attrib))
            made.set("localSheetId", str(place))
            made.text = _renamed(each.text or "", sheet, called)


def _beside(sheet: bytes) -> bytes:
    """The sheet as one beside others: of those that are chosen together, what is written in one is written in all."""
    root = parsed(sheet)
    for each in root.iter(f"{space(root)}sheetView"):
        each.attrib.pop("tabSelected", None)
    for each in root.iter(f"{space(root)}sheetPr"):
        each.attrib.pop("codeName", None)  # no two may share it
    said: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return said


def _listed(growing: _Growing, name: str, target: str) -> int:
    """Put the sheet into the workbook's list; its place there."""
    relation = f"rIdCopy{growing.made}"
    etree.SubElement(
        growing.relations,
        f"{space(growing.relations)}Relationship",
        {"Id": relation, "Type": _SHEET_RELATION, "Target": target.removeprefix("xl/")},
    )
    sheets = _sheets(growing.workbook)
    number = max(int(each.get("sheetId", 0)) for each in sheets) + 1
    made = etree.SubElement(
        sheets[0].getparent(), f"{space(growing.workbook)}sheet", {"name": name, "sheetId": str(number)}
    )  # fmt: skip
    made.set(f"{_OFFICE}id", relation)
    return len(sheets)


def _own_parts(
    archive: zipfile.ZipFile, growing: _Growing, package: zipfile.ZipFile, target: str
) -> None:
    """What the sheet refers to: drawings, comments and settings once more for it, anything else as it is."""
    rels = relations_of(growing.part)
    if rels not in package.namelist():
        return
    root = parsed(package.read(rels))
    for each in root:
        kind = each.get("Type", "").rpartition("/")[2]
        if kind in _OWN and each.get("TargetMode") != "External":
            part = absolute(each.get("Target", ""), growing.part)
            stem, dot, suffix = part.rpartition(".")
            own = f"{stem}c{growing.made}{dot}{suffix}"
            archive.writestr(own, package.read(part))
            if relations_of(part) in package.namelist():
                archive.writestr(relations_of(own), package.read(relations_of(part)))
            _type(growing.types, part, own)
            each.set("Target", f"/{own}")
    archive.writestr(
        relations_of(target), etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    )


def _finished(growing: _Growing) -> Iterator[tuple[str, bytes]]:
    if growing.styles is not None:
        yield _STYLES, growing.styles
    for part, root in ((_WORKBOOK, growing.workbook), (_RELATIONS, growing.relations), (_TYPES, growing.types)):  # fmt: skip
        yield part, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _type(types: Any, like: str, part: str) -> None:
    """Say of a part that it is of the same type as another, where that does not follow from its ending."""
    known = next((e for e in types if e.get("PartName") == f"/{like}"), None)
    if known is not None:
        etree.SubElement(types, known.tag, {**known.attrib, "PartName": f"/{part}"})


def _part_of(sheet: str, workbook: Any, relations: Any) -> str:
    id_ = next(
        value
        for each in _sheets(workbook)
        if each.get("name") == sheet
        for key, value in each.attrib.items()
        if key.endswith("}id")
    )
    target = next(each.get("Target", "") for each in relations if each.get("Id") == id_)
    return absolute(target, _WORKBOOK)


def _sheets(workbook: Any) -> list[Any]:
    return list(workbook.iter(f"{space(workbook)}sheet"))


def _sheet_name(name: str) -> str:
    """A name without what no sheet may be called."""
    return re.sub(r"[\[\]:*?/\\']", "-", name)


def _renamed(text: str, before: str, after: str) -> str:
    """A reference to the sheet under its new name."""
    quoted = "'" + after.replace("'", "''") + "'"
    for written in ("'" + before.replace("'", "''") + "'!", f"{before}!"):
        text = text.replace(written, f"{quoted}!")
    return text
