"""
Schema-only matchers of Valentine on the gold sets that `matching.py` scores ours on, beside equal labels in the same run.

Run from the repository, in an environment of its own that has valentine and pandas (ours need not be there):
    python benchmarks/quality/peers.py [SET …] [--forms N]

Every two forms of a sample are matched by their labels; what a matcher joins from the threshold that is best for the set itself
counts, over pairs of fields of different forms. Cupid wants word lists that NLTK downloads and is left out without them; Similarity Flooding takes minutes for six forms.
"""

import argparse
import itertools
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SETS = ("zh_cn_forms", "zh_ld_social_security", "zh_real_estate", "en_cadsr_dev")
THRESHOLDS = [each / 20 for each in range(4, 21)]

#: A field: its form, its label, told apart where the form prints it twice, and its gold.
Scored = tuple[str, str, str]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Score Valentine's matchers on gold sets.")
    arguments.add_argument("sets", nargs="*", default=SETS)
    arguments.add_argument(
        "--forms", type=int, default=12, help="forms of each set, the first ones"
    )
    options = arguments.parse_args()
    try:
        from valentine.algorithms import Coma, Cupid
    except ImportError:
        sys.exit("no valentine here: nothing measured (install valentine and pandas)")
    folder = Path(os.environ.get("YIBIAO_CORPUS", FOLDER)) / "gold"
    for name in options.sets:
        forms = scored(json.loads((folder / f"{name}.json").read_text()), options.forms)
        print(f"{name}, {len(forms)} forms: equal labels {f1(forms, equal(forms), 1.0):.3f}")
        for matcher in (Coma, Cupid):
            began = time.perf_counter()
            try:
                found = joined(forms, matcher())
            except LookupError:
                print(f"  {matcher.__name__}: left out, its word lists are not here")
                continue
            best = max(f1(forms, found, each) for each in THRESHOLDS)
            print(f"  {matcher.__name__}: {best:.3f}  ({time.perf_counter() - began:.1f} s)")


def scored(gold_set: dict, most: int) -> list[list[Scored]]:
    """The fields of each of the first forms that are scored."""
    forms = []
    for form in gold_set["forms"][:most]:
        seen: Counter[str] = Counter()
        fields = []
        for each in form["fields"]:
            if each.get("gold") is not None and not each.get("generic"):
                seen[each["label"]] += 1
                again = "" if seen[each["label"]] == 1 else f" {seen[each['label']]}"
                fields.append((str(form["id"]), each["label"] + again, each["gold"]))
        forms.append(fields)
    return [each for each in forms if each]


def equal(forms: list[list[Scored]]) -> dict[tuple[Scored, Scored], float]:
    return {pair: 1.0 for pair in pairs(forms) if pair[0][1] == pair[1][1]}


def joined(forms: list[list[Scored]], matcher: object) -> dict[tuple[Scored, Scored], float]:
    """Pairs of fields that *matcher* finds alike, with how much."""
    from pandas import DataFrame
    from valentine import valentine_match

    found = {}
    for one, other in itertools.combinations(forms, 2):
        frames = [DataFrame(columns=[label for _, label, _ in each]) for each in (one, other)]
        by_label = [{each[1]: each for each in form} for form in (one, other)]
        for pair, score in valentine_match(frames, matcher, df_names=["one", "other"]).items():
            mine, theirs = pair.source_column, pair.target_column
            if pair.source_table != "one":
                mine, theirs = theirs, mine
            found[by_label[0][mine], by_label[1][theirs]] = score
    return found


def pairs(forms: list[list[Scored]]):
    for one, other in itertools.combinations(forms, 2):
        yield from itertools.product(one, other)


def f1(forms: list[list[Scored]], found: dict[tuple[Scored, Scored], float], least: float) -> float:
    hits = sum(one[2] == other[2] for (one, other), score in found.items() if score >= least)
    made = sum(score >= least for score in found.values())
    there = sum(one[2] == other[2] for one, other in pairs(forms))
    return 2 * hits / (made + there) if hits else 0.0


if __name__ == "__main__":
    main()
