"""Break down: a summary form's figures → the same for each unit of a level, for each code of an element, or period by period."""

from yibiao import access
from yibiao.flows.house import House
from yibiao.flows.slicing.breaking import Breakdown, broken, nothing_by
from yibiao.model.actor import Actor
from yibiao.model.period import Span


def figures(
    house: House,
    form: str,
    actor: Actor,
    *,
    by: str,
    unit: str | None = None,
    period: Span | None = None,
) -> Breakdown:
    """
    The figures of a summary form in groups.

    By a level (`township`), each with all that is below it; by the codes of an element (`person.sex`) or the month, quarter
    or year of a day (`month(person.aid_date)`), of the figures that count such subjects, in each community; by periods of the calendar (`monthly`) within *period*, or the year
    until today: each as things stood on its last day, ages too.

    Raises:
        NotFound: There is no such form or unit.
        NotAdmitted: The form was never let into circulation.
        Invalid: There is nothing to group by under that name.
        NotAllowed: The actor does not see the element whole.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    registration.require_answers()
    if registration.form.layout != "summary":
        raise nothing_by(by)
    found = broken(house, registration, actor, by, unit, period)
    house.noted(actor, "figures", form, len(found.rows))
    return found
