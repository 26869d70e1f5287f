"""
Matching without what it may have learnt from one source: words, synonyms and elements that no other source uses.

A source is whose forms they are: what ids of forms begin with, up to the first `_`, `:` or `.`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from yibiao.matching import crosswalk, label, lexicon, meaning, minting, paths, registering
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element

_REMEMBERING = (label, lexicon, meaning, minting, paths, registering, crosswalk)


def source_of(form: str) -> str:
    return re.split(r"[_:.]", form, maxsplit=1)[0]


class Usage:
    """Which sources use a word in their labels, sections and titles."""

    def __init__(self, gold_sets: Iterable[Mapping]) -> None:
        printed: dict[str, set[str]] = defaultdict(set)
        for form in (each for gold_set in gold_sets for each in gold_set["forms"]):
            words = printed[source_of(str(form["id"]))]
            words.add(form["title"])
            for each in form["fields"]:
                words.update((each.get("label") or "", str(each.get("section") or "")))
        self._printed = {
            source: "\n".join(sorted(folded(each) for each in words))
            for source, words in printed.items()
        }
        self._known: dict[str, frozenset[str]] = {}

    def sources(self, word: str) -> frozenset[str]:
        if word not in self._known:
            self._known[word] = frozenset(
                source for source, text in self._printed.items() if folded(word) in text
            )
        return self._known[word]

    def only(self, source: str, word: str) -> bool:
        return self.sources(word) == {source}


def folded(text: str) -> str:
    return re.sub(r"[^\w\n]+", "", text).lower()


def catalogue_without(source: str, known: Catalogue, usage: Usage) -> Catalogue:
    """*known* without the synonyms that only *source* uses, and the elements that only it asks and no standard names."""
    kept: dict[str, Element] = {}
    for id_, each in known.elements.items():
        synonyms = tuple(word for word in each.synonyms if not usage.only(source, word))
        asked_by = frozenset().union(
            *(usage.sources(word) for word in (each.name.zh, *each.synonyms))
        )
        learnt = asked_by == {source} and each.source is None and not each.target
        if not learnt:
            kept[id_] = each.model_copy(update={"synonyms": synonyms})
    return replace(known, elements=kept)


@contextmanager
def words_without(source: str, usage: Usage) -> Iterator[None]:
    """The lexicon lacks, for as long as this lasts, the words that only *source* uses."""
    shipped = dict(lexicon.lexicon().tokens)
    lexicon.lexicon().__dict__["tokens"] = {
        word: token for word, token in shipped.items() if not usage.only(source, word)
    }
    forget()
    try:
        yield
    finally:
        lexicon.lexicon().__dict__["tokens"] = shipped
        forget()


def forget() -> None:
    """Empties what matching remembers of labels, except the lexicon itself."""
    for module in _REMEMBERING:
        for name, each in vars(module).items():
            if hasattr(each, "cache_clear") and name not in ("lexicon", "document"):
                each.cache_clear()
