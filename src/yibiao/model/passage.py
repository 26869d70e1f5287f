"""Passages: the steps that a form has taken since it was submitted."""

from datetime import datetime
from typing import Literal

from yibiao.model.text import Noun

#: Where a form stands; `refused` was given back with reasons, `withdrawn` taken back before anybody decided.
Status = Literal["submitted", "admitted", "refused", "withdrawn", "superseded", "retired"]


class Passage(Noun):
    """
    One step of a form.

    Attributes:
        position: Of its event in the journal: a clock may be set back, and says nothing of what came first.
        why: Reasons that were given, if any.
        by: Of a form that stepped aside: the edition that took its place.
    """

    to: Status
    at: datetime
    position: int
    actor: str
    why: tuple[str, ...] = ()
    by: str | None = None
