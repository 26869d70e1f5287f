"""Undo: an import → what was held before it, stated again wherever nobody has stated anything since."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pydantic_core import from_json

from yibiao import access, filling
from yibiao.errors import Problem
from yibiao.flows.carrying import bring
from yibiao.flows.carrying.imported import Imported, UndoneBy
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Act, Cell, Entry, Record
from yibiao.model.text import Noun

#: Subjects looked at together.
_TOGETHER: Final = 500

What = Literal["restored", "closed", "left"]
Why = Literal["stated-since", "used-since", "refused"]


class Undone(Noun):
    """
    What became of one subject of an import that was undone.

    Attributes:
        what: `restored` to what was held before, `closed` because the import opened it, or `left` as it is.
        elements: Whose values were stated again, or were left.
        why: Of what was left: somebody stated the cell since, or used a subject that the import opened; or the older
            values are refused today.
    """

    subject: str
    what: What
    elements: tuple[str, ...] = ()
    why: Why | None = None


@dataclass(frozen=True)
class _Told:
    """One entry of a subject's story; whether the import brought it."""

    position: int
    entry: Entry
    ours: bool


def undo(house: House, import_: str, why: str, actor: Actor) -> tuple[Undone, ...]:
    """
    Undo an import, and say of each subject it changed what became of it; undoing it again goes on where that was broken off.

    Nothing is erased: what was held before is stated anew, by whoever undoes it, for their reason.
    Whoever brought it may undo it as they could bring it: it is no more than they could state row by row.

    Raises:
        NotFound: There is no such import.
        TooMany: The queue is full.
    """
    brought = house.registry.imports[import_]
    place = house.of_import(brought.imported)
    access.require(actor, act_of(brought, actor), place, house.today)
    with house.deciding:
        if house.registry.imports[import_].undone is None:
            body = {"import": import_, "why": why}
            house.record([house.draft("import.undone", actor, body, id_=fill.undoing_of(import_))])
    brought = house.registry.imports[import_]
    found: list[Undone] = []
    for subjects in _batched(_subjects(house, brought)):
        found += _undone(house, brought, subjects, bring.filing(brought.imported, actor))
    return tuple(found)


def foreseen(house: House, import_: str, actor: Actor) -> tuple[Undone, ...]:
    """
    What undoing an import would do to each subject that it changed by its end, or has done; nothing is stated.

    Raises:
        NotFound: There is no such import.
    """
    known = house.registry.imports[import_]
    access.require(actor, "import.read", house.of_import(known.imported), house.today)
    end = known.finished or house.journal.head
    supposed = UndoneBy(position=end, actor=actor.id, at=house.now(), why="")
    brought = replace(known, undone=known.undone or supposed)
    found: list[Undone] = []
    for subjects in _batched(_subjects(house, brought)):
        for outcome, entry in _planned(house, brought, subjects):
            refused = known.undone is not None and entry is not None
            found.append(_refused(outcome) if refused else outcome)
    return tuple(found)


def act_of(brought: Imported, actor: Actor) -> access.Act:
    """What whoever undoes an import must be let do where it was brought."""
    return "import.bring" if brought.actor == actor.id else "import.undo"


def _subjects(house: House, brought: Imported) -> list[str]:
    """The subjects that the import's entries are about, in their order: they stand between its event and its undoing."""
    assert brought.undone is not None  # noqa: S101 – it was just written, or is supposed
    stated = house.journal.events(brought.position, brought.undone.position, kinds=("entry.filed",))
    return list(
        dict.fromkeys(
            str(event.subject)
            for event in stated
            if _source(event.body.get("entry", {})) == brought.imported.id
        )
    )


def _source(entry: dict[str, Any]) -> str | None:
    source = entry.get("source")
    return source["id"] if source else None


def _undone(
    house: House, brought: Imported, subjects: Sequence[str], actor: Actor
) -> Iterator[Undone]:
    planned = _planned(house, brought, subjects)
    entries = [entry for _, entry in planned if entry is not None]
    filed = fill.file_all(house, entries, actor, again=True)
    outcomes = dict(zip((each.id for each in entries), filed, strict=True))
    for outcome, entry in planned:
        if entry is not None and isinstance(outcomes[entry.id], Problem):
            yield _refused(outcome)
        else:
            yield outcome


