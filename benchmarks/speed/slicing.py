"""
How quickly a slice is answered: a department's form against DuckDB with SQL written by hand for the same rows.

    python benchmarks/speed/slicing.py [--people 100000] [--times 15] [--keep]

People are drawn straight into the picture's own tables, not filed: a hundred columns and more, one community for each 7,500
of them, households, identity numbers with check digits, one person in ten without one, one in twenty with a disability
certificate. Measured is what a department gets through `flows.query`: the query is compiled from form and bindings each
time, run, and its cells counted.

* a register of 18 columns for one community: seven of them follow from the identity number or the certificate, five
  are in the form's own options, two are reached over a link to the household
* a summary of eight figures, a row for each community of the city

SQL by hand takes identity numbers and certificates at their word, which Yibiao never does: it proves days and check digits
row by row. Both give the same rows here, which is asserted.
"""

import argparse
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.houses import NOW, OFFICE, TODAY
from benchmarks.measured import keep, milliseconds

from yibiao import slicing
from yibiao.flows import govern, query, register
from yibiao.flows.house import House
from yibiao.matching import Choice
from yibiao.model.form import Field, Form, Option
from yibiao.model.kinds import ValueKind
from yibiao.model.place import Department, Unit
from yibiao.model.text import Text
from yibiao.store import columns

COLUMNS = 100
COMMUNITY = 7_500

#: Element → the form's own options for the element's codes.
OPTIONS = {
    "person.sex": {"1": "男", "2": "女"},
    "person.marital_status": {"10": "未婚", "20": "已婚", "30": "丧偶", "40": "离婚"},
    "person.ethnicity": {"01": "汉族", "03": "回族", "04": "藏族"},
    "person.disability_type": {"1": "视力残疾", "2": "听力残疾", "4": "肢体残疾"},
    "person.disability_grade": {"1": "一级", "2": "二级", "3": "三级", "4": "四级"},
}
HOME = ("person.household",)

#: What the register asks, in its order.
ASKED = (
    ("person.name", ()), ("person.sex", ()), ("person.birth_date", ()), ("person.age", ()), ("person.id_number", ()),
    ("person.ethnicity", ()), ("person.marital_status", ()), ("person.phone", ()), ("person.current_address", ()),
    ("household.address", HOME), ("household.is_minimum_living", HOME), ("person.workplace", ()),
    ("person.monthly_income", ()), ("person.has_pension_insurance", ()), ("person.is_living_alone", ()),
    ("person.disability_certificate_no", ()), ("person.disability_type", ()), ("person.disability_grade", ()),
)  # fmt: skip

FIGURES = {
    "人数": "count(*)",
    "老年人": "count(*) filter (where person.age >= 60)",
    "高龄": "count(*) filter (where person.age >= 80)",
    "女性": "count(*) filter (where person.sex = '2')",
    "独居老人": "count(*) filter (where person.age >= 60 and person.is_living_alone)",
    "残疾": "count(*) filter (where person.disability_certificate_no is not null)",
    "月收入": "sum(person.monthly_income)",
    "低保": "count(*) filter (where person.household.is_minimum_living)",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description="Slices against SQL by hand.")
    arguments.add_argument("--people", type=int, default=100_000)
    arguments.add_argument("--times", type=int, default=15)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    rows = measured(chosen.people, chosen.times)
    show(chosen.people, rows)
    if chosen.keep:
        keep("slicing", {"people": chosen.people, "columns": COLUMNS, "runs": rows})


