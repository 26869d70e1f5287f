"""Corrections: what a person says of a form that was misread, and of its fields."""

from datetime import date

from yibiao.model.form import Layout, Option, Period, Reckoned
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.text import Noun


class Correction(Noun):
    """
    What a person says of one field of a form as it was read; members that are not given stay as read.

    Attributes:
        field: Its id as it was read; of one that was missed, a name to call it by.
        drop: That it is no field.
        after: Of one that was missed: the field, as read or missed, that it follows; an empty text puts it first.
        cell: Of one that was missed: where it is asked; likewise `blank`, where it is answered.
        section: The headings that it stands under, outermost first.
    """

    field: str
    drop: bool = False
    after: str | None = None
    label: str | None = None
    kind: ValueKind | None = None
    required: bool | None = None
    options: tuple[Option, ...] | None = None
    unit_of_measure: str | None = None
    section: tuple[str, ...] | None = None
    hint: str | None = None
    cell: str | None = None
    blank: str | None = None

    @property
    def missed(self) -> bool:
        """Whether it is about a field that was not read at all."""
        return self.after is not None


class Edit(Noun):
    """
    What a person says of one form of a file; members that are not given stay as read.

    Attributes:
        leave_out: That it is no form.
        fields: What was misread of its fields, or missed.
    """

    leave_out: bool = False
    title: str | None = None
    series: str | None = None
    subject: SubjectKind | None = None
    layout: Layout | None = None
    period: Period | None = None
    mandate: str | None = None
    scope: str | None = None
    first_round: date | None = None
    expires: date | None = None
    reckoned: Reckoned | None = None
    fields: tuple[Correction, ...] = ()
