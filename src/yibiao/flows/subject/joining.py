"""Join: a subject that is another's double is merged into it, by one group of ordinary entries."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pydantic_core import from_json

from yibiao import access, filling
from yibiao.errors import EntryIdReused, TooMany
from yibiao.flows.filling import fill
from yibiao.flows.filling.grouped import Group, receipt_again, record_of, tried
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.event import Event
from yibiao.model.joined import Joined, Spot
from yibiao.model.record import Entry
from yibiao.store import Writing

#: How often it is planned anew when somebody states something of the same subjects in between.
_ATTEMPTS: Final = 5

_LEADING: Final = """
SELECT DISTINCT "#subject"
FROM "statement"
WHERE "#element" IN (SELECT unnest($links::VARCHAR[])) AND contains("value"::VARCHAR, $subject)
ORDER BY "#subject"
"""


def merge(
    house: House,
    subject: str,
    into: str,
    actor: Actor,
    *,
    id_: str,
    remark: str | None = None,
    commit: bool = True,
) -> Joined:
    """
    Merge a subject into the one that it is.

    It is closed, and says into which. Where that one holds nothing it takes over what the double held; where both hold
    something else the cell is contested, and nothing is lost. Links that led to the double lead to the one. All of it
    happens or none.

    Args:
        house: Where.
        subject: The double.
        into: The one.
        actor: Who says so.
        id_: Of this request, from which the entries' ids follow: sent again, it is done once.
        remark: Why.
        commit: Whether to do it; otherwise it is only shown.

    Raises:
        NotFound: There is no such subject.
        Invalid: They are of different kinds, or the one is closed.
        SubjectClosed: The double is closed.
        EntryIdReused: That id was used for something else.
        TooMany: Others kept stating links to the double.
    """
    for each in (subject, into):
        access.require(actor, "subject.merge", house.about(each), house.today)
    request = (subject, into, id_)
    for _ in range(_ATTEMPTS):
        leading, seen = _leading(house, subject)

        def decided(
            writing: Writing, leading: list[str] = leading, seen: int = seen
        ) -> Joined | None:
            group = Group(id_, remark)
            made = group.stand(writing)
            if made:
                return _joined_before(request, made)
            if _led_since(house, writing, subject, seen):
                return None
            return _joined(house, writing, request, leading, group, actor)

        joined = tried(house, decided, commit=commit)
        if joined is not None:
            return joined if commit else joined.model_copy(update={"receipts": ()})
    raise TooMany(retry_after=1)


def _joined(
    house: House,
    writing: Writing,
    request: tuple[str, str, str],
    leading: Iterable[str],
    group: Group,
    actor: Actor,
) -> Joined:
    subject, into, _ = request
    double, one = record_of(writing, subject), record_of(writing, into)
    links = _links(house)
    group.add(double, "merge", {}, into=into)
    stated = filling.joined(double, one, links)
    taken = {*stated.plainly, *stated.loaded}
    group.state(one, stated)
    turned, left = [], []
    for record in writing.records(leading).values():
        if record.closed or record.subject == subject:
            continue
        ways = filling.redirected(record, links, subject, into)
        if record.subject == into:
            ways.plainly = {id_: at for id_, at in ways.plainly.items() if id_ not in taken}
        group.state(record, ways)
        turned += [
            Spot(subject=record.subject, element=each) for each in (*ways.plainly, *ways.loaded)
        ]
        left += [Spot(subject=record.subject, element=each, why="contested") for each in ways.left]
    receipts = fill.within(house, writing, group.entries, actor, known=True)
    after = record_of(writing, into)
    contested = tuple(
        dict.fromkeys(
            element
            for values in (*stated.beside, stated.loaded)
            for element in values
            if after.cells[element].contested
        )
    )
    return Joined(
        subject=subject,
        into=into,
        adopted=tuple(each for each in after.cells if each in taken and each not in contested),
        contested=contested,
        redirected=tuple(turned),
        left=tuple(left),
        receipts=tuple(receipts),
    )


def _joined_before(request: tuple[str, str, str], events: Iterable[Event]) -> Joined:
    """What a merging that stands already had done, read off its entries."""
    subject, into, id_ = request
    entries = [Entry.model_validate(each.body["entry"]) for each in events]
    if (entries[0].subject, entries[0].into) != (subject, into):
        raise EntryIdReused(entry=id_)
    ours = [each for each in entries[1:] if each.subject == into]
    others = [each for each in entries[1:] if each.subject != into]
    return Joined(
        subject=subject,
        into=into,
        adopted=tuple(id_ for each in ours if not each.chain for id_ in each.values),
        contested=tuple(dict.fromkeys(id_ for each in ours if each.chain for id_ in each.values)),
        redirected=tuple(
            Spot(subject=each.subject, element=id_) for each in others for id_ in each.values
        ),
        receipts=tuple(map(receipt_again, events)),
        again=True,
    )


def _leading(house: House, subject: str) -> tuple[list[str], int]:
    """Whoever has ever led to a subject, as the picture knows, and up to which position it does."""
    asked = {"links": _links(house), "subject": json.dumps(subject, ensure_ascii=False)}
    answer = house.picture.query(_LEADING, asked)
    return [each for (each,) in answer.rows], answer.position


def _led_since(house: House, writing: Writing, subject: str, seen: int) -> bool:
    """Whether anybody has said since that something leads to it, in a decision before this one."""
    links = _links(house)
    return any(
        subject in _ends(values.get(link))
        for values in _stated_since(writing, seen)
        for link in links
    )


def _stated_since(writing: Writing, seen: int) -> Iterator[dict[str, Any]]:
    if writing.head > seen:
        for row in writing.reading().walk(seen, None, ["entry.filed"]):
            yield from_json(row.body)["entry"].get("values", {}) if row.body else {}


def _ends(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _links(house: House) -> list[str]:
    return list(house.registry.catalogue.links)
