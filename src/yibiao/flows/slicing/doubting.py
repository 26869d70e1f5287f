"""A measure that is being written → codes in it that no list has, and the characters that a finding is about."""

import re
from collections.abc import Iterator

from yibiao.errors import Finding
from yibiao.flows.house import House
from yibiao.model.expression.tree import (
    Call,
    Comparison,
    Literal,
    Membership,
    Node,
    Reference,
    walk,
)


def codes_unknown(house: House, root: Node) -> Iterator[Finding]:
    """Codes that no list has: nothing is ever equal to them."""
    catalogue = house.registry.catalogue
    for reference, code in _compared(root):
        of = catalogue.elements[reference.element]
        listed = catalogue.codes_of(of)
        if listed is not None and code and code not in {each.code for each in listed.codes}:
            facts = {"code": code, "name_zh": of.name.zh, "name_en": of.name.en}
            yield Finding("measure-code-unknown", "", facts)


def _compared(root: Node) -> Iterator[tuple[Reference, str]]:
    for each in walk(root):
        match each:
            case Comparison("=" | "<>", Reference() as of, Literal(str() as code)):
                yield of, code
            case Comparison("=" | "<>", Literal(str() as code), Reference() as of):
                yield of, code
            case Membership(Reference() as of, choices):
                yield from ((of, str(one.value)) for one in choices)
            case Call("contains", (Reference() as of, Literal(str() as code))):
                yield of, code


def place_in(measure: str, finding: Finding) -> tuple[int, int] | None:
    """The characters of a measure that a finding is about, where it names any."""
    facts = finding.facts
    what = facts.get("element") or facts.get("what") or facts.get("operation")
    if "code" in facts:
        what = f"'{facts['code']}'"
    if not isinstance(what, str) or not what:
        return None
    # No part of a longer name.
    whole = rf"(?<![\w.]){re.escape(what)}(?![\w.])" if what[0].isalnum() else re.escape(what)
    found = [each.span() for each in re.finditer(whole, measure, re.IGNORECASE)]
    position = facts.get("position")
    if position is None:
        return found[0] if found else None
    # A text that could not be read says where it ended; whatever is refused in it, where that begins.
    near = sorted(found, key=lambda each: min(abs(each[0] + 1 - position), abs(each[1] - position)))
    at = min(max(0, int(position) - 1), len(measure))
    return near[0] if near else (at, len(measure))
