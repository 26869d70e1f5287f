"""What somebody asks of a slice, compiled once for every way in which it is answered: as rows, as a file, not at all."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final

from pydantic_core import to_json

from yibiao import access, slicing
from yibiao.flows.house import House, common
from yibiao.flows.slicing.asked_slice import AskedSlice, asked_slice
from yibiao.flows.slicing.moments import AsOf
from yibiao.flows.slicing.unit_names import with_levels
from yibiao.flows.slicing.worded import Worded
from yibiao.model.actor import Actor
from yibiao.model.form import Form
from yibiao.model.table import titles

EVERYTHING: Final = slicing.Wanted()


@dataclass(frozen=True)
class Wish:
    """
    What somebody asks.

    Attributes:
        unit: Only of that unit and all below it.
        as_of: As things stood then; `None` is now.
        round_: As they stood when that round closed, or as it was sealed.
        period: The first and last day that a summary's period means.
        stale: It need not be newer than what the picture shows by now, should it lag behind.
        wanted: Which rows, in which order, grouped by what.
    """

    unit: str | None = None
    as_of: AsOf = None
    round_: str | None = None
    period: tuple[date, date] | None = None
    stale: bool = False
    wanted: slicing.Wanted = EVERYTHING


@dataclass(frozen=True)
class Asked(AskedSlice):
    """
    A slice as it is asked for and as far as it is seen, not yet answered.

    Attributes:
        form: Whose.
        worded: What is executed.
        wanted: What of it.
        units: Whose rows it may hold; `None` is all.
        round_: The round that is meant, if one is.
    """

    form: Form = field(kw_only=True)
    worded: Worded = field(kw_only=True)
    wanted: slicing.Wanted = field(kw_only=True)
    units: tuple[str, ...] | None = None
    round_: str | None = None

    def tag(self, house: House, actor: Actor, *beside: str, at: int | None = None) -> str:
        """
        What tells the answer as of a position – of the journal's newest, unless it is known – from any other.

        Two of one tag say the same: what the actor sees is in the query, and whatever else is in the answer stands in the
        journal or goes by the day.
        """
        said = [
            self.worded.sql,
            self.worded.source,
            self.wanted.order,
            self.wanted.skip,
            self.wanted.after,
            self.position(house.journal.head) if at is None else at,
            house.registry.position,
            house.today.isoformat(),
            actor.id,
            *beside,
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Looks:
    """
    How an answer looks.

    Attributes:
        shape: How values are put out.
        technical: Whether units and subjects stand before the form's own columns.
        named: Whether a summary says first of which unit each row is.
        titled: Whether columns are named by their printed labels, and not by ids.
        paged: Whether it is known where the next page begins, if only some rows are wanted; else they can be counted.
    """

    shape: slicing.Shape = "plain"
    technical: bool = True
    named: bool = False
    titled: bool = False
    paged: bool = True

    def in_two(self, form: Form, wanted: slicing.Wanted) -> bool:
        """Whether it is asked first whose rows are on a page, and then what they say."""
        plain = self.paged and self.technical and not self.titled
        return plain and slicing.in_two(form, wanted)


def asked(
    house: House,
    form: str,
    actor: Actor,
    wish: Wish,
    looks: Looks = Looks(),
    about: Sequence[str] | None = None,
) -> Asked:
    """
    A slice as *actor* asks for it; *about* these subjects only, if some are named.

    Raises:
        NotFound: There is no such form, unit or round, or the round did not ask the form.
        BadRequest: `as_of` is no time, or a round's slice is asked for as of another.
        SealDamaged: What was sealed is gone, or not what was written.
        NotAdmitted: The form was never let into circulation.
        Invalid: What is wanted names fields that the form does not have, or is no condition.
    """
    wording = house.wording
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    registration.require_answers()
    sight = house.sight(actor, registration)
    asked = asked_slice(
        house,
        registration,
        # What is sealed was bound otherwise, and is seen as that is.
        lambda each: sight if each is registration else house.sight(actor, each),
        unit=wish.unit,
        as_of=wish.as_of,
        round_=wish.round_,
        period=wish.period,
        stale=wish.stale,
    )
    word = partial(_worded, asked, registration.form, wish.wanted, looks, about)
    once = asked.seal is None and about is None
    worded_wish = wish
    if looks.in_two(registration.form, wish.wanted):  # whichever page it is, the words are the same
        worded_wish = replace(wish, wanted=replace(wish.wanted, skip=0, after=None))
    what = (form, sight.key, worded_wish, asked.when, looks)
    units = common(house.registry.within(wish.unit), sight.units)
    return Asked(
        asked.compile,
        asked.when,
        asked.names,
        asked.final,
        asked.seal,
        form=registration.form,
        worded=house.worded(wording, what, word) if once else word(),
        wanted=wish.wanted,
        units=None if units is None else tuple(units),
        round_=wish.round_,
    )


def _worded(
    asked: AskedSlice,
    form: Form,
    wanted: slicing.Wanted,
    looks: Looks,
    about: Sequence[str] | None,
) -> Worded:
    if about is None and looks.in_two(form, wanted):
        compared = asked.compile(days=True, ages=bool(wanted.where))
        return Worded.in_two(
            slicing.sought(asked.compile(), compared, form, wanted, asked.when.today, looks.shape)
        )
    named = wanted.groups or (looks.named and form.layout == "summary")
    narrowed = slicing.narrowed(
        asked.compile(ages=bool(wanted.where)),
        form,
        wanted,
        asked.when.today,
        shape=looks.shape,
        technical=looks.technical,
        names=with_levels(asked.names) if named else None,
        paged=looks.paged,
    )
    if about is not None:
        narrowed = slicing.about(narrowed, about)
    if looks.titled:
        narrowed = slicing.renamed(narrowed, titles(narrowed.headers))
    whole = not (wanted.where or wanted.search or wanted.groups)
    return Worded.of(narrowed, counted=not looks.paged, whole=whole)


def as_json(value: object) -> str:
    """A value as JSON, in a text."""
    return to_json(value, inf_nan_mode="null").decode()
