"""
Schema-only matchers of Valentine on a gold set: what `matching.py --peers` scores beside ours.

Run it by itself from an environment of its own that has valentine and pandas (ours need not be there):
    python benchmarks/quality/peers.py SET.json [--forms N] [--slow-forms N]

Every two forms of a sample, the first ones, are matched by their labels. For each matcher one line of JSON is printed: pairs of
fields (`form`, position, `form`, position) with how alike they were found, or why it was left out. Cupid wants word lists that
NLTK downloads; Similarity Flooding takes minutes for six forms, so that it gets fewer.
"""

import argparse
import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

#: A field: its form, its position there, its label, told apart where the form prints it twice.
Scored = tuple[str, int, str]
#: Two fields as form, position, form, position, and how alike they are.
Alike = tuple[str, int, str, int, float]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Match a gold set by Valentine's matchers.")
    arguments.add_argument("set", type=Path)
    arguments.add_argument("--forms", type=int, default=12, help="the first ones")
    arguments.add_argument("--slow-forms", type=int, default=4, help="for Similarity Flooding")
    options = arguments.parse_args()
    try:
        from valentine.algorithms import Coma, Cupid, SimilarityFlooding
    except ImportError:
        sys.exit("no valentine here: nothing measured (install valentine and pandas)")
    forms = scored(json.loads(options.set.read_text()))
    sizes = (
        (Coma, options.forms),
        (Cupid, options.forms),
        (SimilarityFlooding, options.slow_forms),
    )
    for matcher, most in sizes:
        found: dict = {"matcher": matcher.__name__, "forms": [each[0][0] for each in forms[:most]]}
        began = time.perf_counter()
        if matcher is Cupid and not _has_words():
            found["left_out"] = "its word lists are not here"
        else:
            found["pairs"] = list(alike(forms[:most], matcher()))
        found["seconds"] = round(time.perf_counter() - began, 1)
        print(json.dumps(found, ensure_ascii=False), flush=True)


def _has_words() -> bool:
    """Whether NLTK's word lists are here: Cupid would download them."""
    import nltk

    try:
        return bool(nltk.data.find("corpora/wordnet") and nltk.data.find("tokenizers/punkt_tab"))
    except LookupError:
        return False


def scored(gold_set: dict) -> list[list[Scored]]:
    """The fields of each form that are scored, where any is."""
    forms = []
    for form in gold_set["forms"]:
        seen: Counter[str] = Counter()
        fields = []
        for position, each in enumerate(form["fields"]):
            if each.get("gold") is not None and not each.get("generic"):
                seen[each["label"]] += 1
                again = "" if seen[each["label"]] == 1 else f" {seen[each['label']]}"
                stem = re.sub(r"[^\w\-]+", "_", str(form["id"]))
                fields.append((stem, position, each["label"] + again))
        forms.append(fields)
    return [each for each in forms if each]


def alike(forms: list[list[Scored]], matcher: object) -> Iterator[Alike]:
    """Pairs of fields that *matcher* finds alike."""
    from pandas import DataFrame
    from valentine import valentine_match

    for one, other in itertools.combinations(forms, 2):
        frames = [DataFrame(columns=[label for *_, label in each]) for each in (one, other)]
        by_label = [{each[2]: each for each in form} for form in (one, other)]
        for pair, score in valentine_match(frames, matcher, df_names=["one", "other"]).items():
            mine, theirs = pair.source_column, pair.target_column
            if pair.source_table != "one":
                mine, theirs = theirs, mine
            first, second = by_label[0][mine], by_label[1][theirs]
            yield (*first[:2], *second[:2], round(float(score), 4))


if __name__ == "__main__":
    main()
