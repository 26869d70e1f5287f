"""A field and the catalogue → the elements that it may mean, each read in the best way."""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Final

from yibiao.matching.crosswalk import crosswalk, is_in_words, is_prompt, truth_of, yes_no
from yibiao.matching.index import BORROWED, Added, Entry, Index
from yibiao.matching.lexicon import document, lexicon
from yibiao.matching.meaning import (
    Meaning,
    Surroundings,
    meaning_of_field,
    meanings_of_element,
)
from yibiao.matching.paths import Path, concerned, paths
from yibiao.matching.signals import contributions, total
from yibiao.model import conversion
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind, ValueKind

_MOST_CANDIDATES: Final = 5
_FAR: Final = 0.3

BLOCKS: Final = frozenset({ValueKind.LINKS, ValueKind.ROWS})

#: A part of candidates whose codes a person had answered by just such options; it adds nothing to the score.
ANSWERED: Final = "answered"

#: Links, and the element at their end.
Target = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Scored:
    """A candidate before it is explained."""

    element: str
    path: Path
    parts: dict[str, float]
    known: Entry
    asked: Meaning
    way: str

    @cached_property
    def points(self) -> float:
        """What its parts add up to, in 0..1."""
        return total(self.parts)

    @cached_property
    def rank(self) -> float:
        """The sum before it is cut off at 1, so that the better of two certain matches wins."""
        return sum(self.parts.values()) - self.known.place * 1e-4 - self._borrowed

    @property
    def _borrowed(self) -> float:
        """What another form called it counts a little less than an element's own names, unless that form was about the same."""
        if self.known.wording is None:
            return 0.0
        alike = self.known.own or self.asked.topic == self.known.meaning.topic
        return BORROWED / 2 if alike else BORROWED

    @property
    def target(self) -> Target:
        """Where it leads."""
        return self.path.via, self.element


def candidates_of(
    asked: Field, meaning: Meaning, around: Surroundings, catalogue: Catalogue, index: Index
) -> list[Scored]:
    """The best way to read *asked* as each element it may mean, best first."""
    stated = catalogue.elements.get(asked.element or "")
    if stated is not None and (found := _stated(stated, meaning, around, catalogue)):
        return [found]
    best, answered = _Best(), index.answers.to(asked.options)
    answers: dict[str, bool] = {}
    readings = chain.from_iterable(
        _readings(each, around, catalogue) for each in (meaning, *meaning.alternatives)
    )
    for reading, path, role in readings:
        names = _names(reading, path.kind)
        # Of a person's organisation only what no person has.
        if not (path.direct or names or path.kind is not SubjectKind.ORGANISATION):
            continue
        for entry, added in index.nearest(
            path.kind, reading, ("", role), best.contest(path, asked, names=names)
        ):
            element = catalogue.elements.get(entry.element)
            if element is None:
                continue
            if bool(asked.fields) != (element.kind in BLOCKS):
                continue
            if (can := answers.get(element.id)) is None:
                can = element.id in answered or answerable(asked, element, catalogue)
                answers[element.id] = can
            scored = _met(reading, path, entry, added, names=names, answers=can)
            if element.id in answered:
                scored.parts[ANSWERED] = 0.0
            if asked.fields and element.target is SubjectKind.PERSON and _are_people(asked):
                scored.parts["people"] = document("weights.json")["signals"]["people"]
            best.add(scored)
    own = max((each.rank for each in best.found.values() if each.way != "indirect"), default=0.0)
    nearest = [
        _told_by_name(each, own, catalogue)
        for each in best.found.values()
        if each.way != "indirect" or own < worth_asking(meaning)
    ]
    return sorted(nearest, key=_order)[:_MOST_CANDIDATES]


def _order(scored: Scored) -> tuple[float, Target]:
    """Best first; of two that are as good, not the one that happened to come first."""
    return -round(scored.rank, 9), scored.target


