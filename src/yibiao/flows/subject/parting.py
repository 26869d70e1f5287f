"""Part: two subjects that were taken for one are two again; what was stated since stays."""

from collections.abc import Collection, Iterable

from pydantic_core import from_json

from yibiao import access, filling
from yibiao.errors import NotFound
from yibiao.flows.filling import fill
from yibiao.flows.filling.grouped import Group, receipt_again, record_of, tried
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.event import Event
from yibiao.model.joined import Parted, Spot
from yibiao.model.record import Entry, Record
from yibiao.model.where import OfSubject
from yibiao.store import Told, Writing


def part(
    house: House, id_: str, actor: Actor, *, remark: str | None = None, commit: bool = True
) -> Parted:
    """
    Undo a merging: the double is opened again, and what the merging stated is taken back wherever it still stands alone.

    What anybody has stated since is not touched. Nothing is erased.

    Args:
        house: Where.
        id_: Of the request by which they were merged.
        actor: Who says so.
        remark: Why.
        commit: Whether to do it; otherwise it is only shown.

    Raises:
        NotFound: No merging has that id.
    """

    def decided(writing: Writing) -> Parted:
        made = Group(id_, None).stand(writing)
        access.require(actor, "subject.merge", _place(house, writing, id_, made), house.today)
        if not made or made[0].body.get("entry", {}).get("act") != "merge":
            raise NotFound(what_zh="合并", what_en="merging", id=id_)
        group = Group(f"{id_}/undo", remark)
        undone = group.stand(writing)
        if undone:
            return _parted_before(made, undone)
        return _parted(house, writing, made, group, actor)

    parted = tried(house, decided, commit=commit)
    return parted if commit else parted.model_copy(update={"receipts": ()})


def _place(house: House, writing: Writing, id_: str, made: list[Event]) -> OfSubject:
    """Where whoever was merged is; nowhere, if nobody was."""
    record = writing.record(str(made[0].subject)) if made else None
    return OfSubject(id_, None if record is None else house.at(record.unit))


def _parted(
    house: House, writing: Writing, made: list[Event], group: Group, actor: Actor
) -> Parted:
    first = Entry.model_validate(made[0].body["entry"])
    double = record_of(writing, first.subject)
    reopens = double.closed and double.merged_into == first.into
    if reopens:
        group.add(double, "open", {})
    ours = {each.position for each in made}
    restored, left = [], []
    subjects = list(dict.fromkeys(str(each.subject) for each in made[1:]))
    stories = dict(writing.reading().stories(subjects))
    for subject in subjects:
        record = record_of(writing, subject)
        back = filling.parted(record, _without(stories[subject], ours), ours)
        touched = {
            element
            for each in made[1:]
            if each.subject == subject
            for element in each.body["entry"]["values"]
        }
        taken = [*back.plainly, *back.loaded]
        if record.closed:
            left += [Spot(subject=subject, element=each, why="closed") for each in sorted(touched)]
            continue
        group.state(record, back)
        restored += [Spot(subject=subject, element=each) for each in taken]
        left += [Spot(subject=subject, element=each, why="contested") for each in back.left]
        since = sorted(touched - {*taken, *back.left})
        left += [Spot(subject=subject, element=each, why="stated-since") for each in since]
    receipts = fill.within(house, writing, group.entries, actor, known=True)
    return Parted(
        subject=first.subject,
        into=str(first.into),
        reopened=reopens,
        restored=tuple(restored),
        left=tuple(left),
        receipts=tuple(receipts),
    )


def _parted_before(made: list[Event], undone: list[Event]) -> Parted:
    first = Entry.model_validate(made[0].body["entry"])
    entries = [Entry.model_validate(each.body["entry"]) for each in undone]
    return Parted(
        subject=first.subject,
        into=str(first.into),
        reopened=any(each.act == "open" for each in entries),
        restored=tuple(
            Spot(subject=each.subject, element=id_) for each in entries for id_ in each.values
        ),
        receipts=tuple(map(receipt_again, undone)),
        again=True,
    )


def _without(story: Iterable[Told], ours: Collection[int]) -> Record | None:
    """What a story comes to without the entries at *ours*."""
    record = None
    for position, body in story:
        if body is not None and position not in ours:
            record = filling.fold(record, Entry.model_validate(from_json(body)["entry"]), position)
    return record
