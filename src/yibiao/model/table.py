"""Answers in rows: what a slice gives and a query returns."""

from dataclasses import dataclass
from typing import Any, Final

from yibiao.model.actor import Mask

#: Spreadsheet programs take a cell that starts so for a formula; a quote before it keeps it a text.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Header:
    """One column of an answer: the field's id, its label as the department prints it, the sections above it."""

    id: str
    label: str
    section: tuple[str, ...] = ()
    kind: str = "text"
    #: How it is shown to whoever asked, where it is shown least.
    mask: Mask = "full"


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
