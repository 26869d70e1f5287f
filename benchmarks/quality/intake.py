"""
How well real templates are read: `yibiao read` against hand-written gold.

Run from the repository:  python benchmarks/quality/intake.py [--write] [--predictions FOLDER]

Files are looked for in $YIBIAO_CORPUS/files, else ../shared/corpus/files, their gold in the folder `gold` beside them; where
there are none, nothing is measured. Of several forms in a file the one that fits the gold best is scored, and forms that the
gold does not know count as fields too many.

fields    precision, recall and F1 over labels, without blanks, numbering, colons and stars
layout    register, card or summary as the gold says (a file that is no form: refused with status 3)
titles    over the forms that print one
options   fields that print answers and got four in five of them, and hardly any others
units     fields that print a unit of measure and got it
sections  fields found whose headings end as the gold's do
kinds     fields found whose kind of value is one that the gold's type allows
required  fields marked as required and found so
unplaced  written cells that are named in a finding only, as a share of what is asked and named
slowest   seconds for one file
"""

import argparse
import json
import os
import re
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from yibiao import intake
from yibiao.errors import NotAForm, Problem

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("YIBIAO_CORPUS") or ROOT.parent / "shared" / "corpus") / "files"
NUMBERING = re.compile(r"^[(（]?(\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?[.、.)）]")
MARK = re.compile(r"^[\w.]{1,4}\s*[-.、:：]\s*")
REFUSED, BROKEN = 3, 2
#: The kinds of value that each type of the gold allows; 意见 with room to sign may be a signature.
ALLOWED = {
    "address": {"address", "division", "text"},
    "bank_account": {"text"},
    "boolean": {"boolean", "code"},
    "certificate_number": {"id-number", "text"},
    "code": {"boolean", "code", "codes", "division", "text"},
    "date": {"date", "year-month"},
    "datetime": {"datetime"},
    "email": {"text"},
    "id_number": {"id-number"},
    "integer": {"integer", "number"},
    "long_text": {"signature", "text"},
    "number": {"area", "integer", "money", "number", "percent"},
    "org_code": {"text", "uscc"},
    "percent": {"percent"},
    "period": {"text"},
    "phone": {"phone"},
    "photo": {"file"},
    "postcode": {"text"},
    "row_number": {"integer", "text"},
    "signature": {"signature"},
    "text": {"address", "division", "text"},
    "year_month": {"year-month"},
}


def bare(label):
    """A label as it is compared."""
    plain = re.sub(r"[\s_*＊:：]", "", unicodedata.normalize("NFKC", label or ""))
    return NUMBERING.sub("", plain).lower()


def attempt(path):
    """(forms as documents, findings, exit status, seconds) of one file."""
    started = time.perf_counter()
    try:
        readings = intake.read(path.read_bytes(), path.name, department="office")
    except Problem as problem:
        status = REFUSED if isinstance(problem, NotAForm) else BROKEN
        return [], list(problem.findings), status, time.perf_counter() - started
    findings = [finding for each in readings for finding in each.findings]
    return [each.form for each in readings], findings, 0, time.perf_counter() - started


def fits(form, gold):
    """Which field of the form answers which of the gold's, what is missing and what is too much."""
    left = [leaf for field in form.fields for leaf in placed(field, ())]
    found, missing = [], []
    for each in sorted(gold["fields"], key=lambda each: bool(each.get("optional"))):
        names = {bare(n) for n in (each["label"], each.get("raw"), *each.get("label_alt", ()))}
        match = next((leaf for leaf in left if bare(leaf[1].label) in names - {""}), None)
        if match:
            left.remove(match)
        if not each.get("optional"):
            (found if match else missing).append((each, match))
    rows = [bare(row) for each in gold["fields"] for row in each.get("fixed_rows", ())]
    extra = [
        leaf
        for leaf in left
        if not any(
            bare(leaf[1].label).startswith(r) or bare(leaf[1].label).endswith(r) for r in rows if r
        )
    ]
    return found, missing, extra


def placed(field, path):
    """Leaves with the headings that they stand under."""
    if not field.fields:
        yield (*path, *field.section), field
    for each in field.fields:
        yield from placed(each, (*path, *field.section, field.label))


def chosen(field, wanted):
    """Whether its printed answers are those wanted."""
    titles = {bare(each.title) for each in field.options}
    words = {bare(MARK.sub("", str(each))) for each in wanted}
    hit = {word for word in words if any(t == word or t.endswith(word) for t in titles)}
    return len(hit) >= 0.8 * len(words) and len(titles) <= 1.25 * len(words) + 1


