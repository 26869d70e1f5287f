"""A catalogue → its elements by the words they are asked with, so that a field meets few of them."""

import threading
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Final, NamedTuple, Protocol

from yibiao.matching.answers import Answers
from yibiao.matching.documents import says_too_little
from yibiao.matching.meaning import (
    Meaning,
    folded,
    meaning_of_field,
    meanings_of_element,
    surroundings,
)
from yibiao.matching.roles import role_keys
from yibiao.matching.signals import (
    MISSPELT,
    most_beside,
    most_decided,
    most_of_shape,
    of_shape,
    of_share,
)
from yibiao.model.catalogue import Addition, Catalogue, Wording
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind, ValueKind

#: What another form called an element counts a little less than its own names.
BORROWED: Final = 0.01

#: So many pairs of looks are remembered with what they score.
_MOST_LOOKS: Final = 500_000

#: Before every id.
_FIRST: Final = ""

#: Who decided what a person decided and took back.
_TAKEN_BACK: Final = "rule:taken-back"


@dataclass(frozen=True)
class Entry:
    """
    One way in which an element is, or was, asked.

    Attributes:
        wording: The form's, where a form asked it so.
        place: That among the element's names.
        own: It is a name of the element, or the wording that it was made from.
    """

    element: str
    meaning: Meaning
    wording: Wording | None = None
    place: int = 0
    own: bool = True

    @property
    def by_person(self) -> bool:
        """Whether a person decided that the wording means the element."""
        return self.wording is not None and self.wording.by_person


class Contest(Protocol):
    """Whoever looks for the best: asked what could still matter, given the most that it could score."""

    def closed(self, most: float, element: str) -> bool:
        """Whether neither *element* nor one after it in the order of ids can come among the best."""

    def settled(self, most: float, element: str) -> bool:
        """Whether *element* is met already, and no worse."""


class _Look(NamedTuple):
    """All that `signals.OF_SHAPE` look at."""

    kind: ValueKind | None
    head: str | None
    qualifiers: frozenset[tuple[str, str]]
    asks_whether: bool
    unit: str | None
    class_: str | None


class _Shape(NamedTuple):
    """What of entries decides all that they could score beside their words, their options and their topic."""

    weight: float
    untelling: float
    options: bool
    borrowed: bool
    by_person: bool
    look: _Look


@dataclass
class _Posting:
    """Entries of one shape, by element in the order of ids; `sample` is the meaning of one."""

    sample: Meaning
    elements: list[str] = field(default_factory=list)
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        if entry.element not in self.entries:
            insort(self.elements, entry.element)
        self.entries.setdefault(entry.element, []).append(entry)

    def remove(self, entry: Entry) -> None:
        self.entries[entry.element].remove(entry)
        if not self.entries[entry.element]:
            del self.entries[entry.element]
            self.elements.remove(entry.element)


_Postings = dict[_Shape, _Posting]

#: What each of `signals.OF_SHAPE` adds.
Added = Mapping[str, float]

#: By what they could score.
_MOST: Final = itemgetter(0)


