"""Figures side by side → which are sums of others, which speak of those before them, and ages that touch."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from yibiao.matching.measuring.ages import joined
from yibiao.matching.measuring.limits import Known, Limit, sentence
from yibiao.matching.measuring.reading import Reading

_SEX = "person.sex"
#: That an element has one of some codes.
_CODES = re.compile(r"(?:person\.)?(\w+\.\w+) (?:=|in) ([^=<>]*)")


@dataclass(frozen=True)
class Sum:
    """
    A figure that adds up others, by their places, and which of its headings says so.

    Attributes:
        beside: There are others that may be parts of it, too: of the same kind, or not understood.
    """

    total: int
    parts: list[int]
    at: int
    beside: bool = False


def totals(readings: Sequence[Reading]) -> list[Sum]:
    """
    Which figures are sums, and of which others; one in the corner of a table is in two ways.

    A total and its parts have the same headings but for one; the parts stand right before it or right after, and
    differ in one thing only: sex, age, the codes of one list.
    """
    found: list[Sum] = []
    for place, reading in enumerate(readings):
        for at in (at for at, each in enumerate(reading.path) if each.total):
            alike = [
                other
                for other, each in enumerate(readings)
                if other != place and _differ_only(reading, each, at)
            ]
            after = [each for each in alike if each > place]
            before = [each for each in reversed(alike) if each < place]
            parts = _parts(readings, after, at) or [*reversed(_parts(readings, before, at))]
            if len(parts) > 1:
                others = [each for each in alike if each not in parts]
                by = _divides_by(readings[parts[0]], at)
                beside = any(_may_be_part(readings[each], at, by) for each in others)
                found.append(Sum(place, parts, at, beside))
    return found


def _differ_only(reading: Reading, other: Reading, at: int) -> bool:
    """Whether the headings are the same but for that one."""
    if len(reading.path) != len(other.path):
        return False
    return all(
        place == at or one.text == two.text
        for place, (one, two) in enumerate(zip(reading.path, other.path, strict=True))
    )


def _parts(readings: Sequence[Reading], near: Sequence[int], at: int) -> list[int]:
    """The nearest that divide by the same thing, up to the first that does not."""
    parts: list[int] = []
    by: str | None = None
    for place in near:
        heading = readings[place].path[at]
        thing = _divides_by(readings[place], at)
        if heading.total or heading.among or thing is None or (by is not None and thing != by):
            break
        by = thing
        parts.append(place)
    return parts


def _may_be_part(reading: Reading, at: int, by: str | None) -> bool:
    """Whether a figure beside the parts of a total is not told to be something else."""
    heading = reading.path[at]
    if heading.total or heading.among:
        return False
    thing = _divides_by(reading, at)
    return thing == by or (thing is None and bool(heading.unread))


def _divides_by(reading: Reading, at: int) -> str | None:
    """What one heading alone tells figures apart by."""
    said = {each.said for each in reading.path[at].pieces}
    own = [each for each in reading.limits if each.said in said]
    if len(own) != 1:
        return None
    [limit] = own
    if limit.ages:
        return "ages"
    return limit.element or limit.where.partition(" ")[0]


def added(parts: Sequence[Reading], at: int, known: Known) -> list[Limit] | None:
    """
    Whom all parts together count, as conditions; `None` where no condition says it.

    Men and women are everybody, and so are all codes of a list: whoever has none is in the total and in no part.
    """
    own = [
        each
        for part in parts
        for each in part.limits
        if each.said in {piece.said for piece in part.path[at].pieces}
    ]
    if all(each.ages for each in own):
        whole = joined([each.ages for each in own if each.ages])
        return None if whole is None else [replace(own[0], ages=whole)]
    if {each.where for each in own} == {f"{_SEX} = '1'", f"{_SEX} = '2'"}:
        return []
    if _all_codes(own, known):
        return []
    where = " or ".join(dict.fromkeys(each.text for each in own))
    return [replace(own[0], where=f"({where})")] if len(own) == len(parts) else None


def _all_codes(limits: Sequence[Limit], known: Known) -> bool:
    """Whether they name every code of one list."""
    said = [_CODES.fullmatch(each.where) for each in limits]
    elements = {each[1] if each else None for each in said}
    element = (
        known.catalogue.elements.get(next(iter(elements)) or "") if len(elements) == 1 else None
    )
    codes = known.catalogue.codes_of(element) if element else None
    if codes is None:
        return False
    told = {code for each in said if each for code in re.findall(r"'([^']*)'", each[2])}
    return told.issuperset(each.code for each in codes.codes if each.parent is None)


def base_of(place: int, readings: Sequence[Reading], sums: Sequence[Sum]) -> int | None:
    """Of which figure 其中 speaks: the nearest before it under the same headings, or the total that this is part of."""
    at = readings[place].among_at
    if at is None:
        return None
    outer = [each.text for each in readings[place].path[:at]]
    for before in range(place - 1, -1, -1):
        other = readings[before]
        if [each.text for each in other.path[:at]] == outer and other.among_at is None:
            whole = (each.total for each in sums if before in each.parts and each.at >= at)
            return next(whole, before)
    return None


def touching(readings: Sequence[Reading]) -> None:
    """Settle ages whose edge is not said by the others: 16岁以下 beside 16岁以上; and doubt those that overlap."""
    froms = {
        (_around(each), limit.ages.low)
        for each in readings
        for limit in each.limits
        if limit.ages and limit.ages.low is not None
    }
    for reading in readings:
        for place, limit in enumerate(reading.limits):
            edge = limit.ages.edge if limit.ages else None
            if edge is None or limit.ages is None:
                continue
            if (_around(reading), edge) in froms:
                reading.limits[place] = replace(limit, ages=replace(limit.ages, edge=None))
            else:
                told = sentence("edge", said=limit.said, edge=str(edge))
                reading.doubts.append(told)
    for one, two in pairwise(readings):
        for first, second in _spans(one, two):
            if first.ages and second.ages and first.ages.high == second.ages.low is not None:
                for each, limit in ((one, first), (two, second)):
                    shared = str(first.ages.high)
                    each.doubts.append(sentence("edge", said=limit.said, edge=shared))


def _spans(one: Reading, two: Reading) -> Iterator[tuple[Limit, Limit]]:
    if one.path[:-1] != two.path[:-1] and one.path[1:] != two.path[1:]:
        return
    for first in one.limits:
        for second in two.limits:
            if first.ages and second.ages and first.ages.low is not None:
                yield first, second


def _around(reading: Reading) -> int:
    """What figures that may settle one another's edges have in common: how many headings they stand under."""
    return len(reading.path)
