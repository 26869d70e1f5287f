"""Subjects: moved to another unit, closed with a reason, opened again; each is an entry of its own."""

from datetime import date
from typing import Any, Final

from yibiao import access, filling, merging
from yibiao.errors import NotFound, RemarkWanted
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.joined import Closing, Moving
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Act, Entry, Receipt, Record
from yibiao.store import Writing

#: By kind of subject and reason, the element that says on which day it happened.
_DAYS: Final = {(SubjectKind.PERSON, "died"): "person.death_date"}
#: By kind of subject, that element and what it is judged by.
_JUDGED: Final = {SubjectKind.PERSON: ("person.death_date", "person.birth_date")}


def move(house: House, subject: str, moving: Moving, actor: Actor) -> Receipt:
    """
    A subject belongs to another unit now.

    Raises:
        NotFound: There is no such subject or unit.
        SubjectClosed: It is closed.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "entry.file", house.about(subject), house.today)
    return _filed(house, subject, moving.id, "move", _said_of(moving), actor)


def reopen(house: House, subject: str, moving: Moving, actor: Actor) -> Receipt:
    """
    A closed subject is there again, in that unit; what was held of it is held still.

    Raises:
        NotFound: There is no such subject or unit.
        SubjectExists: It is open.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "entry.file", house.about(subject), house.today)
    return _filed(house, subject, moving.id, "open", _said_of(moving), actor)


def close(house: House, subject: str, closing: Closing, actor: Actor) -> Receipt:
    """
    A subject takes no more entries; of one who died, the day is stated with it.

    Raises:
        NotFound: There is no such subject.
        Invalid: There is no such reason.
        RemarkWanted: The day of death lies ahead or before the birth, and nothing says why.
        SubjectClosed: It is closed already.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "entry.file", house.about(subject), house.today)
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
        if known is None:
            _require_fitting(house, entry, record)
        (receipt,) = fill.within(house, writing, [entry], actor, known=True)
        return receipt

    return house.journal.write(decided)


def _require_fitting(house: House, entry: Entry, record: Record) -> None:
    """
    Let an entry pass of which the day fits what is held, or that says why it does not.

    The rules are those of a table that asks nothing but the day, for no form need ask it.

    Raises:
        RemarkWanted: The day is before the birth, or lies ahead, and nothing says why.
    """
    if not entry.values or (entry.remark or "").strip():
        return
    table = house.planned(
        f"closing {entry.kind}",
        lambda: merging.merge(entry.kind, (), (), house.registry.catalogue, _JUDGED[entry.kind]),
    )
    found = filling.check(entry, table, today=house.today, beside=filling.Beside(record))
    if found:
        raise RemarkWanted(*found, count=len(found))


def _day(house: House, record: Record, reason: str | None, on: date | None) -> dict[str, Any]:
    """The day as its element holds it, where there is one; it needs no form that asks it."""
    element = _DAYS.get((record.kind, reason or ""))
    if on is None or element is None or element not in house.registry.catalogue.elements:
        return {}
    return {element: on.isoformat()}
