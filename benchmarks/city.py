"""
A city: persons, households and units in the picture's own tables, because filing ten million people takes days.

The tables are those that `store.drawing` makes (`tests/unit/test_benchmarks.py` holds the two together). People of a community
lie together, as in a picture that was put in order; `disordered` moves some of them where what is restated lies.
"""

import argparse
import math
import os
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from benchmarks.houses import NOW, OFFICE

from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.model.element import Element
from yibiao.model.place import Department, Unit
from yibiao.model.text import Text
from yibiao.store import columns, opening

#: Where cities are kept, so that each is drawn once.
CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "yibiao-benchmarks"

#: Columns of a person, how many people a community has on average, and households a person.
COLUMNS: Final = 300
COMMUNITY: Final = 2_000
HOUSEHOLDS: Final = 0.35

#: Streets of a district, and communities of a street.
_STREETS, _COMMUNITIES = 20, 25

#: Who has no identity number, by a thousand; who has a certificate.
_UNNUMBERED, _CERTIFIED = 80, 62

#: The filled columns: for how many of a thousand, and what is there. `h(n)` is chance of its own for each person.
FILLED: Final = {
    "person.name": (1000, "substr('王李张刘陈杨赵黄周吴徐孙胡朱高林', 1 + h(1) % 16, 1) || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛', 1 + h(2) % 15, 1) || (h(3) % 100)"),
    "person.household": (970, "'household:' || CAST(floor(i * 0.35) AS BIGINT)"),
    "person.id_number": (1000 - _UNNUMBERED, "number"),
    "person.birth_date": (_UNNUMBERED, "born"),
    "person.sex": (_UNNUMBERED, "sex"),
    "person.disability_certificate_no": (_CERTIFIED, "number || (1 + h(4) % 7) || (1 + h(5) % 4)"),
    "person.ethnicity": (960, "CASE WHEN h(6) % 100 < 92 THEN '01' ELSE (['02', '03', '04', '05'])[1 + h(6) % 4] END"),
    "person.marital_status": (820, "CASE WHEN age < 22 THEN '10' WHEN h(7) % 10 < 7 THEN '20' WHEN age > 70 THEN '30' ELSE '40' END"),
    "person.political_status": (640, "(['01', '03', '13', '13', '13'])[1 + h(8) % 5]"),
    "person.education": (830, "(['21', '31', '61', '70', '81'])[1 + h(9) % 5]"),
    "person.phone": (760, "'199' || lpad(CAST(h(10) % 100000000 AS VARCHAR), 8, '0')"),
    "person.current_address": (930, "'示范路' || (i // 40 % 300) || '号' || (i // 4 % 20) || '单元' || (i % 12 + 1) || '01'"),
    "person.registered_address": (930, "'户籍路' || (h(11) % 900) || '号' || (h(12) % 30) || '单元'"),
    "person.workplace": (430, "'示例公司' || (h(13) % 40000)"),
    "person.occupation": (440, "(['教师', '司机', '农民', '工人', '医生', '销售', '退休'])[1 + h(14) % 7]"),
    "person.monthly_income": (410, "CAST(exp(7.5 + (h(15) % 1000) / 500.0) AS DECIMAL(18, 2))"),
    "person.annual_income": (380, "CAST(12 * exp(7.5 + (h(15) % 1000) / 500.0) AS DECIMAL(18, 2))"),
    "person.has_pension_insurance": (720, "h(16) % 10 < 8"),
    "person.has_medical_insurance": (840, "h(17) % 20 < 19"),
    "person.living_area": (520, "20 + (h(18) % 1600) / 10.0"),
    "person.children_count": (480, "h(19) % 4"),
    "person.is_living_alone": (880, "h(20) % 100 < 9"),
    "person.arrived_here_date": (330, "born + CAST(h(21) % (1 + age * 365) AS INTEGER)"),
    "person.nationality": (970, "'中国'"),
}  # fmt: skip

#: Six more, filled for so many of a thousand; every other column for at most thirty.
_ALSO: Final = (610, 580, 540, 470, 420, 390)
_SPARSE: Final = 30

_ANY: Final = {
    "VARCHAR": "'示例' || h({n}) % 1000", "BOOLEAN": "h({n}) % 3 = 0", "BIGINT": "h({n}) % 9", "DOUBLE": "h({n}) % 1000 / 10.0",
    "DECIMAL(18,2)": "CAST(h({n}) % 100000 / 100.0 AS DECIMAL(18, 2))", "DATE": "DATE '2015-01-01' + CAST(h({n}) % 4000 AS INTEGER)",
    "TIMESTAMP": "TIMESTAMP '2015-01-01' + to_hours(h({n}) % 90000)", "VARCHAR[]": "[CAST(h({n}) % 9 AS VARCHAR)]",
}  # fmt: skip


