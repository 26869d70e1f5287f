"""Answers in rows: what a slice gives and a query returns."""

from dataclasses import dataclass
from typing import Any

from yibiao.model.actor import Mask


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
