"""(actor, form) → which rows of its slice they see, and how each column looks in them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from yibiao.access.acts import MATRIX, Act
from yibiao.access.policy import reaches
from yibiao.model.actor import MASKS, Actor, Grant, Mask
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element
from yibiao.model.expression import Expression
from yibiao.model.expression.tree import Reference, walk
from yibiao.model.form import Form
from yibiao.model.sight import WHOLE, Pane, Sight
from yibiao.model.where import Where

#: The units of a subtree by its root; of `None`, every unit there is.
Subtree = Callable[[str | None], Sequence[str]]


def sight(
    actor: Actor,
    form: Form,
    bindings: Mapping[str, Binding],
    catalogue: Catalogue,
    *,
    today: date,
    subtree: Subtree,
) -> Sight:
    """
    What *actor* sees of the slice of *form* on that day.

    A row is seen by whoever has a grant that reads slices at its unit: a unit's role there, or a role of the form's
    department whose division takes it in. A column shows the element that it is bound to under the widest mask of the
    grants at that row; a sensitive one not at all unless a grant uncovers it there. The figures of a summary are all
    of one pane: each is shown where every element that it is worked out over is shown in every row.
    """
    shown = [each for each in actor.grants if _reads(each, actor, form, today)]
    if any(each.role == "administrator" for each in shown):
        return WHOLE
    uncovering = [each for each in actor.grants if _uncovers_of(each, form, today)]
    columns = dict(_columns(form, bindings, catalogue))
    found: dict[tuple[tuple[str, Mask], ...], list[str] | None] = {}
    for grants, units in _parts([*shown, *uncovering], subtree):
        here = [each for each in shown if each in grants]
        if here:
            masks = _masks(columns, bindings, here, [each for each in uncovering if each in grants])
            known = found.get(masks, [])
            found[masks] = None if units is None or known is None else [*known, *units]
    panes = tuple(
        Pane(None if units is None else tuple(units), dict(masks)) for masks, units in found.items()
    )
    return Sight(_together(panes)) if form.layout == "summary" else Sight(panes)


def as_department(actor: Actor, form: Form, today: date) -> bool:
    """Whether *actor* sees any of the slice of *form* as its department, which sees no more than its forms ask."""
    shown = [each for each in actor.grants if _reads(each, actor, form, today)]
    return any(each.department for each in shown) and not sees_all(actor, "slice.read", today)


def grants_at(actor: Actor, act: Act, place: Where, today: date) -> tuple[Grant, ...]:
    """The grants by which *actor* does *act* at *place* (about a subject: at its unit), or by which anything is uncovered there."""
    return tuple(
        each
        for each in actor.grants
        if each.holds(today)
        and (each.sensitive or act in MATRIX[each.role])
        and reaches(each, act, place)
    )


def masks_under(grants: Sequence[Grant], elements: Iterable[Element]) -> dict[str, Mask]:
    """How what is held of *elements* is shown under *grants* (`grants_at`), by id."""
    here = [each for each in grants if not each.sensitive]
    uncovering = [each for each in grants if each.sensitive]
    return {each.id: _mask(each, here, uncovering) for each in elements}


def purposes(actor: Actor, today: date) -> str | None:
    """What the grants are for by which sensitive elements are uncovered for *actor*; `None` where none is."""
    found = dict.fromkeys(
        each.purpose for each in actor.grants if each.purpose and each.holds(today)
    )
    return "；".join(found) or None


def sees_all(actor: Actor, act: Act, today: date) -> bool:
    """Whether *actor* is shown everything of everybody when they do *act*."""
    return any(
        each.role == "administrator" and not each.sensitive and each.holds(today)
        for each in actor.grants
    ) and (actor.scopes.acts is None or act in actor.scopes.acts)


def _reads(grant: Grant, actor: Actor, form: Form, today: date) -> bool:
    """Whether *grant* shows rows of the form's slice."""
    if grant.sensitive or "slice.read" not in MATRIX[grant.role] or not grant.holds(today):
        return False
    scopes = actor.scopes
    if scopes.acts is not None and "slice.read" not in scopes.acts:
        return False
    if scopes.forms is not None and form.id not in scopes.forms:
        return False
    return grant.department in (None, form.department)


def _uncovers_of(grant: Grant, form: Form, today: date) -> bool:
    """Whether *grant* uncovers anything in the form's slice."""
    of_form = grant.department in (None, form.department)
    return bool(grant.sensitive) and grant.holds(today) and of_form


def _parts(
    grants: Sequence[Grant], subtree: Subtree
) -> Iterator[tuple[Sequence[Grant], list[str] | None]]:
    """The units, by the grants that take them in; all of them in one where no grant is bounded."""
    places = {each.unit for each in grants}
    if len(places) <= 1:
        (place,) = places or {None}
        yield grants, None if place is None else list(subtree(place))
        return
    of_unit: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(grants):
        for code in subtree(each.unit):
            of_unit[code].append(number)
    alike: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
    for code, numbers in of_unit.items():
        alike[tuple(numbers)].append(code)
    for together, units in alike.items():
        yield [grants[number] for number in together], units


def _columns(
    form: Form, bindings: Mapping[str, Binding], catalogue: Catalogue
) -> Iterator[tuple[str, tuple[Element, ...]]]:
    """Each field, those in blocks among them, with the elements that its answers come from."""
    for field_id in form.by_id:
        binding = bindings.get(field_id)
        if binding is None:
            continue
        named = [binding.element] if binding.element else []
        if binding.measure is not None:
            named += _measured(binding.measure, catalogue)
        elements = [catalogue.elements[each] for each in named]
        former = [catalogue.elements[each.element] for one in elements for each in one.former]
        yield field_id, (*elements, *former)


def _measured(measure: str, catalogue: Catalogue) -> list[str]:
    """The elements that a figure is worked out over."""
    root = Expression.parse(measure).bind(catalogue).root
    return [each.element for each in walk(root) if isinstance(each, Reference)]


def _masks(
    columns: Mapping[str, Iterable[Element]],
    bindings: Mapping[str, Binding],
    here: Sequence[Grant],
    uncovering: Sequence[Grant],
) -> tuple[tuple[str, Mask], ...]:
    """How columns look that are not whole; a figure over anything that is not, is not there."""
    covered: list[tuple[str, Mask]] = []
    for field_id, elements in columns.items():
        least = _least(_mask(each, here, uncovering) for each in elements)
        if least != "full":
            covered.append((field_id, "none" if bindings[field_id].measure else least))
    return tuple(covered)


def _mask(element: Element, here: Sequence[Grant], uncovering: Sequence[Grant]) -> Mask:
    """The widest mask that a grant gives the element."""
    naming = [
        each
        for each in uncovering
        if element.id in each.sensitive or element.sensitivity in each.sensitive
    ]
    plain = () if element.sensitive else here
    return max(
        (each.masks.get(element.id, "full") for each in (*plain, *naming)),
        key=MASKS.index,
        default="none",
    )


def _least(masks: Iterable[Mask]) -> Mask:
    return min(masks, key=MASKS.index, default="full")


def _together(panes: Sequence[Pane]) -> tuple[Pane, ...]:
    """One pane of all of them, each column as it looks where it says least: a figure is made of rows in several."""
    if len(panes) < 2:  # noqa: PLR2004  nothing to put together
        return tuple(panes)
    several = Sight(tuple(panes))
    fields = dict.fromkeys(each for pane in panes for each in pane.masks)
    return (Pane(several.units, {each: several.mask(each) for each in fields}),)
