"""Carry: a unit's workbook that came back → its changes filed, and what became of every row."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from yibiao import access
from yibiao.errors import Finding, Invalid, TooMany
from yibiao.flows.carrying import bring, carried_doubles, carried_rows, returning, tied
from yibiao.flows.carrying.beside import Beside
from yibiao.flows.carrying.carried import Carried, Sheet
from yibiao.flows.carrying.imported import Imported
from yibiao.flows.carrying.story import HeldRow, Story, story
from yibiao.flows.carrying.targets import Targets
from yibiao.flows.carrying.worksheets import worksheets
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.units.asked_cells import name_of
from yibiao.intake.returned import TOGETHER, ReturnedRow, ReturnedSheet
from yibiao.model.actor import Actor
from yibiao.model.original import SentFile
from yibiao.model.record import Entry, Receipt
from yibiao.store import chain as links
from yibiao.store.rows import several

#: Entries that wait for the disk while further rows are compared.
_WAITING: Final = 3 * TOGETHER
#: Rows that may wait until the rest of the file is taken, because they lead to somebody who may be new in it.
_MOST_LATER: Final = 20_000


def carry(house: House, unit: str, file: SentFile, actor: Actor) -> Imported:
    """
    Import a unit's workbook. Safe to do again: what was said is not said twice, and what was broken off goes on.

    A row is taken whole or not at all. What becomes of each stands in the report (`bring.reported`).

    Raises:
        NotFound: There is no such unit.
        Unreadable: It is no workbook of ours, or damaged.
        Invalid: It is another unit's, or another journal's.
        TooMany: The queue is full.
    """
    access.require(actor, "import.bring", house.at(unit), house.today)
    house.registry.unit(unit)
    planned = worksheets(house)
    with (
        returning.parts(file.content, file.name, planned) as parts,
        Beside(house, len(file.content)) as beside,
    ):
        run: _Run | None = None
        for part in parts:
            if isinstance(part, ReturnedSheet):
                _require_ours(house, part, unit)
                if run is None:
                    brought = bring.begin(house, "workbook", file, actor, unit=unit)
                    run = _Run(house, brought.imported.id, actor, unit, planned, beside)
                run.sheet(part)
            elif run is not None:
                run.rows(part)  # type: ignore[arg-type]
        assert run is not None  # noqa: S101 – a workbook without a sheet of ours is refused
        return run.finish(file.name)


def _require_ours(house: House, sheet: ReturnedSheet, unit: str) -> None:
    """What went out for another unit, or out of another journal, has ids that mean something else there."""
    marker = sheet.marker
    if any(each.level == "error" for each in sheet.findings):
        raise Invalid(*sheet.findings, count=len(sheet.findings))
    where = f"{sheet.name}!A1"
    if marker.unit != unit:
        facts = {"unit": marker.unit}
        raise Invalid(Finding("workbook-of-another-unit", where, facts), count=1)
    event = house.journal.event(marker.base) if marker.base else None
    link = links.ORIGIN if marker.base == 0 else event.link if event else ""
    if not link.startswith(marker.link or "-"):
        raise Invalid(Finding("workbook-of-another-journal", where), count=1)


@dataclass(frozen=True)
class _Batch:
    """Rows that were compared, and what is to come of their entries once these are handed over."""

    sheet: Sheet
    rows: list[Carried]
    outcomes: Future[list[fill.Outcome]] | None = None

    @property
    def settled(self) -> bool:
        """Whether it is known what came of them."""
        return self.outcomes is None or self.outcomes.done()

    @cached_property
    def entries(self) -> list[Entry]:
        """What they say, in order."""
        return [entry for each in self.rows for entry in each.entries]


class _Run:
    """One import from its first sheet to its report."""

    def __init__(
        self,
        house: House,
        import_: str,
        actor: Actor,
        unit: str,
        planned: Sequence[Any],
        beside: Beside,
    ) -> None:
        self._house, self._import, self._actor, self._beside = house, import_, actor, beside
        self._units = frozenset(house.registry.subtree(unit))
        self._planned = {each.kind: each for each in planned}
        self._targets = self._named() if self._leads() else Targets(())
        self._sheets: list[Sheet] = []
        self._compared: _Batch | None = None
        self._later: list[tuple[Sheet, ReturnedRow]] = []
        self._opened: list[str] = []
        self._waiting: deque[_Batch] = deque()
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._counts: Counter[str] = Counter()

    def sheet(self, found: ReturnedSheet) -> None:
        """Go on with another sheet."""
        worksheet = self._planned[found.marker.kind]
        registry = self._house.registry
        self._sheets.append(
            Sheet(
                found, worksheet, self._import, registry.imports, registry.catalogue, self._units,
                self._house.today, self._targets,
            )
        )  # fmt: skip
        self._rows[found.name] = []

    def rows(self, rows: Sequence[ReturnedRow]) -> None:
        """Compare rows of the sheet and hand over what they say."""
        self._compare(self._sheets[-1], rows, last=False)

    def _compare(self, sheet: Sheet, rows: Sequence[ReturnedRow], *, last: bool) -> None:
        carried = self._carried(sheet, rows)
        if not last:
            carried = list(self._taken_now(sheet, rows, carried))
        batch = _Batch(sheet, carried)
        # So that there is always something to look at, also while those before are handed over.
        self._beside.send(batch.entries, {each.subject: each.held for each in carried})
        self._hand_over()
        self._compared = batch

    def _carried(self, sheet: Sheet, rows: Sequence[ReturnedRow]) -> list[Carried]:
        """What each row comes to."""
        subjects = [sheet.subject(each) for each in rows]
        stories = self._stories(rows, subjects, sheet.found.marker.base)
        return [
            sheet.carried(row, subject, stories.get(subject, Story()))
            for row, subject in zip(rows, subjects, strict=True)
        ]

    def _taken_now(
        self, sheet: Sheet, rows: Sequence[ReturnedRow], carried: Sequence[Carried]
    ) -> Iterator[Carried]:
        """All but those that lead to somebody whom this file may open in a row that is still to come."""
        for row, each in zip(rows, carried, strict=True):
            if each.leads_nowhere and len(self._later) < _MOST_LATER:
                sheet.forget(each)
                self._later.append((sheet, row))
            else:
                yield each

    def finish(self, name: str) -> Imported:
        """Wait for what is under way, and keep the report."""
        self._settle_all()
        self._take_later()
        report = {
            "import": self._import,
            "file": name,
            "counts": dict(sorted(self._counts.items())),
            "sheets": [
                {
                    "name": each.found.name,
                    "kind": each.worksheet.kind.value,
                    "findings": [finding.document() for finding in each.found.findings],
                    "rows": self._rows[each.found.name],
                }
                for each in self._sheets
            ],
        }
        return bring.finish(
            self._house, self._import, report["counts"], report, self._actor  # type: ignore[arg-type]
        )  # fmt: skip

    def _take_later(self) -> None:
        """Take the rows that lead to somebody new, as long as anybody is opened to whom they may lead."""
        put_off, elements = bool(self._later), self._house.registry.catalogue.elements
        while self._later:
            opened, self._opened = self._opened, []
            with self._house.journal.reading() as reading:
                for record in reading.records_of(opened):
                    self._targets.add(record.kind, record.subject, name_of(elements, record))
            later, self._later = self._later, []
            if not opened:
                later = self._take_tied(later)
            for sheet, some in groupby(later, key=itemgetter(0)):
                for rows in several((row for _, row in some), TOGETHER):
                    self._compare(sheet, rows, last=not (opened or self._opened))
            self._settle_all()
        for rows_ in self._rows.values() if put_off else ():
            rows_.sort(key=itemgetter("row"))

    def _take_tied(
        self, later: Sequence[tuple[Sheet, ReturnedRow]]
    ) -> list[tuple[Sheet, ReturnedRow]]:
        """Take the rows that open subjects who lead to each other; the others."""
        promises = [promise for each in later if (promise := tied.promise(*each)) is not None]
        subjects = frozenset(subject for _, subject, _ in promises)
        found: list[tied.Tied | None] = []
        with self._targets.promised(promises):
            for sheet, some in groupby(later, key=itemgetter(0)):
                for rows in several((row for _, row in some), TOGETHER):
                    carried = self._carried(sheet, rows)
                    for each in carried:
                        sheet.forget(each)
                    found += map(partial(tied.Tied.of, sheet, promised=subjects), rows, carried)
        taken = set()
        for group in tied.groups(filter(None, found)):
            for one, came in tied.filed(self._house, group, self._actor):
                one.sheet.rows[one.carried.subject] = one.row.number
                self._note(one.sheet, one.carried._replace(entries=one.entries), came)
                taken.add((one.sheet, one.row.number))
        return [(sheet, row) for sheet, row in later if (sheet, row.number) not in taken]

    # ---------------------------------------------------------------------------------------- what is held

    def _leads(self) -> bool:
        return any(
            column.element.target for each in self._planned.values() for column in each.columns
        )

    def _named(self) -> Targets:
        """Everybody whom links may lead to, by name."""
        elements = self._house.registry.catalogue.elements
        return Targets(
            (record.kind.value, record.subject, name_of(elements, record))
            for unit in self._units
            for record in self._house.journal.records(unit=unit)
            if not record.closed
        )

    def _stories(
        self, rows: Sequence[ReturnedRow], subjects: Sequence[str], base: int
    ) -> dict[str, Story]:
        """By subject; of rows that are as they went out, no more than where their subjects are."""
        as_shown, others = set[str](), set[str]()
        for row, subject in zip(rows, subjects, strict=True):
            (as_shown if row.as_shown else others).add(subject)
        with self._house.journal.reading() as reading:
            records: dict[str, HeldRow] = {}
            for text in reading.texts(others):
                records |= HeldRow.all_of(text)
            newer = [id_ for id_, record in records.items() if record.position > base]
            told = dict(reading.stories(newer)) if newer else {}
            units = reading.units_of(as_shown - others)
        known = {id_: Story(now=HeldRow.somewhere(unit)) for id_, unit in units.items()}
        return known | {
            id_: story(record, told.get(id_, ()), base) for id_, record in records.items()
        }

    # ------------------------------------------------------------------------------------------ what is filed

    def _hand_over(self) -> None:
        """File what the rows say that were compared last; they were looked at meanwhile."""
        batch, self._compared = self._compared, None
        if batch is None:
            return
        entries = batch.entries
        looked = self._beside.taken(entries)
        outcomes = self._filing(entries, looked) if entries else None
        self._waiting.append(replace(batch, outcomes=outcomes))
        while self._waiting and (self._waiting[0].settled or self._too_many_wait()):
            self._settle()

    def _too_many_wait(self) -> bool:
        return sum(len(each.entries) for each in self._waiting) > _WAITING

    def _filing(
        self, entries: list[Entry], looked: list[fill.Looked | None]
    ) -> Future[list[fill.Outcome]]:
        """Hand entries over; where the queue is full, first wait for what is under way."""
        while True:
            try:
                return fill.filing(self._house, entries, self._actor, looked=looked)
            except TooMany:
                if not self._waiting:
                    raise
                self._settle()

    def _settle_all(self) -> None:
        self._hand_over()
        while self._waiting:
            self._settle()

    def _settle(self) -> None:
        """Note what became of the oldest batch."""
        batch = self._waiting.popleft()
        outcomes = iter(batch.outcomes.result() if batch.outcomes else ())
        for each in batch.rows:
            came = [
                carried_doubles.settled(self._house, entry, next(outcomes), self._actor)
                for entry in each.entries
            ]
            self._note(batch.sheet, each, came)

    def _note(self, sheet: Sheet, carried: Carried, came: Sequence[fill.Outcome]) -> None:
        """Note what became of a row."""
        self._opened += [
            entry.subject
            for entry, outcome in zip(carried.entries, came, strict=False)
            if entry.act == "open" and isinstance(outcome, Receipt)
        ]
        told = carried_rows.told(self._house, sheet, carried, came)
        self._counts[told["outcome"]] += 1
        self._rows[sheet.found.name].append(told)
