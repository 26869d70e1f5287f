"""Query: the registry and the one table, slices in their department's own columns, records with where each value came from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yibiao import access, slicing
from yibiao.errors import NotFound
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.registry import Registry
from yibiao.flows.slicing import pages, slices
from yibiao.flows.slicing.moments import AsOf, moment_of
from yibiao.flows.slicing.slices import EVERYTHING, Wish
from yibiao.flows.units.statuses import asked_on
from yibiao.model.actor import Actor
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.record import Record
from yibiao.model.table import Header, Rows
from yibiao.model.where import ANYWHERE


@dataclass(frozen=True)
class Slice:
    """A form's answer: its rows, the names of the units they are of, and how complete they are."""

    form: Form
    rows: Rows
    names: Mapping[str, str]
    #: Where the next page begins, if there is one.
    next: str | None = None
    #: Of a round's answer, whether nothing that happens later changes it.
    final: bool | None = None

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


def table(
    house: House,
    kind: SubjectKind,
    actor: Actor,
    *,
    as_of: AsOf = None,
    round_: str | None = None,
) -> MergedTable:
    """
    Every element that some form in force asks about subjects of that kind, or one of an open round, once; or asked *as_of* some time, or in a round.

    Raises:
        NotFound: There is no such round.
        BadRequest: That is no time.
    """
    access.require(actor, "registry.read", ANYWHERE, house.today)
    if round_ is not None:
        return house.table(kind, house.registry.round(round_).id)
    when = moment_of(house, as_of)
    return house.table(kind) if when.as_of is None else house.merged(kind, asked_on(house, when))


def slice_of(
    house: House,
    form: str,
    actor: Actor,
    *,
    unit: str | None = None,
    as_of: AsOf = None,
    round_: str | None = None,
    period: tuple[date, date] | None = None,
    stale: bool = False,
    wanted: slicing.Wanted = EVERYTHING,
    noted: bool = True,
) -> Slice:
    """
    The answer to a form, now or as of an earlier time; all of it, or what is *wanted*, but no groups.

    In a round (*round_*) that is closed it is what was held when that closed; once that is sealed, what the seal says, and
    nothing that happens later changes it.

    Whoever takes it out in another form keeps record of that, and has none kept here (*noted*).

    With *stale* it need not be newer than what the picture shows by now, should it lag behind.

    Raises:
        NotFound: There is no such form, unit or round, or the round did not ask the form.
        PictureBehind: The picture lacks too much to wait for.
        NotAdmitted: The form was never let into circulation.
        BadRequest: *as_of* is no time, or a round's is asked for as of another.
        SealDamaged: What was sealed is gone, or not what was written.
        Invalid: What is wanted names fields that the form does not have, or is no condition.
    """
    asked = slices.asked(house, form, actor, Wish(unit, as_of, round_, period, stale, wanted))
    with house.picture.batches(asked.worded.sql, as_of=asked.near) as found:
        told = [row for some in pages.rows(found, asked) for row in some]
        position = found.position
    page = told[: wanted.limit]
    technical, keys = asked.worded.technical, asked.worded.keys
    width = technical + len(asked.worded.headers)
    rows = Rows(
        headers=asked.worded.headers,
        rows=tuple(row[technical:width] for row in page),
        keys=tuple((unit, subject) for unit, subject, *_ in page),
        as_of=asked.position(position),
    )
    if noted:
        house.noted(actor, "slice", form, len(page))
    following = slicing.after(page[-1], keys) if len(told) > len(page) else None
    return Slice(asked.form, rows, asked.names, following, asked.final)


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
    house.noted(actor, "record", subject, 1)
    return Shown(house, actor).record(found)
