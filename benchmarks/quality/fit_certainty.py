"""
How sure a candidate is, fitted on every source without what only it knows, and judged on sources that the fit never saw.

Run from the repository:  python benchmarks/quality/fit_certainty.py [--orders N] [--write]

Every source of zh_cn_forms is registered as `held_out.py` does it, the other gold sets as they come. A field that was bound to
something known, and that others were joined to, is right if what it means is what most of them mean; with the next best even,
it is right in part. What each circumstance adds to the log-odds of being right is found by logistic regression (Newton's
method, ridge), the other sets counting less; `decided` and `stated`, of which no gold set knows, are set by hand.

Printed are, by score, the fields, their mean score and the share that is right, each source by a fit to the others, and the
mean distance of the two.
"""

import argparse
import itertools
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from held_out import Usage, catalogue_without, source_of, words_without
from matching import (
    ROOT,
    SETS,
    form_of,
    gold_folder,
    in_order,
    reliability,
    right_shares,
    scored_fields,
    stem,
)

from yibiao.matching import registering
from yibiao.matching.lexicon import document
from yibiao.model import catalogue
from yibiao.model.binding import Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form

WEIGHTS = ROOT / "src" / "yibiao" / "matching" / "weights.json"
CHINESE = "zh_cn_forms"
BY_HAND = ("decided", "stated")
#: How much a field of another set counts beside one of zh_cn_forms.
LESS = 0.15
RIDGE = 2.0
ROUNDS = 25


class Sample(NamedTuple):
    """A bound field: the source it is judged with, how much it counts, what held of its candidate, and how right it is."""

    source: str
    counts: float
    held: Mapping[str, float]
    right: float


def main() -> None:
    arguments = argparse.ArgumentParser(description="Fit how sure candidates are.")
    arguments.add_argument("--orders", type=int, default=1, help="orders of registration")
    arguments.add_argument("--write", action="store_true", help="write weights.json")
    options = arguments.parse_args()
    folder = gold_folder()
    gold_sets = {each: json.loads((folder / f"{each}.json").read_text()) for each in SETS}
    samples = [each for seed in range(options.orders) for each in drawn(gold_sets, seed)]
    names = [each for each in document("weights.json")["certainty"] if each not in BY_HAND]
    judged = []
    for source in sorted({each.source for each in samples}):
        learnt = fitted([each for each in samples if each.source != source], names)
        judged += [
            (each.source, probability(each, names, learnt), each.right)
            for each in samples
            if each.source == source
        ]
    show("zh_cn_forms", [each[1:] for each in judged if each[0] not in SETS])
    show("all sets", [each[1:] for each in judged])
    fit = dict(zip(names, (round(each, 2) for each in fitted(samples, names)), strict=True))
    print(json.dumps(fit))
    if options.write:
        document("weights.json")["certainty"].update(fit)
        WEIGHTS.write_text(
            json.dumps(document("weights.json"), indent=2, ensure_ascii=False) + "\n"
        )


def show(name: str, judged: Sequence[tuple[float, float]]) -> None:
    rows, error = reliability(judged)
    print(f"{name}: {len(judged)} fields, mean distance {error:.3f}")
    for low, number, score, right in rows:
        print(f"  from {low:.2f}  {number:5}  score {score:.3f}  right {right:.3f}")


def drawn(gold_sets: Mapping[str, dict], seed: int) -> Iterator[Sample]:
    """What is bound in every set, each source of zh_cn_forms by itself."""
    usage = Usage(gold_sets.values())
    for name, gold_set in gold_sets.items():
        if name != CHINESE:
            yield from bound(gold_set, catalogue.starter(), seed, name, LESS)
            continue
        for source in sorted({source_of(str(each["id"])) for each in gold_set["forms"]}):
            with words_without(source, usage):
                known = catalogue_without(source, catalogue.starter(), usage)
                yield from (
                    each
                    for each in bound(gold_set, known, seed, None, 1.0)
                    if each.source == source
                )


def bound(
    gold_set: dict, known: Catalogue, seed: int, source: str | None, counts: float
) -> Iterator[Sample]:
    """Each field that was bound to something known and that others were joined to."""
    forms = in_order([(stem(each), form_of(each)) for each in gold_set["forms"]], seed)
    held: dict[tuple[str, str], Mapping[str, float]] = {}

    def noted(form: Form, matches: tuple[Match, ...], _: Catalogue) -> tuple[Match, ...]:
        for match in matches:
            if match.band != "new":
                held[form.id, match.field] = what_held(match)
        return matches

    _, rows = registering.registered(forms, known, noted)
    places = {
        (name, registering.position(each.cell, each.id)): (form.id, each.id)
        for name, form in forms
        for each in form.by_id.values()
    }
    fields = scored_fields(gold_set, {(each.stem, each.position): each for each in rows})
    for each, right in right_shares(fields, gold_set):
        if (found := held.get(places[each.form, each.position])) is not None:
            yield Sample(source or source_of(each.form), counts, found, right)


def what_held(match: Match) -> dict[str, float]:
    """Circumstance → 1, and what the signals of the best candidate add up to."""
    weights = document("weights.json")["certainty"]
    evidence = match.candidates[0].evidence
    held = {each.signal: 1.0 for each in evidence if each.signal in weights}
    signals = (each.weight for each in evidence if each.signal not in weights)
    return {**held, "points": sum(signals) / weights["points"], "start": 1.0}


def probability(sample: Sample, names: Sequence[str], weights: Sequence[float]) -> float:
    odds = sum(weights[at] * sample.held.get(each, 0.0) for at, each in enumerate(names))
    return 1.0 / (1.0 + math.exp(-odds))


def fitted(samples: Sequence[Sample], names: Sequence[str]) -> list[float]:
    """The weights of *names* under which what happened is likeliest; none far from 0 without need."""
    weights = [0.0] * len(names)
    alike: dict[tuple[float, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for each in samples:
        row = tuple(round(each.held.get(name, 0.0), 2) for name in names)
        alike[row][0] += each.counts
        alike[row][1] += each.counts * each.right
    ridge = [0.001 if each == "start" else RIDGE for each in names]
    for _ in range(ROUNDS):
        slope = [-ridge[at] * each for at, each in enumerate(weights)]
        bend = [[ridge[at] * (at == to) for to in range(len(names))] for at in range(len(names))]
        for row, (number, right) in alike.items():
            odds = sum(one * other for one, other in zip(weights, row, strict=True))
            share = 1.0 / (1.0 + math.exp(-odds))
            there = [at for at, each in enumerate(row) if each]
            for at in there:
                slope[at] += (right - number * share) * row[at]
            for at, to in itertools.product(there, there):
                bend[at][to] += number * share * (1.0 - share) * row[at] * row[to]
        moved = solved(bend, slope)
        weights = [one + other for one, other in zip(weights, moved, strict=True)]
        if max(abs(each) for each in moved) < 1e-4:
            break
    return weights


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """X of matrix · x = right, by elimination."""
    rows = [[*row, each] for row, each in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        best = max(range(at, len(rows)), key=lambda each: abs(rows[each][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [each / rows[at][at] for each in rows[at]]
        for to, row in enumerate(rows):
            if to != at and row[at]:
                rows[to] = [one - row[at] * other for one, other in zip(row, rows[at], strict=True)]
    return [row[-1] for row in rows]


if __name__ == "__main__":
    main()
