"""Subjects: moved to another unit, closed with a reason, opened again; each is an entry of its own."""

from datetime import date
from typing import Any, Final

from yibiao import access
from yibiao.errors import NotFound
from yibiao.flows import fill
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.joined import Closing, Moving
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Act, Entry, Receipt, Record
from yibiao.store import Writing

#: By kind of subject and reason, the element that says on which day it happened.
_DAYS: Final = {(SubjectKind.PERSON, "died"): "person.death_date"}


def move(house: House, subject: str, moving: Moving, actor: Actor) -> Receipt:
    """
    A subject belongs to another unit now.

    Raises:
        NotFound: There is no such subject or unit.
        SubjectClosed: It is closed.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "entry.file", moving.unit)
    return _filed(house, subject, moving.id, "move", _said_of(moving), actor)


def reopen(house: House, subject: str, moving: Moving, actor: Actor) -> Receipt:
    """
    A closed subject is there again, in that unit; what was held of it is held still.

    Raises:
        NotFound: There is no such subject or unit.
        SubjectExists: It is open.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "entry.file", moving.unit)
    return _filed(house, subject, moving.id, "open", _said_of(moving), actor)


def close(house: House, subject: str, closing: Closing, actor: Actor) -> Receipt:
    """
    A subject takes no more entries; of one who died, the day is stated with it.

    Raises:
        NotFound: There is no such subject.
        Invalid: There is no such reason.
        SubjectClosed: It is closed already.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "entry.file", subject)
    said = {"reason": closing.reason, "base": closing.base, "remark": closing.remark}
    return _filed(house, subject, closing.id, "close", said, actor, on=closing.on)


def _said_of(moving: Moving) -> dict[str, Any]:
    return {"unit": moving.unit, "base": moving.base, "remark": moving.remark}


def _filed(
    house: House,
    subject: str,
    id_: str,
    act: Act,
    said: dict[str, Any],
    actor: Actor,
    *,
    on: date | None = None,
) -> Receipt:
    def decided(writing: Writing) -> Receipt:
        record = writing.record(subject)
        if record is None:
            raise NotFound(what_zh="对象", what_en="subject", id=subject)
        known = writing.event_of(id_)
        if known is not None and known.subject == subject and "entry" in known.body:
            # It has moved on since; sent again, the entry is what it was.
            said.setdefault("unit", known.body["entry"]["unit"])
        values = _day(house, record, said.get("reason"), on)
        entry = Entry(
            **{"unit": record.unit, **said},
            id=id_,
            subject=subject,
            kind=record.kind,
            act=act,
            values=values,
        )
        (receipt,) = fill.within(house, writing, [entry], actor, known=True)
        return receipt

    return house.journal.write(decided)


def _day(house: House, record: Record, reason: str | None, on: date | None) -> dict[str, Any]:
    """The day as its element holds it, where there is one; it needs no form that asks it."""
    element = _DAYS.get((record.kind, reason or ""))
    if on is None or element is None or element not in house.registry.catalogue.elements:
        return {}
    return {element: on.isoformat()}
