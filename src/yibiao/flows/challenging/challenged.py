"""Challenges folded from their events: what is doubted, where, and what has become of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from yibiao.errors import NotFound
from yibiao.model.challenge import Challenge, State, Turned
from yibiao.model.event import Event

_STATES: Final[dict[str, State]] = {"challenge.withdrawn": "withdrawn"}


class Challenges:
    """Every challenge, by id, oldest first; one thread folds while others read."""

    def __init__(self) -> None:
        self._known: dict[str, Challenge] = {}
        self._of_subject: dict[str, tuple[str, ...]] = defaultdict(tuple)

    def __getitem__(self, id_: str) -> Challenge:
        if id_ not in self._known:
            raise NotFound(what_zh="核实", what_en="challenge", id=id_)
        return self._known[id_]

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known

    def __iter__(self) -> Iterator[Challenge]:
        return iter(list(self._known.values()))

    def about(self, subject: str, element: str | None = None) -> tuple[Challenge, ...]:
        """Those that doubt anything of a subject, or of one of its elements, whatever has become of them."""
        known = (self._known[each] for each in self._of_subject.get(subject, ()))
        return tuple(each for each in known if each.about(subject, element))

    def open_about(self, subjects: Iterable[str]) -> dict[str, tuple[Challenge, ...]]:
        """By subject, those that wait for an answer."""
        found = {}
        for subject in subjects:
            if subject in self._of_subject and (waiting := self._open(subject)):
                found[subject] = waiting
        return found

    def cells_since(self, moment: datetime) -> int:
        """How many cells were doubted since then; what was withdrawn has cost nobody anything."""
        return sum(
            each.cells for each in self if each.at > moment and each.state != "withdrawn"
        )  # fmt: skip

    @property
    def changes(self) -> dict[str, Callable[[dict[str, Any], Event], None]]:
        """What each kind of event about challenges does."""
        return {
            "challenge.raised": self._raised,
            "challenge.answered": self._ended,
            "challenge.withdrawn": self._ended,
        }

    def _open(self, subject: str) -> tuple[Challenge, ...]:
        return tuple(each for each in self.about(subject) if each.state == "open")

    def _raised(self, body: dict[str, Any], event: Event) -> None:
        known = Challenge(
            by=event.actor, at=event.at, position=event.position, **body["challenge"]
        )  # fmt: skip
        self._known[known.id] = known
        for subject in {known.subject, *(each.subject for each in known.behind if each.subject)}:
            self._of_subject[subject] = (*self._of_subject.get(subject, ()), known.id)

    def _ended(self, body: dict[str, Any], event: Event) -> None:
        end = Turned(
            by=event.actor,
            at=event.at,
            position=event.position,
            why=body.get("why"),
            entry=body.get("entry"),
        )
        state = _STATES.get(event.kind, body.get("outcome"))
        known = self._known[body["challenge"]]
        self._known[known.id] = known.model_copy(update={"state": state, "end": end})
