"""
What is asked of a city, as forms of a department, and the same in SQL by somebody who knows the tables.

By hand there are two ways to sex and birth: from the columns that the picture keeps (quickest, and what is timed), and from the
identity numbers themselves (which shares nothing with the program, and what answers are held against).
"""

from dataclasses import dataclass
from typing import Final

from benchmarks.houses import OFFICE, TODAY

from yibiao import slicing
from yibiao.flows.house import House
from yibiao.flows.registering import govern, register
from yibiao.flows.slicing.slices import EVERYTHING
from yibiao.matching import Choice
from yibiao.model.form import Field, Form
from yibiao.model.kinds import ValueKind

_HOME: Final = ("person.household",)

#: The register's fifteen columns.
COLUMNS: Final = (
    ("person.name", ()), ("person.sex", ()), ("person.birth_date", ()), ("person.age", ()), ("person.id_number", ()),
    ("person.ethnicity", ()), ("person.marital_status", ()), ("person.education", ()), ("person.phone", ()),
    ("person.current_address", ()), ("household.address", _HOME), ("household.is_minimum_living", _HOME),
    ("person.workplace", ()), ("person.monthly_income", ()), ("person.disability_type", ()),
)  # fmt: skip

_BANDS: Final = (
    (0, 6),
    (7, 15),
    (16, 24),
    (25, 34),
    (35, 44),
    (45, 54),
    (55, 59),
    (60, 64),
    (65, 69),
    (70, 79),
    (80, 89),
    (90, 150),
)


@dataclass(frozen=True)
class Figure:
    """A figure: as an expression over elements, and in SQL over the columns of `_PEOPLE`."""

    label: str
    measure: str
    by_hand: str


def _count(label: str, measure: str, by_hand: str) -> Figure:
    return Figure(label, f"count(*) filter (where {measure})", f"count(*) FILTER (WHERE {by_hand})")


#: Forty figures, as a yearly report has them.
FIGURES: Final = (
    Figure("人数", "count(*)", "count(*)"),
    *(
        _count(
            f"{first}至{last}岁{name}",
            f"person.age between {first} and {last} and person.sex = '{sex}'",
            f"age BETWEEN {first} AND {last} AND sex = '{sex}'",
        )
        for first, last in _BANDS
        for sex, name in (("1", "男"), ("2", "女"))
    ),
    _count("老年人", "person.age >= 60", "age >= 60"),
    _count("独居老人", "person.age >= 60 and person.is_living_alone", "age >= 60 AND alone"),
    _count("残疾人", "person.disability_type is not null", "disability IS NOT NULL"),
    _count("视力残疾", "person.disability_type = '1'", "disability = '1'"),
    _count("肢体残疾", "person.disability_type = '4'", "disability = '4'"),
    _count("少数民族", "person.ethnicity <> '01'", "ethnicity <> '01'"),
    _count("已婚", "person.marital_status = '20'", "marital = '20'"),
    _count("参加养老保险", "person.has_pension_insurance", "pension"),
    _count("参加医疗保险", "person.has_medical_insurance", "medical"),
    _count("低保人口", "person.household.is_minimum_living", "minimum"),
    Figure("低保户", "count(distinct person.household) filter (where person.household.is_minimum_living)",
           "count(DISTINCT household) FILTER (WHERE minimum)"),
    Figure("月收入合计", "sum(person.monthly_income)", "CAST(sum(income) AS DOUBLE PRECISION)"),
    Figure("月收入均值", "avg(person.monthly_income)", "CAST(avg(income) AS DOUBLE PRECISION)"),
    Figure("最高月收入", "max(person.monthly_income)", "CAST(max(income) AS DOUBLE PRECISION)"),
    Figure("最大年龄", "max(person.age)", "CAST(max(age) AS DOUBLE PRECISION)"),
)  # fmt: skip

#: The filter over the city, by the register's columns, and by hand.
FILTER: Final = "f4 >= 80 and f2 = '女性' and f12"
GROUPED: Final = slicing.Wanted(
    group=("county",), measures=("count", "count(f15)", "mean(f14)", "max(f4)")
)
_FILTER_BY_HAND: Final = "age >= 80 AND sex = '2' AND minimum"

