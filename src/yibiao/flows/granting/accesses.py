"""The record of access, to be searched: who read or took out what, how much, what for, from where."""

from collections.abc import Sequence
from datetime import date

from yibiao import access
from yibiao.flows.house import House
from yibiao.model.accessed import AccessLine, What
from yibiao.model.actor import Actor
from yibiao.model.where import EVERYWHERE

#: As many lines as are given at once.
MOST_AT_ONCE = 1_000


def accesses(
    house: House,
    actor: Actor,
    *,
    of: str | None = None,
    seen_by: str | None = None,
    what: What | None = None,
    place: str | None = None,
    exported: bool | None = None,
    unusual: bool | None = None,
    since: date | None = None,
    until: date | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = MOST_AT_ONCE,
) -> Sequence[AccessLine]:
    """
    Lines of the record of access, the newest first, all of them or only some; whoever looks is recorded, too.

    Args:
        house: Where.
        actor: Who asks.
        of: Only of this reader.
        seen_by: Only of what this administrator saw as somebody else.
        what: Only of what was read so.
        place: Only of this form, unit, department or subject.
        exported: Only what was taken out, or was not.
        unusual: Only where a reader's day became much more than their days are.
        since: Not before this day.
        until: Not after this day.
        after: Only lines after this number, the oldest of them first: for whoever reads on.
        before: Only lines before this number.
        limit: So many at most.
    """
    access.require(actor, "access.read", EVERYWHERE, house.today)
    found = house.accesses.lines(
        after=after or 0,
        before=before,
        newest=after is None,
        limit=min(limit, MOST_AT_ONCE),
        since=since,
        until=until,
        actor=of,
        seen_by=seen_by,
        what=what,
        place=place,
        exported=exported,
        unusual=unusual,
    )
    house.noted(actor, "accesses", of or seen_by or place or "", len(found))
    return found
