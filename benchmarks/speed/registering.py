"""
How quickly one more form is registered in a house that has thousands: read, proposed, reviewed, written, folded.

    python benchmarks/speed/registering.py [--forms 1000 10000] [--probes 60] [--data FOLDER] [--keep]

Forms are made from the demo's: about thirty questions of one kind of subject, headings with a number, one question in three
with a word put before or after it, one in twenty with a word of its own that nobody else uses and an element to itself, as
departments do. They go through the journal like any others, decided as whoever made them meant, most of them in force; ten
thousand take some minutes and are kept in FOLDER, if one is named. Measured are the next forms of the same making:
`propose` alone, `register.submit` as a preview, and kept.

There is no peer but the growth itself: how much longer it takes with more forms than with the fewest.
"""

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.houses import NOW, OFFICE
from benchmarks.measured import keep, milliseconds

from yibiao import intake, matching
from yibiao.cli.serving import collect_seldom
from yibiao.demo.forms import demo_forms
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.model import catalogue
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.event import Draft
from yibiao.model.form import Field, Form
from yibiao.model.place import Department
from yibiao.model.text import Text

BEFORE = ("目前", "主要", "本人", "家庭", "上年度", "本季度", "最近一次", "首次")
AFTER = ("情况", "说明", "（必填）", "备注", "日期", "类别", "数量", "编号")
SYLLABLES = (
    "安北成大东方高广海和华吉江金景兰利林明南宁平青瑞山盛石泰天同文新兴雅阳永玉元云泽长正中州"
)
QUESTIONS = 30
TOGETHER = 100
#: Where one form in so many stands, after it was submitted.
STANDINGS = ("form.admitted",) * 8 + ("form.refused", "form.retired")


@dataclass(frozen=True)
class Template:
    """A form of the demo, and what its questions were decided to mean."""

    form: Form
    bindings: dict[str, Binding]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Registering one more form.")
    arguments.add_argument("--forms", type=int, nargs="+", default=[100, 1_000])
    arguments.add_argument("--probes", type=int, default=60)
    arguments.add_argument("--data", type=Path, help="where the house is kept, to be gone on with")
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    collect_seldom()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(measured(sorted(chosen.forms), chosen.probes, chosen.data or Path(folder)))
    show(rows)
    if chosen.keep:
        keep("registering", {"probes": chosen.probes, "runs": rows})


def measured(sizes: list[int], probes: int, folder: Path) -> Iterator[dict]:
    """The figures at each size: of the next forms, registered one after the other."""
    known, templates = decided()
    began = time.perf_counter()
    with House(folder, now=lambda: NOW) as house:
        opened = time.perf_counter() - began
        first: dict[str, float] = {}
        for size in sizes:
            began = time.perf_counter()
            made = fill_up(house, templates, known, size)
            took = time.perf_counter() - began
            row = {
                "forms": len(house.registry.registrations),
                "fields": sum(len(each.bindings) for each in house.registry.registrations.values()),
                "elements": len(house.registry.catalogue.elements),
                "opening s": round(opened, 1),
                "made": made,
                "making s": round(took, 1),
                **probed(
                    house,
                    [
                        varied(templates, 10**6 + len(house.registry.registrations) + n)[0]
                        for n in range(probes)
                    ],
                ),
            }
            first = first or {name: row[name]["p50"] for name in (*STEPS, *CPU)}
            yield {
                **row,
                "growth": {name: round(row[name]["p50"] / first[name], 2) for name in first},
            }


STEPS = ("propose", "preview", "submit")
CPU = tuple(f"{name} cpu" for name in STEPS)


def clocks() -> tuple[float, float]:
    """Seconds on the wall, and of a core: on a machine that has other work to do only the latter says what it takes."""
    return time.perf_counter(), time.process_time()


