"""
Weights and thresholds of matching by coordinate search on an open gold set, each source judged by what the others taught.

Run from the repository:  python benchmarks/quality/fit_matching.py [--set NAME] [--rounds N] [--write]

In each round every weight is tried a step lower and a step higher, all else equal, and the best single step is taken.
Sources are what ids of forms begin with (gsm_, zxgg_, …). For each of them the search runs on pairs of fields of the
other sources, and the weights it ends with are judged on the pairs that touch the source left out.

in-sample        F1 over all pairs, weights fitted to all of them
cross-validated  F1 over the pairs of each source left out, weights fitted to the others; beside it, the shipped weights on
                 the very same pairs
"""

import argparse
import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from matching import ROOT, Asked, form_of, gold_folder, scored_fields, stem, verdict

from yibiao.matching import registered
from yibiao.matching.lexicon import document
from yibiao.model import catalogue
from yibiao.model.form import Form

WEIGHTS = ROOT / "src" / "yibiao" / "matching" / "weights.json"
STEP = 0.2
LEAST_GAIN = 0.0005
FEWEST_FORMS = 2

Setting = tuple[float, ...]
Names = tuple[tuple[str, str], ...]


@dataclass
class Bench:
    """A gold set that can be scored under any setting of the weights, for all of its pairs or for some sources'."""

    gold_set: dict
    forms: list[tuple[str, Form]]
    names: Names
    known: dict[Setting, dict[frozenset[str], Counter]] = field(default_factory=dict)

    def f1(self, setting: Setting, without: str | None = None, only: str | None = None) -> float:
        """F1 over pairs none of whose forms is of *without*, or one of whose is of *only*."""
        hits = false = missed = 0
        for sources, tally in self._tallies(setting).items():
            if (without and without in sources) or (only and only not in sources):
                continue
            hits += tally["hit"]
            false += tally["false"]
            missed += tally["missed"]
        return 2 * hits / (2 * hits + false + missed) if hits else 0.0

    def _tallies(self, setting: Setting) -> dict[frozenset[str], Counter]:
        if setting not in self.known:
            use(self.names, setting)
            _, rows = registered(self.forms, catalogue.starter())
            found = {(each.stem, each.position): each for each in rows}
            fields = scored_fields(self.gold_set, found)
            self.known[setting] = tallies(fields, self.gold_set)
        return self.known[setting]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Fit the weights of matching.")
    arguments.add_argument("--set", default="zh_cn_forms")
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--write", action="store_true", help="write weights.json")
    options = arguments.parse_args()
    gold_set = json.loads((gold_folder() / f"{options.set}.json").read_text())
    forms = [(stem(each), form_of(each)) for each in gold_set["forms"]]
    names, shipped = shipped_setting()
    bench = Bench(gold_set, forms, names)

    fitted = climbed(bench, shipped, options.rounds)
    print(f"in-sample        {bench.f1(shipped):.4f} shipped  {bench.f1(fitted):.4f} fitted")
    pairs, ours, theirs = 0, 0.0, 0.0
    for source, number in sources(forms).items():
        learned = climbed(bench, shipped, options.rounds, without=source)
        before, after = bench.f1(shipped, only=source), bench.f1(learned, only=source)
        print(f"  without {source:6} {number:4} forms  {before:.4f} shipped  {after:.4f} fitted")
        pairs, ours, theirs = pairs + number, ours + number * before, theirs + number * after
    print(f"cross-validated  {ours / pairs:.4f} shipped  {theirs / pairs:.4f} fitted")
    for name, was, now in zip(names, shipped, fitted, strict=True):
        if was != now:
            print(f"  {'.'.join(name)}: {was} -> {now}")
    if options.write:
        use(names, fitted)
        WEIGHTS.write_text(
            json.dumps(document("weights.json"), indent=2, ensure_ascii=False) + "\n"
        )


def shipped_setting() -> tuple[Names, Setting]:
    """Names of the weights that are fitted and what they are now; a weight of none is left alone."""
    weights = document("weights.json")
    named = [
        ((table, name), value)
        for table in ("signals", "points")
        for name, value in weights[table].items()
        if value
    ]
    return tuple(name for name, _ in named), tuple(value for _, value in named)


def use(names: Names, setting: Setting) -> None:
    """Lets the matcher weigh by *setting*."""
    weights = document("weights.json")
    for (table, name), value in zip(names, setting, strict=True):
        weights[table][name] = value


def sources(forms: list[tuple[str, Form]]) -> dict[str, int]:
    """What ids of several forms begin with → how many."""
    counted = Counter(source_of(each) for each, _ in forms)
    return {source: number for source, number in counted.items() if number >= FEWEST_FORMS}


def source_of(form: str) -> str:
    return form.partition("_")[0]


def climbed(bench: Bench, start: Setting, rounds: int, without: str | None = None) -> Setting:
    """The setting that single steps from *start* lead to."""
    best = start
    for _ in range(rounds):
        scored = max((bench.f1(each, without), each) for each in steps(best))
        if scored[0] < bench.f1(best, without) + LEAST_GAIN:
            break
        best = scored[1]
    return best


def steps(setting: Setting) -> Iterator[Setting]:
    for at, factor in itertools.product(range(len(setting)), (1 - STEP, 1 + STEP)):
        moved = round(setting[at] * factor, 3)
        yield (*setting[:at], moved, *setting[at + 1 :])


def tallies(fields: list[Asked], gold_set: dict) -> dict[frozenset[str], Counter]:
    """Hits, false joins and misses over pairs of fields of different forms, by the sources of the two."""
    ignored = {frozenset(pair) for pair in gold_set.get("ignore_gold_pairs", ())}
    tally: dict[frozenset[str], Counter] = defaultdict(Counter)
    for one, other in alike(fields, lambda each: each.cluster):
        same = verdict(one, other, ignored)
        if same is not None:
            tally[of(one, other)]["hit" if same else "false"] += 1
    for one, other in alike(fields, lambda each: each.gold):
        if one.cluster != other.cluster:
            tally[of(one, other)]["missed"] += 1
    return tally


def alike(fields: list[Asked], key) -> Iterator[tuple[Asked, Asked]]:
    groups = defaultdict(list)
    for each in fields:
        groups[key(each)].append(each)
    for group in groups.values():
        for one, other in itertools.combinations(group, 2):
            if one.form != other.form:
                yield one, other


def of(one: Asked, other: Asked) -> frozenset[str]:
    return frozenset((source_of(one.form), source_of(other.form)))


if __name__ == "__main__":
    main()
