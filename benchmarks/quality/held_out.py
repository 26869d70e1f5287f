"""
Matching judged on each source without what it may have learnt from it: words, synonyms, elements that no other source uses.

Run from the repository:  python benchmarks/quality/held_out.py [--set NAME]

A source is whose forms they are: what ids of forms begin with, up to the first `_`, `:` or `.`. For each of them in turn the
lexicon loses the words, and the catalogue the synonyms and elements, that occur in labels, sections and titles of no other
source of any gold set, unless a document that was looked up, or for words a dictionary, is named for them; what is judged are the pairs of fields that touch the source, and of B-cubed and bands the source's own fields.
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
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from matching import (
    SETS,
    Asked,
    form_of,
    gold_folder,
    in_order,
    rates,
    scored_fields,
    stem,
    verdict,
)

from yibiao import _schemas
from yibiao.matching import crosswalk, label, lexicon, meaning, minting, paths, registering
from yibiao.model import catalogue
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element

#: Documents of which somebody held at least number and title against a copy: what is only in the style of one may be learnt from forms.
LOOKED_UP = frozenset(
    each["id"]
    for each in _schemas.document("sources.json")["sources"]
    if each["checked"] != "nothing"
)

_REMEMBERING = (label, lexicon, meaning, minting, paths, registering, crosswalk)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Judge each source without what only it uses.")
    arguments.add_argument("--set", default="zh_cn_forms", choices=SETS)
    arguments.add_argument("--orders", type=int, default=1, help="orders of registration")
    options = arguments.parse_args()
    folder = gold_folder()
    usage = Usage(json.loads((folder / f"{each}.json").read_text()) for each in SETS)
    gold_set = json.loads((folder / f"{options.set}.json").read_text())
    together = Tally()
    for source, number in Counter(source_of(str(each["id"])) for each in gold_set["forms"]).items():
        tally = Tally()
        for seed in range(options.orders):
            tally.take(gold_set, source, without(gold_set, source, usage, seed))
        print(f"{source:12} {number:4} forms  {tally}")
        together.add(tally)
    print(f"{'all':12} {len(gold_set['forms']):4} forms  {together}")


def without(gold_set: Mapping, source: str, usage: "Usage", seed: int = 0) -> list[Asked]:
    """The scored fields, forms registered in an order of *seed* without what only *source* knows."""
    forms = in_order([(stem(each), form_of(each)) for each in gold_set["forms"]], seed)
    with words_without(source, usage):
        known = catalogue_without(source, catalogue.starter(), usage)
        _, rows = registering.registered(forms, known)
    return scored_fields(gold_set, {(each.stem, each.position): each for each in rows})


@dataclass
class Tally:
    """Pairs that touch a source as (same, joined) → how many, all, hard and those nobody was asked about; its fields' B-cubed and bands."""

    pairs: Counter = field(default_factory=Counter)
    hard: Counter = field(default_factory=Counter)
    certain: Counter = field(default_factory=Counter)
    cubed: Counter = field(default_factory=Counter)
    bands: Counter = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Takes in what *other* counted."""
        for name in vars(self):
            getattr(self, name).update(getattr(other, name))

    def __str__(self) -> str:
        parts = [
            f"{name} P {each['precision']:.3f} R {each['recall']:.3f} F1 {each['f1']:.3f}"
            for name, each in (("all", rates(self.pairs)), ("hard", rates(self.hard)))
        ]
        number = sum(self.bands.values())
        precision, recall = (self.cubed[each] / number for each in ("precision", "recall"))
        parts += [
            f"b3 {2 * precision * recall / (precision + recall):.3f}",
            f"auto P {rates(self.certain)['precision']:.3f} share {self.bands['auto'] / number:.2f}",
        ]
        return "  ".join(parts)

    def take(self, gold_set: Mapping, source: str, fields: list[Asked]) -> None:
        """Counts what touches *source*."""
        theirs = {stem(each) for each in gold_set["forms"] if source_of(str(each["id"])) == source}
        ignored = {frozenset(pair) for pair in gold_set.get("ignore_gold_pairs", ())}
        right, joined_with, like = Counter(), Counter(), Counter()
        hard: dict[tuple, list[bool]] = defaultdict(list)
        for (at, one), (to, other) in itertools.combinations(enumerate(fields), 2):
            if not theirs & {one.form, other.form}:
                continue
            same = verdict(one, other, ignored)
            if same is None:
                continue
            joined = one.cluster == other.cluster
            for each in (at, to):
                right[each] += same and joined
                joined_with[each] += joined
                like[each] += same
            if one.form == other.form:
                continue
            self.pairs[same, joined] += 1
            self.certain[same, joined] += "ask" not in (one.band, other.band)
            if one.label != other.label:
                hard[(*sorted((one.label, other.label)), same)].append(joined)
        for (*_, same), joins in hard.items():
            self.hard[same, True] += sum(joins) / len(joins)
            self.hard[same, False] += 1 - sum(joins) / len(joins)
        for at, each in enumerate(fields):
            if each.form in theirs:
                self.cubed["precision"] += (right[at] + 1) / (joined_with[at] + 1)
                self.cubed["recall"] += (right[at] + 1) / (like[at] + 1)
                self.bands[each.band or ""] += 1


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
        """Whether *source* uses *word*, no other does, and nothing else is named that it was taken from."""
        return self.sources(word) == {source} and (
            lexicon.lexicon().sourced.get(word) not in LOOKED_UP
        )


def folded(text: str) -> str:
    return re.sub(r"[^\w\n]+", "", text).lower()


def catalogue_without(source: str, known: Catalogue, usage: Usage) -> Catalogue:
    """*known* without the synonyms that only *source* uses, and the elements that only it asks and no document names that was looked up."""
    kept: dict[str, Element] = {}
    for id_, each in known.elements.items():
        synonyms = tuple(word for word in each.synonyms if not usage.only(source, word))
        asked_by = frozenset().union(
            *(usage.sources(word) for word in (each.name.zh, *each.synonyms))
        )
        learnt = asked_by == {source} and each.source not in LOOKED_UP and not each.target
        if not learnt:
            kept[id_] = each.model_copy(update={"synonyms": synonyms})
    return replace(known, elements=kept)


@contextmanager
def words_without(source: str, usage: Usage) -> Iterator[None]:
    """The lexicon lacks, for as long as this lasts, the words that only *source* uses."""
    words = vars(lexicon.lexicon())
    shipped = lexicon.lexicon().listed
    words["listed"] = {
        word: token for word, token in shipped.items() if not usage.only(source, word)
    }
    forget()
    try:
        yield
    finally:
        words["listed"] = shipped
        forget()


def forget() -> None:
    """Empties what matching remembers of labels, and what follows from the words of the lexicon."""
    for name in ("tokens", "longest", "_heads"):
        vars(lexicon.lexicon()).pop(name, None)
    for module in _REMEMBERING:
        for name, each in vars(module).items():
            if hasattr(each, "cache_clear") and name not in ("lexicon", "document"):
                each.cache_clear()


if __name__ == "__main__":
    main()
