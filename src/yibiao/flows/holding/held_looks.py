"""A held register → what a preview shows of it: how it was read, what its columns may mean and why, and its first rows."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from yibiao import access, intake
from yibiao.flows.holding.held_columns import HeldColumn
from yibiao.flows.house import House
from yibiao.intake.held import HeldRow
from yibiao.model.actor import Actor
from yibiao.model.binding import Match
from yibiao.model.where import OfImport

#: Rows that are shown, so that somebody sees what a column holds.
_FIRST: Final = 5
#: Rows that wait for a person to say whom they are about, and are shown.
_DOUBTFUL: Final = 50


class Looks:
    """What somebody is shown of registers before they are loaded; values as their grants at the unit have them."""

    def __init__(self, house: House, actor: Actor, unit: str, department: str | None) -> None:
        self._elements = house.registry.catalogue.elements
        self._all = access.sees_all(actor, "import.bring", house.today)
        at = house.at(unit)
        grants = access.grants_at(actor, "import.bring", at, house.today)
        if department is not None:
            held = OfImport(at, department)
            grants += access.grants_at(actor, "register.lead", held, house.today)
        self._masks = access.masks_under(grants, self._elements.values())

    def of(
        self,
        reading: intake.Reading,
        matches: Sequence[Match],
        columns: Sequence[HeldColumn],
        doubtful: Sequence[str],
    ) -> dict[str, Any]:
        """Beside what becomes of its rows; those that are *doubtful* are shown, too, by their places."""
        wanted = frozenset(doubtful[:_DOUBTFUL])
        asking = (row for row in _rows(reading) if row.place in wanted)
        return {
            "form": reading.form.schema_document(),
            "matches": [each.document() for each in matches],
            "first": [self._shown(each, columns) for each in islice(_rows(reading), _FIRST)],
            "doubtful": [self._shown(each, columns) for each in islice(asking, len(wanted))],
            "read": len(reading.rows) if reading.rows else 0,
        }

    def _shown(self, row: HeldRow, columns: Sequence[HeldColumn]) -> dict[str, Any]:
        cells = {
            each.field: self._value(each, row.cells[each.field])
            for each in columns
            if each.field in row.cells
        }
        return {"place": row.place, "cells": cells}

    def _value(self, column: HeldColumn, value: Any) -> str:
        """What stands there, covered as what it means is, or most likely means; stars where nothing of it is shown."""
        text = str(value)
        meant = column.element or next(iter(column.candidates), None)
        if meant is None or self._all:
            return text
        shown = access.masked(self._masks[meant], self._elements[meant].kind, text)
        return shown if isinstance(shown, str) else "***"


def _rows(reading: intake.Reading) -> Iterator[HeldRow]:
    for some in reading.rows.batches() if reading.rows else ():
        yield from some
