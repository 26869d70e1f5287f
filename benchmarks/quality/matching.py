"""
How well fields are recognised as asking the same: `yibiao match` against gold sets.

Run from the repository:  python benchmarks/quality/matching.py [SET …] [--names-only] [--write]

Gold sets are looked for in $YIBIAO_CORPUS/gold, else ../shared/corpus/gold; where there are none, nothing is measured.
A set's fields carry `gold` (the name of their meaning; none: not scored), `gold_b` where a second person named it (pairs on
which the two disagree are left out) and `generic` (not scored). Only pairs of fields of different forms count.

all     precision, recall and F1 over pairs
hard    the same over distinct pairs of differing labels, each pair of labels counting once
traps   precision over pairs with equal labels
b3      B-cubed F1 over fields
merged  pairs of fields of one form that were taken for one although they are not
auto    precision over the pairs that nobody was asked about
asked   questions put to a person, per form
"""

import argparse
import itertools
import json
import os
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from yibiao import intake
from yibiao.matching import registered
from yibiao.model import catalogue
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ("gold", "gold_b", "gold_derivable", "generic")
SETS = (
    "zh_cn_forms",
    "zh_ld_social_security",
    "zh_real_estate",
    "zh_health_ws445",
    "en_cadsr_dev",
    "en_bohemia_xlsform",
    "pt_bohemia_xlsform",
)


@dataclass(frozen=True)
class Asked:
    """A scored field: where it stands, its gold, its bare label, the cluster it was put into and the band."""

    form: str
    position: int
    gold: tuple[str, str]
    label: str
    cluster: object
    band: str | None


def main() -> None:
    arguments = argparse.ArgumentParser(description="Score matching on gold sets.")
    arguments.add_argument("sets", nargs="*", default=SETS)
    arguments.add_argument("--names-only", action="store_true", help="without elements' synonyms")
    arguments.add_argument("--write", action="store_true", help="append to benchmarks/results")
    options = arguments.parse_args()
    folder = gold_folder()
    known = named_only(catalogue.starter()) if options.names_only else catalogue.starter()
    rows = [
        measured(name, json.loads((folder / f"{name}.json").read_text()), known)
        for name in options.sets
    ]
    show(rows)
    if options.write:
        with (ROOT / "benchmarks" / "results" / "matching.jsonl").open("a") as results:
            results.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def gold_folder() -> Path:
    folder = Path(os.environ.get("YIBIAO_CORPUS", ROOT.parent / "shared" / "corpus")) / "gold"
    if not folder.is_dir():
        sys.exit(f"no gold sets in {folder}: nothing measured (name their folder in YIBIAO_CORPUS)")
    return folder


def named_only(known: Catalogue) -> Catalogue:
    """*known* without the synonyms of its elements: what matching owes to them."""
    bare = {id_: each.model_copy(update={"synonyms": ()}) for id_, each in known.elements.items()}
    return replace(known, elements=bare)


def show(rows: list[dict]) -> None:
    table = Table(
        "set",
        "fields",
        "all P/R/F1",
        "hard P/R/F1",
        "traps P",
        "b3",
        "merged",
        "auto",
        "asked/form",
        "s",
    )
    for row in rows:
        table.add_row(
            row["set"],
            str(row["fields"]),
            "/".join(f"{row['all'][each]:.3f}" for each in ("precision", "recall", "f1")),
            "/".join(f"{row['hard'][each]:.3f}" for each in ("precision", "recall", "f1")),
            f"{row['traps']['precision']:.3f}",
            f"{row['b3']:.3f}",
            str(row["merged"]),
            f"{row['auto']:.3f}",
            f"{row['asked']:.1f}",
            f"{row['seconds']:.1f}",
        )
    Console(width=140).print(table)


def measured(name: str, gold_set: dict, known: Catalogue | None = None) -> dict:
    """The figures of one set."""
    forms = [(stem(each), form_of(each)) for each in gold_set["forms"]]
    began = time.perf_counter()
    _, rows = registered(forms, known or catalogue.starter())
    seconds = time.perf_counter() - began
    found = {(each.stem, each.position): each for each in rows}
    return {
        "set": name,
        **figures(scored_fields(gold_set, found), gold_set),
        "seconds": round(seconds, 2),
    }


