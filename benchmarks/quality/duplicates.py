"""
How well doubles are found between two registers of one population, beside Splink on the same records in the same run.

Run from the repository:
    python benchmarks/quality/duplicates.py [--persons N] [--peer PYTHON]

*PYTHON* is an interpreter that has splink (ours need not be there); without it only ours is measured. Nobody has an
identity number here: with one there is nothing to guess. Splink gets the same traits as columns, blocking rules as wide
as our keys, and estimates its weights on the very records it is judged on; ours come with the program, estimated on other
populations (`fit_resembling.py`) with other rates of slips. A pair counts if its score reaches the threshold.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality import duplicated

#: Bits: from a chance of one in nine up to 99.9 %.
THRESHOLDS = (-3, 0, 3, 6, 10)
ELEMENTS = {
    "name": "person.name",
    "born": "person.birth_date",
    "sex": "person.sex",
    "phone": "person.phone",
    "address": "person.current_address",
    "household": "person.household",
}
UNIT = "999999001001"


def main() -> None:
    arguments = argparse.ArgumentParser(description="Find doubles, beside Splink.")
    arguments.add_argument("--persons", type=int, default=20_000)
    arguments.add_argument("--peer", help="an interpreter that has splink")
    arguments.add_argument("--as-peer", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.as_peer:
        splink_scores(json.loads(Path(options.as_peer).read_text()))
        return
    for name, slips in (
        ("as many slips as usual", duplicated.LIGHT),
        ("twice as many", duplicated.HEAVY),
    ):
        first = duplicated.register(7, options.persons)
        second = duplicated.second(7, first, slips=slips)
        there = len({each["person"] for each in first} & {each["person"] for each in second})
        print(f"{name}: {len(first)} and {len(second)} records, {there} in both")
        began = time.perf_counter()
        scores = ours(first, second)
        shown("ours", scores, there, time.perf_counter() - began)
        if options.peer:
            began = time.perf_counter()
            scores = asked(options.peer, first, second)
            shown("Splink", scores, there, time.perf_counter() - began)


def shown(name: str, scores: list[tuple[bool, float]], there: int, seconds: float) -> None:
    print(
        f"  {name}: {len(scores)} pairs compared, {sum(same for same, _ in scores)} doubles among them, {seconds:.1f} s"
    )
    for least in THRESHOLDS:
        made = [same for same, score in scores if score >= least]
        precision = sum(made) / len(made) if made else 1.0
        recall = sum(made) / there
        f1 = 2 * precision * recall / (precision + recall) if made else 0.0
        print(
            f"    from {least:3} bits: precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
        )


def ours(first: list[dict], second: list[dict]) -> list[tuple[bool, float]]:
    from yibiao import filling
    from yibiao.model.kinds import SubjectKind

    return [
        (
            mine["person"] == theirs["person"],
            filling.compare(SubjectKind.PERSON, traits(mine), traits(theirs)).score,
        )
        for mine, theirs in candidates(first, second)
    ]


def values(record: dict) -> dict:
    return {ELEMENTS[name]: value for name, value in record.items() if name in ELEMENTS and value}


def traits(record: dict):
    from yibiao import filling
    from yibiao.model.kinds import SubjectKind

    if "traits" not in record:
        record["traits"] = filling.traits_of(SubjectKind.PERSON, values(record))
    return record["traits"]


def candidates(first: list[dict], second: list[dict]):
    """Pairs with a key in common, as the look-up table would give them; a key of many says nothing."""
    from yibiao import filling
    from yibiao.model.kinds import SubjectKind
    from yibiao.store.keyed import COMMON

    holders = defaultdict(list)
    for each in first:
        for key in filling.likeness_keys(SubjectKind.PERSON, UNIT, traits(each)):
            holders[key].append(each)
    for each in second:
        keys = filling.likeness_keys(SubjectKind.PERSON, UNIT, traits(each))
        found = {
            id(held): held
            for key in keys
            if len(holders.get(key, ())) <= COMMON
            for held in holders.get(key, ())
        }
        yield from ((held, each) for held in found.values())


def asked(python: str, first: list[dict], second: list[dict]) -> list[tuple[bool, float]]:
    """What Splink says, in the process of another interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.json"
        clean = [
            [{name: each[name] for name in ("person", *ELEMENTS)} for each in some]
            for some in (first, second)
        ]
        path.write_text(json.dumps(clean))
        environment = {each: value for each, value in os.environ.items() if each != "PYTHONPATH"}
        answer = subprocess.run(
            [python, __file__, "--as-peer", str(path)],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
    if answer.returncode:
        sys.exit(answer.stderr[-2000:])
    return [(same, score) for same, score in json.loads(answer.stdout.splitlines()[-1])]


def splink_scores(registers: list[list[dict]]) -> None:
    import logging

    import pyarrow as pa
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.WARNING)
    tables = []
    for register in registers:
        rows = [
            {"unique_id": at, **{name: each[name] or None for name in ("person", *ELEMENTS)}}
            for at, each in enumerate(register)
        ]
        for row in rows:
            row["surname"] = row["name"][0] if row["name"] else None
            row["year"] = row["born"][:4] if row["born"] else None
            row["days"] = "".join(sorted(row["born"][5:].split("-"))) if row["born"] else None
        tables.append(pa.Table.from_pylist(rows))

    def one_slip(column: str):
        return comparisons.DamerauLevenshteinAtThresholds(column, [1])

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            comparisons.CustomComparison(
                output_column_name="name",
                comparison_levels=[
                    levels.NullLevel("name"),
                    levels.ExactMatchLevel("name", term_frequency_adjustments=True),
                    levels.DamerauLevenshteinLevel("name", 1),
                    levels.ExactMatchLevel("surname"),
                    levels.ElseLevel(),
                ],
            ),
            comparisons.DateOfBirthComparison("born", input_is_string=True),
            comparisons.ExactMatch("sex"),
            one_slip("phone"),
            comparisons.JaroWinklerAtThresholds("address", [0.95, 0.85]),
            comparisons.ExactMatch("household"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name", "year"),
            block_on("name", "days"),
            block_on("born", "surname"),
            block_on("born", "phone"),
            block_on("phone"),
            block_on("name"),
        ],
        additional_columns_to_retain=["person"],
        retain_intermediate_calculation_columns=False,
    )
    api = DuckDBAPI()
    linker = Linker([api.register(each) for each in tables], settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "born")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("name", "born"), block_on("phone"), block_on("address")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=-20)
    rows = found.as_duckdbpyrelation().select("person_l, person_r, match_weight").fetchall()
    print(json.dumps([[left == right, weight] for left, right, weight in rows]))


if __name__ == "__main__":
    main()