#: Another, by columns that nobody made an index of.
OTHER_FILTER: Final = "f8 = '小学毕业' and f7 = '离婚' and f14 < 2500"
_OTHER_FILTER_BY_HAND: Final = "education = '81' AND marital = '40' AND income < 2500"


@dataclass(frozen=True)
class Question:
    """
    One question.

    Attributes:
        form: Which form it is asked of.
        unit: Of which unit; `None` is the city.
        wanted: Which rows of the answer, or groups of them.
        by_hand: SQL, from what stands in for `{people}`.
        alone: Whether it asks nothing of households.
        often: Whether it asks so much of each person that what follows is best worked out once before.
    """

    name: str
    form: str
    by_hand: str
    unit: str | None = None
    wanted: slicing.Wanted = EVERYTHING
    alone: bool = False
    often: bool = False

    @property
    def quickest(self) -> str:
        """By hand, from the columns that are kept, and from no table of which nothing is asked."""
        return self.by_hand.format(people=QUICK_ALONE if self.alone else QUICK)


def asked(
    forms: dict[str, str],
    codes: dict[str, dict[str, str]],
    districts: dict[str, str],
    community: str,
) -> list[Question]:
    """The six questions; *codes* are labels of codes by element, *districts* names, *community* is where one is asked about."""
    street = community[:9]
    return [
        Question("community, 15 columns", forms["residents"], _register(f"unit = '{community}'", codes), community),
        Question("street, 15 columns", forms["residents"], _register(f"unit LIKE '{street}%'", codes), street),
        Question("filter over the city", forms["residents"], _register(_FILTER_BY_HAND, codes), wanted=slicing.Wanted(where=FILTER)),
        Question("group by district", forms["residents"], _districts(districts), wanted=GROUPED, alone=True),
        Question("40 figures a community", forms["figures"], _FIGURES_BY_HAND, often=True),
        Question("filter, no index", forms["residents"], _register(_OTHER_FILTER_BY_HAND, codes), wanted=slicing.Wanted(where=OTHER_FILTER)),
    ]  # fmt: skip


def everybody(codes: dict[str, dict[str, str]], before: str = "") -> str:
    """The register's own columns, of everybody, and what stands *before* them."""
    return _register("true", codes, before)


def _register(where: str, codes: dict[str, dict[str, str]], before: str = "unit, subject, ") -> str:
    """The register's rows."""

    def label(column: str, element: str) -> str:
        cases = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in codes[element].items())
        return f"CASE {column} {cases} ELSE {column} END"

    return f"""{{people}}
SELECT {before}name, {label("sex", "person.sex")}, CAST(born AS VARCHAR), age, number,
  {label("ethnicity", "person.ethnicity")}, {label("marital", "person.marital_status")}, {label("education", "person.education")},
  phone, address, household_address, minimum, workplace, CAST(income AS DOUBLE PRECISION),
  {label("disability", "person.disability_type")}
FROM people WHERE {where} ORDER BY unit, subject"""


_FIGURES_BY_HAND: Final = f"{{people}} SELECT unit, unit, {', '.join(each.by_hand for each in FIGURES)} FROM people GROUP BY unit ORDER BY unit"


def _districts(names: dict[str, str]) -> str:
    cases = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in names.items())
    return f"""{{people}}
SELECT district, CASE district {cases} END, people, disabled, income, oldest FROM (
  SELECT left(unit, 6) AS district, count(*) AS people, count(disability) AS disabled, avg(CAST(income AS DOUBLE PRECISION)) AS income,
    max(age) AS oldest
  FROM people GROUP BY left(unit, 6)) AS counted ORDER BY district"""


_OWN: Final = """
  person."#unit" AS unit, person."#subject" AS subject, "person.name" AS name, "person.ethnicity" AS ethnicity,
  "person.marital_status" AS marital, "person.education" AS education, "person.phone" AS phone,
  "person.current_address" AS address, "person.household" AS household, "person.workplace" AS workplace,
  "person.monthly_income" AS income, "person.is_living_alone" AS alone,
  "person.has_pension_insurance" AS pension, "person.has_medical_insurance" AS medical"""
