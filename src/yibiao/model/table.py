"""Answers in rows: what a slice gives and a query returns."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from yibiao.model.actor import Mask

#: Spreadsheet programs take a cell that starts so for a formula; a quote before it keeps it a text.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: What stands between several choices in one cell.
BETWEEN: Final = "、"


@dataclass(frozen=True)
class Header:
    """One column of an answer: the field's id, its label as the department prints it, the sections above it."""

    id: str
    label: str
    section: tuple[str, ...] = ()
    kind: str = "text"
    #: How it is shown to whoever asked, where it is shown least.
    mask: Mask = "full"


def titles(headers: Sequence[Header]) -> list[str]:
    """
    The printed labels, no two alike: each with its section where another column has the same, else with a number.

    >>> titles([Header("f1", "姓名", ("本人",)), Header("f2", "姓名", ("本人",)), Header("f3", "电话")])
    ['本人/姓名', '本人/姓名 2', '电话']
    """
    labels = Counter(header.label for header in headers)
    return distinct(
        "/".join((*header.section, header.label)) if labels[header.label] > 1 else header.label
        for header in headers
    )


def distinct(names: Iterable[str]) -> list[str]:
    """*names* with a number behind those that stood before, whatever their case."""
    found: list[str] = []
    seen: set[str] = set()
    for name in names:
        fresh, number = name, 1
        while fresh.casefold() in seen:
            number += 1
            fresh = f"{name} {number}"
        seen.add(fresh.casefold())
        found.append(fresh)
    return found


@dataclass(frozen=True)
class Rows:
    """
    Rows under headers, each as long as the headers.

    Attributes:
        keys: For each row the unit and the subject that it is about; in a summary, the unit twice.
        as_of: The journal position that they speak of.
    """

    headers: tuple[Header, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[tuple[str, str], ...]
    as_of: int
