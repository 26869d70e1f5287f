"""Query: the registry and the one table, slices in their department's own columns, records with where each value came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from yibiao import access, slicing
from yibiao.errors import NotAdmitted, NotFound
from yibiao.flows.house import House
from yibiao.flows.registry import Registry
from yibiao.flows.shown import Shown
from yibiao.model.actor import Actor
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.place import COMMUNITY_DIGITS
from yibiao.model.record import Record
from yibiao.model.table import Header, Rows
from yibiao.model.where import ANYWHERE

EVERYTHING: Final = slicing.Wanted()


@dataclass(frozen=True)
class Slice:
    """A form's answer: its rows, the names of the units they are of, and how complete they are."""

    form: Form
    rows: Rows
    names: Mapping[str, str]
    #: Where the next page begins, if there is one.
    next: str | None = None

    @property
    def printed(self) -> Rows:
        """The rows as they are handed out: a summary says first of which unit each is."""
        if self.form.layout != "summary":
            return self.rows
        unit = Header("#unit", "填报单位")
        named = zip(self.rows.keys, self.rows.rows, strict=True)
        return replace(
            self.rows,
            headers=(unit, *self.rows.headers),
            rows=tuple((self.names.get(code, code), *row) for (code, _), row in named),
        )

    @property
    def completeness(self) -> dict[str, Any]:
        """How many of its cells are answered."""
        cells = len(self.rows.rows) * len(self.rows.headers)
        answered = sum(value is not None for row in self.rows.rows for value in row)
        return {"rows": len(self.rows.rows), "cells": cells, "answered": answered}


def registry(house: House, actor: Actor) -> Registry:
    """Departments, units, forms, bindings, elements and rounds, to be read."""
    access.require(actor, "registry.read", ANYWHERE, house.today)
    return house.registry


def table(house: House, kind: SubjectKind, actor: Actor) -> MergedTable:
    """Every element that some form in force asks about subjects of that kind, once."""
    access.require(actor, "registry.read", ANYWHERE, house.today)
    return house.table(kind)


def slice_of(
    house: House,
    form: str,
    actor: Actor,
    *,
    unit: str | None = None,
    as_of: int | None = None,
    period: tuple[date, date] | None = None,
    stale: bool = False,
    wanted: slicing.Wanted = EVERYTHING,
) -> Slice:
    """
    The answer to a form, now or as of an earlier position of the journal; all of it, or what is *wanted*.

    With *stale* it need not be newer than what the picture shows by now, should it lag behind.

    Raises:
        NotFound: There is no such form or unit.
        PictureBehind: The picture lacks too much to wait for.
        NotAdmitted: The form was never let into circulation.
        Invalid: What is wanted names fields that the form does not have, or is no condition.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    if not registration.answers:
        raise NotAdmitted(form=form, state=registration.status)
    units = _counted(house, registration.form, unit) if unit else None
    if stale and as_of is None and house.picture.lags:
        as_of = house.picture.at
    query = house.slice_of(
        registration, house.sight(actor, registration), units=units, as_of=as_of, period=period
    )
    expression, beside = query.expression, 0
    if not wanted.everything:
        expression = slicing.narrowed(expression, registration.form, wanted, house.today)
        beside = slicing.keys_of(wanted)
    answer = house.picture.query(expression, as_of=as_of)
    page = answer.rows[: wanted.limit]
    technical, width = len(slicing.TECHNICAL), len(answer.names) - beside
    rows = Rows(
        headers=query.headers,
        rows=tuple(row[technical:width] for row in page),
        keys=tuple((unit, subject) for unit, subject, *_ in page),
        as_of=answer.position if as_of is None else min(as_of, answer.position),
    )
    names = {code: each.name for code, each in house.registry.units.items()}
    following = slicing.after(page[-1], wanted) if len(answer.rows) > len(page) else None
    return Slice(registration.form, rows, names, following)


def _counted(house: House, form: Form, unit: str) -> Sequence[str]:
    """The unit and all below it; for a summary, those that figures are given for or counted with."""
    codes = house.registry.subtree(unit)
    if form.layout != "summary":
        return codes
    units = house.registry.units
    return [each for each in codes if units[each].community or len(each) > COMMUNITY_DIGITS]


def record(house: House, subject: str, actor: Actor) -> Record:
    """
    What is held about one subject, each value with the position of the entry that said it.

    Raises:
        NotFound: There is no such subject.
    """
    access.require(actor, "record.read", house.about(subject), house.today)
    found = house.journal.record(subject)
    if found is None:
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    return Shown(house, actor).record(found)
