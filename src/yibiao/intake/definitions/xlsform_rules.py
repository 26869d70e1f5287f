"""The binds of an XLSForm → its rules: what is calculated, what must hold, what is asked of some only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from yibiao.errors import Finding
from yibiao.intake.definitions import xpath
from yibiao.intake.definitions.xpath import Answer
from yibiao.intake.printed import At, PrintedRule
from yibiao.intake.rules.saying import NotSaid
from yibiao.intake.rules.spots import Parts

_ALWAYS = ("", "yes", "no", "true", "false", "true()", "false()", "1", "0")


@dataclass(frozen=True)
class Condition:
    """Where a row or a group is asked only if something holds: what, and the row's cell."""

    printed: str
    cell: str


@dataclass
class Binds:
    """
    What the rows say of answers, gathered while they are read.

    Attributes:
        names: What each name of the form stands for.
        stated: By question: what is stated of it, the conditions that it is asked under, and what must be answered.
    """

    names: dict[str, Answer] = field(default_factory=dict)
    stated: list[tuple[Answer, str, dict[str, Any], tuple[Condition, ...]]] = field(
        default_factory=list
    )

    def add(
        self, name: str, answer: Answer, bind: dict[str, Any], conditions: tuple[Condition, ...]
    ) -> None:
        """A question with its bind, and the conditions of the groups around it."""
        self.names.setdefault(name, answer)
        own = str(bind.get("relevant") or "").strip()
        if own:
            conditions = (*conditions, Condition(own, answer.cell))
        self.stated.append((answer, name, bind, conditions))

    def rules(self, findings: list[Finding]) -> Iterator[PrintedRule]:
        """The rules; what no rule can say is named in a finding, once."""
        for answer, _, bind, conditions in self.stated:
            yield from self._asked_when(answer, conditions, findings)
            for kind, key in (("holds", "constraint"), ("equals", "calculate")):
                printed = str(bind.get(key) or "").strip()
                if printed and printed.lower() not in _ALWAYS:
                    yield from self._rule(kind, answer, printed, findings)  # type: ignore[arg-type]  # as listed
            yield from self._required(answer, bind, findings)

    def _asked_when(
        self, answer: Answer, conditions: Sequence[Condition], findings: list[Finding]
    ) -> Iterator[PrintedRule]:
        """One rule for all the conditions that a question is asked under."""
        said: list[tuple[Condition, Parts]] = []
        for each in conditions:
            parts = self._said(each.printed, answer, each.cell, findings)
            if parts and parts != ("true",):
                said.append((each, parts))
        if said:
            yield PrintedRule(
                "asked-when",
                answer.cell,
                xpath.conjunction([parts for _, parts in said]),
                " and ".join(each.printed for each, _ in said),
                said[-1][0].cell,
            )

    def _rule(
        self,
        kind: Literal["holds", "equals"],
        answer: Answer,
        printed: str,
        findings: list[Finding],
    ) -> Iterator[PrintedRule]:
        parts = self._said(printed, answer, answer.cell, findings)
        if parts and parts != ("true",):
            yield PrintedRule(kind, answer.cell, parts, printed, answer.cell)

    def _required(
        self, answer: Answer, bind: dict[str, Any], findings: list[Finding]
    ) -> Iterator[PrintedRule]:
        """An answer that must be given only if something holds: either that does not, or the answer is there."""
        printed = str(bind.get("required") or "").strip()
        if printed.lower() in _ALWAYS:
            return
        condition = self._said(printed, answer, answer.cell, findings)
        if condition:
            given = ("not (", *condition, ") or ", At(answer.cell), " is not null")
            yield PrintedRule("holds", answer.cell, given, printed, answer.cell)

    def _said(
        self, printed: str, answer: Answer, cell: str, findings: list[Finding]
    ) -> Parts | None:
        try:
            return xpath.expression(printed, self.names, answer)
        except (NotSaid, RecursionError):
            finding = Finding("rule-not-understood", cell, {"printed": printed[:300]})
            if finding not in findings:
                findings.append(finding)
            return None
