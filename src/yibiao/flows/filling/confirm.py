"""Confirm: what is held about many subjects still holds, in one act; whoever has changed is shown and not confirmed."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from yibiao import access
from yibiao.errors import ChangedSince, NotFound, TooLarge
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.units.statuses import member_link, statuses_of
from yibiao.flows.units.unit_table import confirmable
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry, Receipt, Record
from yibiao.model.unit_table import Changed, Confirmation, Confirmed

#: Ids of entries are made in this space, from the request and the subject: the same again is the same entry.
_SPACE: Final = uuid.UUID("6f1c9a52-52a5-4d0f-9f0b-7a1d0c3b8e11")


def confirm(house: House, unit: str, confirmation: Confirmation, actor: Actor) -> Confirmed:
    """
    Confirm what is held about subjects of *unit* and all below it: one entry a subject, 5,000 a commit.

    Raises:
        NotFound: There is no such unit or round.
        RoundClosed: The round takes no more entries.
        TooLarge: More are wanted all or nothing than one commit takes.
        Problem: With `all_or_nothing`, why the first of them cannot be confirmed; nothing is kept then.
    """
    access.require(actor, "entry.file", house.at(unit), house.today)
    units = house.registry.subtree(unit)
    if confirmation.round is not None:
        house.registry.round(confirmation.round)
    subjects = _meant(house, unit, units, confirmation, actor)
    if confirmation.all_or_nothing and len(subjects) > fill.MOST_AT_ONCE:
        raise TooLarge(limit=fill.MOST_AT_ONCE, size=len(subjects))
    receipts: list[Receipt] = []
    changed: list[Changed] = []
    refused: list[dict] = []  # type: ignore[type-arg]
    for outcome in _outcomes(house, units, subjects, confirmation, actor):
        if isinstance(outcome, Receipt):
            receipts.append(outcome)
        elif isinstance(outcome, ChangedSince):
            changed.append(Changed.model_validate(outcome.facts))
        else:
            refused.append(outcome.document())
    return Confirmed(receipts=tuple(receipts), changed=tuple(changed), refused=tuple(refused))


def _meant(
    house: House, unit: str, units: Sequence[str], confirmation: Confirmation, actor: Actor
) -> list[str]:
    """The subjects, each once."""
    subjects = list(confirmation.subjects)
    if confirmation.kind is not None and confirmation.todo:
        status, group = confirmation.status, confirmation.group
        subjects += confirmable(house, unit, confirmation.kind, actor, status=status, group=group)
    elif confirmation.kind is not None:
        statuses = statuses_of(house, units, confirmation.kind)
        wanted = set(confirmation.status)
        subjects += sorted(each.subject for each in statuses.rows if each.verdict.status in wanted)
    if confirmation.members:
        subjects += _members(house, units, set(subjects))
    return list(dict.fromkeys(subjects))


def _members(house: House, units: Sequence[str], households: set[str]) -> list[str]:
    """Whoever is a member of any of *households*."""
    persons = statuses_of(house, units, SubjectKind.PERSON, link=member_link(house))
    return sorted(each.subject for each in persons.rows if each.leads in households)


def _outcomes(
    house: House,
    units: Sequence[str],
    subjects: Iterable[str],
    confirmation: Confirmation,
    actor: Actor,
) -> Iterator[fill.Outcome]:
    inside, waiting = set(units), iter(subjects)
    while together := list(islice(waiting, fill.MOST_AT_ONCE)):
        with house.journal.reading() as reading:
            records = {each.subject: each for each in reading.records_of(together)}
        entries, unknown = [], []
        for subject in together:
            record = records.get(subject)
            if record is None or record.unit not in inside:
                unknown.append(NotFound(what_zh="对象", what_en="subject", id=subject))
            else:
                entries.append(_entry(record, confirmation))
        if unknown and confirmation.all_or_nothing:
            raise unknown[0]
        yield from unknown
        yield from fill.file_all(house, entries, actor, all_or_nothing=confirmation.all_or_nothing)


def _entry(record: Record, confirmation: Confirmation) -> Entry:
    return Entry(
        id=uuid.uuid5(_SPACE, f"{confirmation.request}\n{record.subject}").hex,
        unit=record.unit,
        subject=record.subject,
        kind=record.kind,
        act="confirm",
        base=confirmation.base,
        round=confirmation.round,
    )
