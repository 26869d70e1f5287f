"""
Hold: a register in anybody's own layout → what it says, loaded into the records of those it is about.

It is read and matched as a form is, though it is none: its columns are bound for this load alone, and the next file of
the same layout takes over what was decided. Nobody's statement is overruled: values are loaded, shown as such until
somebody confirms them, and contested where they say otherwise. Loading a file again changes nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from yibiao import access, filling, intake, matching
from yibiao.errors import Finding, Invalid, NotAForm, Problem
from yibiao.flows import bring, fill
from yibiao.flows.held_columns import HeldColumn, columns_of, layout_of
from yibiao.flows.house import House
from yibiao.flows.resemblances import identity_of, traits_of, values_of
from yibiao.flows.worksheets import choices_of
from yibiao.intake.held import HeldRow
from yibiao.intake.returned_values import reader
from yibiao.model.actor import Actor
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile
from yibiao.model.record import Entry, Receipt, Record, Source
from yibiao.model.worksheet import CLEAR, SheetColumn
from yibiao.store import Reading

#: Whom a row is about that is decided to be about somebody new.
NEW: Final = "new"

#: Why what a register says of somebody new may be unusual.
_WHY: Final = "载入已有台账 out of a register"

_TOGETHER: Final = 500
#: More different texts than this in a column are no answers to choose from.
_ANSWERS: Final = 60


@dataclass(frozen=True)
class _Row:
    """A row, whom it is about, and what becomes of it."""

    held: HeldRow
    outcome: str
    subject: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    candidates: tuple[dict[str, Any], ...] = ()

    def document(self) -> dict[str, Any]:
        return {
            "place": self.held.place,
            "outcome": self.outcome,
            **({"subject": self.subject} if self.subject else {}),
            **({"errors": [each.document() for each in self.findings]} if self.findings else {}),
            **({"candidates": list(self.candidates)} if self.candidates else {}),
        }


def hold(
    house: House,
    unit: str,
    file: SentFile,
    actor: Actor,
    *,
    kind: SubjectKind | None = None,
    columns: Mapping[str, str] | None = None,
    subjects: Mapping[str, str] | None = None,
    commit: bool = True,
) -> dict[str, Any]:
    """
    Load the registers in *file* into the records of *unit*; what became of each column and row. A preview keeps nothing.

    A row goes to whoever has its identity number; one that resembles somebody waits for a person; others are opened.

    A person decides in *columns*, by label or cell, which element a column means, or `NOTHING`; in *subjects*, by place,
    whom a row is about, or `NEW`.

    Raises:
        NotFound: There is no such unit.
        NotAForm: It holds no rows under headers.
        Invalid: Columns are doubtful still; a preview says which.
        Problem: What intake says of the file.
    """
    access.require(actor, "import.bring", unit)
    house.registry.unit(unit)
    said = {} if kind is None else {"subject": kind}
    readings = house.read(file.content, file.name, department="register", rows=True, **said)
    held = [each for each in readings if each.rows]
    if not held:
        raise NotAForm(Finding("register-without-rows"), file=file.name)
    meant = [columns_of(house, each.form, columns or {}) for each in held]
    doubtful = [
        Finding("column-undecided", each.cell, {"label": each.label})
        for some in meant
        for each in some
        if each.doubtful
    ]
    if commit and doubtful:
        raise Invalid(*doubtful, count=len(doubtful))
    brought = bring.begin(house, "register", file, actor, unit=unit).imported.id if commit else ""
    run = _Run(house, unit, brought or _preview_id(file), actor, subjects or {}, commit=commit)
    sheets = [run.sheet(each, some) for each, some in zip(held, meant, strict=True)]
    report = {
        "unit": unit, "file": file.name, "import": brought, "counts": dict(sorted(run.counts.items())), "sheets": sheets,
    }  # fmt: skip
    if commit:
        bring.finish(house, brought, report["counts"], report, actor)  # type: ignore[arg-type]
    return report


def _preview_id(file: SentFile) -> str:
    return f"preview-{file.original.digest[:32]}"


class _Run:
    """One load: rows to subjects, values to entries."""

    def __init__(
        self,
        house: House,
        unit: str,
        import_: str,
        actor: Actor,
        decided: Mapping[str, str],
        *,
        commit: bool,
    ) -> None:
        self._house, self._unit, self._import, self._actor = house, unit, import_, actor
        self._decided, self._commit = decided, commit
        self.counts: Counter[str] = Counter()

    def sheet(self, reading: intake.Reading, columns: Sequence[HeldColumn]) -> dict[str, Any]:
        """Load the rows of one register; what became of it."""
        kind = reading.form.subject
        readers = {
            each.field: (
                self._element(each.element),
                reader(self._column(each.element, _texts(reading.rows, each.field))),
            )
            for each in columns
            if each.element
        }
        done: list[_Row] = []
        for start in range(0, len(reading.rows), _TOGETHER):
            some = reading.rows[start : start + _TOGETHER]
            with self._house.journal.reading() as journal:
                planned = list(self._planned(journal, kind, some, readers))
            done += self._filed(kind, planned) if self._commit else planned
        self.counts.update(each.outcome for each in done)
        return {
            "part": reading.file.part if reading.file else None,
            "kind": kind.value,
            "layout": layout_of(reading.form),
            "columns": [each.document() for each in columns],
            "rows": [each.document() for each in done],
        }

    def _element(self, id_: str) -> Element:
        return self._house.registry.catalogue.elements[id_]

    def _column(self, id_: str, texts: Sequence[str]) -> SheetColumn:
        """The element as a column whose cells say *texts*, each of its codes also known by what they call it."""
        element = self._element(id_)
        choices = choices_of(self._house, element)
        codes = self._house.registry.catalogue.codes_of(element)
        if codes is not None and 0 < len(texts) <= _ANSWERS:
            meant = matching.codes_meant(codes, texts)
            choices += tuple((code, text) for text, code in meant.items())
        return SheetColumn(element, element.name.zh, "", choices=choices)

    def _planned(
        self,
        journal: Reading,
        kind: SubjectKind,
        rows: Sequence[HeldRow],
        readers: Mapping[str, tuple[Element, Any]],
    ) -> Iterator[_Row]:
        read = [_values(row, readers) for row in rows]
        keys = [filling.keys(kind, self._unit, values) for values, _ in read]
        sharing = journal.sharing({key for some in keys for key in some})
        near = [{each for key in some for each in sharing.get(key, ())} for some in keys]
        wanted = {each for some in near for each in some} | {self._new(kind, row) for row in rows}
        wanted |= {self._decided[row.place] for row in rows if row.place in self._decided}
        known = {
            record.subject: record
            for record in map(Record.model_validate_json, journal.documents(sorted(wanted)))
        }
        for row, (values, findings), some in zip(rows, read, near, strict=True):
            if findings:
                yield _Row(row, "blocked", findings=findings)
            elif not values:
                yield _Row(row, "unchanged")
            else:
                records = [known[each] for each in sorted(some) if each in known]
                yield self._one(kind, row, values, records, known)

    def _one(
        self,
        kind: SubjectKind,
        row: HeldRow,
        values: dict[str, Any],
        near: Sequence[Record],
        known: Mapping[str, Record],
    ) -> _Row:
        """Whom a row that is well written is about."""
        new, said = self._new(kind, row), self._decided.get(row.place)
        if said is not None and said != NEW:
            if said in known:
                return _of(row, known[said], values)
            unknown = Finding("unknown-subject", row.place, {"kind": kind.value})
            return _Row(row, "blocked", findings=(unknown,))
        if new in known:  # it was opened when this file was loaded before
            return _Row(row, "opened", new, values, candidates=_told(known[new].unlike))
        same, alike = _resembling(kind, values, near)
        if len(same) == 1 and said != NEW:
            return _of(row, same[0], values)
        if (same or alike) and said != NEW:
            return _Row(
                row, "undecided", candidates=tuple(alike) or _told(one.subject for one in same)
            )
        others = dict.fromkeys(
            [each.subject for each in same] + [each["subject"] for each in alike]
        )
        return _Row(row, "opened", new, values, candidates=_told(sorted(others)))

    def _new(self, kind: SubjectKind, row: HeldRow) -> str:
        """The id of whoever the row opens: the same whenever this file is loaded."""
        told = f"{self._import}\0{row.place}"
        return f"{kind.value}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"

    def _filed(self, kind: SubjectKind, planned: Sequence[_Row]) -> list[_Row]:
        entries = {at: list(self._entries(kind, each)) for at, each in enumerate(planned)}
        flat = [(at, entry) for at, some in entries.items() for entry in some]
        outcomes = fill.file_all(self._house, [entry for _, entry in flat], self._actor)
        by_row: dict[int, list[fill.Outcome]] = {}
        for (at, _), outcome in zip(flat, outcomes, strict=True):
            by_row.setdefault(at, []).append(outcome)
        return [_answered(each, by_row.get(at, ())) for at, each in enumerate(planned)]

    def _entries(self, kind: SubjectKind, row: _Row) -> Iterator[Entry]:
        """Whoever is new is opened with what they are recognised by; all that the row says is loaded."""
        if row.outcome not in ("opened", "loaded"):
            return
        about = {"unit": self._unit, "subject": row.subject, "kind": kind}
        source = Source(id=self._import, place=row.held.place)
        if row.outcome == "opened":
            own = dict(filling.telling(kind, row.values))
            unlike = tuple(each["subject"] for each in row.candidates) or None
            id_ = f"{self._import}:{row.held.place}:open"
            yield Entry(id=id_, act="open", values=own, source=source, unlike=unlike, remark=_WHY, **about)  # fmt: skip
        id_ = f"{self._import}:{row.held.place}:load"
        rest = row.values
        if row.outcome == "opened":
            own = dict(filling.telling(kind, row.values))
            rest = {each: value for each, value in rest.items() if each not in own}
        if rest:
            yield Entry(id=id_, act="load", values=rest, source=source, **about)


def _texts(rows: Sequence[HeldRow], field_: str) -> list[str]:
    """The different texts of a column, as far as there are few enough to be answers."""
    found: dict[str, None] = {}
    for row in rows:
        value = row.cells.get(field_)
        if isinstance(value, str):
            found[value.strip()] = None
            if len(found) > _ANSWERS:
                break
    return list(found)


def _resembling(
    kind: SubjectKind, values: Mapping[str, Any], near: Sequence[Record]
) -> tuple[list[Record], list[dict[str, Any]]]:
    """Who has the same number; and whom somebody should look at, with the reasons."""
    near = [each for each in near if each.kind is kind and not each.closed]
    mine = filling.identity(kind, values)
    recognised = filling.traits_of(kind, values)
    compared = [(each, filling.compare(kind, recognised, traits_of(each))) for each in near]
    alike = [
        {"subject": each.subject, "unit": each.unit, **how.document()}
        for each, how in compared
        if how is not None and how.asks
    ]
    return [each for each in near if mine & identity_of(each)], alike


def _told(subjects: Iterable[str]) -> tuple[dict[str, Any], ...]:
    return tuple({"subject": each} for each in subjects)


def _of(row: HeldRow, record: Record, values: dict[str, Any]) -> _Row:
    """A row about somebody who is there."""
    held = values_of(record)
    if all(held.get(each) == value for each, value in values.items()):
        return _Row(row, "unchanged", record.subject)
    return _Row(row, "loaded", record.subject, values)


def _values(
    row: HeldRow, readers: Mapping[str, tuple[Element, Any]]
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    values: dict[str, Any] = {}
    findings = []
    for id_, (element, read) in readers.items():
        value = read(row.cells.get(id_))
        if value is None or value == CLEAR:  # nothing is cleared by a register
            continue
        if isinstance(value, tuple):  # what is wrong with it, and what stands there
            names = {"name_zh": element.name.zh, "name_en": element.name.en, "example": "…"}
            findings.append(Finding(value[0], row.place, names))
        else:
            values[element.id] = value
    return values, tuple(findings)


def _answered(row: _Row, outcomes: Sequence[fill.Outcome]) -> _Row:
    """*row* with what became of its entries."""
    for each in outcomes:
        if isinstance(each, Problem):
            findings = each.findings or (
                Finding("row-refused", row.held.place, {"code": each.code}),
            )
            return _Row(row.held, "blocked", row.subject, findings=findings)
    if any(isinstance(each, Receipt) and each.contested for each in outcomes):
        return _Row(row.held, "conflict", row.subject)
    return row