def score(gold, path, tally):
    """Add one file's figures to the tally; a line about it."""
    forms, findings, status, seconds = attempt(path)
    tally["files"] += 1
    tally["unplaced"] += sum(each.code == "unplaced" for each in findings)
    tally["named"] += len(findings) + sum(len(list(form.leaves())) for form in forms)
    tally["slowest"] = max(tally["slowest"], seconds)
    if gold["kind"] == "not_a_form":
        right = not forms and status == REFUSED
        tally["refusable"] += 1
        tally["refused"] += right
        tally["layout"] += right
        return path.name, gold["kind"], "refused" if right else "READ", 0, 0, 0
    if not forms:
        missing = [each for each in gold["fields"] if not each.get("optional")]
        tally["missed"] += len(missing)
        tally["options"] += sum(bool(each.get("options")) for each in missing)
        tally["titles"] += bool(gold.get("title"))
        return path.name, gold["kind"], f"status {status}", 0, len(missing), 0
    results = sorted(
        ((fits(form, gold), form) for form in forms),
        key=lambda pair: len(pair[0][2]) / 2 - len(pair[0][0]),
    )
    (found, missing, extra), form = results[0]
    beyond = sorted((len(list(f.leaves())) for _, f in results[1:]), reverse=True)
    tally["found"] += len(found)
    tally["missed"] += len(missing)
    tally["extra"] += len(extra) + sum(beyond[len(gold.get("other_sheets") or ()) :])
    kinds = {
        gold["kind"],
        *(
            [gold["kind_alt"]]
            if isinstance(gold.get("kind_alt"), str)
            else gold.get("kind_alt") or ()
        ),
    }
    tally["layout"] += form.layout in {kind.partition("+")[0] for kind in kinds}
    if gold.get("title"):
        tally["titles"] += 1
        tally["titled"] += bare(form.title) == bare(gold["title"])
    tally["options"] += sum(bool(each.get("options")) for each, _ in missing)
    for each, (section, field) in found:
        if each.get("options"):
            tally["options"] += 1
            tally["chosen"] += chosen(field, each["options"])
        if each.get("unit"):
            tally["units"] += 1
            tally["measured"] += bare(field.unit_of_measure) == bare(each["unit"])
        if len(each["path"]) > 1:
            tally["sections"] += 1
            tally["headed"] += bare("".join(section[-1:])) == bare(each["path"][-2])
        if each.get("type") in ALLOWED:
            plain = each.get("options") and field.kind == "text"
            tally["kinds"] += 1
            tally["kindly"] += field.kind in ALLOWED[each["type"]] and not plain
        if each.get("required"):
            tally["required"] += 1
            tally["starred"] += field.required
    return path.name, gold["kind"], form.layout, len(found), len(missing), len(extra)


def figures(tally):
    """The measures of a run."""
    part = lambda a, b: round(tally[a] / tally[b], 4) if tally[b] else None  # noqa: E731
    precision = tally["found"] / max(1, tally["found"] + tally["extra"])
    recall = tally["found"] / max(1, tally["found"] + tally["missed"])
    return {
        "files": tally["files"],
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "layout": part("layout", "files"),
        "refused": part("refused", "refusable"),
        "titles": part("titled", "titles"),
        "options": part("chosen", "options"),
        "units": part("measured", "units"),
        "kinds": part("kindly", "kinds"),
        "sections": part("headed", "sections"),
        "required": part("starred", "required"),
        "unplaced": part("unplaced", "named"),
        "slowest": round(tally["slowest"], 2),
    }


def keep(folder, path):
    """Write what the terminal would print, and its exit status, for another scorer."""
    forms, _, status, _ = attempt(path)
    text = (
        json.dumps([each.schema_document() for each in forms], ensure_ascii=False) if forms else ""
    )
    (folder / f"{path.name}.json").write_text(text, encoding="utf-8")
    (folder / f"{path.name}.exit").write_text(str(status), encoding="utf-8")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    arguments.add_argument(
        "--write", action="store_true", help="keep the figures in benchmarks/results"
    )
    arguments.add_argument("--predictions", type=Path, help="folder to write what was read to")
    chosen_arguments = arguments.parse_args()
    if not CORPUS.is_dir():
        sys.exit(f"no files in {CORPUS}")
    tally = Counter()
    table = Table("file", "kind", "read as", "found", "missed", "extra")
    for gold in sorted((CORPUS / "gold").glob("*.json")):
        expected = json.loads(gold.read_text(encoding="utf-8"))
        table.add_row(*map(str, score(expected, CORPUS / expected["file"], tally)))
        if chosen_arguments.predictions:
            chosen_arguments.predictions.mkdir(parents=True, exist_ok=True)
            keep(chosen_arguments.predictions, CORPUS / expected["file"])
    Console().print(table)
    result = figures(tally)
    print(json.dumps(result))
    if chosen_arguments.write:
        sys.path.insert(0, str(ROOT))
        from benchmarks import measured

        measured.keep("intake", result)


if __name__ == "__main__":
    main()
