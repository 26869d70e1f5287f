"""The rows of a held register → whom each is about: by number, by a person's decision, or somebody new."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from yibiao import filling
from yibiao.errors import Finding
from yibiao.flows.filling.resemblances import identity_of, traits_of
from yibiao.flows.holding.held_lead import Lead
from yibiao.flows.holding.held_row import PlannedRow, told
from yibiao.flows.holding.held_values import Sayings
from yibiao.intake.held import HeldRow
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record
from yibiao.store import Reading

#: Whom a row is about that is decided to be about somebody new.
NEW: Final = "new"


@dataclass
class Subjects:
    """
    Whom rows are about.

    Attributes:
        import_: Whence they come: whoever a row opens has the same id whenever its file is loaded.
        decided: What a person says, by place.
        lead: In whose name.
        opening: Whom earlier rows open, by what identifies them.
    """

    unit: str
    import_: str
    decided: Mapping[str, str]
    lead: Lead
    opening: dict[tuple[str, str], str] = field(default_factory=dict)

    def planned(
        self, journal: Reading, kind: SubjectKind, rows: Sequence[HeldRow], sayings: Sayings
    ) -> Iterator[PlannedRow]:
        """What is to become of each of *rows*."""
        read = [sayings.of(row) for row in rows]
        keys = [filling.keys(kind, self.unit, values) for values, _, _ in read]
        sharing = journal.sharing({key for some in keys for key in some})
        near = [{each for key in some for each in sharing.get(key, ())} for some in keys]
        wanted = {each for some in near for each in some} | {self._new(kind, row) for row in rows}
        wanted |= {self.decided[row.place] for row in rows if row.place in self.decided}
        known = {record.subject: record for record in journal.records_of(sorted(wanted))}
        for row, (values, findings, unknown), some in zip(rows, read, near, strict=True):
            if findings and (not values or (unknown and row.place not in self.decided)):
                yield PlannedRow(row.place, "blocked", findings=findings)
            elif not values:
                yield PlannedRow(row.place, "unchanged")
            else:
                records = [known[each] for each in sorted(some) if each in known]
                planned = self._one(kind, row, values, findings, records, known)
                yield self._parted(planned, known.get(planned.subject), journal)

    def _one(
        self,
        kind: SubjectKind,
        row: HeldRow,
        values: dict[str, Any],
        findings: tuple[Finding, ...],
        near: Sequence[Record],
        known: Mapping[str, Record],
    ) -> PlannedRow:
        """Whom a row is about that says something."""
        new, said = self._new(kind, row), self.decided.get(row.place)
        if said is not None and said != NEW:
            if said in known:
                return PlannedRow(row.place, "loaded", said, values, findings=findings)
            unknown = Finding("unknown-subject", row.place, {"kind": kind.value})
            return PlannedRow(row.place, "blocked", findings=(unknown,))
        opened: dict[str, Any] = {"subject": new, "values": values, "findings": findings}
        if new in known:  # it was opened when this file was loaded before
            return PlannedRow(row.place, "opened", candidates=told(known[new].unlike), **opened)
        same, alike = _resembling(kind, values, near)
        mine = filling.identity(kind, values)
        if said != NEW:
            # Whoever the register has twice is nobody new the second time.
            there = {each.subject for each in same}
            there |= {self.opening[each] for each in mine if each in self.opening}
            if len(there) == 1 and (same or not alike):
                return PlannedRow(row.place, "loaded", there.pop(), values, findings=findings)
            if there or alike:
                whom = tuple(alike) or told(sorted(there))
                return PlannedRow(row.place, "undecided", candidates=whom, findings=findings)
        self.opening |= dict.fromkeys(mine, new)
        others = sorted({*(each.subject for each in same), *(each["subject"] for each in alike)})
        return PlannedRow(row.place, "opened", candidates=told(others), **opened)

    def _parted(self, row: PlannedRow, record: Record | None, journal: Reading) -> PlannedRow:
        """*row* with what is to be stated, loaded or contested; of somebody who is there, only if it is anything new."""
        if row.outcome == "opened":
            settled = {each: value for each, value in row.values.items() if self.lead.leads(each)}
            rest = {each: value for each, value in row.values.items() if each not in settled}
            return replace(row, values=rest, settled=settled)
        if row.outcome != "loaded":
            return row
        plain, settled, differing = self.lead.parted(row.values, record, journal)
        held = record.values if record else {}
        if all(held.get(each) == value for each, value in plain.items()):
            plain = {}
        outcome = "loaded" if plain or settled or differing else "unchanged"
        cells = record.cells if record else {}
        against = [
            (cells[each], value)
            for each, value in {**plain, **differing}.items()
            if each in cells
            and not cells[each].loaded
            and not filling.same(cells[each].value, value)
        ]
        if against:
            outcome = "conflict"
        stands = any(
            filling.same(other.value, value) for cell, value in against for other in cell.contested
        )
        return replace(
            row, outcome=outcome, values=plain, settled=settled, differing=differing, stands=stands
        )

    def _new(self, kind: SubjectKind, row: HeldRow) -> str:
        text = f"{self.import_}\0{row.place}"
        return f"{kind.value}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"


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
