"""What every part of a slice is worked out with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from yibiao.model.catalogue import Catalogue
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.units import are_few
from yibiao.slicing.pictures import Picture
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import SUBJECT, chosen, column, nested


@dataclass(frozen=True)
class Context:
    """
    The catalogue, the day, and which part of the picture: some units, as of a position.

    Attributes:
        digits: Length of the codes of the units that figures are given for; what is below them is counted with them.
        stated: As of then from statements alone.
        few: Only few are asked about, whatever the units.
    """

    catalogue: Catalogue
    today: date
    units: Sequence[str] | None = None
    as_of: int | None = None
    period: tuple[date, date] | None = None
    digits: int | None = None
    stated: bool = False
    few: bool = False

    @property
    def picture(self) -> Picture:
        """The tables that are read."""
        few = self.few or (self.units is not None and are_few(self.units))
        return Picture(self.catalogue, self.as_of, stated=self.stated, few=few)

    def relation(
        self,
        kind: SubjectKind,
        only: exp.Expr | None = None,
        among: exp.Select | None = None,
    ) -> Relation:
        """The open subjects of a kind in the units; *only* is a condition on their own table, and they are *among* some."""
        return Relation(kind, self.picture, self.today, self.units, only=only, among=among)

    def subjects(self, kind: SubjectKind) -> exp.Select:
        """Their ids."""
        return chosen(column(SUBJECT)).from_(nested(self.relation(kind).select(), "s"), copy=False)

    def scope(self, form: Form) -> Expression | None:
        """The form's scope; `None` when it is about everybody."""
        return Expression.parse(form.scope).bind(self.catalogue) if form.scope else None
