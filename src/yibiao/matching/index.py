"""A catalogue → its elements by the words they are asked with, so that a field meets few of them."""

import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from yibiao.matching.meaning import (
    Meaning,
    folded,
    meaning_of_field,
    meanings_of_element,
    surroundings,
)
from yibiao.model.catalogue import Catalogue, Wording
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind, ValueKind


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


@dataclass
class Index:
    """Entries of a catalogue, by kind of subject and word. Grows with the catalogue, and only grows."""

    elements: dict[str, Element] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()
    _entries: dict[tuple[SubjectKind, str], list[Entry]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    def entries(self, kind: SubjectKind, meaning: Meaning) -> Iterable[Entry]:
        """Those about subjects of *kind* that share a telling word with *meaning*, each once."""
        found: dict[int, Entry] = {}
        for key in meaning.keys:
            for entry in self._entries.get((kind, key), ()):
                found[id(entry)] = entry
        return found.values()

    def covers(self, catalogue: Catalogue) -> bool:
        """Whether *catalogue* holds all of this, so that the index may grow into it."""
        return (
            len(self.wordings) <= len(catalogue.wordings)
            and all(
                ours is theirs
                for ours, theirs in zip(self.wordings, catalogue.wordings, strict=False)
            )
            and all(catalogue.elements.get(id_) is each for id_, each in self.elements.items())
        )

    def grow(self, catalogue: Catalogue) -> None:
        """Takes in what *catalogue* holds beyond this."""
        for id_, element in catalogue.elements.items():
            if id_ not in self.elements:
                self.elements[id_] = element
                for place, meaning in enumerate(_meanings(element, catalogue)):
                    self._add(Entry(id_, meaning, place=place), element.subject)
        for wording in catalogue.wordings[len(self.wordings) :]:
            if asked := catalogue.elements.get(wording.element):
                meaning = _meaning_of_wording(wording, catalogue)
                own = asked.minted and wording.field.label == asked.name.zh
                self._add(Entry(asked.id, meaning, wording, own=own), asked.subject)
        self.wordings = catalogue.wordings

    def _add(self, entry: Entry, kind: SubjectKind) -> None:
        meaning = entry.meaning
        via = entry.wording.via if entry.wording else None
        same = (
            entry.element, meaning.text, meaning.role, meaning.class_, meaning.kind,
            meaning.options, meaning.unit, tuple(meaning.content), via,
        )  # fmt: skip
        if same in self._seen:
            return
        self._seen.add(same)
        for key in meaning.keys:
            self._entries[kind, key].append(entry)


def index_of(catalogue: Catalogue) -> Index:
    """The index of *catalogue*: the last one where it has only grown since."""
    with _LOCK:
        if _LAST and (last := _LAST[0])[0]() is catalogue:
            return last[1]
        grown = _LAST[0][1] if _LAST and _LAST[0][1].covers(catalogue) else Index()
        grown.grow(catalogue)
        _LAST[:] = [(weakref.ref(catalogue), grown)]
        return grown


_LOCK = threading.Lock()
_LAST: list[tuple["weakref.ref[Catalogue]", Index]] = []


def _meanings(element: Element, catalogue: Catalogue) -> Iterator[Meaning]:
    codes = catalogue.code_lists.get(element.code_list or "")
    options = frozenset(
        folded(label)
        for code in (codes.codes if codes else ())
        for label in (code.label.zh, *code.synonyms)
    )
    if element.kind is ValueKind.LINK or (element.minted and _has_own_wording(element, catalogue)):
        return
    for meaning in meanings_of_element(element):
        yield replace(meaning.plain, options=options)


def _has_own_wording(element: Element, catalogue: Catalogue) -> bool:
    """A minted element is known by the wording it was made from, which says more than its name."""
    return any(each.element == element.id for each in reversed(catalogue.wordings))


def _meaning_of_wording(wording: Wording, catalogue: Catalogue) -> Meaning:
    meaning = meaning_of_field(wording.field, surroundings(wording.subject, wording.title))
    return meaning if _leads_to_a_role(wording, catalogue) else meaning.plain


def _leads_to_a_role(wording: Wording, catalogue: Catalogue) -> bool:
    link = catalogue.elements.get(wording.via[-1]) if wording.via else None
    return bool(link and link.role)
