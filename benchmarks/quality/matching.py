"""
How well fields are recognised as asking the same: `yibiao match` against gold sets.

Run from the repository:
    python benchmarks/quality/matching.py [SET …] [--orders N] [--names-only] [--peers PYTHON] [--write]

Gold sets are looked for in $YIBIAO_CORPUS/gold, else ../shared/corpus/gold; where there are none, nothing is measured.
A set's fields carry `gold` (the name of their meaning; none: not scored), `gold_b` where a second person named it (pairs on
which the two disagree are left out) and `generic` (not scored). Only pairs of fields of different forms count.

all     precision, recall and F1 over pairs
hard    the same over distinct pairs of differing labels, each pair of labels counting once
traps   precision over pairs with equal labels
b3      B-cubed F1 over fields
merged  pairs of fields of one form that were taken for one although they are not
auto    precision over the pairs that nobody was asked about
share   of the fields, those that were bound by rule to something known
asked   questions put to a person, per form

The forms are registered one by one, in the order of the set and then in shuffled ones; figures are means over the orders, with
± half of what lies between the least and the most. Beside them string baselines on the same fields: equal labels, and the cosine
of the labels' character bigrams weighed by rarity, joined from the threshold that is best for the set itself. With the Python of
an environment that has Valentine, its schema-only matchers too, each from its best threshold, ours and equal labels beside them
on the same sample of forms, as most of them are slow (`peers.py`). At last, by score, how many of the fields that were bound to something known are right: mean what most of those mean that they were joined to.
"""

import argparse
import itertools
import json
import math
import os
import random
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
    """A scored field: where it stands, its gold, its bare label, the cluster it was put into, the band and the score."""

    form: str
    position: int
    gold: tuple[str, str]
    label: str
    cluster: object
    band: str | None
    score: float = 0.0


def main() -> None:
    arguments = argparse.ArgumentParser(description="Score matching on gold sets.")
    arguments.add_argument("sets", nargs="*", default=SETS)
    arguments.add_argument("--names-only", action="store_true", help="without elements' synonyms")
    arguments.add_argument("--orders", type=int, default=3, help="orders of registration")
    arguments.add_argument("--peers", help="the Python of an environment that has valentine")
    arguments.add_argument("--peer-forms", type=int, default=12, help="forms of a set for them")
    arguments.add_argument("--write", action="store_true", help="append to benchmarks/results")
    options = arguments.parse_args()
    folder = gold_folder()
    known = named_only(catalogue.starter()) if options.names_only else catalogue.starter()
    rows = [
        measured(name, json.loads((folder / f"{name}.json").read_text()), known, options.orders)
        for name in options.sets
    ]
    show(rows)
    show_baselines(rows)
    if options.peers:
        for row in rows:
            row["peers"] = beside(
                folder / f"{row['set']}.json", known, options.peers, options.peer_forms
            )
        show_peers(rows)
    show_calibration(rows)
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
    names = ("all", "hard", "traps P", "b3", "auto P", "share", "asked")
    table = Table("set", "fields", "all P/R", "hard P/R", *names, "merged", "s")
    for row in rows:
        table.add_row(
            row["set"],
            str(row["fields"]),
            *("/".join(f"{row[each][part]:.3f}" for part in PARTS) for each in ("all", "hard")),
            *(f"{row['mean'][each]:.3f}±{row['spread'][each]:.3f}" for each in names),
            str(row["merged"]),
            f"{row['seconds']:.1f}",
        )
    Console(width=190).print(table)


def show_baselines(rows: list[dict]) -> None:
    table = Table("set", "equal labels: all", "bigrams: all", "hard", "ours: all", "hard")
    for row in rows:
        known = row["baselines"]
        figures_ = (known["equal"], known["bigrams"], known["bigrams_hard"])
        ours = (row["mean"]["all"], row["mean"]["hard"])
        table.add_row(row["set"], *(f"{each:.3f}" for each in (*figures_, *ours)))
    Console(width=140).print(table)


def show_peers(rows: list[dict]) -> None:
    table = Table("set", "matcher", "forms", "all", "hard", "s")
    for row in rows:
        for name, found in row["peers"].items():
            told = (
                [f"left out: {found['left_out']}", "", ""]
                if "left_out" in found
                else [f"{found['all']:.3f}", f"{found['hard']:.3f}", f"{found['seconds']:.0f}"]
            )
            table.add_row(row["set"], name, str(found["forms"]), *told)
    Console(width=140).print(table)


def show_calibration(rows: list[dict]) -> None:
    """By score, how many fields and how many of them are right; in sample, so that it flatters."""
    table = Table("score", "fields", "mean score", "share right")
    found, error = reliability(each for row in rows for each in row["calibration"])
    for low, number, score, right in found:
        table.add_row(f"from {low}", str(number), f"{score:.3f}", f"{right:.3f}")
    Console(width=140).print(table, f"mean distance (ECE) {error:.3f}")


PARTS = ("precision", "recall")


