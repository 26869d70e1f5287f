"""Bring: a file whose entries are to be filed is kept and recorded before the first of them, and reported on after the last."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from yibiao import access
from yibiao.errors import NotFound
from yibiao.flows.carrying.imported import Imported
from yibiao.flows.house import House
from yibiao.model.actor import Actor, Grant
from yibiao.model.imports import Import, ImportKind
from yibiao.model.original import SentFile
from yibiao.model.where import Everywhere, Where


def begin(
    house: House,
    kind: ImportKind,
    file: SentFile,
    actor: Actor,
    *,
    unit: str | None = None,
    department: str | None = None,
    lead: bool = True,
) -> Imported:
    """
    The import of *file* for a unit or a department, recorded before its first entry.

    It is the one that is there already, if the same file was brought for the same before and not undone.

    Raises:
        NotFound: There is no such unit or department.
    """
    place = house.of(unit, department)
    access.require(actor, "import.bring", place, house.today)
    if unit is not None:
        house.registry.unit(unit)
    if department is not None:
        house.registry.department(department)
    with house.deciding:
        told = {"unit": unit, "department": department, "lead": None if lead else False}
        id_ = house.registry.imports.id_of(kind, file.original, **told)
        if id_ not in house.registry.imports:
            house.blobs.keep(file.content)
            brought = Import(id=id_, kind=kind, file=file.original, **told)
            house.record([house.draft("import.recorded", actor, {"import": brought.document()})])
        return house.registry.imports[id_]


def finish(
    house: House, import_: str, counts: Mapping[str, int], report: Mapping[str, Any], actor: Actor
) -> Imported:
    """
    Say that all of the import's entries are filed, and what became of each row. Saying the same again changes nothing.

    Raises:
        NotFound: There is no such import.
    """
    brought = house.registry.imports[import_]
    access.require(actor, "import.bring", house.of_import(brought.imported), house.today)
    digest = house.blobs.keep(msgspec.json.encode(report))
    with house.deciding:
        if house.registry.imports[import_].report != digest:
            body = {"import": import_, "counts": dict(counts), "report": digest}
            house.record([house.draft("import.finished", actor, body)])
        return house.registry.imports[import_]


def filing(brought: Import, actor: Actor) -> Actor:
    """*actor* as whoever files what was brought: in its unit, where a department's own people file nothing else."""
    if brought.unit is None:
        return actor
    own = Grant(id=brought.id, actor=actor.id, role="worker", unit=brought.unit)
    return actor.model_copy(update={"grants": (*actor.grants, own)})


def reported(house: House, import_: str, actor: Actor) -> dict[str, Any]:
    """
    What became of each row, as `finish` was told.

    Raises:
        NotFound: There is no such import, or it never came to its end, or the report is gone.
    """
    brought = house.registry.imports[import_]
    access.require(actor, "import.read", house.of_import(brought.imported), house.today)
    content = house.blobs.content(brought.report) if brought.report else None
    if content is None:
        raise NotFound(what_zh="导入报告", what_en="report of the import", id=import_)
    report: dict[str, Any] = json.loads(content)
    unit = brought.imported.unit
    return report if unit is None or house.reads(actor, unit) else nameless(report)


def nameless(report: dict[str, Any]) -> dict[str, Any]:
    """*report* for whoever does not read the unit's records: whom each row is about is left out."""
    sheets = [
        {**sheet, "rows": [_nameless(row) for row in sheet["rows"]]} for sheet in report["sheets"]
    ]
    return {**report, "sheets": sheets}


def _nameless(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("subject", "candidates")}


def file_of(house: House, import_: str, actor: Actor) -> SentFile:
    """
    The file that was brought, as it came: to whoever brought it, for it may say more than others are shown.

    Raises:
        NotFound: There is no such import, or the file is gone.
    """
    brought = house.registry.imports[import_]
    place = where_file(brought, house.of_import(brought.imported), actor)
    access.require(actor, "import.read", place, house.today)
    content = house.blobs.content(brought.imported.file.digest)
    if content is None:
        raise NotFound(what_zh="导入的文件", what_en="file of the import", id=import_)
    house.noted(actor, "import-file", import_, sum(brought.counts.values()), exported=True)
    return SentFile(brought.imported.file.name, content, brought.imported.file.part)


def where_file(brought: Imported, place: Where, actor: Actor) -> Where:
    """Where the file of an import that was brought for *place* is read: there by whoever brought it, or else everywhere."""
    return place if brought.actor == actor.id else Everywhere(brought.imported.id)
