"""A form and those in force → what it repeats, what it adds and what that costs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import sources
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.review import Overlap, Range, Rates, Review

#: A form that shares this much with one in force may be the same demand under another name.
VARIANT: Final = 0.8

InForce = Iterable[tuple[Form, Iterable[Binding]]]

#: Whose role (a link to a person), and which element.
Question = tuple[str | None, str]


def overlap(
    form: Form, bindings: Iterable[Binding], catalogue: Catalogue, in_force: InForce
) -> tuple[Overlap, ...]:
    """
    The forms in force that ask what *form* asks, those that share most first.

    A head of household is the same one whether asked in the household's form or in a member's; a guardian's name is
    not the child's, though both are names of persons.
    """
    asked = _questions(form, bindings, catalogue)
    overlaps = []
    for other, its_bindings in in_force:
        theirs = set(_questions(other, its_bindings, catalogue).values())
        shared = [question for question in asked.values() if question in theirs]
        if other.id == form.id or not shared:
            continue
        share = len(shared) / len(tuple(form.leaves()))
        overlaps.append(
            Overlap(
                form=other.id,
                title=other.title,
                department=other.department,
                shared=len(shared),
                share=round(share, 3),
                elements=tuple(sorted({element for _, element in shared})),
                variant=share >= VARIANT
                and (other.department, other.series) != (form.department, form.series),
            )
        )
    return tuple(sorted(overlaps, key=lambda each: (-each.shared, each.form)))


def review(
    form: Form,
    bindings: Iterable[Binding],
    catalogue: Catalogue,
    in_force: InForce = (),
    *,
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
        in_force: The forms in force with their bindings.
        undecided: How many decisions wait for a person; the questions without a binding when not given.
        rows: Subjects in its scope in one unit.
        rates: What typing and choosing cost.
    """
    bindings, in_force = tuple(bindings), tuple((each, tuple(its)) for each, its in in_force)
    held = {element for _, its in in_force for element in _elements(its, catalogue)}
    sorts = _sorts(form, bindings, held, catalogue)
    new = [leaf for leaf in form.leaves() if sorts[leaf.id] == "new"]
    seconds = _seconds(new, rates)
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
        overlaps=overlap(form, bindings, catalogue, in_force),
    )


def _count(sorts: Mapping[str, str], sort: str) -> int:
    return list(sorts.values()).count(sort)


def _elements(bindings: Iterable[Binding], catalogue: Catalogue) -> Iterator[str]:
    """Every element that *bindings* need stated; a link read backwards is stated forwards."""
    for binding in bindings:
        for id_ in (*binding.via, *((binding.element,) if binding.element else ())):
            yield id_
            element = catalogue.elements.get(id_)
            if element is not None and element.inverse_of:
                yield element.inverse_of


def _sorts(
    form: Form, bindings: Iterable[Binding], held: Collection[str], catalogue: Catalogue
) -> dict[str, str]:
    """Whether each question is held, derivable, new or undecided, by its id."""
    bindings = tuple(bindings)
    by_field = {each.field: each for each in bindings}
    known = {*held, *_elements(bindings, catalogue)}
    return {
        leaf.id: _sort(binding, held, known, catalogue)
        for leaf, binding in _answered(form.fields, by_field, catalogue, None)
    }


def _sort(
    binding: Binding | None, held: Collection[str], known: Collection[str], catalogue: Catalogue
) -> str:
    if binding is None:
        return "undecided"
    if binding.element in held:
        return "held"
    if binding.how == "measure" or any(
        each in known for each in sources(binding.element or "", catalogue)
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
        each.field: (_role(each.via, catalogue), each.element)
        for each in bindings
        if each.element is not None and each.field in leaves
    }


def _role(via: Iterable[str], catalogue: Catalogue) -> str | None:
    """The last link to one person on the way: who is asked about, in relation to somebody else."""
    role = None
    for each in via:
        link = catalogue.elements.get(each)
        if link is not None and link.kind is ValueKind.LINK and link.target is SubjectKind.PERSON:
            role = each
    return role


def _seconds(fields: Iterable[Field], rates: Rates) -> Range:
    costs = [rates.chosen if each.chosen else rates.typed for each in fields]
    return Range(low=sum(each.low for each in costs), high=sum(each.high for each in costs))


def _minutes(seconds: Range, rows: int) -> Range:
    return Range(low=round(seconds.low * rows / 60, 1), high=round(seconds.high * rows / 60, 1))