def probed(house: House, forms: list[Form]) -> dict:
    """What each step takes for *forms*, each kept before the next is looked at."""
    took: dict[str, list[float]] = {name: [] for name in (*STEPS, *CPU)}
    asked = 0
    house.registry.catalogue  # noqa: B018  what was made is taken in now, and the index made
    matching.propose(forms[0], house.registry.catalogue)
    for form in forms:
        at = [clocks()]
        matches = matching.propose(form, house.registry.catalogue)
        at.append(clocks())
        seen = register.submit(house, form, OFFICE, commit=False)
        at.append(clocks())
        kept = register.submit(house, form, OFFICE)
        at.append(clocks())
        for step, (before, after) in enumerate(itertools.pairwise(at)):
            took[STEPS[step]].append(after[0] - before[0])
            took[CPU[step]].append(after[1] - before[1])
        asked += len(kept.undecided)
        assert matches == seen.matches == kept.matches
        assert {each.id for each in form.fields} <= {
            each.field for each in (*kept.bindings, *kept.undecided)
        }
        assert house.registry.registration(form.id).bindings.keys() == {
            each.field for each in kept.bindings
        }
    questions = sum(1 for form in forms for _ in form.leaves())
    return {
        "questions": questions,
        "asked": asked,
        **{name: milliseconds(each) for name, each in took.items()},
    }


def decided() -> tuple[Catalogue, list[Template]]:
    """The demo's forms with all decisions, doubtful fields taking their best candidate; the catalogue then."""
    known = catalogue.starter()
    found = []
    for each in demo_forms():
        if each.edition_of:
            continue
        (reading,) = intake.read(
            each.content, each.filename, department=each.department.id, **each.said
        )
        form = reading.form
        matches = matching.propose(form, known)
        choices = {
            match.field: matching.Choice(match.candidates[0].element, match.candidates[0].via)
            for match in matches
            if match.band == "ask"
        }
        try:
            resolution = matching.resolve(form, matches, known, choices)
        except Exception:  # noqa: BLE001  a best candidate that cannot answer: the others will do
            continue
        known = known.adding(resolution.elements, resolution.code_lists, resolution.wordings)
        found.append(Template(form, {binding.field: binding for binding in resolution.bindings}))
    return known, found


def fill_up(house: House, templates: list[Template], known: Catalogue, size: int) -> int:
    """Registers forms until *house* has *size* of them; how many."""
    if not house.registry.departments:
        begin(house, templates, known)
    start = len(house.registry.registrations)
    for first in range(start, size, TOGETHER):
        numbers = range(first, min(size, first + TOGETHER))
        house.record(draft for number in numbers for draft in drafts(house, templates, number))
    return max(0, size - start)


def begin(house: House, templates: list[Template], known: Catalogue) -> None:
    """The departments, and every element and code list that the templates speak of."""
    for id_ in sorted({each.form.department for each in templates}):
        register.department(house, Department(id=id_, name=Text(zh=id_, en=id_)), OFFICE)
    house.record(
        [
            *(
                house.draft("code-list.registered", OFFICE, {"code_list": each.document()})
                for each in known.code_lists.values()
            ),
            *(
                house.draft("element.registered", OFFICE, {"element": each.document()})
                for each in known.elements.values()
            ),
        ]
    )


def drafts(house: House, templates: list[Template], number: int) -> Iterator[Draft]:
    """A form of that number, decided and judged."""
    form, bindings, own = varied(templates, number)
    yield house.draft("form.submitted", OFFICE, {"form": form.schema_document(), "matches": []})
    taken: set[str] = set()
    for field, binding in bindings.items():
        element = binding.element
        if field in own:
            minted, codes = matching.mint(form.by_id[field], form.subject, form, taken)
            minted = minted.model_copy(update={"id": f"{minted.id}_of_{number}"})
            element = minted.id
            taken.add(element)
            if codes:
                yield house.draft("code-list.registered", OFFICE, {"code_list": codes.document()})
            yield house.draft("element.registered", OFFICE, {"element": minted.document()})
        update = {"form": form.id, "field": field, "element": element, "decided_by": "rule:made"}
        update |= {"via": ()} if field in own else {}
        made = binding.model_copy(update=update)
        yield house.draft("binding.decided", OFFICE, {"binding": made.document()})
    standing = STANDINGS[number % len(STANDINGS)]
    if standing == "form.retired":
        yield house.draft("form.admitted", OFFICE, {"form": form.id})
    more = {"reasons": []} if standing == "form.refused" else {}
    more |= {"why": "made"} if standing == "form.retired" else {}
    yield house.draft(standing, OFFICE, {"form": form.id, **more})


