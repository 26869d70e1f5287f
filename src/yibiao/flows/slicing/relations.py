"""What the slices of a department are called where they are tables among others."""

from typing import Final

from yibiao.flows.house import House
from yibiao.flows.registry import Registration

#: The relation of units, and the columns that stand before a form's own.
UNITS: Final = "单元"
UNIT: Final = "单元代码"
SUBJECT: Final = "对象编号"


def named(house: House, department: str) -> dict[str, Registration]:
    """The department's slices by title; of several editions the newest has it alone, earlier ones have theirs behind it."""
    found: dict[str, Registration] = {}
    own = [
        each
        for each in house.registry.registrations.values()
        if each.form.department == department and each.answers
    ]
    for each in reversed(own):
        edition = each.form.id.rpartition("@")[2]
        taken = {name.casefold() for name in (*found, UNITS)}
        plain = each.form.title.casefold() not in taken
        found[each.form.title if plain else f"{each.form.title}@{edition}"] = each
    return found
