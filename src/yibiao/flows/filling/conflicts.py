"""Conflicts: contested cells with who said what, and a person's decision between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yibiao import access
from yibiao.errors import ChosenUnknown, EntryIdReused, NotContested, NotFound, StatedSince
from yibiao.flows.filling import fill
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.subject.provenance import people, told
from yibiao.model.actor import Actor
from yibiao.model.contest import Contested, Decision
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Cell, Entry, Receipt, Record, Statement
from yibiao.store import Writing

#: As many subjects' conflicts as are listed at once.
MOST_AT_ONCE = 500

_UNIT = "#unit"

_CONTESTED = (
    " UNION ALL ".join(
        f"""SELECT "#subject" FROM "{kind.value}"
        WHERE len("#contested") > 0 AND NOT "#closed" AND "#subject" > $after
          AND "#unit" IN (SELECT unnest($units::VARCHAR[]))"""
        for kind in SubjectKind
    )
    + ' ORDER BY "#subject" LIMIT $limit'
)


@dataclass(frozen=True)
class Conflicts:
    """Contested cells by subject, what people who said so are called; `after` is where the next page begins, if there is one."""

    cells: tuple[Contested, ...]
    after: str | None = None
    people: Mapping[str, str] = field(default_factory=dict)


def conflicts(
    house: House, unit: str, actor: Actor, *, after: str = "", limit: int = MOST_AT_ONCE
) -> Conflicts:
    """
    The contested cells of the open subjects of *unit* and below: to both workers, and to whoever answers for the units.

    Args:
        house: Where.
        unit: Its code.
        actor: Who asks.
        after: Only of subjects that sort after this one.
        limit: Of so many subjects at most.

    Raises:
        NotFound: There is no such unit.
        PictureBehind: It would take longer to find them than the caller should wait.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    units = house.registry.subtree(unit)
    asked = {"units": units, "after": after, "limit": limit}
    subjects = [each for (each,) in house.picture.query(_CONTESTED, asked).rows]
    with house.journal.reading() as reading:
        records = sorted(reading.records_of(subjects), key=lambda each: each.subject)
        found = [(record, id_, cell) for record in records for id_, cell in _contested(record)]
        events = reading.events_at(
            each.position for _, _, cell in found for each in (cell, *cell.contested)
        )
    shown = Shown(house, actor)
    cells = tuple(
        shown.contested(
            Contested(
                subject=record.subject,
                kind=record.kind,
                unit=record.unit,
                element=element,
                held=told(cell, events),
                others=tuple(told(each, events) for each in cell.contested),
                seen=record.position,
            )
        )
        for record, element, cell in found
    )
    house.noted(actor, "conflicts", unit, len(cells))
    after_ = subjects[-1] if len(subjects) == limit else None
    said = (each.by for cell in cells for each in (cell.held, *cell.others))
    return Conflicts(cells, after_, people(house, said))


def decide(house: House, subject: str, decision: Decision, actor: Actor) -> Receipt:
    """
    State a contested cell as somebody who has seen all that was said of it; it is contested no more.

    Raises:
        NotFound: There is no such subject.
        NotContested: The cell is not contested.
        StatedSince: Something was said of it that the decision had not seen.
        ChosenUnknown: None of the statements stands at the chosen position.
        Invalid: The value breaks a rule.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "conflict.decide", house.about(subject), house.today)

    def decided(writing: Writing) -> Receipt:
        record = writing.record(subject)
        if record is None:
            raise NotFound(what_zh="对象", what_en="subject", id=subject)
        entry = _entry(writing, record, decision)
        known = decision.chosen is not None  # it was let in when it was stated
        (receipt,) = fill.within(house, writing, [entry], actor, known=known)
        return receipt

    return house.journal.write(decided)


def _contested(record: Record) -> Iterator[tuple[str, Cell]]:
    if record.moved and record.moved.contested:
        yield _UNIT, record.moved
    yield from ((id_, cell) for id_, cell in record.cells.items() if cell.contested)


def _entry(writing: Writing, record: Record, decision: Decision) -> Entry:
    """The entry that a decision is; one that stands already as it stands, so that it is answered as before."""
    known = writing.event_of(decision.id)
    if known is not None and known.subject == record.subject and known.kind == "entry.filed":
        return _again(Entry.model_validate(known.body["entry"]), decision)
    cell = dict(_contested(record)).get(decision.element)
    if cell is None:
        raise NotContested(element=decision.element)
    statements = (cell, *cell.contested, *cell.agreeing)
    newest = max(each.position for each in statements)
    if newest > decision.seen:
        raise StatedSince(subject=record.subject, element=decision.element, position=newest)
    value = decision.value if decision.chosen is None else _chosen(statements, decision).value
    moves = decision.element == _UNIT
    return Entry(
        id=decision.id,
        unit=value if moves else record.unit,
        subject=record.subject,
        kind=record.kind,
        act="move" if moves else "state",
        values={} if moves else {decision.element: value},
        base=decision.seen,
        remark=decision.remark,
    )


def _again(entry: Entry, decision: Decision) -> Entry:
    stated = {_UNIT: entry.unit} if entry.act == "move" else entry.values
    other = decision.chosen is None and stated.get(decision.element) != decision.value
    if decision.element not in stated or entry.base != decision.seen or other:
        raise EntryIdReused(entry=entry.id)
    return entry


def _chosen(statements: tuple[Statement, ...], decision: Decision) -> Statement:
    for each in statements:
        if each.position == decision.chosen:
            return each
    raise ChosenUnknown(element=decision.element, position=decision.chosen)
