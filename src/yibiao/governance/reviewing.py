"""A form and those in force → what it repeats, what it adds and what that costs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Final

from yibiao.governance.asking import Asked, Forms, Question, Tally, question_of, stated, way_of
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import sources
from yibiao.model.expression import Expression
from yibiao.model.form import Field, Form
from yibiao.model.kinds import ValueKind
from yibiao.model.review import Contradiction, Overlap, Range, Rates, Review, Sort, Standing

#: A form that shares this much with another, of its own questions or of the other's, may be the same demand under another name.
VARIANT: Final = 0.8

#: A form that asks all of another asks largely the same only if that is so much of itself.
_LARGELY: Final = 0.5

#: So many overlaps are shown at most, of the forms in force and of all others.
MOST_OVERLAPS: Final = 20


def overlap(
    form: Form, bindings: Iterable[Binding], catalogue: Catalogue, asked: Asked, today: date
) -> tuple[Overlap, ...]:
    """
    The forms that ask what *form* asks: those in force, those that share most first; then others, if they are variants.

    A head of household is the same one whether asked in the household's form or in a member's; a guardian's name is
    not the child's, though both are names of persons.
    """
    bindings = tuple(bindings)
    compared = _Compared(form, bindings, catalogue, asked)
    tally = Tally(asked.asking(each) for each in compared.questions.values())
    others = ~_bit(asked, form.id)
    found: list[Overlap] = []
    for standing, forms in asked.standings(max(today, form.first_round or today)):
        most = islice(tally.most(forms & others), MOST_OVERLAPS)
        overlaps = [compared.overlap(number, standing) for number, _ in most]
        found += [each for each in overlaps if standing == "in-force" or each.variant]
    return tuple(found)


def review(
    form: Form,
    bindings: Iterable[Binding],
    catalogue: Catalogue,
    asked: Asked,
    today: date,
    *,
    succeeds: str | None = None,
    undecided: int | None = None,
    rows: int | None = None,
    rates: Rates = Rates(),  # noqa: B008  a frozen value
) -> Review:
    """
    What the office sees before it decides on *form*.

    Args:
        form: As submitted.
        bindings: Of its fields, as far as decided.
        catalogue: Knows what follows from what.
        asked: Who asks what.
        today: The day on which forms are in force.
        succeeds: The earlier edition that it would replace.
        undecided: How many decisions wait for a person; the questions without a binding when not given.
        rows: Subjects in its scope in one unit.
        rates: What typing and choosing cost.
    """
    bindings = tuple(bindings)
    in_force = asked.in_force(today) & ~(_bit(asked, succeeds) if succeeds else 0)
    sorts = _sorts(form, bindings, lambda id_: bool(asked.stating(id_) & in_force), catalogue)
    new = [leaf for leaf in form.leaves() if sorts[leaf.id] == "new"]
    seconds = _seconds(new, rates)
    tally = Tally(asked.asking(each) for each in _questions(form, bindings, catalogue).values())
    return Review(
        form=form.id,
        fields=len(sorts),
        held=_count(sorts, "held"),
        derivable=_count(sorts, "derivable"),
        new=len(new),
        undecided=_count(sorts, "undecided") if undecided is None else undecided,
        rows=rows,
        seconds=seconds,
        cells=None if rows is None else rows * len(new),
        minutes=None if rows is None else _minutes(seconds, rows),
        sorts=sorts,
        overlapping=(tally.some & in_force & ~_bit(asked, form.id)).bit_count(),
        contradictions=tuple(_contradictions(form, bindings, asked)),
        overlaps=tuple(
            each
            for each in overlap(form, bindings, catalogue, asked, today)
            if each.form != succeeds
        ),
    )


def _contradictions(
    form: Form, bindings: Iterable[Binding], asked: Asked
) -> Iterator[Contradiction]:
    """Bound questions that people decided otherwise in other series of forms, each meaning once."""
    for binding in bindings:
        if binding.element is None or binding.field not in form.by_id:
            continue
        told: set[str] = set()
        for other in asked.decided(way_of(form, binding.field)):
            there = asked.form(asked.number(other.form) or 0)
            same = (other.via, other.element) == (binding.via, binding.element)
            edition = (there.department, there.series) == (form.department, form.series)
            meaning = " → ".join((*other.via, other.element or ""))
            if same or edition or meaning in told:
                continue
            told.add(meaning)
            yield Contradiction(
                field=binding.field,
                label=form.by_id[binding.field].label,
                element=" → ".join((*binding.via, binding.element)),
                form=there.id,
                title=there.title,
                other=meaning,
            )


def _bit(asked: Asked, form: str) -> Forms:
    number = asked.number(form)
    return 0 if number is None else 1 << number


class _Compared:
    """*form*, to be laid beside others."""

    def __init__(
        self, form: Form, bindings: tuple[Binding, ...], catalogue: Catalogue, asked: Asked
    ) -> None:
        self._form = form
        self._catalogue = catalogue
        self._asked = asked
        self.questions = _questions(form, bindings, catalogue)
        self._bound = {each.field: each for each in bindings}
        self._leaves = tuple(form.leaves())
        self._sources = {
            each: found
            for each in {*self.questions.values()}
            if (found := sources(each[1], catalogue))
        }

    def overlap(self, number: int, standing: Standing) -> Overlap:
        """What it has in common with the form of that number."""
        other, theirs = self._asked.form(number), self._asked.questions(number)
        shared = [each for each in self.questions.values() if each in theirs]
        following = sum(self._follows(each, number) for each in self.questions.values())
        share = len(shared) / len(self._leaves)
        answered = (len(shared) + following) / len(self._leaves)
        covered = len({*shared}) / max(1, self._asked.leaves(number))
        largely = answered >= VARIANT or (covered >= VARIANT and share >= _LARGELY)
        same = (other.department, other.series) == (self._form.department, self._form.series)
        return Overlap(
            form=other.id,
            title=other.title,
            department=other.department,
            standing=standing,
            fields=len(self._leaves),
            shared=len(shared),
            share=round(share, 3),
            covered=round(covered, 3),
            elements=tuple(sorted({element for _, element in shared})),
            variant=largely and not same and not self._scopes_apart(other),
            new=tuple(self._new(number, theirs)) if largely else (),
        )

    def _new(self, number: int, theirs: frozenset[Question]) -> Iterator[str]:
        """The labels of what the other form neither asks nor lets follow from what it asks."""
        for leaf in self._leaves:
            binding, question = self._bound.get(leaf.id), self.questions.get(leaf.id)
            if binding is not None and binding.how == "measure":
                continue
            if question is None or not (question in theirs or self._follows(question, number)):
                yield leaf.label

    def _follows(self, question: Question, number: int) -> bool:
        """Whether the other form does not ask it but what it follows from, of the same person; or the links that it counts."""
        found, role = self._sources.get(question, ()), question[0]
        if not found or question in self._asked.questions(number):
            return False
        if any((role, each) in self._asked.questions(number) for each in found):
            return True
        elements = self._catalogue.elements
        links = {each for each in found if each in elements and elements[each].target is not None}
        return role is None and not links.isdisjoint(self._asked.stated(number))

    def _scopes_apart(self, other: Form) -> bool:
        """Whether nobody is asked both."""
        if other.subject is not self._form.subject or not (other.scope and self._form.scope):
            return False
        one, two = (
            Expression.parse(each).bind(self._catalogue) for each in (self._form.scope, other.scope)
        )
        return one.apart_from(two)


def _count(sorts: Mapping[str, Sort], sort: Sort) -> int:
    return list(sorts.values()).count(sort)


def _sorts(
    form: Form, bindings: Iterable[Binding], held: Callable[[str], bool], catalogue: Catalogue
) -> dict[str, Sort]:
    """Whether each question is held, derivable, new or undecided, by its id."""
    bindings = tuple(bindings)
    by_field = {each.field: each for each in bindings}
    own = {*stated(bindings, catalogue.elements)}
    return {
        leaf.id: _sort(binding, held, own, catalogue)
        for leaf, binding in _answered(form.asked, by_field, catalogue, None)
    }


def _sort(
    binding: Binding | None, held: Callable[[str], bool], own: set[str], catalogue: Catalogue
) -> Sort:
    if binding is None:
        return "undecided"
    if binding.element is not None and held(binding.element):
        return "held"
    if binding.how == "measure" or any(
        each in own or held(each) for each in sources(binding.element or "", catalogue)
    ):
        return "derivable"
    return "new"


def _answered(
    fields: Iterable[Field],
    bindings: Mapping[str, Binding],
    catalogue: Catalogue,
    block: Binding | None,
) -> Iterator[tuple[Field, Binding | None]]:
    """Each question with the binding that answers it: its own, or that of the block whose rows are of no subject."""
    for field in fields:
        binding = bindings.get(field.id, block)
        if not field.fields:
            yield field, binding
            continue
        element = catalogue.elements.get((binding and binding.element) or "")
        whole = binding if element and element.kind is ValueKind.ROWS else None
        yield from _answered(field.fields, bindings, catalogue, whole)


def _questions(
    form: Form, bindings: Iterable[Binding], catalogue: Catalogue
) -> dict[str, Question]:
    """What each bound question of *form* asks, by the field's id; blocks and links are no questions themselves."""
    leaves = {each.id for each in form.leaves()}
    return {
        each.field: question_of(each, catalogue.elements)
        for each in bindings
        if each.element is not None and each.field in leaves
    }


def _seconds(fields: Iterable[Field], rates: Rates) -> Range:
    costs = [rates.chosen if each.chosen else rates.typed for each in fields]
    return Range(low=sum(each.low for each in costs), high=sum(each.high for each in costs))


def _minutes(seconds: Range, rows: int) -> Range:
    return Range(low=round(seconds.low * rows / 60, 1), high=round(seconds.high * rows / 60, 1))
