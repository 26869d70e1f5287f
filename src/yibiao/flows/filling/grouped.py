"""Entries that are made together: numbered under one id, all or none, and done once however often they are asked for."""

from collections.abc import Callable
from typing import Any, TypeVar

from yibiao.errors import NotFound
from yibiao.filling import Stated
from yibiao.flows.house import House
from yibiao.model.event import Event
from yibiao.model.record import Act, Chain, Entry, Receipt, Record
from yibiao.store import Writing

Outcome = TypeVar("Outcome")


class Group:
    """Entries that are made together, numbered under one id."""

    def __init__(self, prefix: str, remark: str | None) -> None:
        self._prefix = prefix
        self._remark = remark
        self.entries: list[Entry] = []

    def id(self, number: int) -> str:
        """The id of the entry of that number."""
        return f"{self._prefix}/{number}"

    def add(self, record: Record, act: Act, values: dict[str, Any], **more: Any) -> None:
        """One entry about *record*'s subject, by somebody who has seen all of it unless it says otherwise."""
        self.entries.append(
            Entry(
                **{"base": record.position, **more},
                id=self.id(len(self.entries) + 1),
                unit=record.unit,
                subject=record.subject,
                kind=record.kind,
                act=act,
                values=values,
                remark=self._remark,
            )
        )

    def state(self, record: Record, stated: Stated) -> None:
        """The entries that state all of it."""
        if stated.plainly:
            self.add(record, "state", stated.plainly)
        if stated.loaded:
            self.add(record, "load", stated.loaded)
        for number, layer in enumerate(stated.beside, 1):
            # As devices are heard that had seen nothing: it stands beside what is held, and is not held itself.
            chain = Chain(device=f"~{self._prefix}/{number}", number=1)
            self.add(record, "state", layer, base=0, chain=chain)

    def stand(self, writing: Writing) -> list[Event]:
        """The events of those that stand in the journal."""
        found: list[Event] = []
        while (event := writing.event_of(self.id(len(found) + 1))) is not None:
            found.append(event)
        return found


def merging_of(event: Event) -> str | None:
    """The id of the request by which a group of entries merged subjects, by its first entry; nothing of one made singly."""
    prefix, slash, number = event.id.rpartition("/")
    return prefix if slash and number == "1" else None


def record_of(writing: Writing, subject: str) -> Record:
    """What is held of a subject.

    Raises:
        NotFound: There is no such subject.
    """
    record = writing.record(subject)
    if record is None:
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    return record


def receipt_again(event: Event) -> Receipt:
    """The receipt of an entry that stands already."""
    return Receipt(entry=event.id, position=event.position, link=event.link, again=True)


def tried(house: House, decided: Callable[[Writing], Outcome], *, commit: bool) -> Outcome:
    """What a decision comes to; without *commit* nothing of it is kept."""
    if commit:
        return house.journal.write(decided)

    def shown(writing: Writing) -> Outcome:
        raise _Shown(decided(writing))

    try:
        return house.journal.write(shown)
    except _Shown as outcome:
        found: Outcome = outcome.outcome
        return found


class _Shown(Exception):
    """An outcome that is shown only: what raises is forgotten by the journal."""

    def __init__(self, outcome: Any) -> None:
        super().__init__()
        self.outcome = outcome
