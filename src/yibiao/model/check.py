"""Checks: what values of one subject must be like beside one another, or else block an entry or ask why."""

from functools import cache
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from yibiao import _schemas
from yibiao.model.expression.written import Tree
from yibiao.model.kinds import ValueKind
from yibiao.model.text import Noun, Text

Kind = Literal["equals", "holds", "asked-when"]
Level = Literal["error", "asks-why"]


class Stated(Noun):
    """The rule of a form that a check comes from: its place among the form's rules, and how the form prints it."""

    form: str
    rule: int
    printed: str | None = None


class Check(Noun):
    """
    One condition on the values of one subject, as a merged table publishes it under `x-rules`.

    Attributes:
        kind: What it was stated as: a value `equals` others put together, a condition `holds`, a value is `asked-when`.
        level: An `error` blocks an entry where nothing held before plays a part; beside that it asks why, since either
            may be wrong. What `asks-why` wants a remark.
        code: Of the finding.
        elements: Those whose statement has it looked at; a finding stands at the first of them that was stated.
        each: It is asked of each of the elements by itself, `it` being the value.
        expression: For people: the condition over elements.
        tree: For machines: the same, with derived values put as what they follow from.
        says: The sentence; `{name_zh}` and `{name_en}` are the element's names, where it is asked of each.
        facts: What the sentence names.
        stated_by: The forms that state it; none where it holds for everybody.
    """

    id: str
    kind: Kind = "holds"
    level: Level = "asks-why"
    code: str
    elements: tuple[str, ...]
    each: bool = False
    expression: str
    tree: Tree
    says: Text
    facts: dict[str, Any] = {}
    stated_by: tuple[Stated, ...] = ()


class StandingCheck(Noun):
    """
    A check that holds whatever forms ask, as `schemas/checks.json` has it.

    Attributes:
        expression: Over elements, of one kind of subject; over `it` where it is asked of each.
        kinds: Asked of each element of these kinds,
        elements: or of each of these,
        apart_from: but not of these.
        says: The sentence, where the finding has none of its own.
    """

    id: str
    expression: str
    level: Level = "asks-why"
    code: str | None = None
    kinds: frozenset[ValueKind] = frozenset()
    elements: tuple[str, ...] = ()
    apart_from: frozenset[str] = Field(default=frozenset(), alias="except")
    says: Text | None = None

    @property
    def each(self) -> bool:
        """Whether it is asked of each element by itself."""
        return bool(self.kinds or self.elements)

    @model_validator(mode="after")
    def _said(self) -> Self:
        if (self.code is None) is (self.says is None):
            raise ValueError("a code that says it, or a sentence")
        return self


@cache
def standing() -> tuple[StandingCheck, ...]:
    """The checks that Yibiao ships."""
    return tuple(
        StandingCheck.model_validate(each) for each in _schemas.document("checks.json")["checks"]
    )
