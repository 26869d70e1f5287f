"""Explain: one figure of a summary form → what its measure says, gives and counts, and what was filed before, while it is written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from yibiao import access, slicing
from yibiao.errors import Finding, Invalid
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import breaking, trials
from yibiao.flows.slicing.behind import Shown, shown_in
from yibiao.flows.slicing.doubting import codes_unknown, place_in
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.expression import Expression
from yibiao.model.expression.telling import told
from yibiao.model.expression.tree import (
    Aggregate,
    Junction,
    Missing,
    Negation,
    Node,
    Reference,
    walk,
)
from yibiao.model.expression.written import Tree, element, text_of, written
from yibiao.model.kinds import SubjectKind
from yibiao.model.period import Span
from yibiao.model.text import Text

#: So many sets of subjects are counted at most: each is a question to the whole picture, asked while somebody writes.
_MOST: Final = 5


@dataclass(frozen=True)
class Counted:
    """Some of the subjects that a figure is made of: who in words, how many, and in which slices their rows are seen."""

    says: Text
    of: SubjectKind
    count: int | None
    slices: tuple[Shown, ...]

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "says": self.says.document(),
            "of": self.of.value,
            "count": self.count,
            "slices": [each.document() for each in self.slices],
        }


@dataclass(frozen=True)
class Answer:
    """
    What a measure gives.

    Attributes:
        value: For the unit that was asked for with all that is below it, or for all units.
        covered: It is not shown to whoever asks, because what it is worked out of is not.
        counted: The subjects behind it, for each figure in the measure; of many figures only for the first.
        filed: What units filed for the figure themselves, added up where that makes sense, and how many of them did.
        groups: By what was asked for: unit, its name, the group, the figure.
        groupable: The elements of codes by which there may be groups.
    """

    value: Any
    covered: bool
    counted: tuple[Counted, ...]
    filed: tuple[Any, int]
    groups: tuple[tuple[str, str, str, Any], ...]
    groupable: tuple[str, ...]

    @property
    def figures(self) -> int:
        """How many figures it tells that are worked out of subjects."""
        return 0 if self.covered else 1 + len(self.counted) + len(self.groups)

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        value, units = self.filed
        return {
            "value": self.value,
            "covered": self.covered,
            "counted": [each.document() for each in self.counted],
            "filed": {"value": value, "units": units},
            "groups": [
                {"unit": unit, "name": name, "group": group, "value": each}
                for unit, name, group, each in self.groups
            ],
            "groupable": list(self.groupable),
        }


@dataclass(frozen=True)
class Explained:
    """What is wrong with a measure, each with the characters it is about; or else what it says, and what it gives."""

    findings: tuple[tuple[Finding, tuple[int, int] | None], ...] = ()
    says: Text | None = None
    answer: Answer | None = None

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "findings": [
                {**finding.document(), "at": list(at) if at else None}
                for finding, at in self.findings
            ],
            "says": self.says and self.says.document(),
            "answer": self.answer and self.answer.document(),
        }


def explain(
    house: House,
    form: str,
    field: str,
    measure: str,
    actor: Actor,
    *,
    unit: str | None = None,
    period: Span | None = None,
    by: str | None = None,
) -> Explained:
    """
    What *measure* would mean for a figure, before or after it is fixed; nothing is kept.

    What is wrong with it is an answer, not a refusal: it is asked while somebody writes. Whoever may not read the slice is
    told what it says, and not what it gives.

    Args:
        house: Where.
        form: A summary form.
        field: The figure.
        measure: The expression as far as it is written.
        actor: Who asks.
        unit: With all that is below it; else all units.
        period: The days that `period_start` and `period_end` mean; else the form's own period.
        by: Groups, as `breakdown.figures` takes them.

    Raises:
        NotFound: There is no such form, figure or unit.
        Invalid: There is nothing to group by under that name.
    """
    registration = house.registry.registration(form)
    access.require(actor, "registry.read", registration.place, house.today)
    trials.require_trying(house, registration, {field: measure}, actor)
    try:
        (binding,) = trials.bindings(house, registration, {field: measure}, actor)
    except Invalid as problem:
        return Explained(tuple((each, place_in(measure, each)) for each in problem.findings))
    root = Expression.parse(measure).bind(house.registry.catalogue).root
    says = told(root, house.registry.catalogue)
    doubtful = (*trials.not_held(house, [binding]), *codes_unknown(house, root))
    doubts = tuple((each, place_in(measure, each)) for each in doubtful)
    if any(each.level == "error" for each in doubtful):
        return Explained(doubts, says)
    if not access.may(actor, "slice.read", registration.place, house.today):
        return Explained(doubts, says)
    asking = _Asking(house, registration, actor, field, unit, period)
    answer = asking.answer(binding, root, by)
    house.noted(actor, "figures", form, answer.figures)
    return Explained(doubts, says, answer)


@dataclass(frozen=True)
class _Asking:
    """One figure of a form, for a unit and a period."""

    house: House
    registration: Registration
    actor: Actor
    field: str
    unit: str | None
    period: Span | None

    def answer(self, binding: Binding, root: Node, by: str | None) -> Answer:
        value, covered = self._value(binding)
        groups: tuple[tuple[str, str, str, Any], ...] = ()
        if by is not None and not covered:
            groups = self._groups(binding, by)
        counted = () if covered else tuple(self._counted(root))
        groupable = breaking.groupable(
            self.house, self.registration, self.actor, _kind(root, self.registration)
        )
        filed = trials.filed(
            self.house, self.registration, self.actor, self.unit, self.period, self.field
        )
        return Answer(value, covered, counted, filed.get(self.field, (None, 0)), groups, groupable)

    def _trial(self, binding: Binding) -> Registration:
        return replace(self.registration, bindings={self.field: binding})

    def _at(self) -> int:
        leaves = [each.id for each in self.registration.form.leaves()]
        return leaves.index(self.field)

    def _rows(self, trial: Registration, **said: Any) -> list[Any]:
        """The figure in each row of an answer."""
        at = len(slicing.TECHNICAL) + self._at()
        _, answer = trials.answered(self.house, trial, self.actor, self.unit, self.period, **said)
        return [row[at] for row in answer.rows]

    def _value(self, binding: Binding) -> tuple[Any, bool]:
        trial = self._trial(binding)
        covered = self.house.sight(self.actor, trial).mask(self.field) != "full"
        rows = self._rows(trial, digits=trials.TOGETHER)
        return (None if covered or not rows else rows[0]), covered

    def _groups(self, binding: Binding, by: str) -> tuple[tuple[str, str, str, Any], ...]:
        at = self._at()
        found = breaking.broken(
            self.house, self._trial(binding), self.actor, by, self.unit, self.period, trials.TOGETHER
        )  # fmt: skip
        return tuple((unit, name, group, values[at]) for unit, name, group, values in found.rows)

    def _counted(self, root: Node) -> Iterator[Counted]:
        """The subjects behind the first figures in a measure, each set of them once."""
        house, catalogue = self.house, self.house.registry.catalogue
        kind = _kind(root, self.registration)
        seen: set[str] = set()
        for each in walk(root):
            if not isinstance(each, Aggregate):
                continue
            condition = _condition(each)
            text = "" if condition is None else f" filter (where {_text(condition)})"
            counting = f"count({kind.value}){text}"
            if counting in seen:
                continue
            if len(seen) == _MOST:
                return
            seen.add(counting)
            (binding,) = trials.bindings(
                house, self.registration, {self.field: counting}, self.actor
            )
            count, _ = self._value(binding)
            counted = Expression.parse(counting).bind(catalogue).root
            slices = shown_in(house, self.actor, self.registration, kind, condition)
            yield Counted(told(counted, catalogue), kind, count, slices)


def _condition(figure: Aggregate) -> Node | None:
    """Whom a figure takes in: those it is of, that have what it is made of."""
    operand = figure.operand
    known = Negation(Missing(operand)) if isinstance(operand, Reference) else None
    both = [each for each in (figure.where, known) if each is not None]
    return Junction("and", tuple(both)) if len(both) > 1 else both[0] if both else None


def _kind(root: Node, registration: Registration) -> SubjectKind:
    spoken = Expression("", root).subject(registration.form.subject)
    return SubjectKind(spoken)


def _text(condition: Node) -> str:
    return text_of(written(condition, _named))


def _named(node: Node) -> Tree | None:
    return element(node.element, node.via) if isinstance(node, Reference) else None
