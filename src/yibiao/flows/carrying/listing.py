"""Listing: what was imported for a unit and below, the newest first, and what whoever asks may do with each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from yibiao import access
from yibiao.flows.carrying import bring, undo
from yibiao.flows.carrying.imported import Imported
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.imports import ImportKind
from yibiao.model.original import Original
from yibiao.model.place import Division, Slug
from yibiao.model.text import Id, Noun

#: As many imports as are listed at once.
MOST_AT_ONCE: Final = 100


class UndoneBy(Noun):
    """That an import was undone: where that stands, by whom, when and why."""

    position: int
    actor: str
    at: datetime
    why: str


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
    house: House, unit: str, actor: Actor, *, before: int | None = None, limit: int = MOST_AT_ONCE
) -> Page:
    """
    The imports of *unit* and below, the newest first.

    Args:
        house: Where.
        unit: Its code.
        actor: Who asks.
        before: Only those that were recorded before this position.
        limit: So many at most.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "import.read", house.at(unit), house.today)
    house.registry.unit(unit)
    found = house.registry.imports.of(house.registry.subtree(unit))
    wanted = [each for each in found if before is None or each.position < before]
    page, more = wanted[:limit], len(wanted) > limit
    listed = tuple(shown(house, each, actor) for each in page)
    return Page(listed, page[-1].position if more and page else None, people(house, listed))


def shown(house: House, brought: Imported, actor: Actor) -> ListedImport:
    """An import as *actor* sees it."""
    undone = brought.undone
    return ListedImport(
        **vars(brought.imported),
        position=brought.position,
        actor=brought.actor,
        at=brought.at,
        finished=brought.finished is not None,
        counts=brought.counts,
        undone=None if undone is None else UndoneBy(**vars(undone)),
        may_undo=undone is None and undo.may(house, brought, actor),
        may_take=bring.may_take(house, brought, actor),
    )


def people(house: House, listed: Iterable[ListedImport]) -> dict[str, str]:
    """What whoever brought or undid imports is called, as far as they have accounts."""
    accounts = house.registry.accounts
    acted = {each.actor for one in listed for each in (one, one.undone) if each is not None}
    return {id_: accounts[id_].account.name for id_ in sorted(acted) if id_ in accounts}
