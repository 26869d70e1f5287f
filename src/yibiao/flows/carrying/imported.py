"""Imports folded from their events: what was brought, how it ended, and whether it was undone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from yibiao.errors import NotFound
from yibiao.model.event import Event
from yibiao.model.imports import Import, ImportKind, import_id
from yibiao.model.original import Original
from yibiao.model.text import Noun


class UndoneBy(Noun):
    """That an import was undone: where that stands, by whom, when and why; entries that undo it stand after it."""

    position: int
    actor: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Imported:
    """
    One import and what became of it.

    Attributes:
        position: Where it was recorded; its entries stand after it.
        finished: Where it came to its end the last time, after all of its entries; `None` while it runs or is broken off.
        counts: Rows by outcome.
        report: Digest of the file that says what became of each row.
    """

    imported: Import
    position: int
    actor: str
    at: datetime
    finished: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    report: str | None = None
    undone: UndoneBy | None = None


class Imports:
    """Every import, by id; one thread folds while others read."""

    def __init__(self) -> None:
        self._known: dict[str, Imported] = {}
        self._of_units: dict[str, list[str]] = defaultdict(list)

    def __getitem__(self, id_: str) -> Imported:
        if id_ not in self._known:
            raise NotFound(what_zh="导入", what_en="import", id=id_)
        return self._known[id_]

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known

    def __iter__(self) -> Iterator[Imported]:
        return iter(list(self._known.values()))

    def of(self, units: Iterable[str]) -> list[Imported]:
        """Those of some units, the newest first."""
        ids = [
            id_ for unit in units if unit in self._of_units for id_ in list(self._of_units[unit])
        ]
        return sorted((self._known[each] for each in ids), key=_position, reverse=True)

    def id_of(self, kind: ImportKind, file: Original, **purpose: Any) -> str:
        """The id under which *file* is brought now: the one it has already, unless that import was undone."""
        again = 0
        while (id_ := import_id(kind, file, again, **purpose)) in self._known:
            if self._known[id_].undone is None:
                break
            again += 1
        return id_

    def recorded(self, body: dict[str, Any], event: Event) -> None:
        """Take in `import.recorded`."""
        brought = Import.model_validate(body["import"])
        self._known[brought.id] = Imported(brought, event.position, event.actor, event.at)
        if brought.unit is not None:
            self._of_units[brought.unit].append(brought.id)

    def finished(self, body: dict[str, Any], event: Event) -> None:
        """Take in `import.finished`; one that is brought again ends again."""
        self._change(
            body, finished=event.position, counts=body["counts"], report=body.get("report")
        )

    def undone(self, body: dict[str, Any], event: Event) -> None:
        """Take in `import.undone`."""
        undone = UndoneBy(position=event.position, actor=event.actor, at=event.at, why=body["why"])
        self._change(body, undone=undone)

    def _change(self, body: dict[str, Any], **changes: Any) -> None:
        self._known[body["import"]] = replace(self._known[body["import"]], **changes)


def _position(brought: Imported) -> int:
    return brought.position
