"""What is asked of a slice – when, in which round, of which unit – → the query that answers it, and what it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from yibiao import slicing
from yibiao.errors import BadRequest, Finding
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import seal_slices
from yibiao.flows.slicing.moments import AsOf, moment_of
from yibiao.flows.slicing.seal_slices import Seen
from yibiao.flows.slicing.unit_names import unit_names
from yibiao.flows.units import cells
from yibiao.model.moment import Moment
from yibiao.model.seal import Seal


class Compile(Protocol):
    """Gives the query of a slice."""

    def __call__(self, *, days: bool = False, ages: bool = False) -> slicing.Query:
        """The query; for whoever compares what it answers, its *days* are days, and days of birth stand behind its *ages*."""
        ...


@dataclass(frozen=True)
class AskedSlice:
    """
    A slice that is not asked yet.

    Attributes:
        compile: Gives its query: of the picture, or of a sealed file.
        when: As of when it is answered, and by which day's ages.
        names: What the units are called in it.
        final: Of a round's slice, whether nothing that happens later changes it; nothing where no round is meant.
        seal: What it is read from, if it is sealed.
    """

    compile: Compile
    when: Moment
    names: Mapping[str, str]
    final: bool | None = None
    seal: Seal | None = None

    @property
    def near(self) -> int | None:
        """How far the picture must show the journal to answer it; nothing is up to now."""
        return 0 if self.seal else self.when.as_of

    def position(self, shown: int) -> int:
        """The journal position that the answer speaks of, when the picture shows it up to *shown*."""
        if self.when.as_of is None:
            return shown
        return self.when.as_of if self.seal else min(self.when.as_of, shown)


def asked_slice(
    house: House,
    registration: Registration,
    seen: Seen,
    *,
    unit: str | None = None,
    as_of: AsOf = None,
    round_: str | None = None,
    period: tuple[date, date] | None = None,
    stale: bool = False,
) -> AskedSlice:
    """
    What answers a form's slice, as far as it is *seen*, of *unit* and all below it.

    Args:
        house: Where.
        registration: The form's.
        seen: What whoever asks sees of a slice, by its registration.
        unit: Everywhere unless given.
        as_of: When; now unless given.
        round_: In this round: once it is closed, as it was then; once it is sealed, from the seal.
        period: First and last day that a summary is about; a round has its own.
        stale: Whether it may speak of what the picture shows by now, should that lag behind.

    Raises:
        NotFound: There is no such unit or round, or the round did not ask the form.
        BadRequest: *as_of* is no time, or a round's slice is asked for at another time or period.
        SealDamaged: What was sealed is gone, or not what was written.
    """
    if round_ is not None:
        if as_of is not None or period is not None:
            raise BadRequest(
                Finding("parameters-apart", "?round"),
                reason="round, as_of, period_start、period_end",
            )
        sealed = seal_slices.sealed_slice(house, round_, registration.form.id)
        if sealed is not None:
            when = Moment(sealed.manifest.day, sealed.manifest.position)
            query = partial(sealed.query, registration, seen, unit)
            return AskedSlice(query, when, sealed.names, final=True, seal=sealed.seal)
        when, period = cells.moment(house, round_), seal_slices.period(house, round_)
    else:
        when = moment_of(house, as_of)
    if stale and when.as_of is None and house.picture.lags:
        when = Moment(when.today, house.picture.at)
    query = partial(
        house.slice_of,
        registration,
        seen(registration),
        units=house.registry.within(unit),
        as_of=when.as_of,
        today=when.today,
        period=period,
    )
    return AskedSlice(query, when, unit_names(house), final=None if round_ is None else False)
