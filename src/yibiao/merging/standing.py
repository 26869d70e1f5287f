"""Elements of a table → the checks on them that no form has to state."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from yibiao.merging.conditions import check
from yibiao.merging.deriving import by_rule, effective, follows
from yibiao.model import derivation, rule
from yibiao.model.catalogue import Catalogue
from yibiao.model.check import Check, StandingCheck, standing
from yibiao.model.element import BY_THE_DAY, Element
from yibiao.model.expression.checking import resolved
from yibiao.model.expression.tree import Name, Node, Reference, walk
from yibiao.model.expression.written import Tree, applied, element, written
from yibiao.model.kinds import SubjectKind

#: What an expression may name beside elements.
NAMES = ("it", "before", "subject")


def standing_checks(
    kind: SubjectKind, columns: tuple[str, ...], asked: Collection[str], catalogue: Catalogue
) -> Iterator[Check]:
    """
    The shipped checks of which all elements are *asked* or follow, and that what follows was not filed otherwise.

    Args:
        kind: Of the table.
        columns: Its elements.
        asked: All elements that any table has.
        catalogue: Knows what follows from what.
    """
    for each in standing():
        if each.each:
            yield from _of_each(each, columns, catalogue)
        else:
            yield from _of_several(each, kind, columns, asked, catalogue)
    for column in columns:
        yield from _derived(catalogue.elements[column], columns, catalogue)


def _of_each(
    each: StandingCheck, columns: tuple[str, ...], catalogue: Catalogue
) -> Iterator[Check]:
    chosen = tuple(
        id_
        for id_ in columns
        if (id_ in each.elements or catalogue.elements[id_].kind in each.kinds)
        and id_ not in each.apart_from
        # What changes by itself was not filed wrongly last time.
        and not ("before" in each.expression and catalogue.elements[id_].derivations)
    )
    if chosen:
        tree = written(rule.tree_of(each.expression), _named)
        yield _check(each, tree, tree, chosen)


def _named(node: Node) -> Tree | None:
    if isinstance(node, Name):
        if str(node) not in NAMES:
            raise LookupError(node)
        return {"name": str(node)}
    return None


def _of_several(
    each: StandingCheck,
    kind: SubjectKind,
    columns: tuple[str, ...],
    asked: Collection[str],
    catalogue: Catalogue,
) -> Iterator[Check]:
    root = rule.tree_of(each.expression)
    references = {
        node: resolved(node.path, catalogue)
        for node in walk(root)
        if isinstance(node, Name) and str(node) not in NAMES
    }
    for reference in references.values():
        if not isinstance(reference, Reference) or reference.subject is not kind:
            return
        if not _known(reference, asked, catalogue):
            return
    as_filed = written(root, _referring(references, element))
    tree = written(root, _referring(references, lambda id_, via: effective(id_, via, catalogue)))
    yield _check(each, as_filed, tree, columns)


def _known(reference: Reference, asked: Collection[str], catalogue: Catalogue) -> bool:
    ends = (reference.element, *derivation.sources(reference.element, catalogue))
    return all(link in asked for link in reference.via) and any(each in asked for each in ends)


def _referring(
    references: dict[Name, Any], value: Callable[[str, tuple[str, ...]], Tree]
) -> Callable[[Node], Tree | None]:
    def named(node: Node) -> Tree | None:
        if not isinstance(node, Name):
            return None
        reference = references.get(node)
        return value(reference.element, reference.via) if reference else {"name": str(node)}

    return named


def _check(each: StandingCheck, as_filed: Tree, tree: Tree, columns: tuple[str, ...]) -> Check:
    code = each.code or ("rule-broken" if each.level == "error" else "rule-unusual")
    facts = {"rule_zh": each.says.zh, "rule_en": each.says.en} if each.says else {}
    return check(
        each.id, code=code, facts=facts, level=each.level, as_filed=as_filed, tree=tree,
        elements=columns if each.each else None, columns=columns,
    )  # fmt: skip


def _derived(known: Element, columns: tuple[str, ...], catalogue: Catalogue) -> Iterator[Check]:
    """That what follows from other values was filed as it follows."""
    tree = follows(known, catalogue)
    if tree is None:
        return
    near = (known.id, *(each for each in derivation.sources(known.id, catalogue)))
    first = next(each for each in known.derivations if each.rule != "count-of-links")
    source = catalogue.elements[first.sources[0]]
    facts = {
        "name_zh": known.name.zh, "name_en": known.name.en,
        "source_zh": source.name.zh, "source_en": source.name.en,
    }  # fmt: skip
    # Time alone changes an age: what was filed once says nothing against what follows today.
    passing = any(each.rule in BY_THE_DAY for each in known.derivations)
    said = by_rule(first, element(source.id))
    yield check(
        f"derived.{known.id}", code="derived-disagrees", facts=facts, kind="equals",
        as_filed=applied("=", element(known.id), said),
        tree=applied("=", element(known.id), tree),
        elements=(known.id,) if passing else near, columns=columns,
    )  # fmt: skip
