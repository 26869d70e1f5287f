"""Advisors stand outside the rules: of doubtful candidates they say how far they mean the same, and a person decides."""

from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import Field as Limited

from yibiao.errors import Finding
from yibiao.model.element import Element
from yibiao.model.form import Field, Form
from yibiao.model.text import Noun, Text


class Doubt(Noun):
    """
    Whether a field of a form means an element.

    Attributes:
        via: Links that lead there from the form's subject; one that a decision would make first may be among them.
        roles: Whoever they lead to, in words: 监护人.
    """

    field: Field
    element: Element
    via: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, tuple[str, ...], str]:
        """The ids of the field, the links and the element."""
        return self.field.id, self.via, self.element.id

    @property
    def names(self) -> tuple[str, ...]:
        """What the element is called, each name after the roles that lead to it: 监护人 姓名."""
        names = (self.element.name.zh, *self.element.synonyms)
        return tuple(" ".join((*self.roles, each)) for each in names)


class Advice(Noun):
    """How far two mean the same, in 0..1 – half says neither yes nor no –, and the sentence for a person."""

    score: Annotated[float, Limited(ge=0, le=1)]
    because: Text


class Advisor(Protocol):
    """Somebody to ask: a model on this machine, or one in the office's own network."""

    @property
    def signal(self) -> str:
        """The name that its evidence carries and that its weight stands under."""

    def advise(self, form: Form, doubts: Sequence[Doubt]) -> Sequence[Advice | None] | Finding:
        """
        One advice for each of *doubts*, in order, `None` where it has none; or why it says nothing at all.

        It raises nothing, and is never given a value that somebody filled in.
        """
