"""A condition on elements → the check that a table publishes."""

from collections.abc import Iterable, Mapping
from typing import Any

from yibiao.errors import Finding
from yibiao.merging.deriving import sources
from yibiao.model.check import Check, Kind, Level, Stated
from yibiao.model.expression.written import Tree, applied, parts, text_of
from yibiao.model.text import Text


def check(
    id_: str,
    *,
    code: str,
    facts: Mapping[str, Any],
    as_filed: Tree,
    tree: Tree,
    columns: Iterable[str],
    elements: Iterable[str] | None = None,
    kind: Kind = "holds",
    level: Level = "asks-why",
    stated_by: tuple[Stated, ...] = (),
) -> Check:
    """
    The check that *tree* holds.

    Args:
        id_: Of the check.
        code: Of the finding.
        facts: What the finding names.
        as_filed: The condition over elements as people read it.
        tree: The same over what the values follow from.
        columns: The elements of the table; no others can be stated.
        elements: Those whose statement has it looked at; of the table's own all that it reads, unless given.
        kind: What it was stated as.
        level: Whether it blocks.
        stated_by: The forms that state it.
    """
    known = frozenset(columns)
    near = [(via or (own,))[0] for via, own in sources((as_filed, tree))]
    finding = Finding(code, "", dict(facts))
    return Check(
        id=id_, kind=kind, level=level, code=code,
        elements=tuple(each for each in dict.fromkeys(elements or near) if each in known),
        each=any(each.get("name") == "it" for each in parts(tree)),
        expression=text_of(as_filed), tree=rounded(tree),
        says=Text(zh=finding.says("zh"), en=finding.says("en")),
        facts=dict(facts), stated_by=stated_by,
    )  # fmt: skip


def rounded(tree: Tree) -> Tree:
    """A figure that others were divided for is written with as many decimals as there was room for."""
    divides = any(each.get("op") == "/" for each in parts(tree))
    return applied("about", *tree["of"]) if tree.get("op") == "=" and divides else tree
