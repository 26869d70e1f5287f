"""What a FHIR questionnaire states of answers → rules: what is enabled when, and the limits of values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from yibiao.errors import Finding
from yibiao.intake.definitions.xpath import Answer, conjunction
from yibiao.intake.printed import At, PrintedRule
from yibiao.intake.rules.saying import NotSaid
from yibiao.intake.rules.spots import Parts, quoted
from yibiao.model.kinds import ValueKind

_OPERATORS: Final = ("=", "!=", ">", "<", ">=", "<=")
_LIMITS: Final = {"minValue": ">=", "maxValue": "<="}
#: Expressions in FHIRPath, which no rule can say.
_EXPRESSIONS: Final = (
    "sdc-questionnaire-enableWhenExpression", "sdc-questionnaire-calculatedExpression", "questionnaire-constraint",
    "targetConstraint",
)  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """What an item is enabled by: the answers compared, whether one of them is enough, and where it says so."""

    compared: tuple[Mapping[str, Any], ...]
    any_of: bool
    cell: str

    @property
    def printed(self) -> str:
        """As a person would write it down."""
        word = " or " if self.any_of else " and "
        return word.join(
            f"{each.get('question')} {each.get('operator')} {_printed(_answer(each))}"
            for each in self.compared
        )


def conditions(item: Mapping[str, Any], pointer: str) -> Iterator[Condition]:
    """What the item is enabled by, if anything."""
    compared = item.get("enableWhen")
    if isinstance(compared, list) and compared:
        known = tuple(each for each in compared if isinstance(each, Mapping))
        yield Condition(known, item.get("enableBehavior") == "any", f"{pointer}/enableWhen")


@dataclass
class Binds:
    """What the items state of answers, gathered while they are read; names are link ids."""

    names: dict[str, Answer] = field(default_factory=dict)
    stated: list[tuple[Mapping[str, Any], Answer, tuple[Condition, ...]]] = field(
        default_factory=list
    )

    def add(
        self, item: Mapping[str, Any], answer: Answer, conditions: tuple[Condition, ...]
    ) -> None:
        """An item with what it asks, and the conditions that it and the groups around it are enabled by."""
        self.names.setdefault(str(item.get("linkId")), answer)
        self.stated.append((item, answer, conditions))

    def rules(self, findings: list[Finding]) -> Iterator[PrintedRule]:
        """The rules; what no rule can say is named in a finding, once."""
        for item, answer, stated in self.stated:
            yield from self._asked_when(answer, stated, findings)
            yield from _limits(item, answer)
            for extension in item.get("extension") or ():
                if (
                    isinstance(extension, Mapping)
                    and str(extension.get("url")).rpartition("/")[2] in _EXPRESSIONS
                ):
                    _doubt(findings, answer.cell, _expression(extension))

    def _asked_when(
        self, answer: Answer, stated: Sequence[Condition], findings: list[Finding]
    ) -> Iterator[PrintedRule]:
        """One rule for all the conditions that a question is asked under."""
        said: list[tuple[Condition, Parts]] = []
        for each in stated:
            try:
                said.append((each, self._said(each, answer)))
            except NotSaid:
                _doubt(findings, each.cell, each.printed)
        if said:
            printed = " and ".join(each.printed for each, _ in said)
            parts = conjunction([each for _, each in said])
            yield PrintedRule("asked-when", answer.cell, parts, printed, said[-1][0].cell)

    def _said(self, condition: Condition, own: Answer) -> Parts:
        parts: list[str | At] = []
        for each in condition.compared:
            joined = (" or " if condition.any_of else " and ") if parts else ""
            parts += [*([joined] if joined else []), *self._compared(each, own)]
        return tuple(parts)

    def _compared(self, condition: Mapping[str, Any], own: Answer) -> Parts:
        about = self.names.get(str(condition.get("question")))
        operator, value = condition.get("operator"), _answer(condition)
        if about is None or about.kind is ValueKind.ROWS or about.block not in (None, own.block):
            raise NotSaid
        if operator == "exists":
            return (At(about.cell), " is not null" if value is True else " is null")
        if operator not in _OPERATORS or value is None:
            raise NotSaid
        written = _written(value)
        if about.kind is ValueKind.CODES and operator in ("=", "!="):
            return (
                *(("not ",) if operator == "!=" else ()),
                "contains(",
                At(about.cell),
                f", {written})",
            )
        return (At(about.cell), f" {'<>' if operator == '!=' else operator} {written}")


def _limits(item: Mapping[str, Any], answer: Answer) -> Iterator[PrintedRule]:
    """The least and the greatest value, and the pattern that a text has."""
    if answer.kind is ValueKind.ROWS:
        return
    for each in item.get("extension") or ():
        name = str(each.get("url")).rpartition("/")[2] if isinstance(each, Mapping) else ""
        value = next((v for k, v in each.items() if k.startswith("value")), None) if name else None
        if name in _LIMITS and isinstance(value, (int, float, str)):
            expression: Parts = (At(answer.cell), f" {_LIMITS[name]} {_written(value)}")
        elif name == "regex" and isinstance(value, str):
            expression = ("matches(", At(answer.cell), f", {quoted(value)})")
        else:
            continue
        yield PrintedRule("holds", answer.cell, expression, f"{name} {value}", answer.cell)


def _answer(condition: Mapping[str, Any]) -> Any:
    """The value that is compared with: a coding by its code, a quantity by its figure."""
    value = next((v for k, v in condition.items() if k.startswith("answer")), None)
    if isinstance(value, Mapping):
        return (
            value.get("code")
            if "code" in value and "value" not in value
            else value.get("value", value.get("display"))
        )
    return value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else quoted(str(value))


def _printed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _expression(extension: Mapping[str, Any]) -> str:
    """The words of an expression, wherever the extension keeps them."""
    for each in (
        extension,
        *(e for e in extension.get("extension") or () if isinstance(e, Mapping)),
    ):
        value = each.get("valueExpression")
        if isinstance(value, Mapping) and value.get("expression"):
            return str(value["expression"])
        if each.get("url") == "expression" and each.get("valueString"):
            return str(each["valueString"])
    return str(extension.get("url"))


def _doubt(findings: list[Finding], cell: str, printed: str) -> None:
    finding = Finding("rule-not-understood", cell, {"printed": printed[:300]})
    if finding not in findings:
        findings.append(finding)
