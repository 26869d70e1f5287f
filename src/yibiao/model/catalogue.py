"""The catalogue: every element and code list known, and how forms have worded each element so far."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Self

from yibiao import _schemas
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind, ValueKind


@dataclass(frozen=True)
class Wording:
    """
    One way in which a form in the catalogue asked an element: evidence for the next form.

    Attributes:
        form: Id of that form: what was decided of its field last stands alone.
        refused: A person said that it does not mean the element.
        answers: The element's code, or what it is called → the title of the option that answers it, or none.
    """

    element: str
    via: tuple[str, ...]
    field: Field
    subject: SubjectKind
    title: str
    decided_by: str
    form: str
    refused: bool = False
    answers: Mapping[str, str | None] | None = None

    @property
    def by_person(self) -> bool:
        """Whether a person decided it, and no rule."""
        return not self.decided_by.startswith("rule:")


@dataclass(frozen=True, eq=False)
class Addition:
    """What a catalogue gained at once; `before` is what it had gained until then, `depth` how often it did."""

    elements: tuple[Element, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    wordings: tuple[Wording, ...] = ()
    before: "Addition | None" = field(default=None, repr=False)
    depth: int = 0


@dataclass(frozen=True)
class Catalogue:
    """
    Elements and code lists by id, and wordings in the order they were decided. Adding gives another catalogue.

    It remembers what was added when: whoever has taken in a catalogue takes in the next by what `since` gives, however
    much there is already.
    """

    elements: Mapping[str, Element] = field(default_factory=dict)
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)
    links: Mapping[str, Element] = field(default_factory=dict)
    newest: Addition = field(default_factory=Addition, repr=False, compare=False)

    def adding(
        self,
        elements: Iterable[Element] = (),
        code_lists: Iterable[CodeList] = (),
        wordings: Iterable[Wording] = (),
    ) -> Self:
        """This and those; one of the same id is replaced."""
        more = Addition(
            tuple(elements), tuple(code_lists), tuple(wordings), self.newest, self.newest.depth + 1
        )
        return type(self)(
            {**self.elements, **{each.id: each for each in more.elements}}
            if more.elements
            else self.elements,
            {**self.code_lists, **{each.id: each for each in more.code_lists}}
            if more.code_lists
            else self.code_lists,
            _linking(self.links, more.elements),
            more,
        )

    def since(self, addition: Addition) -> tuple[Addition, ...] | None:
        """What was added after *addition*, oldest first; `None` where this catalogue did not grow from there."""
        added: list[Addition] = []
        at: Addition | None = self.newest
        while at is not None and at.depth > addition.depth:
            added.append(at)
            at = at.before
        return tuple(reversed(added)) if at is addition else None

    def additions(self) -> Iterator[Addition]:
        """Everything that was ever added, oldest first."""
        added: list[Addition] = []
        at: Addition | None = self.newest
        while at is not None:
            added.append(at)
            at = at.before
        return reversed(added)

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """How forms have worded elements, in the order it was decided."""
        return tuple(wording for each in self.additions() for wording in each.wordings)

    @cached_property
    def bound(self) -> dict[str, tuple[Any, Any]]:
        """Trees of expressions, by their text, and what they are once its elements are found: `Expression.bind` keeps them here."""
        return {}

    @cached_property
    def followed(self) -> dict[str, Any]:
        """How the value of each element is found, by its id: `derivation.following` keeps here what it made ready."""
        return {}

    def codes_of(self, element: Element) -> CodeList | None:
        """The code list of *element*, if it has one."""
        return self.code_lists[element.code_list] if element.code_list else None

    def reached(self, subject: SubjectKind, via: Iterable[str]) -> SubjectKind:
        """The kind of subject at the end of the links *via*, starting at *subject*.

        Raises:
            LookupError: A link is unknown or does not start where the path has come to.
        """
        for link in via:
            element = self.elements[link]
            if element.subject is not subject or element.target is None:
                raise LookupError(link)
            subject = element.target
        return subject


def _linking(links: Mapping[str, Element], more: Iterable[Element]) -> Mapping[str, Element]:
    """*links*, and those among *more* that lead to another subject."""
    leading = {each.id: each for each in more if each.kind in _LINKS}
    ended = {each.id for each in more if each.id in links and each.kind not in _LINKS}
    if not (leading or ended):
        return links
    return {id_: each for id_, each in {**links, **leading}.items() if id_ not in ended}


_LINKS = (ValueKind.LINK, ValueKind.LINKS)


@cache
def starter() -> Catalogue:
    """The catalogue that Yibiao ships: elements and code lists of `schemas/`."""
    return Catalogue().adding(
        elements=[
            Element.model_validate(each)
            for name in _schemas.names("elements")
            for each in _schemas.document(name)["elements"]
        ],
        code_lists=[
            CodeList.model_validate(_schemas.document(name))
            for name in _schemas.names("code-lists")
        ],
    )
