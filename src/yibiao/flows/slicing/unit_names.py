"""The names of units, also by those digits of their codes that tell the levels above communities."""

from collections.abc import Mapping

from yibiao.flows.house import House
from yibiao.model.place import COMMUNITY_DIGITS, LEVELS


def unit_names(house: House) -> Mapping[str, str]:
    """Names by codes."""
    return house.planned(
        "unit names", lambda: {code: each.name for code, each in house.registry.units.items()}
    )


def with_levels(names: Mapping[str, str]) -> dict[str, str]:
    """
    Names by codes, with those of levels by the digits that tell them.

    >>> with_levels({"999999001000": "示范街道"})
    {'999999001000': '示范街道', '999999001': '示范街道'}
    """
    found = dict(names)
    for code, name in names.items():
        for digits in LEVELS.values():
            if len(code) == COMMUNITY_DIGITS and not code[digits:].strip("0"):
                found.setdefault(code[:digits], name)
    return found
