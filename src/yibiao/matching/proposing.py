"""
Fields of a form and the catalogue → for each the elements it may mean, scored and explained, in one of three bands.

No two fields of one form (or of one block of it) get the same element of the same subject: the better match takes it,
the other makes do with its next candidate.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, Final

from yibiao.matching.crosswalk import crosswalk, is_vague, yes_no
from yibiao.matching.index import BORROWED, Entry, Index, index_of
from yibiao.matching.lexicon import document, lexicon
from yibiao.matching.meaning import (
    Meaning,
    Surroundings,
    meaning_of_field,
    meanings_of_element,
    surroundings,
)
from yibiao.matching.paths import Path, concerned, paths
from yibiao.matching.signals import contributions, total
from yibiao.model import conversion
from yibiao.model.binding import Band, Candidate, Evidence, Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element
from yibiao.model.form import Field, Form
from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind
from yibiao.model.text import Text

_MOST_CANDIDATES: Final = 5
_FAR: Final = 0.3

_BLOCKS: Final = frozenset({ValueKind.LINKS, ValueKind.ROWS})

#: Who decided where the best of several doubtful candidates was taken, and nobody was asked.
GUESSED: Final = "rule:best"

#: Links, and the element at their end.
Target = tuple[tuple[str, ...], str]


def propose(form: Form, catalogue: Catalogue) -> tuple[Match, ...]:
    """What each field of *form* may mean in *catalogue*, blocks first and then what their rows ask, in printed order."""
    around = surroundings(form.subject, form.title)
    return tuple(_matches(form, form.fields, around, catalogue))


def propose_rows(
    form: Form, block: Field, subject: SubjectKind, catalogue: Catalogue
) -> Iterator[Match]:
    """What the rows of *block* may ask, each row being about a *subject*."""
    yield from _matches(form, block.fields, Surroundings(subject), catalogue)


def meanings(fields: Sequence[Field], around: Surroundings) -> list[Meaning]:
    """
    What *fields* mean, each in the light of those before it.

    「产权人姓名 性别 证件号」: what is asked of persons, right after a role was named, is asked of whoever has it.
    """
    alone = [meaning_of_field(each, around) for each in fields]
    found: list[Meaning] = []
    role, chained = "", False
    section: tuple[str, ...] = ()
    for each, told in zip(fields, _told_apart(alone, around), strict=True):
        meaning = _of_another_person(told, around, found)
        if each.section != section or _names_the_row(meaning):
            role, section, chained = "", each.section, False
        if meaning.role:
            role, chained = meaning.role, True
        elif role and _goes_on_about(meaning, around, found, chained=chained):
            meaning = replace(meaning, role=role)
        else:
            chained = bool(role) and (
                _is_relation(meaning) or (chained and role == lexicon().family)
            )
        found.append(meaning)
    return found


def _told_apart(alone: Sequence[Meaning], around: Surroundings) -> Sequence[Meaning]:
    """An applicant is the row's own person, unless the form names that person otherwise."""
    own = {each.self_role for each in alone if each.self_role} - lexicon().applicants
    if around.subject is not SubjectKind.PERSON or not own:
        return alone
    return [
        replace(each, role=each.self_role, self_role="")
        if each.self_role in lexicon().applicants
        else each
        for each in alone
    ]


def _of_another_person(
    meaning: Meaning, around: Surroundings, before: Sequence[Meaning]
) -> Meaning:
    """A second name on a form about one person is that of somebody in the family."""
    if around.subject is not SubjectKind.PERSON or not _names_the_row(meaning):
        return meaning
    again = any(_names_the_row(each) for each in before)
    return replace(meaning, role=lexicon().family) if again else meaning


def _names_the_row(meaning: Meaning) -> bool:
    return not meaning.role and set(meaning.content) == {"w:姓名"}


def _is_relation(meaning: Meaning) -> bool:
    return any(each.endswith("关系") for each in meaning.content)


def _goes_on_about(
    meaning: Meaning, around: Surroundings, before: Sequence[Meaning], *, chained: bool
) -> bool:
    if len(meaning.content) != 1 or meaning.asks_whether:
        return False
    name = next(iter(meaning.content))[2:]
    if around.subject is SubjectKind.HOUSEHOLD:
        return False
    if around.subject is SubjectKind.PERSON:
        asked_before = any(not each.role and each.content == meaning.content for each in before)
        told_on = name in lexicon().told_on(around.subject)
        return (chained and told_on) or (asked_before and name in lexicon().person_heads)
    return name in lexicon().person_only or (chained and name in lexicon().told_on(around.subject))