def varied(templates: list[Template], number: int) -> tuple[Form, dict[str, Binding], set[str]]:
    """A form made from the demo's, what its fields mean, and which of them nobody asks else; the same for the same number."""
    chance = random.Random(number)
    template = chance.choice(templates)
    fields: list[Field] = []
    bindings: dict[str, Binding] = {}
    own: set[str] = set()
    for source, field in questions(template, templates, chance):
        id_ = f"f{len(fields) + 1}"
        reworded_field, mine = reworded(field, chance)
        fields.append(numbered(reworded_field, id_))
        for at, binding in source.bindings.items():
            if at == field.id or at.startswith(f"{field.id}."):
                bindings[id_ + at[len(field.id) :]] = binding
        if mine and id_ in bindings and not field.fields:
            own.add(id_)
    form = template.form.model_copy(
        update={
            "series": f"{template.form.series}-{number}",
            "title": f"{template.form.title}（{place(chance)}）",
            "fields": tuple(fields),
            "layout": "register",
        }
    )
    form = Form.model_validate(form.model_dump())
    return form, bindings, own


def questions(
    template: Template, templates: list[Template], chance: random.Random
) -> Iterator[tuple[Template, Field]]:
    """Those of *template*, and of others about the same kind of subject, until there are enough; none asked twice."""
    others = [each for each in templates if each.form.subject is template.form.subject]
    asked: set[object] = set()
    count = 0
    for source in (template, *chance.sample(others, len(others))):
        for field in source.form.fields:
            binding = source.bindings.get(field.id)
            meaning = (binding.via, binding.element) if binding else field.label
            if meaning in asked or count >= QUESTIONS or field.measure is not None:
                continue
            asked.add(meaning)
            count += 1
            yield source, field


def numbered(field: Field, id_: str) -> Field:
    inner = tuple(
        each.model_copy(update={"id": id_ + each.id[len(field.id) :]}) for each in field.fields
    )
    return field.model_copy(update={"id": id_, "fields": inner})


def reworded(field: Field, chance: random.Random) -> tuple[Field, bool]:
    """*field* as another department may put it, and whether it is one that nobody else asks."""
    section = tuple(f"{each}{chance.randrange(1, 9)}" for each in field.section)
    label, drawn = field.label, chance.random()
    if drawn < 0.06:
        label = f"{place(chance)}{label}"
    elif drawn < 0.3:
        label = f"{chance.choice(BEFORE)}{label}"
    elif drawn < 0.43:
        label = f"{label}{chance.choice(AFTER)}"
    return field.model_copy(update={"label": label, "section": section}), drawn < 0.06


def place(chance: random.Random) -> str:
    return "".join(chance.sample(SYLLABLES, 2))


def show(rows: list[dict]) -> None:
    table = Table("forms", "fields", "elements", "", "p50 ms", "p95 ms", "growth", "doubtful")
    for row in rows:
        for name in (*STEPS, *CPU):
            table.add_row(
                f"{row['forms']:,}", f"{row['fields']:,}", f"{row['elements']:,}", name,
                f"{row[name]['p50']:.1f}", f"{row[name]['p95']:.1f}", f"{row['growth'][name]:.2f}",
                f"{row['asked'] / max(1, row['questions']):.0%}",
            )  # fmt: skip
    Console(width=120).print(table)
    print(*(f"{row['made']:,} forms made in {row['making s']:,} s" for row in rows), sep="; ")


if __name__ == "__main__":
    main()
