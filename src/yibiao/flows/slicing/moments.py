"""Moments: what somebody says of when → a position of the journal, and the day by which ages are told."""

from datetime import date, datetime, timedelta

from yibiao.errors import BadRequest, Finding
from yibiao.flows.house import House
from yibiao.model.moment import Mark, Moment, read
from yibiao.model.place import day_in_china, morning_in_china

#: A position, or whatever `model.moment` reads; nothing is now.
AsOf = int | str | None


def moment_of(house: House, as_of: AsOf, *, said_in: str = "as_of") -> Moment:
    """
    As of when *as_of* is: the last position by then, and its day. What lies ahead is now.

    A position's day is that on which its event was written, so that an answer as of it is the same whenever it is asked
    for; a day's is itself, also where nothing was written on it.

    Raises:
        BadRequest: It is none of what `model.moment` reads; the parameter that it was *said in* is named.
    """
    if as_of is None:
        return Moment(house.today)
    said = as_of if isinstance(as_of, int) else read(as_of)
    if isinstance(said, Mark):
        return Moment(min(said.day, house.today), min(said.position, house.journal.head))
    if isinstance(said, datetime):
        return _until(house, said, day_in_china(said))
    if isinstance(said, date):
        return _until(house, morning_in_china(min(said, house.today) + timedelta(days=1)), said)
    if said is None or said < 1:
        raise BadRequest(Finding("moment-unknown", f"?{said_in}"), reason=said_in)
    return _at(house, said)


def _until(house: House, moment: datetime, day: date) -> Moment:
    with house.journal.reading() as reading:
        return Moment(min(day, house.today), reading.before(moment))


def _at(house: House, position: int) -> Moment:
    head = house.journal.head
    event = house.journal.event(position) if position <= head else None
    return Moment(house.today, head) if event is None else Moment(day_in_china(event.at), position)
