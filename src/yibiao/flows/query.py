"""Query: slices in their department's own columns, records with where each value came from, and the burden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yibiao import access, slicing
from yibiao.errors import NotFound
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Record
from yibiao.model.table import Rows


@dataclass(frozen=True)
class Slice:
    """A form's answer: its rows, and how complete they are."""

    form: str
    title: str
    rows: Rows

    @property
    def completeness(self) -> dict[str, Any]:
        """How many of its cells are answered."""
        cells = len(self.rows.rows) * len(self.rows.headers)
        answered = sum(value is not None for row in self.rows.rows for value in row)
        return {"rows": len(self.rows.rows), "cells": cells, "answered": answered}


def slice_of(
    house: House,
    form: str,
    actor: Actor,
    *,
    unit: str | None = None,
    as_of: int | None = None,
    period: tuple[date, date] | None = None,
) -> Slice:
    """
    The answer to a form, now or as of an earlier position of the journal.

    Raises:
        NotFound: There is no such form or unit.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.form.department)
    units: Sequence[str] | None = house.registry.subtree(unit) if unit else None
    query = slicing.compile(
        registration.form,
        tuple(registration.bindings.values()),
        house.registry.catalogue,
        today=house.today,
        units=units,
        as_of=as_of,
        period=period,
    )
    answer = house.picture.query(query.expression)
    technical = len(answer.names) - len(query.headers)
    rows = tuple(row[technical:] for row in answer.rows)
    return Slice(form, registration.form.title, Rows(query.headers, rows, as_of or answer.position))


def record(house: House, subject: str, actor: Actor) -> Record:
    """
    What is held about one subject, each value with the position of the entry that said it.

    Raises:
        NotFound: There is no such subject.
    """
    access.require(actor, "record.read", subject)
    found = house.journal.record(subject)
    if found is None:
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    return found
