"""What follows from what, put into a tree: whoever evaluates it needs to know no derivations."""

from collections.abc import Iterable
from typing import Any

from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Derivation, Element
from yibiao.model.expression.written import Tree, applied, element, parts
from yibiao.model.kinds import ValueKind


def effective(id_: str, via: tuple[str, ...], catalogue: Catalogue) -> Tree:
    """The value of an element, derived where it can be, or else as it was filed (`derivation.effective`, as a tree)."""
    return _effective(id_, via, catalogue, ())


def follows(derived: Element, catalogue: Catalogue) -> Tree | None:
    """What *derived* must be by what others say; `None` where that cannot be told from one subject's values."""
    found = _derived(derived, (), catalogue, ())
    return _first(found) if found else None


def sources(trees: Iterable[Tree]) -> list[tuple[tuple[str, ...], str]]:
    """The elements that are read, each with the links it is reached over, in the order in which they are written."""
    return list(
        dict.fromkeys(
            (tuple(each.get("via", ())), each["element"])
            for tree in trees
            for each in parts(tree)
            if "element" in each
        )
    )


def _effective(
    id_: str, via: tuple[str, ...], catalogue: Catalogue, below: tuple[str, ...]
) -> Tree:
    known = catalogue.elements[id_]
    own = [_filed(known.id, via, catalogue)]
    own += [_former(each.element, each.codes, via, catalogue) for each in known.former]
    if id_ in below:
        return _first(own)
    return _first([*_derived(known, via, catalogue, below), *own])


def _derived(
    known: Element, via: tuple[str, ...], catalogue: Catalogue, below: tuple[str, ...]
) -> list[Tree]:
    return [
        by_rule(each, _effective(each.sources[0], via, catalogue, (*below, known.id)))
        for each in known.derivations
        if _of_one(each)
    ]


def by_rule(derivation: Derivation, source: Tree) -> Tree:
    """What follows from *source*."""
    if derivation.rule != "age-group-of-birth-date":
        return applied(derivation.rule.replace("-", "_"), source)
    age = applied("age_of_birth_date", source)
    low, high = derivation.from_age, derivation.to_age
    if high is None:
        return applied(">=", age, {"value": low or 0})
    return applied("between", age, {"value": low or 0}, {"value": high})


def _of_one(derivation: Derivation) -> bool:
    """Whether it follows from what is held of the subject itself; those that lead here are not."""
    return derivation.rule != "count-of-links"


def _filed(id_: str, via: tuple[str, ...], catalogue: Catalogue) -> Tree:
    """As it was filed; of a date and time its day, as in every expression."""
    known = catalogue.elements.get(id_)
    filed = element(id_, via)
    return (
        applied("day", filed) if known is not None and known.kind is ValueKind.DATETIME else filed
    )


def _former(id_: str, codes: dict[str, str], via: tuple[str, ...], catalogue: Catalogue) -> Tree:
    """The value of an element that this one was merged with, in this one's codes."""
    value = _filed(id_, via, catalogue)
    if not codes:
        return value
    nothing: dict[str, Any] = {"value": None}
    mapped = nothing
    for code, own in sorted(codes.items(), reverse=True):
        mapped = applied("if", applied("=", value, {"value": code}), {"value": own}, mapped)
    return mapped


def _first(trees: list[Tree]) -> Tree:
    return trees[0] if len(trees) == 1 else applied("coalesce", *trees)