def _matches(
    form: Form, fields: Sequence[Field], around: Surroundings, catalogue: Catalogue
) -> Iterator[Match]:
    """One for each of *fields*, and what the rows of a block ask right after it; a figure that is computed asks nothing."""
    index = index_of(catalogue)
    wanting = [
        (each, meaning)
        for each, meaning in zip(fields, meanings(fields, around), strict=True)
        if each.measure is None
    ]
    scored = [
        [] if meaning.generic else _candidates(each, meaning, around, catalogue, index)
        for each, meaning in wanting
    ]
    named = any("w:姓名" in meaning.content for _, meaning in wanting)
    for (each, meaning), assigned in zip(wanting, _assigned(scored), strict=True):
        candidates = _with_refusals(assigned, meaning, around, index)
        band = _band(candidates)
        if band == "auto" and (
            "refused" in candidates[0].parts
            or _loses_answers(each, candidates[0], catalogue)
            or _is_known_otherwise(candidates[0], catalogue)
            or _is_a_guess(candidates[0])
            or sum("decided" in one.parts for one in candidates) > 1
            or _may_be_anothers(meaning, candidates[0], around, index)
            or (not named and meaning.text.startswith(lexicon().documents))
        ):
            band = "ask"
        yield Match(
            form=form.id,
            field=each.id,
            band=band,
            candidates=tuple(candidate.candidate() for candidate in candidates),
        )
        if each.fields and band != "new":
            block = catalogue.elements[candidates[0].element]
            if block.target:
                yield from propose_rows(form, each, block.target, catalogue)


@dataclass(frozen=True)
class _Scored:
    """A candidate before it is explained."""

    element: str
    path: Path
    parts: dict[str, float]
    known: Entry
    asked: Meaning
    way: str

    @cached_property
    def score(self) -> float:
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
        return self.path.via, self.element

    def candidate(self) -> Candidate:
        """Itself with its reasons in words."""
        sentences: dict[str, Any] = document("sentences.json")
        words = {"asked": self.asked.text, "known": self.known.meaning.text}
        return Candidate(
            element=self.element,
            via=self.path.via,
            score=self.score,
            evidence=tuple(
                Evidence(
                    signal=signal,
                    weight=round(weight, 4),
                    because=Text(
                        zh=sentences[signal]["zh"].format(**words),
                        en=sentences[signal]["en"].format(**words),
                    ),
                )
                for signal, weight in self.parts.items()
            ),
        )


def _candidates(
    asked: Field, meaning: Meaning, around: Surroundings, catalogue: Catalogue, index: Index
) -> list[_Scored]:
    """The best way to read *asked* as each element it may mean, best first."""
    stated = catalogue.elements.get(asked.element or "")
    if stated is not None and (found := _stated(stated, meaning, around, catalogue)):
        return [found]
    best = _Best()
    readings = chain.from_iterable(
        _readings(each, around, catalogue) for each in (meaning, *meaning.alternatives)
    )
    for reading, path, role in readings:
        for entry in index.nearest(
            path.kind, reading, ("", role), best.contest(path, reading, asked)
        ):
            element = catalogue.elements.get(entry.element)
            if element is None:
                continue
            if bool(asked.fields) != (element.kind in _BLOCKS):
                continue
            scored = _scored(reading, path, entry, answers=answerable(asked, element))
            if asked.fields and element.target is SubjectKind.PERSON and _are_people(asked):
                scored.parts["people"] = document("weights.json")["signals"]["people"]
            best.add(scored)
    own = max((each.rank for each in best.found.values() if each.way != "indirect"), default=0.0)
    nearest = [
        _told_by_name(each, own, catalogue)
        for each in best.found.values()
        if each.way != "indirect" or own < _worth_asking(meaning)
    ]
    return sorted(nearest, key=_order)[:_MOST_CANDIDATES]


def _order(scored: _Scored) -> tuple[float, Target]:
    """Best first; of two that are as good, not the one that happened to come first."""
    return -round(scored.rank, 9), scored.target


@dataclass
class _Best:
    """The best way to read a field as each element met so far, and the last of those that will be candidates."""

    found: dict[Target, _Scored] = field(default_factory=dict)
    #: The best of all, and of those that are candidates whatever else there is.
    _first: list[tuple[float, Target]] = field(default_factory=list)
    _sure: list[tuple[float, Target]] = field(default_factory=list)

    def add(self, scored: _Scored) -> None:
        known = self.found.get(scored.target)
        if known is not None and scored.rank <= known.rank:
            return
        self.found[scored.target] = scored
        for best in (self._first, self._sure) if scored.way != "indirect" else (self._first,):
            best[:] = [each for each in best if each[1] != scored.target]
            insort(best, _order(scored))
            del best[_MOST_CANDIDATES:]

    def contest(self, path: Path, reading: Meaning, asked: Field) -> "_Contest":
        """That of the elements at the end of *path* to come among the candidates for *asked*."""
        weights = document("weights.json")["signals"]
        ways = ("path",) if path.direct else ("named", "indirect")
        more = max(0.0, *(weights[each] for each in ways)) + (
            weights["people"] if asked.fields else 0.0
        )
        # Either no indirect one will be a candidate, or all may be.
        indirect = not (path.direct or asked.fields or _names(reading, path.kind))
        return _Contest(self, path.via, more, self._first if indirect else self._sure)


