"""Reminders as somebody is told them: units by their names, subjects as they are called, and whether they may be opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.units.asked_cells import label
from yibiao.model.actor import Actor
from yibiao.model.record import Record
from yibiao.model.reminder import Reminder


@dataclass(frozen=True)
class Teller:
    """Tells an actor."""

    house: House
    actor: Actor

    def of(self, code: str, on: date, unit: str, facts: dict[str, Any], **members: Any) -> Reminder:
        """A reminder that is about no single subject."""
        return Reminder.of(code, on, unit, {**facts, "unit_name": self.unit(unit)}, **members)

    def about(
        self,
        record: Record,
        code: str,
        on: date,
        facts: dict[str, Any],
        *,
        unit: str | None = None,
        then: Record | None = None,
        **members: Any,
    ) -> Reminder:
        """
        A reminder about the subject of *record*.

        Args:
            record: As it is held now.
            code: Of the finding.
            on: The day that it is about.
            facts: What the sentence needs.
            unit: Whose reminder it is; the subject's unit, unless given.
            then: The record as the unit had it, by which the subject is called where it has left; as it is now, unless given.
            members: Of the reminder.
        """
        seen = then or record
        return self.of(
            code,
            on,
            unit or record.unit,
            facts,
            subject=record.subject,
            label=label(self.house, seen, self._shown, seen.unit),
            readable=self.house.reads(self.actor, record.unit),
            closed=record.closed,
            **members,
        )

    def unit(self, code: str) -> str:
        """What a unit is called."""
        known = self.house.registry.units.get(code)
        return known.name if known else code

    def records(self, subjects: Iterable[str]) -> dict[str, Record]:
        """The records of *subjects*, as they are held now."""
        with self.house.journal.reading() as reading:
            return {each.subject: each for each in reading.records_of(sorted(subjects))}

    @cached_property
    def _shown(self) -> Shown:
        return Shown(self.house, self.actor)
