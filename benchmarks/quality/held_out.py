"""
Matching judged on each source without what it may have learnt from it: words, synonyms, elements that no other source uses.

Run from the repository:  python benchmarks/quality/held_out.py [--set NAME]

A source is whose forms they are: what ids of forms begin with, up to the first `_`, `:` or `.`. For each of them in turn the
lexicon loses the words, and the catalogue the synonyms and elements, that occur in labels, sections and titles of no other
source of any gold set, unless a standard is named for them; what is judged are the pairs of fields that touch the source.
Rules and weights stay as they are: `fit_matching.py` says what fitting the weights is worth.
"""

import argparse
import itertools
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from matching import SETS, Asked, form_of, gold_folder, rates, scored_fields, stem, verdict

from yibiao.matching import crosswalk, label, lexicon, meaning, minting, paths, registering
from yibiao.model import catalogue
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element

_REMEMBERING = (label, lexicon, meaning, minting, paths, registering, crosswalk)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Judge each source without what only it uses.")
    arguments.add_argument("--set", default="zh_cn_forms", choices=SETS)
    name = arguments.parse_args().set
    folder = gold_folder()
    gold_sets = {each: json.loads((folder / f"{each}.json").read_text()) for each in SETS}
    usage = Usage(gold_sets.values())
    gold_set = gold_sets[name]
    every, hard = Counter(), Counter()
    for source, number in Counter(source_of(str(each["id"])) for each in gold_set["forms"]).items():
        pairs, votes = judged(gold_set, source, usage)
        print(f"{source:12} {number:4} forms  {shown(pairs, votes)}")
        every += pairs
        hard += votes
    print(f"{'all':12} {len(gold_set['forms']):4} forms  {shown(every, hard)}")


def shown(pairs: Counter, votes: Counter) -> str:
    return "  ".join(
        f"{name} P {each['precision']:.3f} R {each['recall']:.3f} F1 {each['f1']:.3f}"
        for name, each in (("all", rates(pairs)), ("hard", rates(votes)))
    )


def judged(gold_set: Mapping, source: str, usage: "Usage") -> tuple[Counter, Counter]:
    """Pairs that touch *source*, all and hard ones, as tallies of (same, joined)."""
    forms = [(stem(each), form_of(each)) for each in gold_set["forms"]]
    with words_without(source, usage):
        known = catalogue_without(source, catalogue.starter(), usage)
        _, rows = registering.registered(forms, known)
    fields = scored_fields(gold_set, {(each.stem, each.position): each for each in rows})
    theirs = {stem(each) for each in gold_set["forms"] if source_of(str(each["id"])) == source}
    ignored = {frozenset(pair) for pair in gold_set.get("ignore_gold_pairs", ())}
    touching = (
        (one, other)
        for one, other in itertools.combinations(fields, 2)
        if one.form != other.form and theirs & {one.form, other.form}
    )
    return tallied(touching, ignored)


def tallied(
    touching: Iterable[tuple[Asked, Asked]], ignored: set[frozenset[str]]
) -> tuple[Counter, Counter]:
    pairs, votes = Counter(), Counter()
    hard: dict[tuple, list[bool]] = defaultdict(list)
    for one, other in touching:
        same = verdict(one, other, ignored)
        if same is None:
            continue
        joined = one.cluster == other.cluster
        pairs[same, joined] += 1
        if one.label != other.label:
            hard[(*sorted((one.label, other.label)), same)].append(joined)
    for (*_, same), joins in hard.items():
        votes[same, True] += sum(joins) / len(joins)
        votes[same, False] += 1 - sum(joins) / len(joins)
    return pairs, votes


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
        """Those that use *word*, if only as a part of a longer one."""
        if word not in self._known:
            self._known[word] = frozenset(
                source for source, text in self._printed.items() if folded(word) in text
            )
        return self._known[word]

    def only(self, source: str, word: str) -> bool:
        """Whether *source* uses *word* and no other does."""
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


if __name__ == "__main__":
    main()
