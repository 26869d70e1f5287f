"""Lists that Word numbers by itself: a part of a document that is there again → its numbers begin anew, as they did the first time."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, Final

from lxml import etree

from yibiao.publishing.words import W

_LEVELS: Final = 9
#: What stands before the number and the indent in what is said of a paragraph, by the order that the standard lays down.
_BEFORE_NUMBER: Final = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl",
)  # fmt: skip
_BEFORE_INDENT: Final = (
    *_BEFORE_NUMBER, "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku",
    "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid",
    "spacing",
)  # fmt: skip


class Lists:
    """
    The lists of a document.

    Args:
        numbering: The part that describes them; nothing, where there are none.
        styles: The part in which styles of paragraphs may name a list.
    """

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._numbering = etree.Element(f"{W}numbering") if numbering is None else numbering
        self._lists = {str(each.get(_ID)): each for each in self._numbering.iterfind(f"{W}num")}
        self._shapes = {
            each.get(f"{W}abstractNumId"): each
            for each in self._numbering.iterfind(f"{W}abstractNum")
        }
        named = () if styles is None else styles.iterfind(f"{W}style")
        self._styles = {str(each.get(f"{W}styleId")): each for each in named}
        numbers = (int(each) for each in self._lists if each.isdecimal())
        self._fresh = count(max(numbers, default=0) + 1)
        self._last: Any = next(self._numbering.iterchildren(f"{W}num", reversed=True), None)

    def again(self, body: Any) -> None:
        """Have the numbers in *body*, which follows on another like it, begin where they began in that."""
        if not self._lists:
            return
        known: dict[str, str] = {}
        begun: set[str] = set()
        for paragraph in body.iter(f"{W}p"):
            settings = paragraph.find(f"{W}pPr")
            place = None if settings is None else settings.find(f"{W}numPr")
            told = None if place is None else place.find(f"{W}numId")
            if told is None and settings is not None:
                told = self._by_style(settings, place)
            id_ = "" if told is None else str(told.get(_VALUE))
            if told is None or id_ not in self._lists:
                continue
            if id_ not in known:
                known[id_] = self._made_anew(id_, begun)
            told.set(_VALUE, known[id_])

    def part(self) -> bytes:
        """The part that describes them all."""
        written: bytes = etree.tostring(
            self._numbering, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        return written

    def _made_anew(self, id_: str, begun: set[str]) -> str:
        """
        A list that looks as that one does and begins anew.

        Several lists of one shape count on where another left off: the first of them begins, all others only where they
        did themselves.
        """
        made = copy.deepcopy(self._lists[id_])
        fresh = str(next(self._fresh))
        made.attrib.clear()
        made.set(_ID, fresh)
        shape = _value(made, "abstractNumId") or ""
        if shape not in begun:
            begun.add(shape)
            self._begin(made, self._starts(shape))
        self._last.addnext(made)
        self._last = made
        return fresh

    def _begin(self, made: Any, starts: Mapping[int, str]) -> None:
        """Have each level of a list begin where it does by itself."""
        own = {each.get(_LEVEL): each for each in made.iterfind(f"{W}lvlOverride")}
        for level in range(_LEVELS):
            override = own.get(str(level))
            if override is None:
                override = etree.SubElement(made, f"{W}lvlOverride", {_LEVEL: str(level)})
            if override.find(f"{W}startOverride") is None:
                start = override.find(f"{W}lvl/{W}start")
                value = starts.get(level, "0") if start is None else start.get(_VALUE)
                override.insert(0, etree.Element(f"{W}startOverride", {_VALUE: value}))

    def _starts(self, shape: str) -> dict[int, str]:
        """Where each level of a shape begins; a shape may only name the style by which another is called."""
        levels = self._shapes.get(shape)
        link = None if levels is None else levels.find(f"{W}numStyleLink")
        if link is not None:
            levels = next(
                (each for each in self._shapes.values() if _value(each, "styleLink") == link.get(_VALUE)),
                levels,
            )  # fmt: skip
        found = () if levels is None else levels.iterfind(f"{W}lvl")
        return {int(each.get(_LEVEL)): _value(each, "start") or "0" for each in found}

    def _by_style(self, settings: Any, place: Any | None) -> Any | None:
        """The list that a paragraph is in by its style, said of itself; nothing where it is in none."""
        indent = level = None
        for id_, style in self._above(_value(settings, "pStyle")):
            if indent is None:
                indent = style.find(f"{W}pPr/{W}ind")
            number = style.find(f"{W}pPr/{W}numPr")
            if number is None:
                continue
            level = level or _value(number, "ilvl")
            list_ = _value(number, "numId")
            if list_ is None:
                continue
            if list_ not in self._lists:
                return None
            if place is None:
                place = _put(settings, etree.Element(f"{W}numPr"), _BEFORE_NUMBER)
            if place.find(f"{W}ilvl") is None:
                level = level or self._level_of(id_, list_)
                place.insert(0, etree.Element(f"{W}ilvl", {_VALUE: level}))
            if indent is not None and settings.find(f"{W}ind") is None:  # a list's own would win
                _put(settings, copy.deepcopy(indent), _BEFORE_INDENT)
            told = etree.Element(_ID, {_VALUE: list_})
            place.find(f"{W}ilvl").addnext(told)
            return told
        return None

    def _above(self, id_: str | None) -> Iterator[tuple[str, Any]]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while id_ in self._styles and id_ not in seen:
            seen.add(id_)
            yield id_, self._styles[id_]
            id_ = _value(self._styles[id_], "basedOn")

    def _level_of(self, style: str, list_: str) -> str:
        """The level of a list that is meant for a style."""
        shape = self._shapes.get(_value(self._lists[list_], "abstractNumId") or "")
        levels: Iterable[Any] = () if shape is None else shape.iterfind(f"{W}lvl")
        return next((each.get(_LEVEL) for each in levels if _value(each, "pStyle") == style), "0")


_ID: Final = f"{W}numId"
_LEVEL: Final = f"{W}ilvl"
_VALUE: Final = f"{W}val"


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(_VALUE)


def _put(settings: Any, made: Any, before: tuple[str, ...]) -> Any:
    """Put *made* behind those of *before* that are there."""
    tags = {f"{W}{each}" for each in before}
    last = [each for each in settings if each.tag in tags]
    last[-1].addnext(made) if last else settings.insert(0, made)
    return made
