"""A planned row of a held register → the entries that file it, the same whenever its file is loaded; and what became of it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from yibiao.errors import Finding, Problem
from yibiao.flows.filling import fill
from yibiao.flows.holding.held_row import PlannedRow
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry, Receipt, Source

#: Why what a register says may be unusual.
_WHY: Final = "载入已有台账 out of a register"


def entries(
    row: PlannedRow, kind: SubjectKind, unit: str, import_: str, base: int
) -> Iterator[Entry]:
    """
    Whoever is new is opened with all that the row says, which is loaded as it is of somebody who is there.

    What the lead department settles is stated, of somebody who is there by whoever had seen the journal up to *base*.
    """
    if row.outcome not in ("opened", "loaded", "conflict"):
        return
    about: dict[str, Any] = {
        "unit": unit, "subject": row.subject, "kind": kind, "source": Source(id=import_, place=row.place),
    }  # fmt: skip
    name = f"{import_}:{row.place}"
    if row.outcome == "opened":
        unlike = tuple(each["subject"] for each in row.candidates) or None
        yield Entry(
            id=f"{name}:open", act="open", values={**row.values, **row.settled},
            loaded=tuple(row.values) or None, unlike=unlike, remark=_WHY, **about,
        )  # fmt: skip
        return
    if row.values:
        yield Entry(id=f"{name}:load", act="load", values=row.values, **about)
    if row.settled:
        yield Entry(
            id=f"{name}:settle", act="state", values=row.settled, base=base, remark=_WHY, **about
        )
    if row.differing:
        told = "\0".join(sorted(row.differing))
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        yield Entry(id=f"{name}:differ-{digest}", act="load", values=row.differing, **about)


def answered(row: PlannedRow, outcomes: Sequence[fill.Outcome]) -> PlannedRow:
    """*row* with what became of its entries."""
    for each in outcomes:
        if isinstance(each, Problem):
            facts = {"code": each.code, "why_zh": each.title("zh"), "why_en": each.title("en")}
            refused = each.findings or (Finding("row-refused", row.place, facts),)
            return replace(row, outcome="blocked", findings=(*row.findings, *refused))
    receipts = [each for each in outcomes if isinstance(each, Receipt)]
    if any(each.contested for each in receipts):
        return replace(row, outcome="conflict")
    if row.outcome == "conflict" and not row.stands and all(each.again for each in receipts):
        return replace(row, outcome="unchanged")  # it was loaded before, and somebody has decided
    return row