def measured(name: str, gold_set: dict, known: Catalogue | None = None, orders: int = 1) -> dict:
    """The figures of one set: of the forms as they come, and means over *orders* of registration."""
    forms = [(stem(each), form_of(each)) for each in gold_set["forms"]]
    runs, bins = [], []
    for seed in range(orders):
        ordered = in_order(forms, seed)
        began = time.perf_counter()
        _, rows = registered(ordered, known or catalogue.starter())
        seconds = time.perf_counter() - began
        fields = scored_fields(gold_set, {(each.stem, each.position): each for each in rows})
        runs.append({**figures(fields, gold_set), "seconds": round(seconds, 2)})
        bins.append(calibration(fields, gold_set))
    plain = [_plain(each) for each in runs]
    return {
        "set": name,
        **runs[0],
        "merged": max(each["merged"] for each in runs),
        "mean": {each: sum(run[each] for run in plain) / orders for each in plain[0]},
        "spread": {
            each: (max(run[each] for run in plain) - min(run[each] for run in plain)) / 2
            for each in plain[0]
        },
        "calibration": bins[0],
        "baselines": baselines(fields, gold_set),
    }


def beside(path: Path, known: Catalogue, python: str, most: int) -> dict[str, dict]:
    """Matcher → F1 over all and over hard pairs of a set's first forms, seconds; ours of those that each peer was given."""
    gold_set = json.loads(path.read_text())
    script = Path(__file__).with_name("peers.py")
    command = [python, str(script), str(path), "--forms", str(most)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, dict] = {}
    for peer in map(json.loads, told.splitlines()):
        name, given = peer["matcher"], peer["forms"]
        some = {
            **gold_set,
            "forms": [each for each in gold_set["forms"] if stem(each) in given],
        }
        found[name] = {"forms": len(given), "seconds": peer["seconds"]}
        if "left_out" in peer:
            found[name]["left_out"] = peer["left_out"]
            continue
        ours = measured(str(path.stem), some, known)
        fields = scored_fields(some, {})
        pairs = {((one, at), (other, to)): score for one, at, other, to, score in peer["pairs"]}
        scores = [joined_pairs(fields, some, pairs, least / 20) for least in range(1, 21)]
        found[name] |= {part: max(each[part] for each in scores) for part in ("all", "hard")}
        found[f"ours, as {name}"] = {
            "forms": len(given),
            **{part: ours["mean"][part] for part in ("all", "hard")},
            "seconds": ours["seconds"],
        }
        found[f"equal labels, as {name}"] = {
            "forms": len(given), "all": ours["baselines"]["equal"], "hard": 0.0, "seconds": 0.0
        }  # fmt: skip
    return found


def joined_pairs(
    fields: list[Asked], gold_set: dict, alike: Mapping[tuple, float], least: float
) -> dict[str, float]:
    """F1 over all and over hard pairs where those are joined that are *alike* from *least*."""
    ignored = {frozenset(pair) for pair in gold_set.get("ignore_gold_pairs", ())}
    pairs: Counter = Counter()
    hard: dict[tuple, list[bool]] = defaultdict(list)
    for one, other in itertools.combinations(fields, 2):
        same = verdict(one, other, ignored) if one.form != other.form else None
        if same is None:
            continue
        places = (one.form, one.position), (other.form, other.position)
        joined = max(alike.get(places, 0.0), alike.get(places[::-1], 0.0)) >= least
        pairs[same, joined] += 1
        if one.label != other.label:
            hard[(*sorted((one.label, other.label)), same)].append(joined)
    return {"all": rates(pairs)["f1"], "hard": rates(votes_of(hard))["f1"]}


def in_order(forms: list[tuple[str, Form]], seed: int) -> list[tuple[str, Form]]:
    """*forms* as they come, or shuffled by a *seed* that is not 0."""
    ordered = list(forms)
    if seed:
        random.Random(seed).shuffle(ordered)
    return ordered


