"""
Whether a file that means harm, or is merely enormous, gets an answer: the right one, in 10 s and 500 MB.

    python benchmarks/quality/hostile.py [--only WORDS] [--damaged N] [--keep]

Each file of tests/hostile is built at its full size, written to a temporary folder and read by a process of its own, as
`yibiao read` reads it; the time and the largest memory of that process, and of those that it starts, are what the system says of them.
The bar is on the time of a processor, for the clock runs on while others work: on a machine of its own both are the same.
Damaged files – cut off at every length, single bits flipped – are read many to a process.

Exit status 1 when an answer is wrong, late, or took too much.
"""

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.measured import keep
from tests.hostile import CASES, READ
from tests.hostile.cases import whole_files

ROOT = Path(__file__).resolve().parents[2]

#: Seconds and megabytes that an answer may take.
SECONDS, MEGABYTES = 10, 500

READER = """
import json, re, resource, sys
from pathlib import Path
from yibiao.flows import apart
from yibiao.errors import Problem
for path in map(Path, sys.argv[1:]):
    try:
        readings = apart.read(path.read_bytes(), path.name, department="office")
        print(json.dumps(["read", sum(len(list(each.form.leaves())) for each in readings)]))
    except Problem as problem:
        print(json.dumps([(problem.findings or (problem,))[0].code, 0]))
own = int(re.search("VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def attempt(paths):
    """(answers, seconds by the clock and of a processor, megabytes, exit status) of a process that reads files."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", READER, *map(str, paths)], stdout=subprocess.PIPE, cwd=ROOT
    )
    with process.stdout:
        text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    answers = [json.loads(line) for line in text.splitlines()]
    # What the system says of the process counts in what its parent, which may be large, held when it began.
    largest = usage.ru_maxrss if process.returncode else answers.pop()
    cpu = usage.ru_utime + usage.ru_stime
    return answers, (time.perf_counter() - started, cpu), largest / 1024, process.returncode


def measured(folder, only):
    """A row for each case."""
    for case in CASES:
        if only not in case.name:
            continue
        path = folder / case.filename
        # Built elsewhere: a process begins with the largest memory of the one that started it.
        subprocess.run([sys.executable, __file__, "--build", case.name, path], cwd=ROOT, check=True)
        answers, seconds, megabytes, status = attempt([path])
        answer, fields = answers[0] if answers else (f"died: {status}", 0)
        yield {
            "case": case.name,
            "file": case.suffix,
            "mb": round(path.stat().st_size / 2**20, 2),
            "answer": answer,
            "fields": fields,
            "seconds": round(seconds[0], 2),
            "cpu": round(seconds[1], 2),
            "memory": round(megabytes),
            "right": answer in case.answers,
            "within": seconds[1] <= SECONDS and megabytes <= MEGABYTES,
        }
        path.unlink()


def damaged(folder, count):
    """The same for files cut off at every length, and with single bits flipped: *count* of each kind."""
    chance = random.Random(20261125)
    for name, content in whole_files():
        for kind in ("cut off", "flipped"):
            paths = []
            for number in range(count):
                if kind == "cut off":
                    spoilt = content[: len(content) * number // count]
                else:
                    spoilt = bytearray(content)
                    spoilt[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
                path = folder / f"{number}-{name}"
                path.write_bytes(spoilt)
                paths.append(path)
            answers, seconds, megabytes, status = attempt(paths)
            yield {
                "case": f"{kind}, {count} files",
                "file": name.rpartition(".")[2],
                "mb": round(len(content) / 2**20, 2),
                "answer": f"{sum(each[0] == READ for each in answers)} read, {sum(each[0] != READ for each in answers)} refused",
                "fields": "",
                "seconds": round(seconds[0], 2),
                "cpu": round(seconds[1], 2),
                "memory": round(megabytes),
                "right": len(answers) == count and status == 0,
                "within": megabytes <= MEGABYTES,
            }
            for each in paths:
                each.unlink()


def shown(rows):
    """The rows, each printed as it comes; what is wrong, late or took too much is marked."""
    print(
        f"{'case':44} {'file':5} {'MB':>7} {'answer':24} {'fields':>6} {'clock':>6} {'cpu':>6} {'RAM':>6}"
    )
    for row in rows:
        bad = "" if row["right"] and row["within"] else "  ✗"
        print(
            f"{row['case']:44} {row['file']:5} {row['mb']:7} {row['answer']:24} {row['fields']:>6} "
            f"{row['seconds']:6} {row['cpu']:6} {row['memory']:6}{bad}",
            flush=True,
        )
        yield row


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    arguments.add_argument("--only", default="", help="cases whose name has these words")
    arguments.add_argument("--damaged", type=int, default=200, help="damaged files of each kind")
    arguments.add_argument("--build", nargs=2, help=argparse.SUPPRESS)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    if chosen.build:
        name, path = chosen.build
        case = next(each for each in CASES if each.name == name)
        Path(path).write_bytes(case.build(case.full))
        return
    with tempfile.TemporaryDirectory() as folder:
        spoilt = damaged(Path(folder), chosen.damaged) if not chosen.only else ()
        rows = list(shown(itertools.chain(measured(Path(folder), chosen.only), spoilt)))
    result = {
        "files": len(rows),
        "right": sum(row["right"] for row in rows),
        "within": sum(row["within"] for row in rows),
        "slowest": max((row["seconds"] for row in rows), default=0),
        "largest": max((row["memory"] for row in rows), default=0),
    }
    print(json.dumps(result))
    if chosen.keep:
        keep("hostile", result)
    sys.exit(not all(row["right"] and row["within"] for row in rows))


if __name__ == "__main__":
    main()
