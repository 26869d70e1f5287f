"""
The last row of a page → where the next one begins, whatever was filed meanwhile.

Nothing is told twice, and nothing left out that stood there all along.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlglot import exp

from yibiao.errors import Finding, Invalid
from yibiao.slicing.terms import (
    all_of,
    any_of,
    cast,
    equal,
    given,
    number,
    paren,
    text,
    yes,
)

#: How a column of keys behind a page's rows is named.
KEY: Final = "#key"


@dataclass(frozen=True)
class Key:
    """
    What rows are ordered by; what is missing comes last, whichever way.

    Attributes:
        down: Whether the greatest comes first.
        given: Whether it is never missing.
        day: Whether it is a day, which a cursor has as a text.
        name: Of what it is a value, and of the last ones in whose slice: by it one order is told from another.
    """

    value: exp.Expr
    down: bool = False
    given: bool = False
    day: bool = False
    name: str = ""

    @property
    def order(self) -> exp.Ordered:
        """As it stands behind ORDER BY."""
        return exp.Ordered(this=self.value.copy(), desc=self.down, nulls_first=False)


def after(row: Sequence[Any], keys: Sequence[Key]) -> str:
    """Where the page behind *row* begins, whose last columns are its *keys*; and in which order."""
    told = [_sense(keys), *row[-len(keys) :]]
    said = json.dumps(told, ensure_ascii=False, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def beyond(keys: Sequence[Key], cursor: str) -> exp.Expr:
    """
    That a row comes after the one that `after` was told of, in the order of *keys*.

    Raises:
        Invalid: It was not, or of another order.
    """
    return behind(keys, _read(cursor, keys))


def behind(keys: Sequence[Key], last: Sequence[Any], *, with_it: bool = False) -> exp.Expr:
    """That a row comes after whatever has those values of *keys*, or *with it*."""
    ways = []
    for at, (key, value) in enumerate(zip(keys, last, strict=True)):
        if value is None:  # nothing comes after what is missing
            continue
        alike = [_same(*each) for each in zip(keys[:at], last[:at], strict=True)]
        compare = exp.LT if key.down else exp.GT
        ways.append(paren(all_of(*alike, _or_missing(key, compare, value))))
    if with_it:
        ways.append(alike_in(keys, last))
    if not last or last[0] is None:
        return paren(any_of(*ways))
    # Said once more of the first key alone: so much the engine sees without reading the rows.
    first = _or_missing(keys[0], exp.LTE if keys[0].down else exp.GTE, last[0])
    return paren(all_of(first, paren(any_of(*ways))))


def alike_in(keys: Sequence[Key], values: Sequence[Any]) -> exp.Expr:
    """That a row has those values of *keys*."""
    return paren(all_of(*(_same(*each) for each in zip(keys, values, strict=True))))


def before(key: Key, value: Any) -> exp.Expr:
    """That a row comes before whatever has that value of a key."""
    if value is None:
        return given(key.value.copy())
    compare = exp.GT if key.down else exp.LT
    return paren(compare(this=key.value.copy(), expression=_literal(key, value)))


def _or_missing(key: Key, compare: type[exp.Binary], value: Any) -> exp.Expr:
    """That a row's key compares so to a value, or is missing."""
    compared = paren(compare(this=key.value.copy(), expression=_literal(key, value)))
    if key.given:
        return compared
    return paren(any_of(compared, paren(exp.Is(this=key.value.copy(), expression=exp.Null()))))


def _same(key: Key, value: Any) -> exp.Expr:
    if value is None:
        return paren(exp.Is(this=key.value.copy(), expression=exp.Null()))
    return paren(equal(key.value.copy(), _literal(key, value)))


def _literal(key: Key, value: Any) -> exp.Expr:
    if key.day:
        return cast(text(str(value)), "DATE")
    if isinstance(value, bool):
        return yes(value)
    if isinstance(
        value, float
    ):  # a literal with a point is a decimal, which is not always the same number
        return cast(text(repr(value)), "DOUBLE")
    return number(value) if isinstance(value, int) else text(str(value))


def _read(cursor: str, order: Sequence[Key]) -> list[Any]:
    """The keys in a cursor that somebody sent back."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        keys = None
    plain = isinstance(keys, list) and all(
        each is None or isinstance(each, str | int | float | bool) for each in keys
    )
    fits = plain and len(keys) == len(order) + 1 and keys.pop(0) == _sense(order)
    if not fits or not all(
        _is_day(value) for key, value in zip(order, keys, strict=True) if key.day
    ):
        raise Invalid(Finding("cursor-unreadable", "", {}), count=1)
    return list(keys)


def _sense(order: Sequence[Key]) -> str:
    """What tells one order from another; keys of the same types would else be taken for those of any."""
    said = json.dumps([(each.name, each.down) for each in order])
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def _is_day(value: Any) -> bool:
    try:
        return value is None or date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False
