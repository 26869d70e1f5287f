"""
How quickly one more form is registered when many are registered already: `matching.propose` and `matching.resolve`.

    python benchmarks/speed/registering.py [--forms 0 1000] [--probes 60] [--keep]

Forms beyond the demo's own are made from them: headings get a number, one question in three gets a word put before or
after it, one in ten a word of its own that nobody else uses, so that they word known meanings otherwise and bring new ones
along, as departments do. They are registered one after the other, doubtful fields taking their best candidate; measured are
the next forms of the same making, each against the catalogue that the one before has just changed.

There is no peer but the growth itself: how much longer a field takes with N forms than with the demo's alone.

    --forms 0 1000 10000    takes a while: making a catalogue of ten thousand means registering ten thousand
"""

import argparse
import random
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.measured import keep, milliseconds

from yibiao import intake, matching
from yibiao.demo.forms import demo_forms
from yibiao.model import catalogue
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Field, Form

BEFORE = ("目前", "主要", "本人", "家庭", "上年度", "本季度", "最近一次", "首次")
AFTER = ("情况", "说明", "（必填）", "备注", "日期", "类别", "数量", "编号")
SYLLABLES = (
    "安北成大东方高广海和华吉江金景兰利林明南宁平青瑞山盛石泰天同文新兴雅阳永玉元云泽长正中州"
)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Registering one more form.")
    arguments.add_argument("--forms", type=int, nargs="+", default=[0, 1_000])
    arguments.add_argument("--probes", type=int, default=60)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    rows = list(measured(sorted(chosen.forms), chosen.probes))
    show(rows)
    if chosen.keep:
        keep("registering", {"probes": chosen.probes, "runs": rows})


def measured(sizes: list[int], probes: int):
    """The figures at each size: of the next forms, registered one after the other."""
    templates = [read(each) for each in demo_forms() if not each.edition_of]
    known, _ = matching.registered([(each.series, each) for each in templates], catalogue.starter())
    made, first = 0, 0.0
    for size in sizes:
        more = [(str(number), varied(templates, number)) for number in range(made, max(made, size))]
        known, _ = matching.registered(more, known)
        made += len(more)
        row = {
            "forms": len(templates) + made,
            "elements": len(known.elements),
            "wordings": len(known.wordings),
        }
        known, timed = probed(
            known, [varied(templates, number) for number in range(made, made + probes)]
        )
        made += probes
        first = first or timed["ms a field"]
        yield {**row, **timed, "growth": round(timed["ms a field"] / first, 2)}


def probed(known: Catalogue, forms: list[Form]) -> tuple[Catalogue, dict]:
    """Times of *forms*, each against a catalogue that the one before has just changed; the catalogue then."""
    took, fields, asked = [], 0, 0
    for form in forms:
        began = time.perf_counter()
        matches = matching.propose(form, known)
        found = matching.resolve(form, matches, known)
        took.append(time.perf_counter() - began)
        fields += len(matches)
        asked += len(found.undecided)
        expect(form, matches, found, known)
        known, _ = matching.registered([(form.series, form)], known)
    figures = {
        "fields": fields,
        "asked": asked,
        **milliseconds(took),
        "ms a field": round(sum(took) / fields * 1e3, 3),
    }
    return known, figures


def expect(form: Form, matches, found: matching.Resolution, known: Catalogue) -> None:
    """Every question is bound or waits for a person, and asking again says the same."""
    matched = {each.field for each in matches}
    assert matched == {each.field for each in found.bindings} | {
        each.field for each in found.undecided
    }
    assert matches == matching.propose(form, known)


def read(form) -> Form:
    (reading,) = intake.read(
        form.content, form.filename, department=form.department.id, **form.said
    )
    return reading.form


def varied(templates: list[Form], number: int) -> Form:
    """A form made from the demo's; the same for the same number."""
    chance = random.Random(number)
    template = chance.choice(templates)
    return template.model_copy(
        update={
            "series": f"{template.series}-{number}",
            "title": f"{template.title}（{place(chance)}）",
            "fields": tuple(reworded(each, chance) for each in template.fields),
        }
    )


def reworded(field: Field, chance: random.Random) -> Field:
    section = tuple(f"{each}{chance.randrange(1, 9)}" for each in field.section)
    label, drawn = field.label, chance.random()
    if drawn < 0.1:
        label = f"{place(chance)}{label}"
    elif drawn < 0.3:
        label = f"{chance.choice(BEFORE)}{label}"
    elif drawn < 0.43:
        label = f"{label}{chance.choice(AFTER)}"
    inner = tuple(reworded(each, chance) for each in field.fields)
    return field.model_copy(update={"label": label, "section": section, "fields": inner})


def place(chance: random.Random) -> str:
    return "".join(chance.sample(SYLLABLES, 2))


def show(rows: list[dict]) -> None:
    table = Table(
        "forms registered",
        "elements",
        "wordings",
        "fields measured",
        "p50 ms",
        "p95 ms",
        "ms a field",
        "growth",
        "doubtful",
    )
    for row in rows:
        table.add_row(
            f"{row['forms']:,}", f"{row['elements']:,}", f"{row['wordings']:,}", f"{row['fields']:,}", f"{row['p50']:.1f}",
            f"{row['p95']:.1f}", f"{row['ms a field']:.2f}", f"{row['growth']:.2f}", f"{row['asked'] / row['fields']:.0%}",
        )  # fmt: skip
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