def _plain(run: dict) -> dict[str, float]:
    return {
        "all": run["all"]["f1"],
        "hard": run["hard"]["f1"],
        "traps P": run["traps"]["precision"],
        "b3": run["b3"],
        "auto P": run["auto"],
        "share": run["share"],
        "asked": run["asked"],
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
                    score=row.score if row else 0.0,
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
    precision = sum((right[at] + 1) / (joined_with[at] + 1) for at in range(len(fields)))
    recall = sum((right[at] + 1) / (like[at] + 1) for at in range(len(fields)))
    return {
        "fields": len(fields),
        "all": rates(pairs),
        "hard": rates(votes_of(hard)),
        "traps": rates(traps),
        "b3": round(2 * precision * recall / (precision + recall) / len(fields), 4),
        "merged": merged,
        "auto": rates(certain)["precision"],
        "share": round(sum(each.band == "auto" for each in fields) / len(fields), 4),
        "asked": round(sum(each.band == "ask" for each in fields) / len(gold_set["forms"]), 2),
    }


def votes_of(hard: Mapping[tuple, list[bool]]) -> Counter:
    """(Same, joined) → pairs of labels, each counting once: in parts where it was joined here and not there."""
    votes: Counter = Counter()
    for (*_, same), joins in hard.items():
        votes[same, True] += sum(joins) / len(joins)
        votes[same, False] += 1 - sum(joins) / len(joins)
    return votes


#: Scores from which a bin of the calibration begins.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)

#: From where, how many fields, their mean score, and the mean share of them that is right.
Bin = tuple[float, int, float, float]


def calibration(fields: list[Asked], gold_set: dict) -> list[tuple[float, float]]:
    """Score and rightness of each field that was bound to something known and that others were joined to."""
    return [
        (each.score, right)
        for each, right in right_shares(fields, gold_set)
        if each.band in ("auto", "ask")
    ]


def right_shares(fields: list[Asked], gold_set: dict) -> Iterator[tuple[Asked, float]]:
    """
    Each field that others were joined to, and how right that is.

    1 where most of them mean the same, 0 where more mean something else; a part where several meanings are as frequent.
    """
    ignored = {frozenset(pair) for pair in gold_set.get("ignore_gold_pairs", ())}
    together: dict[object, list[Asked]] = defaultdict(list)
    for each in fields:
        together[each.cluster].append(each)
    for group in together.values():
        same = [
            [verdict(one, other, ignored) if at != to else True for to, other in enumerate(group)]
            for at, one in enumerate(group)
        ]
        backing = [sum(each is True for each in row) for row in same]
        for at, each in enumerate(group):
            others = [
                to
                for to, other in enumerate(group)
                if other.form != each.form and same[at][to] is not None
            ]
            against = {to for to in others if not same[at][to]}
            most = max((backing[to] for to in against), default=0)
            rivals = {group[to].gold for to in against if backing[to] == backing[at]}
            if others:
                yield each, float(backing[at] > most) or (backing[at] == most) / (1 + len(rivals))


def reliability(judged: Iterable[tuple[float, float]]) -> tuple[list[Bin], float]:
    """*judged*, score and rightness, in bins; and how far the two are apart in the mean of bins, each by its size (ECE)."""
    bins: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for score, right in judged:
        bins[max(low for low in BINS if low <= score)].append((score, right))
    rows = [
        (low, len(found), *(round(sum(part) / len(found), 4) for part in zip(*found, strict=True)))
        for low, found in sorted(bins.items())
    ]
    number = sum(row[1] for row in rows)
    return rows, sum(row[1] * abs(row[2] - row[3]) for row in rows) / max(number, 1)


def baselines(fields: list[Asked], gold_set: dict) -> dict[str, float]:
    """F1 of equal labels, and of bigrams at the threshold that is best for the set, over all and over hard pairs."""
    ignored = {frozenset(pair) for pair in gold_set.get("ignore_gold_pairs", ())}
    pairs: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for one, other in itertools.combinations(fields, 2):
        if one.form != other.form:
            same = verdict(one, other, ignored)
            if same is not None:
                pairs[min(one.label, other.label), max(one.label, other.label)][same] += 1
    vectors = bigrams({each.label for each in fields})
    alike = {pair: cosine(vectors[pair[0]], vectors[pair[1]]) for pair in pairs}
    found = {"equal": joined_from(1.01, pairs, alike), "bigrams": 0.0, "bigrams_hard": 0.0}
    hard = {
        pair: Counter(dict.fromkeys(tally, 1)) for pair, tally in pairs.items() if len({*pair}) > 1
    }
    for step in range(6, 20):
        found["bigrams"] = max(found["bigrams"], joined_from(step / 20, pairs, alike))
        found["bigrams_hard"] = max(found["bigrams_hard"], joined_from(step / 20, hard, alike))
    return found


def joined_from(
    least: float, pairs: dict[tuple[str, str], Counter], alike: dict[tuple[str, str], float]
) -> float:
    """F1 where labels are joined that are equal, or alike from *least*."""
    tally: Counter = Counter()
    for pair, said in pairs.items():
        joined = pair[0] == pair[1] or alike[pair] >= least
        for same, number in said.items():
            tally[same, joined] += number
    return rates(tally)["f1"]


def bigrams(labels: set[str]) -> dict[str, dict[str, float]]:
    """Label → its bigrams, weighed by how few labels have them, of length 1."""
    cut = {each: {f" {each} "[at : at + 2] for at in range(len(each) + 1)} for each in labels}
    having = Counter(pair for pairs in cut.values() for pair in pairs)
    vectors = {}
    for label, pairs in cut.items():
        weights = {each: math.log(1 + len(labels) / having[each]) for each in pairs}
        length = math.sqrt(sum(each**2 for each in weights.values()))
        vectors[label] = {each: weight / length for each, weight in weights.items()}
    return vectors


def cosine(one: dict[str, float], other: dict[str, float]) -> float:
    fewer, more = sorted((one, other), key=len)
    return sum(weight * more.get(each, 0.0) for each, weight in fewer.items())


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
