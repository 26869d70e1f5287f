"""Sentinel reports folded from their events."""

from collections.abc import Callable, Iterator
from typing import Any

from yibiao.errors import NotFound
from yibiao.model.event import Event
from yibiao.model.sentinel import Answered, SentinelReport


class Reports:
    """Every sentinel report, by id, oldest first; one thread folds while others read."""

    def __init__(self) -> None:
        self._known: dict[str, SentinelReport] = {}

    def __getitem__(self, id_: str) -> SentinelReport:
        if id_ not in self._known:
            raise NotFound(what_zh="哨点报告", what_en="sentinel report", id=id_)
        return self._known[id_]

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known

    def __iter__(self) -> Iterator[SentinelReport]:
        return iter(list(self._known.values()))

    @property
    def changes(self) -> dict[str, Callable[[dict[str, Any], Event], None]]:
        """What each kind of event about reports does."""
        return {"sentinel.reported": self._reported, "sentinel.answered": self._answered}

    def _reported(self, body: dict[str, Any], event: Event) -> None:
        report = SentinelReport.model_validate(
            {**body["report"], "by": event.actor, "at": event.at, "position": event.position}
        )
        self._known[report.id] = report

    def _answered(self, body: dict[str, Any], event: Event) -> None:
        end = Answered(by=event.actor, at=event.at, why=body["why"], form=body.get("form"))
        known = self._known[body["report"]]
        changed = {"state": body["outcome"], "end": end}
        self._known[known.id] = known.model_copy(update=changed)
