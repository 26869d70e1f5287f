"""
What a grant on a division costs: the same questions of everybody, asked by who sees all of it, a city, and parts of one.

    python benchmarks/speed/granting.py [--people 1000000] [--small] [--units 10000] [--times 7] [--cache DIR] [--keep]

The city of `speed/slicing.py`, in a copy, with grids below its communities until there are so many units. Measured is what
a department's question takes from policy to answer, of an administrator, to whom no row is asked about, and of analysts
whose division is the city, all streets but a few, and one street. Before that, every answer is held against the counts of
people in those units, by SQL.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks import city, questions
from benchmarks.houses import NOW, OFFICE
from benchmarks.measured import keep, milliseconds

from yibiao import slicing
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.slicing import pages, slices
from yibiao.flows.slicing.slices import Wish
from yibiao.model.actor import Actor, Grant
from yibiao.model.place import Unit
from yibiao.store import opening

#: Streets that the analyst of almost all of them does not see.
_LEFT_OUT = 3

ASKED = {
    "how many": ("residents", Wish(wanted=slicing.Wanted(measures=("count",)))),
    "a page": ("residents", Wish(wanted=slicing.Wanted(limit=200))),
    "by district": (
        "residents",
        Wish(wanted=slicing.Wanted(group=("county",), measures=("count",))),
    ),
    "40 figures a community": ("figures", Wish()),
}


def main() -> None:
    arguments = city.arguments("What a grant on a division costs.", 7)
    arguments.add_argument("--units", type=int, default=10_000)
    chosen = arguments.parse_args()
    people = chosen.people
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(chosen.cache, Path(folder) / "city", people, chosen.units, chosen.times)
    show(people, chosen.units, rows)
    if chosen.keep:
        keep("granting", {"people": people, "units": chosen.units, "runs": rows})


def measured(cache: Path, folder: Path, people: int, units: int, times: int) -> list[dict]:
    """The figures of every question by every reader."""
    city.a_city(cache, people).close()
    (drawn,) = cache.glob(f"city-{people}-{opening.VERSION}-*")
    shutil.copytree(drawn, folder)
    with House(folder, now=lambda: NOW) as house:
        register.units(house, list(grids(house, units)), OFFICE)
        forms = questions.admitted(house)
        return [
            {"question": question, "reader": who, **timed(house, forms[form], wish, actor, times)}
            for question, (form, wish) in ASKED.items()
            for who, actor in readers(house).items()
        ]


def grids(house: House, units: int) -> Iterator[Unit]:
    """Grids below every community in turn, until there are so many units."""
    communities = house.registry.communities()
    missing = units - len(house.registry.units)
    for number in range(max(0, missing)):
        round_, at = divmod(number, len(communities))
        above = communities[at]
        yield Unit(code=f"{above}{round_ + 1:03d}", name=f"第{round_ + 1}网格", parent=above)


def readers(house: House) -> dict[str, Actor]:
    """Who asks: nobody bounded, and analysts of ever smaller divisions."""
    streets = sorted(code for code in house.registry.units if len(code) == 9)
    most = [
        each for number, each in enumerate(streets) if number % max(2, len(streets) // _LEFT_OUT)
    ]
    return {
        "everything": OFFICE,
        "the city": analyst(["9999"]),
        "most streets": analyst(most or streets),  # a small city has one street alone
        "one street": analyst(streets[:1]),
    }


def analyst(units: list[str]) -> Actor:
    """An analyst of the department, in each of *units*."""
    grants = tuple(
        Grant(id=each, actor="user:a", role="analyst", department="civil-affairs", unit=each)
        for each in units
    )
    return Actor(id="user:a", grants=grants)


def timed(house: House, form: str, wish: Wish, actor: Actor, times: int) -> dict:
    """From policy to answer, and how much of it passes before the engine is asked."""
    ask(house, form, wish, actor)
    compiled, answered = [], []
    for _ in range(times):
        begun = time.perf_counter()
        asked = slices.asked(house, form, actor, wish)
        middle = time.perf_counter()
        rows_of(house, asked)
        answered.append(time.perf_counter() - begun)
        compiled.append(middle - begun)
    return {
        "compiled_ms": milliseconds(compiled)["p50"],
        "answered_ms": milliseconds(answered)["p50"],
    }


def ask(house: House, form: str, wish: Wish, actor: Actor) -> None:
    """
    Ask once, and hold how many are seen against SQL.

    Raises:
        AssertionError: Somebody sees more or fewer.
    """
    rows = rows_of(house, slices.asked(house, form, actor, wish))
    if wish.wanted.measures == ("count",):
        roots = [grant.unit for grant in actor.grants if grant.unit]
        where = " OR ".join(f"starts_with(\"#unit\", '{each}')" for each in roots) or "true"
        (people,) = house.picture.query(
            f'SELECT count(*) FROM person WHERE NOT "#closed" AND ({where})'
        ).rows[0]
        assert sum(row[-1] for row in rows) == people, (sum(row[-1] for row in rows), people)


def rows_of(house: House, asked: slices.Asked) -> list[tuple]:
    """Every row that is asked for."""
    with house.picture.batches(asked.worded.sql) as found:
        return [row for some in pages.rows(found, asked) for row in some]


def show(people: int, units: int, rows: list[dict]) -> None:
    """The figures, for people."""
    table = Table(title=f"{people:,} people in {units:,} units")
    for each in ("question", "reader", "compiled, ms", "answered, ms"):
        table.add_column(each, justify="right" if "ms" in each else "left")
    for row in rows:
        figures = (f"{row[each]:.1f}" for each in ("compiled_ms", "answered_ms"))
        table.add_row(row["question"], row["reader"], *figures)
    Console().print(table)


if __name__ == "__main__":
    main()
