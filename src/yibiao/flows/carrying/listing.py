"""Listing: what was imported for a unit and below, the newest first, and what whoever asks may do with each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from yibiao import access
from yibiao.flows.carrying import bring, undo
from yibiao.flows.carrying.imported import Imported, UndoneBy
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.imports import ImportKind
from yibiao.model.original import Original
from yibiao.model.place import Division, Slug
from yibiao.model.text import Id, Noun
from yibiao.model.where import ANYWHERE

#: As many imports as are listed at once.
MOST_AT_ONCE: Final = 100


class ListedImport(Noun):
    """
    One import as whoever asks sees it.

    Attributes:
        position: Where it was recorded.
        finished: Whether it came to its end; one that was broken off goes on when the same file is brought again.
        counts: Rows by outcome.
        may_undo: Whether whoever asks may undo it, which nobody has yet.
        may_take: Whether they may take the file out again.
    """

    id: Id
    kind: ImportKind
    file: Original
    unit: Division | None = None
    department: Slug | None = None
    lead: bool | None = None
    position: int
    actor: str
    at: datetime
    finished: bool
    counts: dict[str, int]
    undone: UndoneBy | None = None
    may_undo: bool
    may_take: bool


@dataclass(frozen=True)
class Page:
    """Imports, the newest first, and what people behind them are called; `before` is where the next page begins, if there is one."""

    imports: tuple[ListedImport, ...]
    before: int | None = None
    people: Mapping[str, str] = field(default_factory=dict)


def imports(
    house: House,
    unit: str,
    actor: Actor,
    *,
    kind: ImportKind | None = None,
    before: int | None = None,
    limit: int = MOST_AT_ONCE,
) -> Page:
    """
    The imports of *unit* and below, the newest first.

    Args:
        house: Where.
        unit: Its code.
        actor: Who asks.
        kind: Only workbooks, or only registers.
        before: Only those that were recorded before this position.
        limit: So many at most.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "import.read", house.at(unit), house.today)
    house.registry.unit(unit)
    found = house.registry.imports.of(house.registry.subtree(unit))
    wanted = [each for each in found if kind in (None, each.imported.kind)]
    return _page(house, wanted, actor, before, limit)


def held(
    house: House,
    department: str,
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = MOST_AT_ONCE,
) -> Page:
    """
    The registers that were loaded in the name of *department*, the newest first, as far as the actor may read of them.

    Raises:
        NotFound: There is no such department.
    """
    access.require(actor, "registry.read", ANYWHERE, house.today)
    house.registry.department(department)
    found = [
        each
        for each in house.registry.imports
        if each.imported.department == department
        and access.may(actor, "import.read", house.of_import(each.imported), house.today)
    ]
    found.sort(key=lambda each: each.position, reverse=True)
    return _page(house, found, actor, before, limit)


def _page(
    house: House, found: Sequence[Imported], actor: Actor, before: int | None, limit: int
) -> Page:
    """So many of those *found*, the newest first."""
    wanted = [each for each in found if before is None or each.position < before]
    page, more = wanted[:limit], len(wanted) > limit
    listed = tuple(_listed(house, each, actor) for each in page)
    return Page(listed, page[-1].position if more and page else None, _people(house, listed))


def one(house: House, import_: str, actor: Actor) -> Page:
    """
    A single import.

    Raises:
        NotFound: There is no such import.
    """
    brought = house.registry.imports[import_]
    access.require(actor, "import.read", house.of_import(brought.imported), house.today)
    listed = (_listed(house, brought, actor),)
    return Page(listed, None, _people(house, listed))


def _listed(house: House, brought: Imported, actor: Actor) -> ListedImport:
    """An import as *actor* sees it."""
    undone, imported, today = brought.undone, brought.imported, house.today
    place = house.of_import(imported)
    file_at = bring.where_file(brought, place, actor)
    return ListedImport(
        id=imported.id,
        kind=imported.kind,
        file=imported.file,
        unit=imported.unit,
        department=imported.department,
        lead=imported.lead,
        position=brought.position,
        actor=brought.actor,
        at=brought.at,
        finished=brought.finished is not None,
        counts=brought.counts,
        undone=undone,
        may_undo=undone is None and access.may(actor, undo.act_of(brought, actor), place, today),
        may_take=access.may(actor, "import.read", file_at, today),
    )


def _people(house: House, listed: Iterable[ListedImport]) -> dict[str, str]:
    """What whoever brought or undid imports is called, as far as they have accounts."""
    acted = (each.actor for one in listed for each in (one, one.undone) if each is not None)
    return house.registry.accounts.names(acted)
