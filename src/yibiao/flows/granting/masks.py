"""What each mask shows of an element, on the value of nobody: whoever sets one sees what others will."""

from typing import Final

from yibiao import access
from yibiao.flows.house import House
from yibiao.model.actor import MASKS, Actor, Mask
from yibiao.model.element import Element
from yibiao.model.kinds import ValueKind
from yibiao.model.text import Noun, Text
from yibiao.model.where import ANYWHERE

#: Values of nobody, by kind: region 999999 does not exist, nor does any such number.
_EXAMPLES: Final[dict[ValueKind, str]] = {
    ValueKind.ID_NUMBER: "99999919500615001X",
    ValueKind.USCC: "91999999MA0000001N",
    ValueKind.PHONE: "19900001234",
    ValueKind.ADDRESS: "示例路1号2单元301室",
    ValueKind.DIVISION: "999999001001",
    ValueKind.DATE: "1950-06-15",
    ValueKind.DATETIME: "1950-06-15T09:30",
    ValueKind.YEAR_MONTH: "1950-06",
    ValueKind.YEAR: "1950",
    ValueKind.TEXT: "示例一二三四五六",
}
#: Of what is neither written nor chosen.
_NUMBER: Final = "1234"


class MaskExample(Noun):
    """
    How an element looks under each mask.

    Attributes:
        element: Its id.
        sensitive: Whether it is shown only to whoever holds a grant that uncovers it.
        example: A value of nobody's.
        label: What it is called, where it is chosen from a list.
        shows: What each mask leaves of it; nothing where it shows nothing.
    """

    element: str
    sensitive: bool
    example: str
    label: Text | None = None
    shows: dict[Mask, str | None]


def example(house: House, element: str, actor: Actor) -> MaskExample:
    """
    What each mask shows of *element*.

    Raises:
        NotFound: There is no such element.
    """
    access.require(actor, "registry.read", ANYWHERE, house.today)
    known = house.registry.element(element)
    value, label = _example(house, known)
    shows = {each: access.masked(each, known.kind, value) for each in MASKS}
    return MaskExample(
        element=known.id, sensitive=known.sensitive, example=value, label=label, shows=shows
    )


def _example(house: House, element: Element) -> tuple[str, Text | None]:
    """A value of the element, and what it is called."""
    codes = house.registry.catalogue.codes_of(element)
    if codes is not None and codes.codes:
        return codes.codes[0].code, codes.codes[0].label
    if element.kind is ValueKind.BOOLEAN:
        return "true", Text(zh="是", en="yes")
    return _EXAMPLES.get(element.kind, _NUMBER), None