def arguments(description: str, times: int) -> argparse.ArgumentParser:
    """What every benchmark on one city is told: how many people, how often, where the city is kept, whether to keep the run."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--small", dest="people", action="store_const", const=50_000, help="50,000 people")  # fmt: skip
    parser.add_argument("--times", type=int, default=times)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    return parser


def a_city(folder: Path, people: int, memory: str | None = None) -> House:
    """
    A house over the city, drawn when it is not there: with departments and units, and no forms.

    Its engine takes as much *memory* as it likes, unless that is said.
    """
    place = folder / f"city-{people}-{opening.VERSION}-1"
    whole = place / "whole"
    if not whole.exists():
        for each in place.glob("*.*"):
            each.unlink()
    house = House(place, now=lambda: NOW, memory=memory)
    if not whole.exists():
        prepare(house, people)
        draw(house, people)
        whole.touch()
    return house


def prepare(house: House, people: int) -> None:
    """A department, the units, and the elements with a column each."""
    civil = Department(id="civil-affairs", name=Text(zh="民政局", en="civil affairs"))
    register.department(house, civil, OFFICE)
    register.units(house, list(units(people)), OFFICE)
    catalogue = house.registry.catalogue
    own = [each for each in catalogue.elements.values() if columns.column_type(each)]
    of_persons, of_households = (
        [each.id for each in own if each.subject.value == kind] for kind in ("person", "household")
    )
    # Those that are filled before those that stand empty.
    persons = sorted(of_persons, key=lambda each: each not in FILLED)[:COLUMNS]
    elements, code_lists = house.registry.unregistered([*persons, *of_households, "person.age"])
    invented = [
        Element(id=f"person.city_{n}", name=Text(zh=f"城市项目{n}", en=f"city {n}"), kind="text")
        for n in range(COLUMNS - len(persons))
    ]
    house.record(
        [
            *(house.draft("code-list.registered", OFFICE, {"code_list": each.document()}) for each in code_lists),
            *(house.draft("element.registered", OFFICE, {"element": each.document()}) for each in (*elements, *invented)),
        ]
    )  # fmt: skip


def units(people: int) -> Iterator[Unit]:
    """City, districts, streets and communities, so that people are some two thousand in each."""
    count = max(1, people // COMMUNITY)
    yield Unit(code="9999", name="示范市")
    for number in range(count):
        code = community(number)
        if number % (_STREETS * _COMMUNITIES) == 0:
            yield Unit(code=code[:6], name=f"第{code[4:6]}区", parent="9999")
        if number % _COMMUNITIES == 0:
            yield Unit(code=code[:9], name=f"第{code[6:9]}街道", parent=code[:6])
        yield Unit(code=code, name=f"第{number}社区", parent=code[:9])


def community(number: int) -> str:
    """The code of a community."""
    street, within = divmod(number, _COMMUNITIES)
    district, street = divmod(street, _STREETS)
    return f"9999{district + 1:02d}{street + 1:03d}{within + 1:03d}"


def sizes(people: int) -> list[int]:
    """People in each community: some have a third of the usual, some three times as many."""
    chance = random.Random(7)
    weights = [math.exp(chance.gauss(0, 0.4)) for _ in range(max(1, people // COMMUNITY))]
    ends = [0]
    for each in weights:
        ends.append(ends[-1] + each)
    cuts = [round(people * each / ends[-1]) for each in ends]
    return [after - before for before, after in pairwise(cuts)]


def draw(house: House, people: int) -> None:
    """People and households into the picture's tables, some communities at a time."""
    _with_every_column(house)
    connection = house.picture._connection  # noqa: SLF001  there is no door for what nobody filed
    cursor = connection.cursor()
    types = dict(
        cursor.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'person'"
        ).fetchall()
    )
    cursor.execute('CREATE TEMP TABLE "where" (unit VARCHAR, "first" BIGINT, size BIGINT)')
    first, together = 0, []
    for number, size in enumerate(sizes(people)):
        together.append((community(number), first, size))
        first += size
    cursor.executemany('INSERT INTO "where" VALUES (?, ?, ?)', together)
    person, household = (_by_chance(each) for each in (_person(types), _household()))
    for start in range(0, people, _TOGETHER):
        for sql in (person, household):
            cursor.execute(sql, {"from": start, "to": start + _TOGETHER})
        connection.execute("CHECKPOINT")
    cursor.execute('DELETE FROM "ordered"')
    cursor.execute(
        'INSERT INTO "ordered" SELECT unnest([\'person\', \'household\']), "position" FROM "picture"'
    )
    assert cursor.execute('SELECT count(*) FROM "person"').fetchone() == (people,)
    cursor.close()
    house.picture._connection.execute("CHECKPOINT")  # noqa: SLF001


