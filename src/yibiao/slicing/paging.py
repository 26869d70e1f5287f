"""
The last row of a page → where the next one begins, whatever was filed meanwhile.

Nothing is told twice, and nothing left out that stood there all along.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlglot import exp

from yibiao.errors import Finding, Invalid
from yibiao.slicing.terms import (
    all_of,
    any_of,
    cast,
    equal,
    number,
    paren,
    text,
    yes,
)

#: How a column of keys behind a page's rows is named.
KEY: Final = "#key"


@dataclass(frozen=True)
class Key:
    """What rows are ordered by; what is missing comes last, whichever way."""

    value: exp.Expr
    down: bool = False

    @property
    def order(self) -> exp.Ordered:
        """As it stands behind ORDER BY."""
        return exp.Ordered(this=self.value.copy(), desc=self.down, nulls_first=False)


def after(row: Sequence[Any], keys: int) -> str:
    """Where the page behind *row* begins, whose last columns are its *keys*."""
    said = json.dumps(list(row[-keys:]), ensure_ascii=False, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def beyond(keys: Sequence[Key], cursor: str) -> exp.Expr:
    """
    That a row comes after the one that `after` was told of, in the order of *keys*.

    Raises:
        Invalid: It was not, or of another order.
    """
    last, ways = _read(cursor, len(keys)), []
    for at, (key, value) in enumerate(zip(keys, last, strict=True)):
        if value is None:  # nothing comes after what is missing
            continue
        alike = [_same(each.value, known) for each, known in zip(keys[:at], last[:at], strict=True)]
        compare = exp.LT if key.down else exp.GT
        behind = paren(compare(this=key.value.copy(), expression=_literal(value)))
        missing = paren(exp.Is(this=key.value.copy(), expression=exp.Null()))
        ways.append(paren(all_of(*alike, paren(any_of(behind, missing)))))
    return paren(any_of(*ways))


def _same(key: exp.Expr, value: Any) -> exp.Expr:
    if value is None:
        return paren(exp.Is(this=key.copy(), expression=exp.Null()))
    return paren(equal(key.copy(), _literal(value)))


def _literal(value: Any) -> exp.Expr:
    if isinstance(value, bool):
        return yes(value)
    if isinstance(
        value, float
    ):  # a literal with a point is a decimal, which is not always the same number
        return cast(text(repr(value)), "DOUBLE")
    return number(value) if isinstance(value, int) else text(str(value))


def _read(cursor: str, length: int) -> list[Any]:
    """The keys in a cursor that somebody sent back."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        keys = None
    plain = isinstance(keys, list) and all(
        each is None or isinstance(each, str | int | float | bool) for each in keys
    )
    if not plain or len(keys) != length:
        raise Invalid(Finding("cursor-unreadable", "", {}), count=1)
    return list(keys)
