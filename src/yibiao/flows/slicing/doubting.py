"""A measure that is being written → codes in it that no list has, whom it singles out, and the characters that a finding is about."""

import re
from collections.abc import Iterator
from typing import Final

from yibiao.errors import Finding
from yibiao.flows.house import House
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element
from yibiao.model.expression.tree import (
    Call,
    Comparison,
    Literal,
    Membership,
    Node,
    Range,
    Reference,
    walk,
)
from yibiao.model.kinds import NAMING, ValueKind

#: Whoever has such a value is told from all others by it.
_SINGLING: Final = NAMING | {ValueKind.ADDRESS, ValueKind.LINKS}


def codes_unknown(house: House, root: Node) -> Iterator[Finding]:
    """Codes that no list has: nothing is ever equal to them."""
    catalogue = house.registry.catalogue
    for reference, code in _compared(root):
        of = catalogue.elements[reference.element]
        listed = catalogue.codes_of(of)
        if listed is not None and code and code not in {each.code for each in listed.codes}:
            facts = {"code": code, "name_zh": of.name.zh, "name_en": of.name.en}
            yield Finding("measure-code-unknown", "", facts)


def singled_out(catalogue: Catalogue, root: Node) -> Iterator[Finding]:
    """
    Names, numbers and addresses that subjects are chosen by: a figure of one of them tells what is held of that one.

    They may be counted, and be there or not.
    """
    chosen = [
        each for each in walk(root) if isinstance(each, Comparison | Membership | Range | Call)
    ]
    named = [one for each in chosen for one in walk(each) if isinstance(one, Reference)]
    for id_ in dict.fromkeys(each.element for each in named):
        if _singles(catalogue.elements[id_]):
            yield Finding("measure-singles-out", "", {"element": id_})


def _singles(element: Element) -> bool:
    _, _, asked = element.id.partition(".")
    return element.identifying or element.kind in _SINGLING or asked == "name"


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
