"""Elements: two that are one are merged, one that is two is split, and either is put back; nobody's values are touched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from yibiao import access, matching, slicing
from yibiao.errors import Decided, Finding, Invalid, NotFound
from yibiao.flows.house import House
from yibiao.flows.registering import alike
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.change import Change, Held
from yibiao.model.codes import CodeList
from yibiao.model.element import Element, Former
from yibiao.model.event import Draft, EventKind
from yibiao.model.where import Everywhere

#: A field of a form, by their ids.
Place = tuple[str, str]


@dataclass(frozen=True)
class Changed:
    """
    What a change moves, before or after it is made.

    Attributes:
        id: Under which it can be put back; empty in a preview.
    """

    change: Change
    bindings: tuple[Binding, ...]
    held: Held
    id: str = ""

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "id": self.id,
            "act": self.change.act,
            "element": self.change.element,
            "other": self.change.other,
            "codes": self.change.codes,
            "bindings": [each.document() for each in self.bindings],
            "held": self.held.document(),
        }


def merge(
    house: House,
    element: str,
    into: str,
    actor: Actor,
    *,
    despite: bool = False,
    commit: bool = True,
) -> Changed:
    """
    Ask *into* wherever *element* was asked; values held of *element* answer where none is held of *into*.

    Every slice answers as before, but for subjects that hold both and not the same: *despite* them the value of *into*
    stands. See docs/decisions/0009.

    Raises:
        NotFound: There is no such element.
        Invalid: They are not of a kind, a form asks both, a field would be answered otherwise, or subjects hold both and
            not the same.
    """
    access.require(actor, "element.change", Everywhere(element), house.today)
    with house.deciding:
        one, other = house.registry.element(element), house.registry.element(into)
        codes, more = alike.codes(one, other, house.registry.catalogue)
        inherited = (alike.through(each, codes) for each in one.former if each.element != into)
        former = (Former(element=element, codes=codes), *inherited)
        kept = tuple(each for each in other.former if each.element != element)
        elements = (
            other.model_copy(update={"former": (*kept, *former)}),
            one.model_copy(update={"merged_into": into, "former": ()}),
        )
        moved = _bound_to(house, element)
        change = Change(
            act="merged",
            element=element,
            other=into,
            elements=(other, one),
            bindings=moved,
            codes=codes,
        )
        return _change(house, change, elements, more, actor, despite=despite, commit=commit)


def split(
    house: House, element: str, places: Sequence[Place], actor: Actor, *, commit: bool = True
) -> Changed:
    """
    Let the fields at *places* mean something of their own, for which the values of *element* answer until it has some.

    Raises:
        NotFound: There is no such element, no place, or one that is not bound to it.
        Invalid: It is a link or follows from others, which what is split off would not.
    """
    access.require(actor, "element.change", Everywhere(element), house.today)
    with house.deciding:
        one = house.registry.element(element)
        if one.derivations or one.target is not None or one.inverse_of:
            raise Invalid(Finding("element-not-split", "", {"element": element}), count=1)
        moved = tuple(
            each for each in _bound_to(house, element) if (each.form, each.field) in places
        )
        for form, field in places or (("", ""),):
            if (form, field) not in {(each.form, each.field) for each in moved}:
                raise NotFound(
                    what_zh="对应", what_en="binding", id=f"{form} {field}".strip() or element
                )
        first = house.registry.registration(places[0][0]).form.by_id[places[0][1]]
        own = one.model_copy(
            update={
                "id": matching.free_id(element, house.registry.catalogue.elements),
                "name": one.name.model_copy(update={"zh": first.label, "en": first.label}),
                "synonyms": (),
                "derivations": (),
                "minted": True,
                "former": (Former(element=element), *one.former),
            }
        )
        change = Change(act="split", element=element, other=own.id, elements=(one,), bindings=moved)
        return _change(house, change, (own,), None, actor, despite=True, commit=commit)


def restore(house: House, change: str, actor: Actor) -> Changed:
    """
    Put back what a merge or a split moved; what was split off is then one with its element again.

    Fields that were decided otherwise since stay as they are.

    Raises:
        NotFound: There is no such change, or it was put back already.
        Decided: An element of it was merged or split again since, which is to be put back first.
    """
    access.require(actor, "element.change", Everywhere(change), house.today)
    with house.deciding:
        made = house.registry.changes.get(change)
        if made is None:
            raise NotFound(what_zh="合并或拆分", what_en="change", id=change)
        _require_last(house, change, made)
        bindings = tuple(each for each in made.bindings if _now(house, each).element == made.other)
        elements = made.elements
        if made.act == "split":
            own, (one,) = house.registry.element(made.other), made.elements
            elements = (
                own.model_copy(update={"merged_into": one.id, "former": ()}),
                one.model_copy(update={"former": (*one.former, Former(element=own.id))}),
            )
        drafts = [
            house.draft("element.restored", actor, {"change": change}),
            *_registered(house, actor, elements),
            *_decided(house, actor, bindings),
        ]
        house.record(drafts)
    return Changed(made, bindings, Held(), change)


def _require_last(house: House, id_: str, made: Change) -> None:
    """Let a change pass whose elements stand as it left them: older states of them would undo a later one by half."""
    concerned = {made.element, made.other}
    later = list(house.registry.changes)
    for each in later[later.index(id_) + 1 :]:
        other = house.registry.changes[each]
        if concerned & {other.element, other.other}:
            raise Decided(
                what_zh="其中数据元后来的合并或拆分",
                what_en="later merge or split of its elements",
                state=each,
            )


def _change(
    house: House,
    change: Change,
    elements: tuple[Element, ...],
    codes: CodeList | None,
    actor: Actor,
    *,
    despite: bool,
    commit: bool,
) -> Changed:
    catalogue = house.registry.catalogue.adding(elements, [codes] if codes else [])
    bindings, lists = _moved(house, change, catalogue, actor)
    held = _held(house, change) if change.act == "merged" else Held()
    if not commit:
        return Changed(change, bindings, held)
    if held.differing and not despite:
        facts = {"element": change.element, "into": change.other, "count": held.differing}
        raise Invalid(Finding("merge-differs", "", facts), count=1)
    kind: EventKind = "element.merged" if change.act == "merged" else "element.split"
    marked = house.draft(kind, actor, {"change": change.document()})
    all_lists = {each.id: each for each in (*([codes] if codes else ()), *lists)}
    known = [each.id for each in change.elements]
    shipped, shipped_lists = house.registry.unregistered(known)
    changed = {each.id for each in elements}
    house.record(
        [
            marked,
            *_listed(house, actor, (*shipped_lists, *all_lists.values())),
            *_registered(house, actor, (each for each in shipped if each.id not in changed)),
            *_registered(house, actor, elements),
            *_decided(house, actor, bindings),
        ]
    )
    return Changed(change, bindings, held, marked.id)


def _listed(house: House, actor: Actor, lists: Iterable[CodeList]) -> list[Draft]:
    return [
        house.draft("code-list.registered", actor, {"code_list": each.document()}) for each in lists
    ]


def _registered(house: House, actor: Actor, elements: Iterable[Element]) -> list[Draft]:
    return [
        house.draft("element.registered", actor, {"element": each.document()}) for each in elements
    ]


def _decided(house: House, actor: Actor, bindings: Iterable[Binding]) -> list[Draft]:
    return [
        house.draft("binding.decided", actor, {"binding": each.document()}) for each in bindings
    ]


def _moved(
    house: House, change: Change, catalogue: Catalogue, actor: Actor
) -> tuple[tuple[Binding, ...], tuple[CodeList, ...]]:
    """The bindings of the change, now to the other element, each answered as before; the code lists that grew."""
    bindings: list[Binding] = []
    lists: list[CodeList] = []
    findings: list[Finding] = []
    for before in change.bindings:
        registration = house.registry.registration(before.form)
        choice = matching.Choice(change.other, before.via, decided_by=actor.id)
        found = matching.bind(registration.form, {before.field: choice}, catalogue)
        catalogue = catalogue.adding(code_lists=found.code_lists)
        lists.extend(found.code_lists)
        (after,) = found.bindings
        bindings.append(after)
        findings.extend(
            alike.lost(before, after, change, registration.form.by_id[before.field].label)
        )
        findings.extend(alike.taken(after, registration.bindings.values(), change))
    if findings:
        raise Invalid(*findings, count=len(findings))
    return tuple(bindings), tuple(lists)


def _held(house: House, change: Change) -> Held:
    if not house.registry.holds([change.element, change.other]):
        return Held()
    query = slicing.compared(
        change.element, change.other, change.codes, house.registry.catalogue, today=house.today
    )
    ((alone, alike, differing),) = house.picture.query(query).rows
    return Held(alone=alone, alike=alike, differing=differing)


def _bound_to(house: House, element: str) -> tuple[Binding, ...]:
    return tuple(
        each
        for registration in list(house.registry.registrations.values())
        for each in registration.bindings.values()
        if each.element == element
    )


def _now(house: House, binding: Binding) -> Binding:
    return house.registry.registration(binding.form).bindings[binding.field]