@dataclass(frozen=True)
class _Contest:
    """`best` are those to be beaten, by elements at the end of `via` that get `more` for it at most."""

    met: _Best
    via: tuple[str, ...]
    more: float
    best: list[tuple[float, Target]]

    def closed(self, most: float, element: str) -> bool:
        place = -round(most + self.more, 9), (self.via, element)
        return len(self.best) == _MOST_CANDIDATES and place > self.best[-1]

    def settled(self, most: float, element: str) -> bool:
        known = self.met.found.get((self.via, element))
        return known is not None and round(known.rank - most - self.more, 9) >= 0


def _told_by_name(scored: _Scored, own: float, catalogue: Catalogue) -> _Scored:
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
) -> _Scored | None:
    """The element that the department itself names, if the form's subject leads to it."""
    for path in paths(around.subject, meaning.role, catalogue):
        if path.kind is element.subject:
            known = Entry(element.id, next(iter(meanings_of_element(element))))
            return _Scored(element.id, path, {"stated": 1.0}, known, meaning, "path")
    return None


def _are_people(block: Field) -> bool:
    """Whether each row of *block* is somebody with a name."""
    around = Surroundings(SubjectKind.PERSON)
    return any("w:姓名" in meaning_of_field(each, around).content for each in block.fields)


def _readings(
    meaning: Meaning, around: Surroundings, catalogue: Catalogue
) -> Iterator[tuple[Meaning, Path, str]]:
    """The role as a link to follow, and as a mere word of the property."""
    bare = replace(meaning, role="")
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


def _scored(meaning: Meaning, path: Path, entry: Entry, *, answers: bool) -> _Scored:
    known = replace(entry.meaning, role="") if entry.meaning.role else entry.meaning
    parts = contributions(meaning, known)
    weights = document("weights.json")["signals"]
    named = entry.meaning.kind in _BLOCKS or _names(meaning, path.kind)
    way = "path" if path.direct else "named" if named else "indirect"
    for name in (way, *(() if answers else ("unanswerable",))):
        parts[name] = weights[name]
    if entry.by_person and "same_words" in parts and meaning.topic == entry.meaning.topic:
        parts["decided"] = weights["decided"]
    return _Scored(entry.element, path, parts, entry, meaning, way)


def _names(meaning: Meaning, kind: SubjectKind) -> bool:
    """Whether the label itself says that it is about a household, a dwelling."""
    if meaning.qualifiers.get("bearer") == kind.value:
        return True
    return any(lexicon().class_kinds.get(each[2:]) is kind for each in meaning.content)


def _assigned(scored: Sequence[Sequence[_Scored]]) -> list[list[_Scored]]:
    """The candidates of each field without those that another field of the form has a better claim to."""
    left = [list(each) for each in scored]
    while contested := _contested(left):
        for target, claimants in contested.items():
            winner = max(claimants, key=lambda at: (_claim(left[at]), -at))
            for at, candidates in enumerate(left):
                if at != winner:
                    left[at] = _without(target, candidates)
    settled = {each[0].target: at for at, each in enumerate(left) if _is_worth_asking(each)}
    return [
        [each for each in candidates if settled.get(each.target, at) == at]
        for at, candidates in enumerate(left)
    ]


def _without(target: Target, candidates: Sequence[_Scored]) -> list[_Scored]:
    """
    *candidates* without *target*; where that was the best, only what comes near it.

    Who asks 建筑面积 a second time does not therefore mean 分摊建筑面积.
    """
    if not candidates or candidates[0].target != target:
        return [each for each in candidates if each.target != target]
    least = candidates[0].rank - _bands()["second"]
    return [each for each in candidates[1:] if each.rank >= least]


def _contested(left: Sequence[Sequence[_Scored]]) -> dict[Target, list[int]]:
    """Targets that are the best candidate of several fields, with those fields."""
    claims: dict[Target, list[int]] = defaultdict(list)
    for at, candidates in enumerate(left):
        if _is_worth_asking(candidates):
            claims[candidates[0].target].append(at)
    return {target: claimants for target, claimants in claims.items() if len(claimants) > 1}


def _is_worth_asking(candidates: Sequence[_Scored]) -> bool:
    return bool(candidates) and candidates[0].score >= _worth_asking(candidates[0].asked)


def _worth_asking(asked: Meaning) -> float:
    """The least score that is worth a question; words of Latin script are fewer and each says more."""
    return _bands()["ask_latin" if asked.text.isascii() else "ask"]