def _planned(
    house: House, brought: Imported, subjects: Sequence[str]
) -> list[tuple[Undone, Entry | None]]:
    """What becomes of some subjects, each with the entry that does it, if it is still to be done."""
    with house.journal.reading() as reading:
        records = {each.subject: each for each in reading.records_of(subjects)}
        # Stories may be long: of each nothing is held but what becomes of its subject.
        plans = {
            subject: list(
                _plan(brought, records[subject], list(_entries(story, brought.imported.id)))
            )
            for subject, story in reading.stories(subjects)
        }
    return [each for subject in subjects for each in plans[subject]]


def _refused(outcome: Undone) -> Undone:
    return outcome.model_copy(update={"what": "left", "why": "refused"})


def _entries(story: Iterable[Any], import_: str) -> Iterator[_Told]:
    for position, body in story:
        if body is not None:
            entry = Entry.model_validate(from_json(body)["entry"])
            ours = entry.source is not None and entry.source.id == import_
            yield _Told(position, entry, ours)


def _plan(
    brought: Imported, record: Record, told: Sequence[_Told]
) -> Iterator[tuple[Undone, Entry | None]]:
    """What becomes of a subject, and the entry that does it; no entry where that stands already or nothing is to be done."""
    ours = [each for each in told if each.ours]
    undoing = [each for each in told if each.entry.id.startswith(_prefix(brought))]
    if undoing:
        for each in undoing:
            what: What = "closed" if each.entry.act == "close" else "restored"
            elements = tuple(each.entry.values)
            yield Undone(subject=record.subject, what=what, elements=elements), None
    since = [each for each in told if not each.ours and each.position > ours[0].position]
    others = [each for each in since if each not in undoing]
    if any(each.entry.act == "open" for each in ours):
        if others:
            elements = tuple(dict.fromkeys(id_ for each in ours for id_ in each.entry.values))
            yield (
                Undone(subject=record.subject, what="left", elements=elements, why="used-since"),
                None,
            )
        elif not record.closed:
            yield (
                Undone(subject=record.subject, what="closed"),
                _entry(brought, record, "close", {}),
            )
        return
    stated, loaded, left = _values(record, ours, told)
    acts: tuple[tuple[Act, dict[str, Any]], ...] = (("state", stated), ("load", loaded))
    for act, values in acts:
        if values:
            yield (
                Undone(subject=record.subject, what="restored", elements=tuple(values)),
                _entry(brought, record, act, values),
            )
    kept = tuple(each for each in left if not any(each in u.entry.values for u in undoing))
    if kept:
        yield Undone(subject=record.subject, what="left", elements=kept, why="stated-since"), None


def _values(
    record: Record, ours: Sequence[_Told], told: Sequence[_Told]
) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """
    The values to be stated again, and to be loaded again; and the elements that somebody else has stated since the import.

    What a register said before another did is loaded again: nobody has confirmed it.
    """
    positions = {each.position for each in ours}
    before: Record | None = None
    for each in told:
        if not each.ours:
            before = filling.fold(before, each.entry, each.position)
    stated: dict[str, Any] = {}
    loaded: dict[str, Any] = {}
    left: list[str] = []
    for element in dict.fromkeys(id_ for each in ours for id_ in each.entry.values):
        cell = record.cells[element]
        if cell.position in positions:
            earlier = before.cells.get(element) if before else None
            again = loaded if cell.loaded and earlier and earlier.loaded else stated
            again[element] = earlier.value if earlier else None
        elif _contested_by(cell, positions):
            stated[element] = cell.value
        else:
            left.append(element)
    return stated, loaded, left


def _contested_by(cell: Cell, positions: set[int]) -> bool:
    """Whether nothing but the import contests what is held."""
    return bool(cell.contested) and all(each.position in positions for each in cell.contested)


def _entry(brought: Imported, record: Record, act: Act, values: dict[str, Any]) -> Entry:
    assert brought.undone is not None  # noqa: S101 – nothing is planned before it is
    told = json.dumps([record.subject, act, values], sort_keys=True, default=str)
    return Entry(
        id=f"{_prefix(brought)}{hashlib.sha256(told.encode()).hexdigest()[:32]}",
        unit=record.unit,
        subject=record.subject,
        kind=record.kind,
        act=act,
        values=values,
        base=record.position,
        remark=brought.undone.why or brought.imported.id,
    )


def _prefix(brought: Imported) -> str:
    return f"undo-{brought.imported.id}-"


def _batched(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(subjects), _TOGETHER):
        yield subjects[start : start + _TOGETHER]
