"""The catalogue: every element and code list known, and how forms have worded each element so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Self

from yibiao import _schemas
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind, ValueKind


@dataclass(frozen=True)
class Wording:
    """One way in which a form in the catalogue asked an element: evidence for the next form."""

    element: str
    via: tuple[str, ...]
    field: Field
    subject: SubjectKind
    title: str
    decided_by: str


@dataclass(frozen=True)
class Catalogue:
    """Elements and code lists by id, and wordings in the order they were decided. Adding gives another catalogue."""

    elements: Mapping[str, Element] = field(default_factory=dict)
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()

    def adding(
        self,
        elements: Iterable[Element] = (),
        code_lists: Iterable[CodeList] = (),
        wordings: Iterable[Wording] = (),
    ) -> Self:
        """This and those; one of the same id is replaced."""
        return replace(
            self,
            elements={**self.elements, **{each.id: each for each in elements}},
            code_lists={**self.code_lists, **{each.id: each for each in code_lists}},
            wordings=(*self.wordings, *wordings),
        )

    @cached_property
    def links(self) -> dict[str, Element]:
        """The elements that lead to another subject."""
        return {
            id_: each
            for id_, each in self.elements.items()
            if each.kind in (ValueKind.LINK, ValueKind.LINKS)
        }

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