def _claim(candidates: Sequence[_Scored]) -> tuple[bool, bool, float]:
    """How good a claim a field has to its best candidate: of certain ones, one that has no other good one goes first."""
    auto = _bands()["auto"]
    elsewhere = len(candidates) > 1 and candidates[1].score >= auto
    return candidates[0].score >= auto, not elsewhere, candidates[0].rank


def _band(candidates: Sequence[_Scored]) -> Band:
    if not _is_worth_asking(candidates):
        return "new"
    best = candidates[0]
    sure = best.score >= _bands()["auto"] and "unanswerable" not in best.parts
    return "auto" if sure else "ask"


def _loses_answers(asked: Field, best: _Scored, catalogue: Catalogue) -> bool:
    """Whether *asked* offers answers that the element cannot give, or wants a number of what is written in words."""
    element = catalogue.elements[best.element]
    if asked.kind in NUMERIC:
        return element.kind is ValueKind.TEXT
    if element.minted or not asked.options:
        return False
    codes = catalogue.code_lists.get(element.code_list or "")
    walk = crosswalk(codes, asked.options) if codes else yes_no(asked.options)
    return not walk.mapping or any(not is_vague(each) for each in walk.unasked)


def _is_known_otherwise(best: _Scored, catalogue: Catalogue) -> bool:
    """Whether all that is known of the element is how some form worded it, which was not so."""
    minted = catalogue.elements[best.element].minted
    return minted and "same_words" not in best.parts


def _with_refusals(
    candidates: Sequence[_Scored], meaning: Meaning, around: Surroundings, index: Index
) -> list[_Scored]:
    """*candidates*, those that a person said are not meant marked so: they stay to be seen, and are never bound by rule."""
    return [
        replace(each, parts={**each.parts, "refused": 0.0})
        if index.refused(around.subject, meaning, each.path.via, each.element)
        else each
        for each in candidates
    ]


def _is_a_guess(best: _Scored) -> bool:
    """Whether nobody decided that the words that were met before mean the element: a guess does not become a rule."""
    return best.known.wording is not None and best.known.wording.decided_by == GUESSED


def _may_be_anothers(meaning: Meaning, best: _Scored, around: Surroundings, index: Index) -> bool:
    """
    Whether somebody else may be meant.

    A second 姓名 is only taken for the family's because the row has one already; or the title is about another kind of
    subject too, which is asked the very same.
    """
    if meaning.role == lexicon().family and not meaning.role_content:
        return True
    if best.path.via or meaning.role or best.element.partition(".")[0] in around.others:
        return False
    return any(index.names(kind, meaning) for kind in _CALLED & around.others)


#: Kinds of subjects with addresses and telephones of their own.
_CALLED: Final = frozenset({SubjectKind.ORGANISATION, SubjectKind.PLACE, SubjectKind.THING})


def named_like(asked: Field, form: Form, subject: SubjectKind, catalogue: Catalogue) -> str | None:
    """The local name of the minted element that asks the same of another kind of subject."""
    meaning = meaning_of_field(asked, surroundings(form.subject, form.title)).plain
    if meaning.generic or meaning.bare:
        return None
    index = index_of(catalogue)
    namesake = _Namesake(_bands()["auto"], document("weights.json")["signals"]["path"])
    for kind in SubjectKind:
        for entry in index.nearest(kind, meaning, ("",), namesake) if kind is not subject else ():
            if catalogue.elements[entry.element].minted:
                parts = contributions(meaning, entry.meaning)
                namesake.add(total({**parts, "path": namesake.path}), entry.element)
    return namesake.name or None


@dataclass
class _Namesake:
    """The local name of what is worth most so far."""

    score: float
    path: float
    name: str = ""

    def add(self, score: float, element: str) -> None:
        self.score, self.name = max((self.score, self.name), (score, element.partition(".")[2]))

    def closed(self, most: float, element: str) -> bool:  # noqa: ARG002  whatever its id
        return round(most + BORROWED + self.path, 4) < self.score

    def settled(self, most: float, element: str) -> bool:
        best = round(most + BORROWED + self.path, 4), element.partition(".")[2]
        return best <= (self.score, self.name)


def answerable(asked: Field, element: Element) -> bool:
    """Whether values of *element* can be given as answers to *asked* at all."""
    if asked.fields:
        return element.kind in _BLOCKS
    if asked.options and element.kind in (ValueKind.CODE, ValueKind.CODES, ValueKind.BOOLEAN):
        return element.kind is not ValueKind.CODES or asked.kind is ValueKind.CODES
    try:
        conversion.find(element, asked)
    except LookupError:
        return False
    return True


def _bands() -> dict[str, float]:
    bands: dict[str, float] = document("weights.json")["bands"]
    return bands
