"""
How many real forms survive the round trip: read, written out blank, read again.

Run from the repository:  python benchmarks/quality/blanks.py [--write]

Files are looked for in $YIBIAO_CORPUS/files and forms in $YIBIAO_CORPUS/forms, else in ../shared/corpus; where there are none,
nothing is measured.

in place  workbooks and Word documents without what was written in them: forms and fields that are read as before
laid out  every form as a new workbook: the same
slowest   seconds to write one blank
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from yibiao import intake, publishing
from yibiao.errors import Problem

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("YIBIAO_CORPUS") or ROOT.parent / "shared" / "corpus")


def asked(field):
    """What of a field must come back."""
    return (
        field.label,
        field.kind,
        tuple((each.value, each.title) for each in field.options),
        field.section,
        field.required,
        field.unit_of_measure,
        tuple(map(asked, field.fields)),
    )


def readings():
    """Every form of the corpus, and the file it came in."""
    for path in sorted([*(CORPUS / "files").glob("*.*"), *(CORPUS / "forms").rglob("*.json")]):
        try:
            yield from intake.read(path.read_bytes(), path.name, department="office")
        except Problem:
            continue


def compare(way, form, file, part, tally):
    """Read the blank and count what is the same."""
    try:
        again = [
            each.form
            for each in intake.read(file.content, file.name, department="office")
            if part is None or each.file.part == part
        ]
    except Problem:
        again = []
    before = [asked(each) for each in form.fields]
    after = [asked(each) for each in again[0].fields] if again else []
    tally[way, "forms"] += 1
    tally[way, "same"] += before == after
    tally[way, "fields"] += len(before)
    tally[way, "kept"] += sum(each in after for each in before)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    arguments.add_argument(
        "--write", action="store_true", help="keep the figures in benchmarks/results"
    )
    if not CORPUS.is_dir():
        sys.exit(f"no files in {CORPUS}")
    tally, slowest = Counter(), 0.0
    for reading in readings():
        blanks = intake.blanks_of(reading.file, reading.form)
        started = time.perf_counter()
        written = publishing.blank(reading.file, [(reading.form, blanks)]) if blanks else None
        laid_out = publishing.laid_out(reading.form)
        slowest = max(slowest, time.perf_counter() - started)
        if written is not None:
            compare("in_place", reading.form, written, reading.file.part, tally)
        compare("laid_out", reading.form, laid_out, None, tally)
    result = {
        f"{way}_{name}": round(tally[way, part] / tally[way, whole], 4)
        for way in ("in_place", "laid_out")
        for name, part, whole in (("forms", "same", "forms"), ("fields", "kept", "fields"))
        if tally[way, whole]
    }
    result |= {"forms": tally["laid_out", "forms"], "slowest": round(slowest, 2)}
    print(json.dumps(result))
    if arguments.parse_args().write:
        sys.path.insert(0, str(ROOT))
        from benchmarks import measured

        measured.keep("blanks", result)


if __name__ == "__main__":
    main()
