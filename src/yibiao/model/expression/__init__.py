"""
Conditions, figures and rules as people write them: `person.age >= 60 and person.household.low_income`.

A small part of SQL's expressions. Names are elements (`person.age`), over links where a dot follows a link
(`person.household` is a link, so `person.household.town` is the element `household.town` of that household); `today`,
`period_start` and `period_end` are days. There are `and`, `or`, `not`, comparisons, `in`, `between`, `is null`, the
four kinds of arithmetic, `contains(codes, 'x')`, `starts_with(text, 'x')` and `coalesce(a, b)`; and for figures
`count(*)`, `count(person)`, `count(distinct x)`, `sum`, `avg`, `min`, `max`, each with `filter (where …)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Self

from yibiao.errors import Finding, Invalid
from yibiao.model.catalogue import Catalogue
from yibiao.model.expression.apart import apart
from yibiao.model.expression.checking import bound, type_of
from yibiao.model.expression.evaluating import Evaluation
from yibiao.model.expression.parsing import read
from yibiao.model.expression.tree import Aggregate, Name, Node, Reference, Subjects, Type, walk
from yibiao.model.kinds import SubjectKind

#: Scopes and measures are asked over and over, and never change: a tree is read once, and bound once to a catalogue.
_KNOWN: Final = 4_096
_read = lru_cache(maxsize=_KNOWN)(read)


@dataclass(frozen=True)
class Expression:
    """A condition or figure; `root` is its tree."""

    text: str
    root: Node

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        The expression that *text* is, its names not yet looked up.

        Raises:
            Invalid: It is none, or something in it is not allowed (`expression-invalid`).
        """
        return cls(text, _read(text))

    def bind(self, catalogue: Catalogue) -> Self:
        """
        The same, every name found in the catalogue and every type right.

        Raises:
            Invalid: `unknown-element` for each name that means nothing, `expression-types` for what does not go
                together, `expression-mixed` for figures mixed with single values or kinds of subject with one another.
        """
        known = catalogue.bound.get(self.text)
        if known is None or known[0] is not self.root:
            if len(catalogue.bound) >= _KNOWN:
                catalogue.bound.clear()
            known = catalogue.bound[self.text] = (self.root, bound(self.root, catalogue))
        return type(self)(self.text, known[1])

    @property
    def bound(self) -> bool:
        """Whether its names are looked up."""
        return not any(isinstance(each, Name) for each in walk(self.root))

    @property
    def aggregate(self) -> bool:
        """Whether it gives a figure over many subjects."""
        return any(isinstance(each, Aggregate) for each in walk(self.root))

    @property
    def type(self) -> Type:
        """What it gives; it must be bound."""
        return type_of(self.root)

    @property
    def elements(self) -> frozenset[tuple[tuple[str, ...], str]]:
        """The elements it needs, each with the links it is reached over; it must be bound."""
        return frozenset(self.paths)

    @property
    def paths(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """As `elements`, in the order in which they are written, each once."""
        if not self.bound:
            raise LookupError(self.text)
        references = [each for each in walk(self.root) if isinstance(each, Reference)]
        return tuple(dict.fromkeys((each.via, each.element) for each in references))

    def subject(self, otherwise: SubjectKind) -> SubjectKind:
        """The kind of subject it speaks of; *otherwise* where it names none (`true`, `count(*)`)."""
        starts = (
            each.subject for each in walk(self.root) if isinstance(each, Reference | Subjects)
        )
        return next(starts, otherwise)

    def about(self, subject: SubjectKind) -> Self:
        """
        Itself, when it is a condition on one subject of that kind, as a scope must be.

        Raises:
            Invalid: It gives no yes or no (`expression-types`), is a figure, or speaks of others (`expression-mixed`).
        """
        findings = []
        if self.type is not Type.BOOLEAN:
            findings.append(
                Finding("expression-types", "", {"operation": "where", "given": self.type.value})
            )
        if self.aggregate or self.subject(subject) is not subject:
            what = f"{subject.value}、{self.subject(subject).value}"
            findings.append(Finding("expression-mixed", "", {"what": what}))
        if findings:
            raise Invalid(*findings, count=len(findings))
        return self

    def apart_from(self, other: Self) -> bool:
        """Whether plainly nobody can meet both conditions; both must be bound."""
        return apart(self.root, other.root)

    def evaluate(
        self,
        value_of: Callable[[tuple[str, ...], str], Any],
        *,
        today: date,
        period: tuple[date, date] | None = None,
    ) -> Any:
        """
        What it gives for one subject; `None` is unknown.

        Args:
            value_of: The value of an element reached over links, derived where it can be; dates as ISO texts.
            today: The day that `today` means.
            period: First and last day that `period_start` and `period_end` mean.
        """
        return Evaluation(value_of, today, period).value(self.root)
