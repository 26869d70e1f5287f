"""`measures.json` and a catalogue → what the words over figures may mean."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.text import Text

Part = Literal[
    "where", "counted", "everybody", "total", "among", "share", "share-of", "average", "greatest", "least", "noise",
    "within", "so-far", "gone", "change", "negation", "since", "heading", "money", "averaged", "apart", "elsewhere",
]  # fmt: skip

_ASKED_WHETHER: Final = re.compile(
    r"^(是否(享受|有|为|参加|属于|属|患有?|具备|签订|签|持有)?|有无|是否)"
)
_COUNTED_KINDS: Final = (
    SubjectKind.PERSON,
    SubjectKind.HOUSEHOLD,
    SubjectKind.DWELLING,
    SubjectKind.ORGANISATION,
)


@dataclass(frozen=True)
class Meant:
    """
    One thing that words may mean.

    Attributes:
        part: The part that they play.
        of: The kind of subject that they speak of.
        choices: The conditions that say it, the best first; which will do depends on what is collected.
        sure: Whether the words by themselves are clear enough.
        why: What the reading rests on.
        element: The element whose code, heading, sum or mean it is.
        implies: Conditions that need not be said beside it.
        rank: Better readings come first: what people call it, yes or no, one of several codes.
    """

    part: Part
    of: SubjectKind | None = None
    choices: tuple[str, ...] = ()
    sure: bool = True
    why: Text | None = None
    element: str | None = None
    implies: tuple[str, ...] = ()
    rank: int = 0


class Vocabulary:
    """Every word that is known; `meanings` are by the words as printed, without blanks."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.meanings: defaultdict[str, list[Meant]] = defaultdict(list)
        for words, meant in _listed():
            self.meanings[words].append(meant)
        changing = {words for words, several in self.meanings.items() if _changes(several)}
        for words, meant in _of_elements(catalogue):
            if words not in changing and meant not in self.meanings[words]:
                self.meanings[words].append(meant)
        self.longest = max(map(len, self.meanings))

    def at(self, text: str, start: int) -> Iterator[tuple[int, list[Meant]]]:
        """The words that begin at *start*, longest first: where each ends, and what it may mean."""
        for end in range(min(len(text), start + self.longest), start, -1):
            if found := self.meanings.get(text[start:end]):
                yield end, found


def _changes(meant: list[Meant]) -> bool:
    """Whether words say that something comes or goes, or is kept elsewhere, whatever code of some list they are, too."""
    return any(
        each.part in ("change", "gone", "so-far", "within", "negation", "apart", "elsewhere")
        for each in meant
    )


@cache
def document() -> Any:
    """The parsed `measures.json`."""
    return json.loads(resources.files(__package__).joinpath("measures.json").read_text("utf-8"))


def _listed() -> Iterator[tuple[str, Meant]]:
    tables = document()
    for kind, words in tables["counted"].items():
        yield from ((each, Meant("counted", SubjectKind(kind))) for each in words)
    for each in tables["everybody"]:
        of = SubjectKind.HOUSEHOLD if "户" in each else SubjectKind.PERSON
        yield each, Meant("everybody", of)
    for part, name in _PLAIN.items():
        yield from ((each, Meant(part)) for each in tables[name])
    for part, name in _PERIODS.items():
        yield from ((each, Meant(part)) for each in tables["periods"][name])
    for each in tables["since"]:
        where = f"{each['date']} between period_start and period_end"
        for words in each["words"]:
            yield words, Meant("since", SubjectKind.PERSON, (where,), element=each["date"])
    for each in tables["averages"]:
        for words in each["words"]:
            yield words, Meant("averaged", SubjectKind(each["of"]), element=each["element"])
    for each in tables["money"]:
        element = each["element"]
        of = SubjectKind(element.partition(".")[0])
        yield from ((words, Meant("money", of, element=element)) for words in each["words"])
    yield from _classes(tables["classes"])


_PLAIN: Final[dict[Part, str]] = {
    "total": "totals", "among": "among", "share": "share", "share-of": "share_of", "average": "average",
    "greatest": "greatest", "least": "least", "noise": "noise", "negation": "negations", "change": "changes", "apart": "apart",
    "elsewhere": "elsewhere",
}  # fmt: skip
_PERIODS: Final[dict[Part, str]] = {"within": "within", "so-far": "so_far", "gone": "gone"}


def _classes(classes: list[dict[str, Any]]) -> Iterator[tuple[str, Meant]]:
    for each in classes:
        why = Text(**each["because"]) if "because" in each else None
        of, sure = SubjectKind(each["of"]), each.get("sure", True)
        for words in each["words"]:
            implies = tuple(each.get("implies", ()))
            meant = Meant("where", of, tuple(each["any"]), sure, why, each.get("money"), implies)
            yield words, meant


def _of_elements(catalogue: Catalogue) -> Iterator[tuple[str, Meant]]:
    """Yes/no elements by what they ask, codes by their labels, and headings by the names of elements."""
    for element in catalogue.elements.values():
        if element.subject not in _COUNTED_KINDS or element.merged_into:
            continue
        names = [element.name.zh, *element.synonyms]
        if element.kind is ValueKind.BOOLEAN:
            for words in {_ASKED_WHETHER.sub("", each) for each in names}:
                if len(words) > 1:
                    yield words, Meant("where", element.subject, (element.id,), rank=1)
        elif element.kind in (ValueKind.CODE, ValueKind.CODES):
            yield from ((each, Meant("heading", element=element.id)) for each in names)
            yield from _codes(element, catalogue)
        elif element.kind is ValueKind.MONEY:
            for each in names:
                yield each, Meant("money", element.subject, element=element.id)


def _codes(element: Element, catalogue: Catalogue) -> Iterator[tuple[str, Meant]]:
    codes = catalogue.codes_of(element)
    untelling = document()["untelling"]
    for code in codes.codes if codes else ():
        below = [each.code for each in codes.codes if each.parent == code.code] if codes else []
        for words in dict.fromkeys((code.label.zh, *code.synonyms)):
            where = has_code(element, (code.code, *below))
            told = words not in untelling and len(words) > 1
            yield words, Meant("where", element.subject, (where,), told, None, element.id, rank=2)


def has_code(element: Element, codes: tuple[str, ...]) -> str:
    """That an element is one of these codes, or that they are among its several."""
    quoted = ["'" + each.replace("'", "''") + "'" for each in codes]
    if element.kind is ValueKind.CODES:
        return " or ".join(f"contains({element.id}, {each})" for each in quoted)
    if len(quoted) == 1:
        return f"{element.id} = {quoted[0]}"
    return f"{element.id} in ({', '.join(quoted)})"
