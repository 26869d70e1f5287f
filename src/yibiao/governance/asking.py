"""Forms, one after the other → who asks what, counted over all of them at once however many there are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self, TypeVar

from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import sources
from yibiao.model.element import Element
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.review import Standing

#: Whose role (a link to a person), and which element.
Question = tuple[str | None, str]

#: How a question is put: kind of subject, block, section, label, options.
Way = tuple[object, ...]

#: A set of forms: the bit of a form's number is set. Thousands are intersected and counted in microseconds.
Forms = int

NONE: Final[Forms] = 0

Key = TypeVar("Key")


@dataclass
class _Asking:
    """One form and what is known of it; the question and the stated elements of each bound field."""

    form: Form
    leaves: frozenset[str]
    status: str = "submitted"
    questions: dict[str, Question] = field(default_factory=dict)
    stated: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Asked:
    """
    Who asks what. It follows the forms' events; a form's number is its place in the order of submission.

    Args:
        elements: Every element known, as it is known when asked.
    """

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self._elements = elements
        self._forms: list[_Asking] = []
        self._numbers: dict[str, int] = {}
        self._asking: dict[Question, Forms] = {}
        self._stating: dict[str, Forms] = {}
        self._standing: dict[str, Forms] = {}
        self._until: dict[date, Forms] = {}
        self._decided: dict[Way, dict[tuple[int, str], Binding]] = {}

    @classmethod
    def by(
        cls, in_force: Iterable[tuple[Form, Iterable[Binding]]], elements: Mapping[str, Element]
    ) -> Self:
        """What forms ask that are all in force."""
        asked = cls(elements)
        for form, bindings in in_force:
            asked.submit(form)
            asked.stand(form.id, "admitted")
            for each in bindings:
                asked.bind(each)
        return asked

    # what happens to it

    def submit(self, form: Form) -> None:
        """A form that nothing is decided about yet."""
        if form.id in self._numbers:
            return
        number = len(self._forms)
        self._forms.append(_Asking(form, frozenset(each.id for each in form.leaves())))
        self._numbers[form.id] = number
        _put(self._standing, "submitted", number)
        if form.expires is not None:
            _put(self._until, form.expires, number)

    def stand(self, form: str, status: str) -> None:
        """A form was admitted, refused, withdrawn, superseded, retired."""
        number = self._numbers[form]
        asking = self._forms[number]
        self._standing[asking.status] &= ~(1 << number)
        asking.status = status
        _put(self._standing, status, number)

    def bind(self, binding: Binding) -> None:
        """What a field means, whatever it was said to mean before."""
        self.unbind(binding.form, binding.field)
        number = self._numbers[binding.form]
        asking = self._forms[number]
        asking.stated[binding.field] = tuple(stated([binding], self._elements))
        for element in asking.stated[binding.field]:
            _put(self._stating, element, number)
        if binding.element is not None and binding.field in asking.leaves:
            asking.questions[binding.field] = question_of(binding, self._elements)
            _put(self._asking, asking.questions[binding.field], number)
        if binding.element is not None and not binding.decided_by.startswith("rule:"):
            way = way_of(asking.form, binding.field)
            self._decided.setdefault(way, {})[number, binding.field] = binding

    def unbind(self, form: str, field_: str) -> None:
        """What a field means is open again."""
        number = self._numbers[form]
        asking = self._forms[number]
        self._decided.get(way_of(asking.form, field_), {}).pop((number, field_), None)
        question = asking.questions.pop(field_, None)
        if question is not None and question not in asking.questions.values():
            self._asking[question] &= ~(1 << number)
        for element in asking.stated.pop(field_, ()):
            if not any(element in each for each in asking.stated.values()):
                self._stating[element] &= ~(1 << number)

    # what it knows

    def number(self, form: str) -> int | None:
        """The number of a form."""
        return self._numbers.get(form)

    def form(self, number: int) -> Form:
        """The form of that number."""
        return self._forms[number].form

    def questions(self, number: int) -> frozenset[Question]:
        """What the form of that number asks, so far as it is decided."""
        return frozenset(tuple(self._forms[number].questions.values()))

    def stated(self, number: int) -> frozenset[str]:
        """The elements that are stated for the form of that number."""
        return frozenset(
            each for some in tuple(self._forms[number].stated.values()) for each in some
        )

    def leaves(self, number: int) -> int:
        """How many questions the form of that number puts."""
        return len(self._forms[number].leaves)

    def asking(self, question: Question) -> Forms:
        """The forms that ask *question*."""
        return self._asking.get(question, NONE)

    def stating(self, element: str) -> Forms:
        """The forms for which *element* is stated, asked by itself or as a link on the way."""
        return self._stating.get(element, NONE)

    def decided(self, way: Way) -> tuple[Binding, ...]:
        """What people decided that questions put in this way mean, the newest last."""
        return tuple(self._decided.get(way, {}).values())

    def in_force(self, today: date) -> Forms:
        """The forms that are asked on that day."""
        return self._standing.get("admitted", NONE) & ~self._expired(today)

    def standings(self, today: date) -> Iterator[tuple[Standing, Forms]]:
        """Where forms stand on that day; those that a newer edition has replaced are left out."""
        admitted, expired = self._standing.get("admitted", NONE), self._expired(today)
        yield "in-force", admitted & ~expired
        yield "submitted", self._standing.get("submitted", NONE)
        yield "expired", admitted & expired
        yield "refused", self._standing.get("refused", NONE)
        yield "retired", self._standing.get("retired", NONE)

    def _expired(self, today: date) -> Forms:
        expired = NONE
        for until, forms in tuple(self._until.items()):
            if until < today:
                expired |= forms
        return expired


class Tally:
    """How many of several sets each form is in, of all forms at once: plane *n* holds bit *n* of every count."""

    def __init__(self, sets: Iterable[Forms]) -> None:
        self._planes: list[Forms] = []
        for each in sets:
            self._add(each)

    def _add(self, carried: Forms) -> None:
        for at, plane in enumerate(self._planes):
            self._planes[at], carried = plane ^ carried, plane & carried
        if carried:
            self._planes.append(carried)

    @property
    def some(self) -> Forms:
        """The forms that are in any."""
        found = NONE
        for each in self._planes:
            found |= each
        return found

    def exactly(self, count: int, among: Forms) -> Forms:
        """Those of *among* that are in *count* sets."""
        if count >> len(self._planes):
            return NONE
        for at, plane in enumerate(self._planes):
            among &= plane if count >> at & 1 else ~plane
        return among

    def most(self, among: Forms) -> Iterator[tuple[int, int]]:
        """Those of *among* that are in any, each with its count, the highest first, and then the oldest."""
        among &= self.some
        for count in range((1 << len(self._planes)) - 1, 0, -1):
            for number in numbers(self.exactly(count, among)):
                yield number, count


def numbers(forms: Forms) -> Iterator[int]:
    """The numbers of *forms*, the oldest first."""
    while forms:
        lowest = forms & -forms
        yield lowest.bit_length() - 1
        forms ^= lowest


def way_of(form: Form, field_: str) -> Way:
    """How *form* puts a question."""
    asked, block = form.by_id[field_], form.by_id.get(field_.rpartition(".")[0])
    options = tuple(each.title for each in asked.options)
    return form.subject, block.label if block else None, asked.section, asked.label, options


def question_of(binding: Binding, elements: Mapping[str, Element]) -> Question:
    """What a bound field asks; the last link to one person on the way says about whom, in relation to somebody else."""
    role = None
    for each in binding.via:
        link = elements.get(each)
        if link is not None and link.kind is ValueKind.LINK and link.target is SubjectKind.PERSON:
            role = each
    return role, binding.element or ""


def stated(bindings: Iterable[Binding], elements: Mapping[str, Element]) -> Iterator[str]:
    """Every element that *bindings* need stated; a link read backwards is stated forwards."""
    for binding in bindings:
        yield from _forwards(
            (*binding.via, *((binding.element,) if binding.element else ())), elements
        )


def needed(form: Form | None, bindings: Iterable[Binding], catalogue: Catalogue) -> frozenset[str]:
    """
    Every element that may be stated so that *form* is answered.

    That is what its fields ask, what its scope and its measures speak of, and what any of these follows from.

    Args:
        form: None where only *bindings* are meant.
        bindings: Of its fields.
        catalogue: Knows what follows from what.
    """
    bindings = tuple(bindings)
    found = {*stated(bindings, catalogue.elements)}
    for text in (form.scope if form else None, *(each.measure for each in bindings)):
        if text is not None:
            for via, element in Expression.parse(text).bind(catalogue).paths:
                found |= {*_forwards((*via, element), catalogue.elements)}
    return frozenset(found).union(*(sources(each, catalogue) for each in found))


def _forwards(path: Iterable[str], elements: Mapping[str, Element]) -> Iterator[str]:
    """The elements on *path*; beside a link that is read backwards, the one that is stated."""
    for id_ in path:
        yield id_
        element = elements.get(id_)
        if element is not None and element.inverse_of:
            yield element.inverse_of


def _put(sets: dict[Key, Forms], key: Key, number: int) -> None:
    sets[key] = sets.get(key, NONE) | 1 << number