@dataclass
class _Best:
    """The best way to read a field as each element met so far, and the last of those that will be candidates."""

    found: dict[Target, Scored] = field(default_factory=dict)
    #: The best of all, and of those that are candidates whatever else there is.
    _first: list[tuple[float, Target]] = field(default_factory=list)
    _sure: list[tuple[float, Target]] = field(default_factory=list)

    def add(self, scored: Scored) -> None:
        known = self.found.get(scored.target)
        if known is not None and scored.rank <= known.rank:
            return
        self.found[scored.target] = scored
        order = _order(scored)
        for best in (self._first, self._sure) if scored.way != "indirect" else (self._first,):
            if len(best) == _MOST_CANDIDATES and order > best[-1]:
                continue  # nor was what it replaces among them
            best[:] = [each for each in best if each[1] != scored.target]
            insort(best, order)
            del best[_MOST_CANDIDATES:]

    def contest(self, path: Path, asked: Field, *, names: bool) -> "_Contest":
        """That of the elements at the end of *path* to come among the candidates for *asked*, which *names* what is there or not."""
        weights = document("weights.json")["signals"]
        ways = ("path",) if path.direct else ("named", "indirect")
        more = max(0.0, *(weights[each] for each in ways)) + (
            weights["people"] if asked.fields else 0.0
        )
        # Either no indirect one will be a candidate, or all may be.
        indirect = not (path.direct or asked.fields or names)
        return _Contest(self, path.via, more, self._first if indirect else self._sure)


@dataclass(frozen=True)
class _Contest:
    """`best` are those to be beaten, by elements at the end of `via` that get `more` for it at most."""

    met: _Best
    via: tuple[str, ...]
    more: float
    best: list[tuple[float, Target]]

    def closed(self, most: float, element: str) -> bool:
        if len(self.best) < _MOST_CANDIDATES:
            return False
        return (-round(most + self.more, 9), (self.via, element)) > self.best[-1]

    def settled(self, most: float, element: str) -> bool:
        known = self.met.found.get((self.via, element))
        return known is not None and round(known.rank - most - self.more, 9) >= 0


def _told_by_name(scored: Scored, own: float, catalogue: Catalogue) -> Scored:
    """
    *scored*, the link no longer counting against it where the label is the very name of what it leads to.

    户编号 on a person's form needs no 家庭 before it, as a person has nothing like it. A synonym that shares no word
    with the name, 近期动态, says too little, and so does a mere 地址.
    """
    told = (
        scored.way == "indirect"
        and scored.path.kind is not SubjectKind.PERSON
        and scored.known.wording is None
        and "same_words" in scored.parts
        and own < scored.rank - _FAR
        and _shares_a_word(scored.asked, catalogue.elements[scored.element])
    )
    if not told:
        return scored
    weights = document("weights.json")["signals"]
    kept = {name: weight for name, weight in scored.parts.items() if name != "indirect"}
    return replace(scored, parts={**kept, "named": weights["named"]}, way="named")


def _shares_a_word(asked: Meaning, element: Element) -> bool:
    """Whether *asked* has a telling word of the first name of *element*."""
    named = next(iter(meanings_of_element(element))).content
    return any(each in named for each in asked.content if each[0] not in "h1")


def _stated(
    element: Element, meaning: Meaning, around: Surroundings, catalogue: Catalogue
) -> Scored | None:
    """The element that the department itself names, if the form's subject leads to it."""
    for path in paths(around.subject, meaning.role, catalogue):
        if path.kind is element.subject:
            known = Entry(element.id, next(iter(meanings_of_element(element))))
            return Scored(element.id, path, {"stated": 1.0}, known, meaning, "path")
    return None


def _are_people(block: Field) -> bool:
    """Whether each row of *block* is somebody with a name."""
    around = Surroundings(SubjectKind.PERSON)
    return any("w:姓名" in meaning_of_field(each, around).content for each in block.fields)


