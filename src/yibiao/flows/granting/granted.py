"""Grants folded from their events: who holds what, who gave it and when, and what was taken again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yibiao.errors import NotFound
from yibiao.model.actor import Grant
from yibiao.model.event import Event


@dataclass(frozen=True)
class Taking:
    """That a grant was taken: by whom, when, why."""

    by: str
    at: datetime
    why: str | None = None


@dataclass(frozen=True)
class Given:
    """A grant, who gave it and when, and whether it was taken."""

    grant: Grant
    by: str
    at: datetime
    taken: Taking | None = None

    def document(self) -> dict[str, Any]:
        """Itself as JSON."""
        said = {**self.grant.document(), "given_by": self.by, "given_at": self.at.isoformat()}
        if self.taken is None:
            return said
        taken = {"by": self.taken.by, "at": self.taken.at.isoformat(), "why": self.taken.why}
        return {**said, "taken": {name: each for name, each in taken.items() if each is not None}}


class Grants:
    """Every grant that was ever given, by id; one thread folds while others read."""

    def __init__(self) -> None:
        self._known: dict[str, Given] = {}
        self._held: dict[str, tuple[Grant, ...]] = {}
        self.changes = {"grant.given": self._given, "grant.taken": self._taken}

    def __getitem__(self, id_: str) -> Given:
        if id_ not in self._known:
            raise NotFound(what_zh="授权", what_en="grant", id=id_)
        return self._known[id_]

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known

    def __iter__(self) -> Iterator[Given]:
        return iter(list(self._known.values()))

    def of(self, actor: str) -> tuple[Grant, ...]:
        """What an actor was given and nobody took; some of it may have ended."""
        return self._held.get(actor, ())

    def _given(self, body: dict[str, Any], event: Event) -> None:
        grant = Grant.model_validate(body["grant"])
        self._known[grant.id] = Given(grant, event.actor, event.at)
        self._held[grant.actor] = (*self.of(grant.actor), grant)

    def _taken(self, body: dict[str, Any], event: Event) -> None:
        known = self._known[body["grant"]]
        taking = Taking(event.actor, event.at, body.get("why"))
        self._known[known.grant.id] = replace(known, taken=taking)
        left = tuple(each for each in self.of(known.grant.actor) if each.id != known.grant.id)
        self._held[known.grant.actor] = left
