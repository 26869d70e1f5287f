"""A held register's columns → the elements they mean: decided by a person, remembered of its layout, or matched as a form's."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final

from yibiao.flows.house import House
from yibiao.model import conversion
from yibiao.model.binding import Match
from yibiao.model.element import Element
from yibiao.model.form import Field, Form
from yibiao.model.worksheet import NOT_IN_CELLS

#: What a column is decided to mean when it means nothing here.
NOTHING: Final = ""

_LINKS: Final = frozenset({"link", "links"})


@dataclass(frozen=True)
class HeldColumn:
    """
    One column: what it means, who says so, or what it may mean, best first; `why` it is left out.

    Attributes:
        conversion: How its figures become the element's, where it is in another unit of measure.
    """

    field: str
    label: str
    cell: str
    element: str | None = None
    by: str = ""
    candidates: tuple[str, ...] = ()
    why: str = ""
    conversion: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether a person is to decide."""
        return self.element is None and not self.why

    def document(self) -> dict[str, Any]:
        """As the report has it."""
        said = {
            "field": self.field, "label": self.label, "cell": self.cell, "element": self.element, "by": self.by,
            "candidates": list(self.candidates), "why": self.why, "doubtful": self.doubtful,
            "conversion": self.conversion,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value not in ("", None, [], False)}


def columns_of(
    house: House,
    form: Form,
    proposed: Sequence[Match],
    decided: Mapping[str, str],
    asked: AbstractSet[str],
) -> list[HeldColumn]:
    """What each column of *form* means of what is *asked*; *decided* by cell or label, or else as *proposed*."""
    remembered = _remembered(house, form)
    matches = {each.field: each for each in proposed}
    found: list[HeldColumn] = []
    for each in form.fields:
        match = matches.get(each.id)
        own = [one.element for one in match.candidates if not one.via] if match else []
        cell = each.cell or each.id
        said = next((decided[name] for name in (cell, each.label) if name in decided), None)
        by = "person"
        if said is None:
            said, by = remembered.get(each.label), "remembered"
        if said is None and match is not None and match.band == "auto":
            said, by = (own[0] if own and not match.candidates[0].via else NOTHING), "rule:auto"
        if said is None and (match is None or not match.candidates):
            said, by = NOTHING, "rule:new"
        column = HeldColumn(each.id, each.label, cell, candidates=tuple(own[:5]))
        taken = {one.element for one in found if one.element}
        found.append(_meant(house, column, each, said, by, asked, taken))
    return found


def _meant(
    house: House,
    column: HeldColumn,
    field: Field,
    said: str | None,
    by: str,
    asked: AbstractSet[str],
    taken: AbstractSet[str],
) -> HeldColumn:
    """*column* with what was *said* of it, or why it is left out."""
    if said is None:
        return column
    element = house.registry.catalogue.elements.get(said)
    why = ""
    if said == NOTHING:
        why = "nothing"
    elif said in taken:
        why = "taken"
    elif element is None or said not in asked:
        why = "not-asked"
    elif element.kind in NOT_IN_CELLS or element.kind in _LINKS:
        why = "not-in-cells"
    else:
        try:
            scale = _conversion(element, field)
            return replace(column, candidates=(), by=by, element=said, conversion=scale or "")
        except LookupError:
            why = "other-unit"
    return replace(column, candidates=(), by=by, why=why)


def _conversion(element: Element, field: Field) -> str | None:
    """
    How figures in the unit of measure that the column prints become the element's.

    Raises:
        LookupError: They would mean something else.
    """
    if not field.unit_of_measure:
        return None
    return conversion.back(conversion.find(element, field))


def _remembered(house: House, form: Form) -> dict[str, str]:
    """What the columns of the newest register of the same layout were taken for."""
    layout = layout_of(form)
    for each in sorted(house.registry.imports, key=lambda one: -one.position):
        if each.imported.kind != "register" or not each.report or each.undone:
            continue
        content = house.blobs.content(each.report)
        for sheet in _sheets(content) if content else ():
            if sheet["layout"] == layout:
                return {
                    column["label"]: column.get("element", NOTHING)
                    for column in sheet["columns"]
                    if "element" in column or _left_out_by_a_person(column)
                }
    return {}


def _left_out_by_a_person(column: Mapping[str, Any]) -> bool:
    """What was left out for want of a form that asks it may be asked by now."""
    return column.get("why") == "nothing" and not column.get("by", "").startswith("rule:")


def _sheets(content: bytes) -> list[dict[str, Any]]:
    sheets: list[dict[str, Any]] = json.loads(content).get("sheets", [])
    return sheets


def layout_of(form: Form) -> str:
    """The same for registers with the same columns about the same kind of subject."""
    labels = "\0".join((form.subject.value, *(each.label for each in form.fields)))
    return hashlib.sha256(labels.encode()).hexdigest()[:16]