def _readings(
    meaning: Meaning, around: Surroundings, catalogue: Catalogue
) -> Iterator[tuple[Meaning, Path, str]]:
    """The role as a link to follow, and as a mere word of the property."""
    bare = meaning.roleless
    for role in dict.fromkeys((meaning.role, meaning.role or _role_of_household(meaning, around))):
        for path in paths(around.subject, role, catalogue):
            yield bare, path, role
    if meaning.role and meaning.role_content:
        yield meaning.plain, Path((), around.subject), ""
    if _asks_about_somebody(meaning, around):
        yield bare, concerned(around.subject, catalogue), ""


def _asks_about_somebody(meaning: Meaning, around: Surroundings) -> bool:
    """A sex, a name on a form about a business or an event, nobody being named: whoever the row concerns."""
    names = [each[2:] for each in meaning.content]
    return (
        around.subject not in (SubjectKind.PERSON, SubjectKind.HOUSEHOLD)
        and not meaning.role
        and len(names) == 1
        and names[0] in lexicon().person_only
    )


def _role_of_household(meaning: Meaning, around: Surroundings) -> str:
    """In a form about households the name and the identity number are the head's."""
    if around.subject is not SubjectKind.HOUSEHOLD or len(meaning.content) != 1:
        return ""
    return "户主" if next(iter(meaning.content))[2:] in lexicon().person_only else ""


def _met(
    meaning: Meaning, path: Path, entry: Entry, added: Added, *, names: bool, answers: bool
) -> Scored:
    parts = contributions(meaning, entry.meaning.roleless, added)
    weights = document("weights.json")["signals"]
    named = names or entry.meaning.kind in BLOCKS
    way = "path" if path.direct else "named" if named else "indirect"
    for name in (way, *(() if answers else ("unanswerable",))):
        parts[name] = weights[name]
    if entry.by_person and "same_words" in parts and meaning.topic == entry.meaning.topic:
        parts["decided"] = weights["decided"]
    return Scored(entry.element, path, parts, entry, meaning, way)


def _names(meaning: Meaning, kind: SubjectKind) -> bool:
    """Whether the label itself says that it is about a household, a dwelling, or asks what only an organisation has."""
    if kind is SubjectKind.ORGANISATION and any(
        each[2:] in lexicon().words("organisation_only") for each in meaning.content
    ):
        return True
    if meaning.qualifiers.get("bearer") == kind.value or _begins_with(meaning.text, kind):
        return True
    return any(lexicon().class_kinds.get(each[2:]) is kind for each in meaning.content)


def _begins_with(text: str, kind: SubjectKind) -> bool:
    """Whether *text* is a word of its own, 家庭人均收入, that opens with whose it is."""
    return text.startswith(lexicon().bearers.get(kind, ()))


def answerable(asked: Field, element: Element, catalogue: Catalogue) -> bool:
    """Whether values of *element* can be given as answers to *asked* at all."""
    if asked.fields:
        return element.kind in BLOCKS
    if asked.options and element.kind is ValueKind.BOOLEAN:
        return bool(yes_no(asked.options).mapping)
    if asked.options and element.kind in (ValueKind.CODE, ValueKind.CODES):
        several = element.kind is ValueKind.CODES and asked.kind is not ValueKind.CODES
        return not several and not _says_neither(asked, element, catalogue)
    if is_in_words(element, asked):
        return True
    try:
        conversion.find(element, asked)
    except LookupError:
        return False
    return True


def _says_neither(asked: Field, element: Element, catalogue: Catalogue) -> bool:
    """Whether *asked* wants a yes or a no, and none of the element's codes is either: which of them are is for a person to say."""
    codes = None if element.minted else catalogue.code_lists.get(element.code_list or "")
    whether = all(is_prompt(each) or truth_of(each) is not None for each in asked.options)
    return codes is not None and whether and not crosswalk(codes, asked.options).mapping


def worth_asking(asked: Meaning) -> float:
    """The least score that is worth a question; words of Latin script are fewer and each says more."""
    return points("ask_latin" if asked.text.isascii() else "ask")


def points(name: str) -> float:
    """A threshold of `weights.json` on what parts add up to."""
    return float(document("weights.json")["points"][name])