_SHOWN: Final = (
    f'{_OWN}, "household.address" AS household_address, "household.is_minimum_living" AS minimum'
)
_OPEN: Final = 'WHERE NOT person."#closed"'
_BY_ID: Final = 'household."#subject" = person."person.household"'
_BY_KEY: Final = f'household."#key household" = person."#key person.household" AND {_BY_ID}'
_TABLES: Final = f"person LEFT JOIN household ON {_BY_ID} {_OPEN}"
_KEYED: Final = f"person LEFT JOIN household ON {_BY_KEY} {_OPEN}"

_AGE: Final = (
    f"CASE WHEN born <= DATE '{TODAY}' THEN date_sub('year', born, DATE '{TODAY}') END AS age"
)

#: From the columns that are kept.
_KEPT: Final = """
  "#effective person.sex" AS sex, "#effective person.birth_date" AS born,
  "#effective person.id_number" AS number,
  "#effective person.disability_type" AS disability"""

QUICK: Final = (
    f"WITH people AS (SELECT *, {_AGE} FROM (SELECT {_SHOWN}, {_KEPT} FROM {_KEYED}) AS held)"
)

#: The same without households.
QUICK_ALONE: Final = (
    f"WITH people AS (SELECT *, {_AGE} FROM (SELECT {_OWN}, {_KEPT} FROM person {_OPEN}) AS held)"
)

#: From the numbers themselves.
PLAIN: Final = f"""
WITH numbered AS (
  SELECT {_SHOWN}, coalesce(substr("person.disability_certificate_no", 1, 18), "person.id_number") AS number,
    "person.sex" AS filed_sex, "person.birth_date" AS filed_birth,
    coalesce(substr("person.disability_certificate_no", 19, 1), "person.disability_type") AS disability
  FROM {_TABLES}
), born AS (
  SELECT *, CASE WHEN number IS NULL THEN filed_sex ELSE CAST(2 - CAST(substr(number, 17, 1) AS INTEGER) % 2 AS VARCHAR) END AS sex,
    CASE WHEN number IS NULL THEN filed_birth ELSE make_date(CAST(substr(number, 7, 4) AS INTEGER),
      CAST(substr(number, 11, 2) AS INTEGER), CAST(substr(number, 13, 2) AS INTEGER)) END AS born
  FROM numbered
), people AS (SELECT *, {_AGE} FROM born)
"""


def admitted(house: House) -> dict[str, str]:
    """The forms, in force in the house; their ids by name."""
    known = {each.form.series: id_ for id_, each in house.registry.registrations.items()}
    forms = {
        "residents": _a_register(house),
        "figures": _a_summary("figures", FIGURES),
    }
    return {name: known.get(name) or _admit(house, form) for name, form in forms.items()}


def labels(house: House) -> dict[str, dict[str, str]]:
    """By element among the register's columns, the labels of its codes."""
    catalogue = house.registry.catalogue
    found = {}
    for id_, _ in COLUMNS:
        list_ = catalogue.elements[id_].code_list
        if list_:
            found[id_] = {each.code: each.label.zh for each in catalogue.code_lists[list_].codes}
    return found


def _admit(house: House, form: Form) -> str:
    choices = {
        each.id: Choice(element=element, via=via)
        for each, (element, via) in zip(form.fields, COLUMNS, strict=False)
        if form.layout == "register"
    }
    submission = register.submit(house, form, OFFICE, choices=choices)
    if choices:
        assert [each.element for each in submission.bindings] == [id_ for id_, _ in COLUMNS]
    govern.admit(house, form.id, OFFICE)
    return form.id


def _a_register(house: House) -> Form:
    elements = house.registry.catalogue.elements
    fields = tuple(
        Field(
            id=f"f{number}",
            label=("户" if via else "") + elements[id_].name.zh,
            kind=elements[id_].kind,
        )
        for number, (id_, via) in enumerate(COLUMNS, 1)
    )
    return _a_form("residents", fields=fields)


def _a_summary(series: str, figures: tuple[Figure, ...]) -> Form:
    fields = tuple(
        Field(id=f"f{number}", label=each.label, kind=ValueKind.NUMBER, measure=each.measure)
        for number, each in enumerate(figures, 1)
    )
    return _a_form(series, layout="summary", fields=fields)


def _a_form(series: str, **members) -> Form:
    return Form(
        department="civil-affairs", series=series, title=series, subject="person", period="monthly", scope="true",
        mandate="示例依据", first_round="2026-02-01", expires="2099-01-01", **members,
    )  # fmt: skip
