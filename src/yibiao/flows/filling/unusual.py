"""What of an entry asks why, beside what is held of its subject and of those it leads to → a remark is wanted."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from yibiao import filling
from yibiao.errors import Finding, Invalid, Problem, RemarkWanted
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.record import Entry, Record
from yibiao.store import Told, Writing

RecordOf = Callable[[str], Record | None]

#: Acts by which a person states values. What a register holds is loaded as it is.
_STATING = ("open", "state")


def remark_wanted(entry: Entry, findings: Iterable[Finding]) -> RemarkWanted | None:
    """The refusal of an entry that says nothing of what *findings* ask."""
    asking = [each for each in findings if each.asks_why] if asked_why(entry) else []
    return RemarkWanted(*asking, count=len(asking)) if asking else None


def asked_why(entry: Entry) -> bool:
    """Whether a person states it who has not said why."""
    return entry.act in _STATING and not (entry.remark or "").strip()


class Fitting:
    """
    Lets entries of one request pass that fit what is held, or say why they do not.

    Args:
        house: Has the tables and the rounds.
        writing: Knows what is held.
        actor: Who states them, and hears nothing of subjects that they may not know of.
    """

    def __init__(self, house: House, writing: Writing, actor: Actor) -> None:
        self._house = house
        self._writing = writing
        self._record_of = known_to(house, actor, writing.record)
        self._today = house.today
        self._table = Tables(house)
        # By round, or none: no round opens while one request is decided.
        self._opened: dict[str | None, int | None] = {}

    def fetch_linked(self, entries: Iterable[Entry]) -> None:
        """Look up together whom rules about *entries* lead to, a step of their links at a time."""
        record_of = self._writing.record
        waiting = [
            (entry, via)
            for entry in entries
            if entry.values and asked_why(entry)
            for via in filling.links_read(entry, self._table[entry.kind])
        ]
        for step in range(max((len(via) for _, via in waiting), default=0)):
            ends = (
                _followed(entry, record_of(entry.subject), via[: step + 1], record_of)
                for entry, via in waiting
                if len(via) > step
            )
            self._writing.records({end for end in ends if isinstance(end, str)})

    def require(
        self, entry: Entry, record: Record | None, refusal: Problem | None, *, fitted: bool = False
    ) -> None:
        """
        Let an entry pass that fits what is held, or says why it does not.

        Args:
            entry: Well-formed.
            record: Of its subject.
            refusal: What it already asks by itself.
            fitted: It would fit if nothing were held of anybody.

        Raises:
            Invalid: A rule that blocks is broken.
            RemarkWanted: With everything that asks why.
        """
        if not entry.values:
            return
        table = self._table[entry.kind]
        if fitted and not filling.rests_on_held(entry, table, record):
            return
        asking = asked_why(entry)
        beside = filling.Beside(record)  # nothing of others or of the past blocks
        if asking:
            if entry.round not in self._opened:
                self._opened[entry.round] = opened(self._house, entry)
            since = self._opened[entry.round]
            beside = beside_of(entry, record, self._record_of, self._writing.told, opened=since)
        found = filling.beside_held(entry, table, beside, today=self._today, asking=asking)
        errors = [each for each in found if each.level == "error"]
        if errors:
            raise Invalid(*errors, count=len(errors))
        before = refusal.findings if refusal is not None else ()
        wanted = remark_wanted(entry, (*before, *found))
        if wanted is not None:
            raise wanted


class Tables(dict[SubjectKind, MergedTable]):
    """The one tables by kind, each asked for once: whatever round an entry names, it states what all of them ask."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    def __missing__(self, kind: SubjectKind) -> MergedTable:
        """The table, asked for."""
        self[kind] = table = self._house.table(kind)
        return table


def known_to(house: House, actor: Actor, record_of: RecordOf) -> RecordOf:
    """As *record_of*, of the subjects that *actor* may know of; of others as if there were none."""

    def known(subject: str) -> Record | None:
        record = record_of(subject)
        return record if record is not None and house.knows(actor, record) else None

    return known


def beside_of(
    entry: Entry,
    record: Record | None,
    record_of: RecordOf,
    told: Callable[[str], Iterable[Told]],
    *,
    opened: int | None,
) -> filling.Beside:
    """
    What an entry is looked at beside.

    Args:
        entry: About a subject,
        record: of which this is held.
        record_of: What is held of others.
        told: The entries about a subject, in order.
        opened: As `opened` tells.
    """

    def linked(via: tuple[str, ...], element: str) -> Any:
        return _followed(entry, record, (*via, element), record_of)

    def before(element: str) -> Any:
        cell = record.cells.get(element) if record else None
        if cell is None or opened is None or cell.position <= opened:
            return cell and cell.value
        return stated_by(told(entry.subject), element, opened)

    return filling.Beside(record, linked, before)


def _followed(
    entry: Entry, record: Record | None, path: tuple[str, ...], record_of: RecordOf
) -> Any:
    """The value at the end of *path*, whose steps but the last are links; nothing where one leads nowhere."""
    first, *steps = path
    value = entry.values[first] if first in entry.values else _held(record, first)
    for step in steps:
        value = _held(record_of(value), step) if isinstance(value, str) else None
    return value


def _held(record: Record | None, element: str) -> Any:
    cell = record.cells.get(element) if record else None
    return cell.value if cell else None


def opened(house: House, entry: Entry) -> int | None:
    """Where the journal stood when the entry's round opened, or else the one in progress; nothing when none is."""
    return (
        in_progress(house) if entry.round is None else house.registry.rounds.opened.get(entry.round)
    )


def in_progress(house: House) -> int | None:
    """Where the journal stood when the newest round opened that is in progress; nothing when none is."""
    rounds = house.registry.rounds
    return max((rounds.opened[each.id] for each in rounds.taking(house.today)), default=None)


def stated_by(told: Iterable[Told], element: str, position: int) -> Any:
    """What was stated last of *element* up to *position*: the value has changed since, so the record has it no more."""
    return next(_stated(reversed(list(told)), element, position), None)


def _stated(told: Iterable[Told], element: str, position: int) -> Iterator[Any]:
    for each in told:
        if each.position <= position and each.body is not None:
            values = json.loads(each.body)["entry"].get("values", {})
            if element in values:
                yield values[element]
