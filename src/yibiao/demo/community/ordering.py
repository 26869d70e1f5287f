"""Answers made up one by one → answers in which nothing ends before it begins."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from yibiao.model import rule
from yibiao.model.catalogue import Catalogue
from yibiao.model.check import standing
from yibiao.model.expression.tree import Comparison, Name


def in_order(answers: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """*answers*, beginning and end changed for each other where they are the wrong way round, or without the end."""
    ordered = dict(answers)
    for later, earlier in _pairs():
        end, start = ordered.get(later), ordered.get(earlier)
        if end is None or start is None or end >= start:
            continue
        if catalogue.elements[later].kind is catalogue.elements[earlier].kind:
            ordered[later], ordered[earlier] = start, end
        else:
            del ordered[later]
    return ordered


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple(_blocking_orders())


def _blocking_orders() -> Iterator[tuple[str, str]]:
    """Elements of which the first may not be less than the second."""
    for each in standing():
        if each.level == "error" and not each.each:
            match rule.tree_of(each.expression):
                case Comparison(">=", Name() as later, Name() as earlier):
                    yield str(later), str(earlier)
