"""Two subjects that are one: what is asked for, and what becomes of each of their cells."""

from datetime import date
from typing import Literal

from yibiao.model.record import Receipt
from yibiao.model.text import Id, Noun

Why = Literal["contested", "stated-since", "closed"]


class Spot(Noun):
    """One cell, by subject and element; `why` it was left as it is."""

    subject: str
    element: str
    why: Why | None = None


class Joined(Noun):
    """
    What becomes, or became, of a subject that is another's double.

    Attributes:
        subject: The double, which is closed.
        into: The one that stays.
        adopted: Elements of which the one held nothing, and now holds what the double held.
        contested: Elements of which both held something else; a person decides between them.
        redirected: Links that led to the double and now lead to the one.
        left: Links that still lead to the double.
        receipts: Of the entries that this takes; none of a preview.
        again: It had been done before.
    """

    subject: str
    into: str
    adopted: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    redirected: tuple[Spot, ...] = ()
    left: tuple[Spot, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    again: bool = False


class Parted(Noun):
    """
    What became of two subjects that were taken for one and are not.

    Attributes:
        restored: Cells that are again what they would be without the merging.
        left: Cells of which somebody has said something since, or that are contested by others too.
        reopened: Whether the double was opened again; not if somebody had done so.
    """

    subject: str
    into: str
    reopened: bool
    restored: tuple[Spot, ...] = ()
    left: tuple[Spot, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    again: bool = False


class Closing(Noun):
    """That a subject is closed: why, by a code of `closing-reasons.json`, and on which day it died or left."""

    id: Id
    reason: Id
    on: date | None = None
    remark: str | None = None
    base: int | None = None


class Moving(Noun):
    """That a subject belongs to another unit now, or is opened again in it."""

    id: Id
    unit: str
    remark: str | None = None
    base: int | None = None
