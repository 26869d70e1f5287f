"""Rounds, turns and scopes on a day → what a unit is to be reminded of."""

from collections.abc import Iterator
from datetime import date

from yibiao.model.catalogue import Catalogue
from yibiao.model.element import BY_THE_DAY
from yibiao.model.expression import Expression
from yibiao.model.expression.tree import Clock, walk
from yibiao.model.form import Form
from yibiao.model.place import Round
from yibiao.model.reminder import Reminder
from yibiao.model.standing import Turn


def of_round(
    round_: Round, unit: str, name: str, turns: tuple[Turn, ...], today: date, days: int
) -> Iterator[Reminder]:
    """That a unit, called *name*, has not handed in what is due within some days, or was given back what it had handed in."""
    if round_.closed or today < round_.opens or (turns and turns[-1].act == "submit"):
        return
    left = (round_.due - today).days
    due = round_.due.isoformat()
    facts = {"round": round_.id, "due": due, "days": abs(left), "unit_name": name}
    if turns:
        why = turns[-1].why
        yield Reminder.of("round-returned", round_.due, unit, facts, round=round_.id, why=why)
    elif left < 0:
        yield Reminder.of("round-overdue", round_.due, unit, facts, round=round_.id)
    elif left <= days:
        yield Reminder.of("round-due-soon", round_.due, unit, facts, round=round_.id)


def passes_with_time(form: Form, catalogue: Catalogue) -> bool:
    """Whether time alone brings subjects into the scope of *form* or out of it, by an age or another count of days."""
    if form.scope is None or form.layout == "summary":
        return False
    expression = Expression.parse(form.scope).bind(catalogue)
    if any(isinstance(each, Clock) and each.name == "today" for each in walk(expression.root)):
        return True
    return any(
        derivation.rule in BY_THE_DAY
        for _, element in expression.paths
        for derivation in catalogue.elements[element].derivations
    )
