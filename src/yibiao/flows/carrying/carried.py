"""
One row of a workbook that came back → the entries it makes, or why it makes none.

What its cells say otherwise than the workbook showed is told by `cells`; here it is held against what is held by now.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

import msgspec

from yibiao.errors import Finding
from yibiao.flows.carrying.cells import LEADS_NOWHERE, Cells, same
from yibiao.flows.carrying.imported import Imports
from yibiao.flows.carrying.story import Story
from yibiao.flows.carrying.targets import Targets
from yibiao.intake.returned import ReturnedRow, ReturnedSheet
from yibiao.intake.sheets.lettering import letters
from yibiao.model.catalogue import Catalogue
from yibiao.model.kinds import ValueKind
from yibiao.model.record import Entry, Source
from yibiao.model.worksheet import SUBJECT, Worksheet

#: What became of a row.
Outcome = Literal["accepted", "unchanged", "conflict", "blocked", "asks-why"]

#: So many cells of a row that are all otherwise say that it is somebody else's.
_FEW: Final = 2
#: Digits of an identity number that a slip of the hand changes at most.
_SLIP: Final = 4
_IDENTITY: Final = (ValueKind.ID_NUMBER, ValueKind.USCC)

#: Of what tells entries of one import apart: the same whenever its file is brought.
_worded: Final = msgspec.json.Encoder(order="sorted").encode


class Carried(NamedTuple):
    """
    What a row comes to.

    Attributes:
        entries: To be filed, in order; none where nothing is new.
        told: Entries of this import that stand already: it was broken off, or is brought again.
        findings: Why it is blocked.
        contested: Whether one of those that stand is contested.
        held: What its subject had, where anything is new.
    """

    row: int
    subject: str = ""
    entries: tuple[Entry, ...] = ()
    told: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    contested: bool = False
    held: Mapping[str, Any] = MappingProxyType({})

    @property
    def leads_nowhere(self) -> bool:
        """Whether all that is wrong is that it names whom nobody knows."""
        return bool(self.findings) and all(each.code == LEADS_NOWHERE for each in self.findings)


@dataclass(eq=False)
class Sheet:
    """Compares the rows of one sheet with what is held."""

    found: ReturnedSheet
    worksheet: Worksheet
    import_: str
    imports: Imports
    catalogue: Catalogue
    units: frozenset[str]
    today: date
    links: Targets
    #: Where whom an earlier row is about stands.
    rows: dict[str, int] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _elements: list[str] = field(default_factory=list)
    _numbers: set[str] = field(default_factory=set)
    _naming: set[str] = field(default_factory=set)
    _opened: set[str] = field(default_factory=set)
    _cells: Cells = field(init=False)

    def __post_init__(self) -> None:
        columns = self.worksheet.columns
        self._elements = [each.element.id for each in columns]
        self._numbers = {each.element.id for each in columns if each.element.kind in _IDENTITY}
        self._naming = self._numbers | {f"{self.worksheet.kind}.name"}
        self._places = {slot: letters(at) for at, slot in enumerate(self.found.slots) if slot}
        self._cells = Cells(columns, self.catalogue, self.today, self.links, self.where)

    def subject(self, row: ReturnedRow) -> str:
        """Whom a row is about; somebody new, told from others by what the row says, where it carries no id."""
        if row.subject or row.garbled:
            return row.subject
        identity = [
            str(value)
            for column, value in zip(self.worksheet.columns, row.values, strict=True)
            if column.element.kind in _IDENTITY and isinstance(value, str)
        ]
        told = identity or [json.dumps(row.values, default=str, ensure_ascii=False)]
        return self.found.marker.new_subject("\n".join(told))

    def carried(self, row: ReturnedRow, subject: str, story: Story) -> Carried:
        """What *row*, about *subject*, comes to."""
        new = row.new or not row.subject
        wrong = self._misplaced(row, subject, story, new=new)
        if wrong is not None:
            return Carried(row.number, subject, findings=(wrong,))
        self.rows[subject] = row.number
        if row.as_shown:
            return Carried(row.number, subject)
        then = story.then or {}
        changed, findings = self._cells.otherwise(
            row.values, then, row.number, opened=new and story.then is None
        )
        if not changed and not findings:
            return Carried(row.number, subject)
        if not new and (strange := self._strange(row, then, changed)):
            findings = [strange]
        if findings:
            return Carried(row.number, subject, findings=tuple(findings))
        return self._stated(row, subject, story, changed)

    def forget(self, carried: Carried) -> None:
        """As if a row had not been there, which is to be compared again."""
        self.rows.pop(carried.subject, None)
        self._opened.discard(carried.subject)

    def apart(
        self, entry: Entry, row: ReturnedRow, others: frozenset[str]
    ) -> tuple[Entry, Entry, set[str]]:
        """An entry that opens, without what leads to *others*; one that states that; and to whom of them it leads."""
        links = {
            id_: {value} if isinstance(value, str) else set(value)
            for id_, value in entry.values.items()
            if id_ in self.catalogue.links and value
        }
        to = {id_: led & others for id_, led in links.items() if led & others}
        said = {id_: value for id_, value in entry.values.items() if id_ not in to}
        led = {id_: entry.values[id_] for id_ in to}
        opening, linking = (
            entry.model_copy(
                update={
                    "id": self._id(entry.subject, act, values, row),
                    "act": act,
                    "values": values,
                }
            )
            for act, values in (("open", said), ("state", led))
        )
        return opening, linking, set().union(*to.values())

    def where(self, element: str, row: int) -> str:
        """The cell of an element."""
        return f"{self.found.name}!{self._places.get(element, 'A')}{row}"

    # ---------------------------------------------------------------------------------- is it that subject?

    def _misplaced(
        self, row: ReturnedRow, subject: str, story: Story, *, new: bool
    ) -> Finding | None:
        code = None
        if row.garbled:
            code = "workbook-id-garbled"
        elif new and story.now is None and subject in self._opened:
            code = "workbook-row-twice"
        elif not new and story.now is None:
            code = "workbook-id-unknown"
        elif not new and story.now is not None and story.now.unit not in self.units:
            code = "subject-elsewhere"
        else:
            if new:
                self._opened.add(subject)
            if row.twice and (new or self._says_anything(row, story.then or {})):
                code = "workbook-row-twice"
        return Finding(code, self.where(SUBJECT, row.number)) if code else None

    def _says_anything(self, row: ReturnedRow, then: Mapping[str, Any]) -> bool:
        return not row.as_shown and (
            self._cells.otherwise(row.values, then, row.number, opened=False) != ({}, [])
        )

    def _strange(
        self, row: ReturnedRow, then: Mapping[str, Any], changed: Mapping[str, Any]
    ) -> Finding | None:
        """Rows that were sorted without their hidden ids say everything of somebody else."""
        if not then:
            return None
        known = {
            id_
            for id_, value in zip(self._elements, row.values, strict=True)
            if value is not None and then.get(id_) is not None
        }
        other = known & changed.keys()
        numbers, named = known & self._numbers, known & self._naming
        # A slip of the hand changes a few digits of a number; another's has others all over.
        far = any(_unlike(str(then[each]), str(changed[each])) for each in numbers & other)
        most = len(other) >= _FEW and 2 * len(other) > len(known)
        if (len(named) >= _FEW and named <= other) or (
            most and (far or (not numbers and bool(named & other)))
        ):
            return Finding("workbook-row-of-another", self.where(SUBJECT, row.number))
        return None

    # ------------------------------------------------------------------------------ what of it is new by now?

    def _stated(
        self, row: ReturnedRow, subject: str, story: Story, changed: dict[str, Any]
    ) -> Carried:
        told, mine = self._told(story, changed)
        opening = story.now is None or (story.now.closed and (row.new or not row.subject))
        plain, clash = self._parted(story, changed, told, opening=opening)
        base = self.found.marker.base
        entries = []
        if plain:
            seen = base if story.now is None else max(base, story.now.position)
            act: Literal["open", "state"] = "open" if opening else "state"
            entries.append(self._entry(row, subject, story, act, plain, seen))
        if clash:
            entries.append(self._entry(row, subject, story, "state", clash, base))
        contested = story.now is not None and any(id_ in story.now.contested for id_ in told)
        return Carried(
            row.number, subject, tuple(entries), mine, contested=contested and bool(mine),
            held=story.now.values if story.now is not None else {},
        )  # fmt: skip

    def _parted(
        self, story: Story, changed: dict[str, Any], told: set[str], *, opening: bool
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What of *changed* is stated as it is, and what is contested: held otherwise than the worker saw it."""
        if opening or story.untouched:
            if told:
                changed = {id_: value for id_, value in changed.items() if id_ not in told}
            return changed, {}
        held, then = story.now.values if story.now else {}, story.then or {}
        plain: dict[str, Any] = {}
        clash: dict[str, Any] = {}
        for id_, value in changed.items():
            now = held.get(id_)
            if id_ not in told and not same(value, now):
                (plain if same(now, then.get(id_)) else clash)[id_] = value
        return plain, clash

    def _told(self, story: Story, changed: Mapping[str, Any]) -> tuple[set[str], tuple[str, ...]]:
        """What imports have said already of *changed*, this one or one of an earlier copy; and this one's entries."""
        told: set[str] = set()
        mine: list[str] = []
        for entry in story.since:
            if entry.source is None or not self._stands(entry.source.id):
                continue
            alike = {
                id_ for id_, value in entry.values.items()
                if id_ in changed and same(value, changed[id_])
            }  # fmt: skip
            told |= alike
            if alike and entry.source.id == self.import_:
                mine.append(entry.id)
        return told, tuple(mine)

    def _stands(self, import_: str) -> bool:
        if import_ not in self.imports:
            return False
        known = self.imports[import_]
        return known.undone is None and known.imported.kind == "workbook"

    def _entry(
        self,
        row: ReturnedRow,
        subject: str,
        story: Story,
        act: Literal["open", "state"],
        values: dict[str, Any],
        base: int,
    ) -> Entry:
        return Entry.of(
            id=self._id(subject, act, values, row),
            unit=story.now.unit if story.now is not None else self.found.marker.unit,
            subject=subject,
            kind=self.worksheet.kind,
            act=act,
            values=values,
            base=base,
            source=Source.of(self.import_, f"{self.found.name}!{row.number}"),
            remark=row.remark or None,
        )

    def _id(self, subject: str, act: str, values: dict[str, Any], row: ReturnedRow) -> str:
        told = _worded([self.import_, subject, act, values, row.remark])
        return f"{self.import_}-{hashlib.sha256(told).hexdigest()[:24]}"


def _unlike(one: str, other: str) -> bool:
    """Whether two numbers differ in more than what a slip of the hand changes."""
    return sum(a != b for a, b in zip(one, other, strict=False)) > _SLIP