def measured(people: int, times: int) -> list[dict]:
    """The figures of both questions, each asked both ways in turn."""
    with tempfile.TemporaryDirectory() as folder, House(Path(folder), now=lambda: NOW) as house:
        forms = registered(house, people)
        draw(house, people)
        community = code(people // COMMUNITY // 2)
        return [
            compared(
                house,
                "register, one community",
                forms["register"],
                REGISTER.replace("?", f"'{community}'"),
                times,
                community,
            ),
            compared(house, "summary, city-wide", forms["summary"], SUMMARY, times),
        ]


def compared(
    house: House, name: str, form: str, by_hand: str, times: int, unit: str | None = None
) -> dict:
    """One question, asked alternately; the rows are the same each time."""
    ours, bare, spent = [], [], []
    for _ in range(times):
        began = time.perf_counter()
        found = query.slice_of(house, form, OFFICE, unit=unit)
        assert found.completeness["rows"]
        ours.append(time.perf_counter() - began)
        with compiling(spent):
            query.slice_of(house, form, OFFICE, unit=unit)
        began = time.perf_counter()
        cursor = house.picture._connection.cursor()  # noqa: SLF001  what DuckDB alone takes, on the same tables
        expected = cursor.execute(by_hand).fetchall()
        bare.append(time.perf_counter() - began)
        assert list(found.rows.rows) == expected, next(
            pair for pair in zip(found.rows.rows, expected, strict=False) if pair[0] != pair[1]
        )
    both = {
        "ours": milliseconds(ours),
        "by hand": milliseconds(bare),
        "of ours compiling": milliseconds(spent),
    }
    ratio = both["ours"]["p50"] / both["by hand"]["p50"]
    return {"run": name, "rows": len(expected), **both, "ratio": round(ratio, 2)}


@contextmanager
def compiling(took: list[float]):
    """Note how long compiling takes, the rendering to SQL included."""
    compiled = slicing.compile

    def timed(*given, **how):
        began = time.perf_counter()
        found = compiled(*given, **how)
        found.sql()
        took.append(time.perf_counter() - began)
        return found

    slicing.compile = timed
    try:
        yield
    finally:
        slicing.compile = compiled


def show(people: int, rows: list[dict]) -> None:
    print(f"{people:,} people of {COLUMNS} columns and more, drawn directly")
    table = Table(
        "", "rows", "by hand p50 ms", "p95", "ours p50 ms", "p95", "of it compiling", "ratio"
    )
    for row in rows:
        hand, ours = row["by hand"], row["ours"]
        table.add_row(
            row["run"], f"{row['rows']:,}", f"{hand['p50']:.1f}", f"{hand['p95']:.1f}", f"{ours['p50']:.1f}",
            f"{ours['p95']:.1f}", f"{row['of ours compiling']['p50']:.1f}", f"{row['ratio']:.2f}",
        )  # fmt: skip
    Console(width=140).print(table)


# what is asked


def registered(house: House, people: int) -> dict[str, str]:
    """Units, a hundred elements with a column each, and the two forms in force."""
    register.department(
        house, Department(id="civil-affairs", name=Text(zh="民政局", en="civil")), OFFICE
    )
    register.units(
        house,
        [
            Unit(code=code(number), name=f"第{number}社区")
            for number in range(people // COMMUNITY + 1)
        ],
        OFFICE,
    )
    catalogue = house.registry.catalogue
    wanted = [
        id_
        for id_, each in catalogue.elements.items()
        if id_.startswith("person.") and columns.column_type(each)
    ]
    elements, code_lists = house.registry.unregistered(
        [*wanted[:COLUMNS], *(id_ for id_, _ in ASKED), *HOME]
    )
    house.record(
        [
            *(
                house.draft("code-list.registered", OFFICE, {"code_list": each.document()})
                for each in code_lists
            ),
            *(
                house.draft("element.registered", OFFICE, {"element": each.document()})
                for each in elements
            ),
        ]
    )
    return {"register": admitted(house, a_register(house)), "summary": admitted(house, a_summary())}


def admitted(house: House, form: Form) -> str:
    choices = {
        each.id: Choice(element=element, via=via)
        for each, (element, via) in zip(form.fields, ASKED, strict=False)
        if form.layout == "register"
    }
    submission = register.submit(house, form, OFFICE, choices=choices)
    bound = {each.field: each for each in submission.bindings}
    for field in form.fields:
        if field.options:
            meant = OPTIONS[bound[field.id].element].items()
            assert meant <= bound[field.id].crosswalk.items() | {("1", "男"), ("2", "女")}, bound[
                field.id
            ]
    govern.admit(house, form.id, OFFICE)
    return form.id


def a_register(house: House) -> Form:
    elements = house.registry.catalogue.elements
    return a_form(
        "register",
        scope="person.age >= 60",
        fields=tuple(
            Field(
                id=f"f{number}",
                label=("户" if via else "") + elements[id_].name.zh,
                kind=elements[id_].kind,
                options=tuple(
                    Option(value=each, title=each) for each in OPTIONS.get(id_, {}).values()
                ),
            )
            for number, (id_, via) in enumerate(ASKED, 1)
        ),
    )


def a_summary() -> Form:
    fields = tuple(
        Field(id=f"f{number}", label=label, kind=ValueKind.NUMBER, measure=measure)
        for number, (label, measure) in enumerate(FIGURES.items(), 1)
    )
    return a_form("summary", layout="summary", scope="true", fields=fields)


def a_form(series: str, **members) -> Form:
    return Form(
        department="civil-affairs", series=series, title="老年人登记表", subject="person", period="monthly",
        mandate="示例依据", first_round="2026-02-01", expires="2099-01-01", **members,
    )  # fmt: skip


def code(community: int) -> str:
    return f"9999990{community // 999:02d}{community % 999 + 1:03d}"


# what is held


def draw(house: House, people: int) -> None:
    """People and households into the picture's own tables."""
    _with_every_column(house)
    connection = house.picture._connection  # noqa: SLF001  filing a million people would take hours
    connection.execute(f"""
        INSERT INTO "household" BY NAME
        SELECT 'h' || i AS "#subject", {_unit("i * 3")} AS "#unit", false AS "#closed", 1 AS "#position",
               '示范路' || i || '号' AS "household.address", i % 40 = 0 AS "household.is_minimum_living"
        FROM range({people // 3 + 1}) AS t(i)""")
    drawn = {
        "#subject": "'p' || i", "#unit": _unit("i"), "#closed": "i % 200 = 0", "#position": "i + 1",
        "person.name": "'示例' || i", "person.household": "'h' || (i // 3)",
        "person.id_number": "CASE WHEN i % 10 <> 0 THEN number END",
        "person.birth_date": "CASE WHEN i % 10 = 0 THEN born END",
        "person.sex": "CASE WHEN i % 10 = 0 THEN CAST(1 + i % 2 AS VARCHAR) END",
        "person.disability_certificate_no": "CASE WHEN i % 20 = 7 THEN number || (['1', '2', '4'])[1 + h % 3] || (1 + h % 4) END",
        "person.marital_status": "(['10', '20', '30', '40'])[1 + h % 4]",
        "person.ethnicity": "(['01', '03', '04'])[1 + h % 3]",
        "person.phone": "'199' || lpad(CAST(h % 100000000 AS VARCHAR), 8, '0')",
        "person.monthly_income": "h % 20000 / 2.0",
    }  # fmt: skip
    types = dict(
        connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'person'"
        ).fetchall()
    )
    drawn |= {
        name: _ANY[type_] for name, type_ in types.items() if name not in drawn and type_ in _ANY
    }
    values = ", ".join(f'{value} AS "{name}"' for name, value in drawn.items())
    connection.execute(f"""
        INSERT INTO "person" BY NAME
        SELECT {values} FROM (
          SELECT *, body || substr('10X98765432', 1 + CAST(list_sum(list_transform(range(17),
              lambda k: CAST(substr(body, k + 1, 1) AS INTEGER) * ([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])[k + 1]
            )) AS INTEGER) % 11, 1) AS number
          FROM (
            SELECT *, '999999' || strftime(born, '%Y%m%d') || lpad(CAST(h % 1000 AS VARCHAR), 3, '0') AS body
            FROM (SELECT i, CAST(hash(i) % 1000000007 AS BIGINT) AS h, DATE '1930-01-01' + CAST(hash(i, 1) % 34000 AS INTEGER) AS born
                  FROM range({people}) AS t(i))))""")
    assert connection.execute('SELECT count(*) FROM "person"').fetchone() == (people,)


def _with_every_column(house: House) -> None:
    """An element has its column from the first query that names it."""
    found = house.picture.query('SELECT "id", "kind" FROM "element"').rows
    for kind in ("person", "household"):
        names = ", ".join(f'"{id_}"' for id_, of in found if of == kind)
        house.picture.query(f'SELECT {names} FROM "{kind}" LIMIT 0')


def _unit(person: str) -> str:
    community = f"({person}) // {COMMUNITY}"
    return f"'9999990' || lpad(CAST({community} // 999 AS VARCHAR), 2, '0') || lpad(CAST({community} % 999 + 1 AS VARCHAR), 3, '0')"


_ANY = {
    "VARCHAR": "'示例' || h % 1000", "BOOLEAN": "h % 3 = 0", "BIGINT": "h % 5", "DOUBLE": "h % 1000 / 10",
    "DECIMAL(18,2)": "h % 100000 / 100", "DATE": "born + 7000",
}  # fmt: skip


# by hand


def _case(value: str, element: str) -> str:
    return (
        f"CASE {value} "
        + " ".join(f"WHEN '{a}' THEN '{b}'" for a, b in OPTIONS[element].items())
        + " END"
    )


_PEOPLE = f"""
WITH numbered AS (
  SELECT *, coalesce(substr("person.disability_certificate_no", 1, 18), "person.id_number") AS number
  FROM person WHERE NOT "#closed" {{where}}
), people AS (
  SELECT *, coalesce(CASE WHEN number IS NOT NULL THEN CASE WHEN CAST(substr(number, 17, 1) AS INTEGER) % 2 = 1 THEN '1' ELSE '2' END END,
      "person.sex") AS sex,
    coalesce(CASE WHEN number IS NOT NULL THEN make_date(CAST(substr(number, 7, 4) AS INTEGER), CAST(substr(number, 11, 2) AS INTEGER),
      CAST(substr(number, 13, 2) AS INTEGER)) END, "person.birth_date") AS born
  FROM numbered
), aged AS (
  SELECT *, CASE WHEN born <= DATE '{TODAY}' THEN date_sub('year', born, DATE '{TODAY}') END AS age FROM people
)
"""

REGISTER = f"""{_PEOPLE.format(where='AND "#unit" = ?')}
SELECT "person.name", {_case("sex", "person.sex")}, strftime(born, '%Y-%m-%d'), age, number,
  {_case('"person.ethnicity"', "person.ethnicity")}, {_case('"person.marital_status"', "person.marital_status")},
  "person.phone", "person.current_address", "household.address", "household.is_minimum_living", "person.workplace",
  CAST("person.monthly_income" AS DOUBLE), "person.has_pension_insurance", "person.is_living_alone",
  "person.disability_certificate_no",
  {_case('coalesce(substr("person.disability_certificate_no", 19, 1), "person.disability_type")', "person.disability_type")},
  {_case('coalesce(substr("person.disability_certificate_no", 20, 1), "person.disability_grade")', "person.disability_grade")}
FROM aged LEFT JOIN household ON household."#subject" = "person.household"
WHERE age >= 60 ORDER BY aged."#unit", aged."#subject"
"""

SUMMARY = f"""{_PEOPLE.format(where="")}
SELECT count(*), count(*) FILTER (age >= 60), count(*) FILTER (age >= 80), count(*) FILTER (sex = '2'),
  count(*) FILTER (age >= 60 AND "person.is_living_alone"), count(*) FILTER ("person.disability_certificate_no" IS NOT NULL),
  CAST(sum("person.monthly_income") AS DOUBLE), count(*) FILTER ("household.is_minimum_living")
FROM aged LEFT JOIN household ON household."#subject" = "person.household"
GROUP BY aged."#unit" ORDER BY aged."#unit"
"""


if __name__ == "__main__":
    main()