def stem(form: dict) -> str:
    return re.sub(r"[^\w\-]+", "_", str(form["id"]))


def scored_fields(gold_set: dict, found: dict) -> list[Asked]:
    """Every field that is scored; one that nothing was said about stands alone."""
    fields = []
    for form in gold_set["forms"]:
        for position, each in enumerate(form["fields"]):
            if each.get("gold") is None or each.get("generic"):
                continue
            where = (stem(form), position)
            row = found.get(where)
            fields.append(
                Asked(
                    *where,
                    gold=(each["gold"], each.get("gold_b", each["gold"])),
                    label=bare(each.get("label") or ""),
                    cluster=row.key if row else where,
                    band=row.band if row else None,
                )
            )
    return fields


def bare(label: str) -> str:
    """A label without brackets, blanks and punctuation."""
    label = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", unicodedata.normalize("NFKC", label))
    return re.sub(r"[\s:、,.，。*#_\-—]+", "", label).lower()


def verdict(one: Asked, other: Asked, ignored: set[frozenset[str]]) -> bool | None:
    """Whether two fields mean the same; nothing where the gold does not say."""
    same = {mine == theirs for mine, theirs in zip(one.gold, other.gold, strict=True)}
    if len(same) == 2 or (same == {False} and frozenset((one.gold[0], other.gold[0])) in ignored):
        return None
    return same == {True}


def figures(fields: list[Asked], gold_set: dict) -> dict:
    ignored = {frozenset(pair) for pair in gold_set.get("ignore_gold_pairs", ())}
    pairs, certain, traps, merged = Counter(), Counter(), Counter(), 0
    hard: dict[tuple, list[bool]] = defaultdict(list)
    right, joined_with, like = Counter(), Counter(), Counter()
    for (at, one), (to, other) in itertools.combinations(enumerate(fields), 2):
        same = verdict(one, other, ignored)
        if same is None:
            continue
        joined = one.cluster == other.cluster
        for each in (at, to):
            right[each] += same and joined
            joined_with[each] += joined
            like[each] += same
        if one.form == other.form:
            merged += joined and not same
            continue
        pairs[same, joined] += 1
        certain[same, joined] += "ask" not in (one.band, other.band)
        if one.label == other.label:
            traps[same, joined] += 1
        else:
            hard[(*sorted((one.label, other.label)), same)].append(joined)
    votes = Counter()
    for (_, _, same), joins in hard.items():
        votes[same, True] += sum(joins) / len(joins)
        votes[same, False] += 1 - sum(joins) / len(joins)
    precision = sum((right[at] + 1) / (joined_with[at] + 1) for at in range(len(fields)))
    recall = sum((right[at] + 1) / (like[at] + 1) for at in range(len(fields)))
    return {
        "fields": len(fields),
        "all": rates(pairs),
        "hard": rates(votes),
        "traps": rates(traps),
        "b3": round(2 * precision * recall / (precision + recall) / len(fields), 4),
        "merged": merged,
        "auto": rates(certain)["precision"],
        "asked": round(sum(each.band == "ask" for each in fields) / len(gold_set["forms"]), 2),
    }


def rates(tally: Counter) -> dict[str, float]:
    """Precision, recall and their harmonic mean, of (same, joined) → pairs."""
    hits, false, missed = tally[True, True], tally[False, True], tally[True, False]
    precision = hits / (hits + false) if hits + false else 1.0
    recall = hits / (hits + missed) if hits + missed else 1.0
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(both, 4)}


def form_of(document: dict) -> Form:
    """The form as the reader reads it from a list of fields, answers taken out."""
    fields = [
        {name: each[name] for name in each if name not in ANSWERS and not name.startswith("_")}
        for each in document["fields"]
    ]
    shown = {name: document[name] for name in document if not name.startswith("_")}
    content = json.dumps({**shown, "fields": fields}, ensure_ascii=False).encode()
    (reading,) = intake.read(content, f"{stem(document)}.json", department="benchmark")
    return reading.form


if __name__ == "__main__":
    main()