@dataclass
class Index:
    """Entries of a catalogue, by kind of subject and word; links by the role they bear. Grows as the catalogue does."""

    newest: Addition | None = None
    answers: Answers = field(default_factory=Answers)
    _postings: dict[tuple[SubjectKind, str, str], _Postings] = field(default_factory=dict)
    _sizes: Counter[tuple[SubjectKind, str, str]] = field(default_factory=Counter)
    _links: dict[tuple[SubjectKind, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _elements: dict[str, Element] = field(default_factory=dict)
    _looks: dict[tuple[_Look, _Look], tuple[float, Added]] = field(default_factory=dict)
    #: Kind of subject, words, and what a person said they do not mean.
    _refused: set[tuple[SubjectKind, str, tuple[tuple[str, ...], str]]] = field(default_factory=set)
    #: One entry of each likeness, and how many are alike.
    _alike: dict[tuple[object, ...], tuple[Entry, int]] = field(default_factory=dict)
    #: What each field of a form was decided to mean.
    _decided: dict[tuple[str, str], Entry] = field(default_factory=dict)
    #: Minted elements of which no form's wording has come yet: known by their names, until one comes.
    _unworded: dict[str, list[Entry]] = field(default_factory=dict)

    def nearest(
        self, kind: SubjectKind, meaning: Meaning, roles: Iterable[str], contest: Contest
    ) -> Iterator[tuple[Entry, Added]]:
        """
        Those about subjects of *kind* that have one of *roles*, and a telling word or all words in common with *meaning*.

        Beside each stands what its shape adds.

        Each once; those first that could score most, and none that *contest* says is of no use when its turn comes.
        However many there are, few are looked at.
        """
        seen: set[int] = set()
        look, decided = _look(meaning), most_decided()
        more = most_of_shape() + decided
        for words, shape, posting in self._by_most(kind, meaning, tuple(dict.fromkeys(roles))):
            if contest.closed(words + more, _FIRST):
                return  # nor can any of those that follow
            points, added = self._of_shape(look, meaning, shape.look, posting.sample)
            score = words + points
            score -= BORROWED / 2 if shape.borrowed else 0.0
            score += decided if shape.by_person else 0.0
            for element in posting.elements:
                if contest.closed(score, element):
                    break
                for entry in posting.entries[element]:
                    if id(entry) not in seen and not contest.settled(score, element):
                        seen.add(id(entry))
                        yield entry, added

    def _of_shape(
        self, look: _Look, meaning: Meaning, other: _Look, sample: Meaning
    ) -> tuple[float, Added]:
        known = self._looks.get((look, other))
        if known is None:
            if len(self._looks) >= _MOST_LOOKS:
                self._looks.clear()
            added = of_shape(meaning, sample)
            known = self._looks[look, other] = sum(added.values()), added
        return known

    def names(self, kind: SubjectKind, meaning: Meaning) -> bool:
        """Whether an element about subjects of *kind* is called just as *meaning* is worded."""
        return any(
            not shape.borrowed and posting.elements
            for shape, posting in self._postings.get((kind, "", _verbatim(meaning)), {}).items()
        )

    def _by_most(
        self, kind: SubjectKind, meaning: Meaning, roles: Sequence[str]
    ) -> list[tuple[float, _Shape, _Posting]]:
        """
        Entries with the most that they could score by their words and options, the best first.

        Of the words that *meaning* has in common with an entry the rarest is looked up first: what is found under a word
        and not under a rarer one has none of the rarer.
        """
        sizes = {key: sum(self._sizes[kind, role, key] for role in roles) for key in meaning.keys}
        common = sum(meaning.content[key] for key in sizes)
        untelling = meaning.weight - common
        verbatim, alike = self._beside(meaning, same=True), self._beside(meaning, same=False)
        full, weight = of_share(1.0), meaning.weight
        found = [
            (of_share(share) + beside[shape.options], shape, posting)
            for role in roles
            for key, share, beside in (
                (_verbatim(meaning), 1.0, verbatim),
                (_said(meaning), MISSPELT, alike),
            )
            for shape, posting in self._postings.get((kind, role, key), {}).items()
        ]
        for key in sorted(sizes, key=lambda each: (sizes[each], each)):
            for role in roles:
                for shape, posting in self._postings.get((kind, role, key), {}).items():
                    # What words in common weigh at most, as a share of what both weigh.
                    shared = min(common + min(untelling, shape.untelling), weight, shape.weight)
                    together = weight + shape.weight
                    most = full * (2 * shared / together) if together else 0.0
                    found.append((most + alike[shape.options], shape, posting))
            common -= meaning.content[key]
        return sorted(found, key=_MOST, reverse=True)

    def _beside(self, meaning: Meaning, *, same: bool) -> dict[bool, float]:
        """What may speak for entries beside their shape and words, at most, by whether they offer answers."""
        least = most_beside(same=same, options=False)
        return {
            False: least,
            True: most_beside(same=same, options=True) if meaning.options else least,
        }

    def refused(
        self, kind: SubjectKind, meaning: Meaning, via: tuple[str, ...], element: str
    ) -> bool:
        """Whether a person said, and nobody since said otherwise, that these words of a form about a *kind* do not mean it."""
        return (kind, meaning.verbatim, (via, element)) in self._refused

    def links(self, kind: SubjectKind, role: str) -> Sequence[str]:
        """The links that lead from a subject of *kind* to whoever has *role*, a key as of `roles.role_key`."""
        return self._links.get((kind, role), ())

    def grow(self, catalogue: Catalogue, additions: Iterable[Addition]) -> bool:
        """Takes in *additions* of *catalogue*; false, and of no more use, when one of them changes what is known."""
        for addition in additions:
            for element in addition.elements:
                known = self._elements.setdefault(element.id, element)
                if known is not element and known != element:
                    return False
                if known is element:
                    self._add_element(element, catalogue)
            for wording in addition.wordings:
                self._add_wording(wording, catalogue)
            self.newest = addition
        return True

    def _add_element(self, element: Element, catalogue: Catalogue) -> None:
        if element.kind in (ValueKind.LINK, ValueKind.LINKS):
            for role in role_keys(element) if element.kind is ValueKind.LINK else ():
                self._links[element.subject, role].append(element.id)
        entries = [
            Entry(element.id, meaning, place=place)
            for place, meaning in enumerate(_meanings(element, catalogue))
        ]
        for each in entries:
            self._add(each, element.subject)
        if element.minted:
            self._unworded[element.id] = entries

    def _add_wording(self, wording: Wording, catalogue: Catalogue) -> None:
        asked = _asked(wording.element, catalogue)
        if asked is None:
            return
        if asked.id == wording.element:  # one that was merged has codes of its own
            self.answers.decide(wording)
        meaning = _meaning_of_wording(wording, catalogue)
        said = wording.subject, meaning.verbatim, (wording.via, asked.id)
        if wording.refused:
            self._refused.add(said)
            self._take_back(wording, asked)
            return
        if wording.by_person:
            self._refused.discard(said)
        elif not asked.minted and says_too_little(wording.field):
            return
        # A minted element is known by the wording it was made from, which says more than its name.
        for entry in self._unworded.pop(asked.id, ()):
            self._forget(entry, asked.subject)
        own = asked.minted and wording.field.label == asked.name.zh
        entry = Entry(asked.id, meaning, wording, own=own)
        decided = wording.form, wording.field.id
        if decided in self._decided:
            before = self._decided[decided]
            self._forget(before, self._elements[before.element].subject)
        self._decided[decided] = entry
        self._add(entry, asked.subject)

    def _take_back(self, refused: Wording, asked: Element) -> None:
        """
        Let a person's decision that the field means the element count no more, now that it does not.

        What was made of such words stays known by them, or nobody would find it again.
        """
        decided = refused.form, refused.field.id
        entry = self._decided.get(decided)
        if entry is None or entry.wording is None or not entry.by_person:
            return
        if (entry.wording.via, entry.element) != (refused.via, asked.id):
            return
        self._forget(entry, asked.subject)
        del self._decided[decided]
        if asked.minted:
            wording = replace(entry.wording, decided_by=_TAKEN_BACK)
            self._decided[decided] = replace(entry, wording=wording)
            self._add(self._decided[decided], asked.subject)

    def _add(self, entry: Entry, kind: SubjectKind) -> None:
        alike, count = self._alike.get(same := _likeness(entry), (entry, 0))
        self._alike[same] = alike, count + 1
        if count:
            return
        shape = _shape(entry)
        for key in _places(entry.meaning):
            place = kind, entry.meaning.role, key
            self._sizes[place] += 1
            posting = self._postings.setdefault(place, {})
            posting.setdefault(shape, _Posting(entry.meaning)).add(entry)

    def _forget(self, entry: Entry, kind: SubjectKind) -> None:
        entry, count = self._alike[same := _likeness(entry)]
        if count > 1:
            self._alike[same] = entry, count - 1
            return
        del self._alike[same]
        for key in _places(entry.meaning):
            place = kind, entry.meaning.role, key
            self._sizes[place] -= 1
            self._postings[place][_shape(entry)].remove(entry)


def _verbatim(meaning: Meaning) -> str:
    """Under what those with the very words of *meaning* are found, if they share a telling word."""
    return f"={meaning.verbatim}"


def _said(meaning: Meaning) -> str:
    """Under what those are found that sound like *meaning*."""
    return f"~{meaning.sound}"


def _places(meaning: Meaning) -> tuple[str, ...]:
    return _verbatim(meaning), _said(meaning), *meaning.keys


def _shape(entry: Entry) -> _Shape:
    meaning = entry.meaning
    untelling = meaning.weight - sum(meaning.content[key] for key in meaning.keys)
    return _Shape(
        round(meaning.weight, 6), round(untelling, 6), bool(meaning.options),
        entry.wording is not None, entry.by_person, _look(meaning),
    )  # fmt: skip


def _asked(id_: str, catalogue: Catalogue) -> Element | None:
    """The element of that id, or that into which it was merged."""
    passed: set[str] = set()
    while (found := catalogue.elements.get(id_)) and found.merged_into and id_ not in passed:
        passed.add(id_)
        id_ = found.merged_into
    return found


def _look(meaning: Meaning) -> _Look:
    return _Look(
        meaning.kind, meaning.head, frozenset(meaning.qualifiers.items()), meaning.asks_whether,
        meaning.unit, meaning.class_,
    )  # fmt: skip


def when_made(act: Callable[[], object]) -> None:
    """From now on do *act* whenever an index was made of a whole catalogue: among much that stays, a service makes room."""
    _WHEN_MADE.append(act)


def index_of(catalogue: Catalogue) -> Index:
    """The index of *catalogue*: the last one where it has only grown since."""
    with _LOCK:
        last = _LAST[0] if _LAST else Index()
        if last.newest is catalogue.newest:
            return last
        more = catalogue.since(last.newest) if last.newest else None
        if more is None or not last.grow(catalogue, more):
            last = Index()
            last.grow(catalogue, [_all_of(catalogue)])
            last.newest = catalogue.newest
            for act in _WHEN_MADE:
                act()
        _LAST[:] = [last]
        return last


_LOCK = threading.Lock()
_LAST: list[Index] = []
_WHEN_MADE: list[Callable[[], object]] = []


def _all_of(catalogue: Catalogue) -> Addition:
    """Everything in *catalogue* as it is now, as if it had been added at once."""
    return Addition(elements=tuple(catalogue.elements.values()), wordings=catalogue.wordings)


def _likeness(entry: Entry) -> tuple[object, ...]:
    """Equal for entries of which one is enough."""
    meaning = entry.meaning
    via = entry.wording.via if entry.wording else None
    by = entry.wording.decided_by if entry.wording and not entry.by_person else entry.by_person
    return (
        by, entry.element, meaning.text, meaning.role, meaning.class_, meaning.kind,
        meaning.options, meaning.unit, tuple(meaning.content), meaning.section, meaning.looks_up, via,
    )  # fmt: skip


def _meanings(element: Element, catalogue: Catalogue) -> Iterator[Meaning]:
    codes = catalogue.code_lists.get(element.code_list or "")
    options = frozenset(
        folded(label)
        for code in (codes.codes if codes else ())
        for label in (code.label.zh, *code.synonyms)
    )
    if element.kind is ValueKind.LINK or element.merged_into:
        return
    for meaning in meanings_of_element(element):
        yield meaning.plain.but(options=options)


def _meaning_of_wording(wording: Wording, catalogue: Catalogue) -> Meaning:
    meaning = meaning_of_field(wording.field, surroundings(wording.subject, wording.title))
    return meaning if _leads_to_a_role(wording, catalogue) else meaning.plain


def _leads_to_a_role(wording: Wording, catalogue: Catalogue) -> bool:
    link = catalogue.elements.get(wording.via[-1]) if wording.via else None
    return bool(link and link.role)
