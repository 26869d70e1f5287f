"""
How well figures of summary forms are understood: what is proposed for each against hand-written gold.

Run from the repository:  python benchmarks/quality/summaries.py [--show]

The gold stands in the folder `summaries` beside this file: titles and headings of public forms, each with its source, and
for each figure the measure that a person says it asks for – several where any will do, none where no ledger of this
catalogue holds it or where the words do not say enough. What reads the forms of the corpus itself skips where there is none
(`YIBIAO_CORPUS`).

sure      every word understood: right, or wrong – a wrong one would be fixed by whoever trusts it, so none may be
asked     proposed with its doubts: right, or wrong, or where nothing should have been
left      nothing proposed, and rightly; missed where something could have been
"""

import argparse
import json
import os
import re
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from yibiao import intake, matching
from yibiao.errors import Problem
from yibiao.model.catalogue import starter
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind, ValueKind

GOLD = Path(__file__).parent / "summaries"
ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("YIBIAO_CORPUS") or ROOT.parent / "shared" / "corpus")
KINDS = {
    "%": ValueKind.PERCENT,
    "‰": ValueKind.PERCENT,
    "元": ValueKind.MONEY,
    "万元": ValueKind.MONEY,
}
COLUMNS = ("sure right", "sure wrong", "asked right", "asked wrong", "asked none", "left right", "left missed")  # fmt: skip


def form_of(gold):
    """The form of which the gold knows the headings."""
    fields = tuple(
        Field(
            id=f"f{number}",
            label=each["path"][-1],
            section=tuple(each["path"][:-1]),
            kind=KINDS.get(each.get("unit"), ValueKind.INTEGER),
            unit_of_measure=each.get("unit"),
        )
        for number, each in enumerate(gold["figures"], start=1)
    )
    return Form(
        department="office", series="gold", title=gold["title"], subject=SubjectKind.UNIT, layout="summary", fields=fields
    )  # fmt: skip


def meaning(measure):
    """A measure without the order of its conditions, ages as the years they span: equal for what counts the same."""
    parts = []
    for figure, where in re.findall(
        r"((?:count|avg|sum|min|max)\([^)]*\))(?: filter \(where (.*?)\)(?= /|$))?", measure
    ):
        ages, others = (0, 999), set()
        for each in re.split(r" and (?!\d)", where) if where else ():
            if found := re.fullmatch(r"person\.age (between|>=|<=|<|=) (\d+)(?: and (\d+))?", each):
                low, high = int(found[2]), int(found[3] or 0)
                span = {
                    "between": (low, high), ">=": (low, 999), "<=": (0, low), "<": (0, low - 1), "=": (low, low),
                }[found[1]]  # fmt: skip
                ages = max(ages[0], span[0]), min(ages[1], span[1])
            else:
                others.add(each)
        parts.append((figure, ages, frozenset(others)))
    return measure.startswith("100 *"), tuple(parts)


def judged(gold):
    """For each figure, what is wanted and proposed, and in which column of the table it counts."""
    catalogue = starter()
    proposed = {each.field: each for each in matching.suggest(form_of(gold), catalogue)}
    for number, each in enumerate(gold["figures"], start=1):
        wanted = each["measure"]
        wanted = [wanted] if isinstance(wanted, str) else wanted or []
        found = proposed[f"f{number}"]
        right = found.measure and meaning(found.measure) in [meaning(one) for one in wanted]
        if found.measure is None:
            verdict = "left missed" if wanted else "left right"
        elif found.band == "auto":
            verdict = "sure right" if right else "sure wrong"
        else:
            verdict = "asked right" if right else "asked wrong" if wanted else "asked none"
        yield each, found, verdict


def corpus_figures():
    """How many figures of the corpus' own summary files and lists are asked, and how many would be sure."""
    counts = Counter()
    for path in (
        *sorted((CORPUS / "files").glob("*.xls*")),
        *sorted((CORPUS / "forms").glob("*.json")),
    ):
        try:
            forms = [each.form for each in intake.read(path.read_bytes(), path.name, department="office")]  # fmt: skip
        except Problem:
            continue
        for form in forms:
            if form.layout == "summary":
                counts.update(each.band for each in matching.suggest(form, starter()))
    return counts


def main():
    """Print a row a form, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n", 1)[0])
    parser.add_argument("--show", action="store_true", help="every figure that is not right")
    show = parser.parse_args().show
    console, total = Console(), Counter()
    table = Table("form", *COLUMNS)
    for path in sorted(GOLD.glob("*.json")):
        counts = Counter()
        for each, found, verdict in judged(json.loads(path.read_text("utf-8"))):
            counts[verdict] += 1
            if show and not verdict.endswith("right"):
                console.print(f"{path.stem}  {verdict}: {'/'.join(each['path'])}", markup=False)
                console.print(f"    wanted {each['measure']}\n    found  {found.measure}", markup=False)  # fmt: skip
        total += counts
        table.add_row(path.stem, *(str(counts[each]) for each in COLUMNS))
    console.print(table)
    wanted = sum(
        total[each] for each in ("sure right", "asked right", "asked wrong", "left missed")
    )
    sums = {each.replace(" ", "_"): total[each] for each in COLUMNS}
    share = (total["sure right"] + total["asked right"]) / wanted
    print(
        json.dumps(
            {"figures": total.total(), "derivable": wanted, "right": round(share, 3), **sums}
        )
    )
    found = corpus_figures()
    if found:
        print(json.dumps({"corpus_summaries": dict(found)}))
    else:
        print("skipped: no corpus of forms (YIBIAO_CORPUS)")


if __name__ == "__main__":
    main()
