"""Differences: what one edition of a form asks otherwise than another."""

from typing import Literal

from yibiao.model.form import Field
from yibiao.model.text import Noun

#: What of a question may differ.
Aspect = Literal["label", "kind", "options", "required", "unit_of_measure", "section", "hint"]


class FieldDifference(Noun):
    """
    One question that only one of two editions asks, or that both ask, but not alike.

    Attributes:
        before: As the earlier edition asks it; `None` where it is new.
        after: As the later one does; `None` where it is gone.
        aspects: What differs, where both ask it.
    """

    before: Field | None = None
    after: Field | None = None
    aspects: tuple[Aspect, ...] = ()


class MemberDifference(Noun):
    """Something that a form says of itself: its title, period, scope, mandate, days."""

    member: str
    before: str | None = None
    after: str | None = None


class Differences(Noun):
    """What changes from one edition to another; `alike` is how many questions both ask in the same way."""

    before: str
    after: str
    members: tuple[MemberDifference, ...] = ()
    fields: tuple[FieldDifference, ...] = ()
    alike: int = 0