_TOGETHER: Final = 500_000

_WHERE: Final = """(
  SELECT unit, unnest(range(greatest("first", $from), least("first" + size, $to))) AS i
  FROM "where" WHERE "first" < $to AND "first" + size > $from)"""


def _by_chance(sql: str) -> str:
    return re.sub(r"\bh\((\d+)\)", r"CAST(hash(i * 1000 + \1) >> 8 AS BIGINT)", sql)


def _person(types: dict[str, str]) -> str:
    other = [name for name in types if name not in FILLED and not name.startswith("#")]
    drawn = dict(FILLED)
    for n, name in enumerate(other, 100):
        share = _ALSO[n - 100] if n - 100 < len(_ALSO) else 1 + n * 7 % _SPARSE
        drawn[name] = (share, _ANY.get(types[name], "NULL").format(n=n))
    values = ", ".join(
        f'CASE WHEN {_chosen(name, n, share)} THEN {value} END AS "{name}"'
        for n, (name, (share, value)) in enumerate(drawn.items(), 400)
    )
    return f"""
      INSERT INTO "person" BY NAME
      SELECT 'person:' || i AS "#subject", unit AS "#unit", i % 200 = 0 AS "#closed", 1 AS "#position", 1 AS "#confirmed",
             MAP([]::VARCHAR[], []::BIGINT[]) AS "#since", []::VARCHAR[] AS "#contested", []::VARCHAR[] AS "#loaded", {values}
      FROM (
        SELECT *, body || substr('10X98765432', 1 + ({_weighed()}) % 11, 1) AS number, date_sub('year', born, DATE '{NOW:%Y-%m-%d}') AS age
        FROM (
          SELECT *, '999999' || strftime(born, '%Y%m%d') || lpad(CAST(sequence AS VARCHAR), 3, '0') AS body,
                 CAST(2 - sequence % 2 AS VARCHAR) AS sex
          FROM (
            SELECT *, h(90) % 1000 AS sequence,
              DATE '{NOW:%Y-%m-%d}' - CAST(365.25 * ({_AGE}) + h(92) % 365 AS INTEGER) AS born
            FROM {_WHERE})))
      ORDER BY unit, i"""


#: Somewhat like the country's: a bulge at 30 to 60, fewer children, ever fewer above 70.
_AGE: Final = """CASE WHEN h(91) % 100 < 16 THEN h(93) % 15 WHEN h(91) % 100 < 62 THEN 15 + h(93) % 40
  WHEN h(91) % 100 < 88 THEN 50 + h(93) % 20 ELSE 68 + h(93) % 10 + h(94) % 10 + h(95) % 12 END"""


def _chosen(name: str, n: int, share: int) -> str:
    """Who has a value: whoever has no number states sex and birth, and has no certificate."""
    unnumbered = f"h(96) % 1000 < {_UNNUMBERED}"
    if name in ("person.birth_date", "person.sex"):
        return unnumbered
    if name == "person.id_number":
        return f"NOT ({unnumbered})"
    if name == "person.disability_certificate_no":
        return f"NOT ({unnumbered}) AND h({n}) % 1000 < {share}"
    return "TRUE" if share == 1000 else f"h({n}) % 1000 < {share}"


def _weighed() -> str:
    return " + ".join(
        f"CAST(substr(body, {place + 1}, 1) AS INTEGER) * {pow(2, 17 - place, 11)}"
        for place in range(17)
    )


def _household() -> str:
    return f"""
      INSERT INTO "household" BY NAME
      SELECT 'household:' || i AS "#subject", any_value(unit) AS "#unit", false AS "#closed", 1 AS "#position", 1 AS "#confirmed",
             MAP([]::VARCHAR[], []::BIGINT[]) AS "#since", []::VARCHAR[] AS "#contested", []::VARCHAR[] AS "#loaded",
             '示范路' || (i // 14 % 300) || '号' || (i % 20) || '单元' AS "household.address",
             h(1) % 40 = 0 AS "household.is_minimum_living"
      FROM (SELECT unit, CAST(floor(i * {HOUSEHOLDS}) AS BIGINT) AS i FROM {_WHERE}
            WHERE floor(i * {HOUSEHOLDS}) <> floor((i - 1) * {HOUSEHOLDS}))
      GROUP BY i ORDER BY any_value(unit), i"""


def _with_every_column(house: House) -> None:
    """An element has its column from the first query that names it."""
    found = house.picture.query('SELECT "id", "kind" FROM "element"').rows
    for kind in ("person", "household"):
        names = ", ".join(f'"{id_}"' for id_, of in found if of == kind)
        house.picture.query(f'SELECT {names} FROM "{kind}" LIMIT 0')
