"""
Who sees what: for random grants an oracle and the running flows agree on every cell of every slice, counts and groups too.

The oracle knows a small county by heart, and the policy only as `docs/access.md` tells it; it shares no code with what it
judges. A sample is asked over HTTP, with tokens of accounts that were given the same grants.
"""

import csv
import io
import json
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, DISABLED_COUNTED, NOW, UNIT, a_house, admitted, id_number
from yibiao import slicing
from yibiao.errors import NotAllowed
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts, grants, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.registering import register
from yibiao.flows.slicing import export, odata, own_sql, query
from yibiao.flows.slicing.slices import Wish
from yibiao.model.account import Account
from yibiao.model.actor import Actor, Grant
from yibiao.model.place import Unit
from yibiao.model.record import Entry
from yibiao.web.app import create_app

TODAY = date(2026, 1, 1)

#: Units with all that is above them.
TOWN, NEXT = "999999001", "999999002"
UNITS = {
    TOWN: (), NEXT: (), UNIT: (TOWN,), f"{UNIT}001": (UNIT, TOWN), "999999001002": (TOWN,), "999999002001": (NEXT,),
}  # fmt: skip
COMMUNITIES = [UNIT, "999999001002", "999999002001"]

LEDGER = {
    "title": "居民健康登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "身份证号", "type": "text"},
        {"label": "出生日期", "type": "date"},
        {"label": "联系电话", "type": "text"},
        {"label": "残疾类别", "type": "choice", "options": ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"]},
        {"label": "疾病名称", "type": "text"},
    ],
}  # fmt: skip
#: The columns of the ledger: the element, and what it is sensitive of.
COLUMNS = [
    ("person.name", None), ("person.id_number", None), ("person.birth_date", None), ("person.phone", None),
    ("person.disability_type", "disability"), ("person.illness_name", "health"),
]  # fmt: skip
FIGURES = [("person.name", None), ("person.disability_type", "disability")]

PLACES = [UNIT, UNIT, f"{UNIT}001", "999999001002", "999999001002", "999999002001", "999999002001"]
PERSONS = {
    f"p{number}": {
        "unit": unit,
        "person.name": f"示例{number}",
        "person.id_number": id_number(f"19{30 + 9 * number}-03-0{number + 1}", number),
        "person.birth_date": f"19{30 + 9 * number}-03-0{number + 1}",
        "person.phone": [None, "010-55550001", "13900000000"][number % 3],
        "person.disability_type": [None, "1", "4"][number % 3],
        "person.illness_name": ["高血压", None][number % 2],
    }
    for number, unit in enumerate(PLACES)
}


class County:
    """The house that is asked."""

    def __init__(self, house, client):
        self.house, self.client = house, client
        self.ledger = admitted(house, "civil-affairs", LEDGER, scope="person.age >= 60")
        self.everybody = admitted(
            house, "disabled-federation", {**LEDGER, "title": "残疾居民登记表"}, scope="true"
        )
        self.summary = admitted(
            house, "disabled-federation", DISABLED_COUNTED, subject="unit", scope="true"
        )
        self.forms = {
            self.ledger: ("civil-affairs", lambda each: int(each["person.birth_date"][:4]) <= 1965),
            self.everybody: ("disabled-federation", lambda _: True),
        }


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        new = [
            Unit(code=code, name=code, parent=(above or (None,))[0])
            for code, above in UNITS.items()
        ]
        register.units(house, new, ADMINISTRATOR)
        with TestClient(create_app(house, "secret")) as client:
            made = County(house, client)
            for subject, said in PERSONS.items():
                values = {id_: value for id_, value in said.items() if id_ != "unit" and value}
                unit = said["unit"]
                entry = Entry(
                    id=subject, unit=unit, subject=subject, kind="person", act="open", values=values
                )
                fill.file(house, entry, ADMINISTRATOR)
            yield made


# the oracle

SHOWS_LESS_TO_MORE = ["none", "year-only", "last-four", "middle-hidden", "full"]
READING = {"reviewer", "analyst", "township", "head", "worker"}


def stands(grant, today):
    return grant["until"] is None or today <= grant["until"]


def is_administrator(held, today):
    return any(
        g["role"] == "administrator" and not g["sensitive"] and stands(g, today) for g in held
    )


def reaches(grant, unit, department):
    if grant["department"] not in (None, department):
        return False
    return grant["unit"] is None or grant["unit"] == unit or grant["unit"] in UNITS[unit]


def mask_of(held, unit, department, today, element, kind):
    """How a column looks in a row; `None` where the row is not seen at all."""
    here = [g for g in held if stands(g, today) and reaches(g, unit, department)]
    showing = [g for g in here if not g["sensitive"] and g["role"] in READING]
    if is_administrator(held, today):
        return "full"
    if not showing:
        return None
    naming = [g for g in here if element in g["sensitive"] or (kind and kind in g["sensitive"])]
    shown = [g["masks"].get(element, "full") for g in (naming if kind else showing + naming)]
    return max(shown, key=SHOWS_LESS_TO_MORE.index, default="none")


def seen(value, mask, *, choice=False):
    if value is None or mask == "none" or (choice and mask != "full"):
        return None
    if mask == "full":
        return value
    if mask == "year-only":
        return value[:4] if len(value) == 10 and value[4] == "-" else None
    if mask == "last-four":
        return "*" * (len(value) - 4) + value[-4:] if len(value) > 4 else "*" * len(value)
    ahead = (len(value) - 6) // 2
    return value[:ahead] + "******" + value[ahead + 6 :] if len(value) > 7 else "*" * len(value)


def expected_rows(held, department, in_scope, today, labels):
    """Unit, subject and answers of everybody who is seen."""
    found = []
    for subject, person in PERSONS.items():
        masks = [mask_of(held, person["unit"], department, today, *column) for column in COLUMNS]
        if in_scope(person) and None not in masks:
            answers = [
                labels(element, seen(person[element], mask, choice=element.endswith("_type")))
                for (element, _), mask in zip(COLUMNS, masks, strict=True)
            ]
            found.append((person["unit"], subject, *answers))
    return sorted(found)


def expected_figures(held, department, today):
    """For each community of which anything is seen: how many, each figure only where it is shown in every row seen."""
    whole = is_administrator(held, today)
    everywhere = [
        u for u in UNITS if mask_of(held, u, department, today, "person.name", None) is not None
    ]
    here = [u for u in everywhere if u[:12] in COMMUNITIES]
    shown = [
        whole
        or all(mask_of(held, unit, department, today, *column) == "full" for unit in everywhere)
        for column in FIGURES
    ]
    rows = []
    for community in sorted({unit[:12] for unit in here}):
        people = [p for p in PERSONS.values() if p["unit"] in here and p["unit"][:12] == community]
        counts = [sum(p[element] is not None for p in people) for element, _ in FIGURES]
        rows.append((community, *(c if s else None for c, s in zip(counts, shown, strict=True))))
    return rows


# what is drawn

ROLES = [
    "administrator",
    "office",
    "registrar",
    "reviewer",
    "analyst",
    "township",
    "head",
    "worker",
    "auditor",
]
OF_DEPARTMENTS, OF_UNITS = {"registrar", "reviewer", "analyst"}, {"township", "head", "worker"}
SOME_MASKS = st.dictionaries(
    st.sampled_from([element for element, _ in COLUMNS]),
    st.sampled_from(SHOWS_LESS_TO_MORE),
    max_size=2,
)


@st.composite
def some_grant(draw):
    role = draw(st.sampled_from(ROLES[1:] * 4 + ROLES[:1] + ["analyst", "worker", "township"] * 6))
    unit = draw(st.sampled_from([*UNITS] if role in OF_UNITS else [None, None, *UNITS]))
    sensitive = draw(
        st.sampled_from(
            [
                (),
                (),
                ("health",),
                ("disability",),
                ("person.disability_type", "health"),
                ("person.phone",),
            ]
        )
    )
    until = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9)]
    return {
        "role": role,
        "unit": None if role == "administrator" else unit,
        "department": draw(st.sampled_from(["civil-affairs", "disabled-federation"]))
        if role in OF_DEPARTMENTS
        else None,
        "until": draw(st.sampled_from(until if sensitive else [None, None, *until])),
        "masks": draw(SOME_MASKS),
        "sensitive": sensitive,
        "purpose": "随访" if sensitive else None,
    }


SOME_GRANTS = st.lists(some_grant(), max_size=4)


def the_actor(held, actor="user:drawn"):
    return Actor(
        id=actor,
        grants=[Grant(id=f"{number}", actor=actor, **each) for number, each in enumerate(held)],
    )


def may_read(held, department, today=TODAY):
    """Whether the slice is answered at all."""
    return any(
        stands(g, today)
        and not g["sensitive"]
        and g["role"] in READING | {"administrator"}
        and g["department"] in (None, department)
        for g in held
    )


LABELS = {"1": "视力", "4": "肢体"}


def label(element, value):
    """A code as the form puts it."""
    return LABELS[value] if element.endswith("_type") and value else value


def options(county, form):
    """A code as a cell of the form holds it."""
    fields = county.house.registry.registration(form).form.fields
    known = {each.title: each.value for each in fields[4].options}
    return lambda element, value: (
        known[label(element, value)] if element.endswith("_type") and value else value
    )


def rows_of(found):
    return [(*key, *row) for key, row in zip(found.rows.keys, found.rows.rows, strict=True)]


@settings(max_examples=250)
@given(SOME_GRANTS, st.sampled_from([0, 1]))
def test_every_cell_of_every_ledger_is_as_granted(county, held, which):
    """Rows, columns and masks; whoever may not read at all is refused."""
    form, (department, in_scope) = [*county.forms.items()][which]
    actor = the_actor(held)
    if not may_read(held, department):
        with pytest.raises(NotAllowed):
            query.slice_of(county.house, form, actor)
        return
    found = query.slice_of(county.house, form, actor)

    assert rows_of(found) == expected_rows(held, department, in_scope, TODAY, options(county, form))
    masked = [each.mask == "full" for each in found.rows.headers]
    for (element, kind), whole in zip(COLUMNS, masked, strict=True):
        shown = [mask_of(held, unit, department, TODAY, element, kind) for unit in UNITS]
        assert whole == all(each in ("full", None) for each in shown)


CONDITIONS = [
    ("f1 is not null", lambda row: row[2] is not None),
    ("f2 is null", lambda row: row[3] is None),
    ("f4 = '010-55550001'", lambda row: row[5] == "010-55550001"),
    ("f5 is not null", lambda row: row[6] is not None),
    ("f6 = '高血压'", lambda row: row[7] == "高血压"),
    ("f6 is null or f1 = '示例2'", lambda row: row[7] is None or row[2] == "示例2"),
]


@settings(max_examples=130)
@given(
    SOME_GRANTS,
    st.sampled_from(CONDITIONS),
    st.sampled_from([None, "高血压", "0001", "示例", "视力"]),
)
def test_nothing_is_told_by_what_is_found(county, held, condition, words):
    """What is filtered, searched and sorted is what is seen."""
    if not may_read(held, "disabled-federation"):
        return
    where, holds = condition
    wanted = slicing.Wanted(where=where, search=words, order=("-f6", "f5", "f2"))
    found = rows_of(query.slice_of(county.house, county.everybody, the_actor(held), wanted=wanted))
    whole = expected_rows(
        held, "disabled-federation", lambda _: True, TODAY, options(county, county.everybody)
    )

    def matches(row):
        return words is None or any(words in str(each) for each in row[2:] if each is not None)

    assert sorted(found) == [row for row in whole if holds(row) and matches(row)]
    known = [row[7] for row in found if row[7] is not None]
    assert known == sorted(known, reverse=True)
    assert [row[7] for row in found] == [*known, *[None] * (len(found) - len(known))]


@settings(max_examples=130)
@given(SOME_GRANTS)
def test_every_figure_is_over_what_is_seen(county, held):
    """A figure over anything that is covered is not there."""
    if not may_read(held, "disabled-federation"):
        with pytest.raises(NotAllowed):
            query.slice_of(county.house, county.summary, the_actor(held))
        return
    found = query.slice_of(county.house, county.summary, the_actor(held)).rows

    assert [
        (unit, *row) for (unit, _), row in zip(found.keys, found.rows, strict=True)
    ] == expected_figures(held, "disabled-federation", TODAY)


@settings(max_examples=15)
@given(SOME_GRANTS)
def test_counts_and_groups_are_over_what_is_seen(county, held):
    """A department's own SQL sees its slices as the asker does."""
    asked = 'SELECT "单元代码", "疾病名称", count(*), count("残疾类别") FROM "残疾居民登记表" GROUP BY 1, 2'
    if not any(g["department"] == "disabled-federation" for g in held) or not may_read(
        [g for g in held if g["department"]], "disabled-federation"
    ):
        return
    found = own_sql.ask(county.house, "disabled-federation", asked, the_actor(held)).rows
    rows = expected_rows(held, "disabled-federation", lambda _: True, TODAY, label)
    groups, disabled = Counter((row[0], row[7]) for row in rows), Counter()
    for row in rows:
        disabled[row[0], row[7]] += row[6] is not None

    assert {tuple(each) for each in found} == {
        (*group, many, disabled[group]) for group, many in groups.items()
    }


#: What rows are counted together by: as a slice is asked, as OData has it, and what stands in a row of the oracle's.
GROUPS = [
    ("unit", "单元代码", lambda row: row[0]),
    ("community", None, lambda row: row[0][:12]),
    *(
        (f"f{number}", LEDGER["fields"][number - 1]["label"], lambda row, at=number + 1: row[at])
        for number in range(1, 7)
    ),
]
SOME_GROUPS = st.lists(st.sampled_from(GROUPS), min_size=1, max_size=2, unique_by=lambda each: each[0])  # fmt: skip


def expected_groups(rows, keys):
    """By what they are counted together: how many, how many of known disability, how many numbers, the last name."""
    found = {}
    for row in rows:
        found.setdefault(tuple(key(row) for key in keys), []).append(row)
    return {
        group: (
            len(some),
            sum(row[6] is not None for row in some),
            len({row[5] for row in some} - {None}),
            max((row[2] for row in some if row[2] is not None), default=None),
        )
        for group, some in found.items()
    }


@settings(max_examples=40)
@given(SOME_GRANTS, SOME_GROUPS)
def test_groups_of_every_door_are_over_what_is_seen(county, held, by):
    """Counts, distinct values and the largest of what is shown, and no group of what is not; by `group`, and by OData's `$apply`."""
    if not may_read(held, "disabled-federation"):
        return
    actor = the_actor(held)
    rows = expected_rows(held, "disabled-federation", lambda _: True, TODAY, label)
    expected = expected_groups(rows, [key for _, _, key in by])
    measures = ("count", "count(f5)", "distinct(f4)", "max(f1)")
    wanted = slicing.Wanted(group=tuple(id_ for id_, _, _ in by), measures=measures)
    file = export.export(county.house, county.everybody, actor, Wish(wanted=wanted), "json")
    answer = json.loads(file.content())
    columns = [each["id"] for each in answer["columns"]]
    at = [columns.index(each) for each in (*(id_ for id_, _, _ in by), *measures)]
    told = [[row[each] for each in at] for row in answer["rows"]]

    assert len(told) == len(expected)
    assert {tuple(row[: len(by)]): tuple(row[len(by) :]) for row in told} == expected
    names = [name for _, name, _ in by]
    if None in names or not may_read([g for g in held if g["department"]], "disabled-federation"):
        return
    figures = "$count as N,残疾类别 with countdistinct as D,联系电话 with countdistinct as P,姓名 with max as M"
    asked = f"$apply=groupby(({','.join(names)}),aggregate({figures}))"
    page = odata.ask(county.house, "disabled-federation", "残疾居民登记表", asked, actor)

    assert {
        tuple(row[each] and str(row[each]) for each in names): (row["N"], row["P"], row["M"])
        for row in page.rows
    } == {group: (many, phones, last) for group, (many, _, phones, last) in expected.items()}


@settings(max_examples=20)
@given(SOME_GRANTS)
def test_the_running_service_agrees(county, held):
    """An account with these grants and a token of it: the same rows, as JSON and as a file."""
    house, client = county.house, county.client
    account = f"service:n{house.journal.head}"
    accounts.open_(house, Account(id=account, name="示例"), ADMINISTRATOR)
    for number, each in enumerate(held):
        grants.give(house, Grant(id=f"{account} {number}", actor=account, **each), ADMINISTRATOR)
    secret, _ = tokens.issue(house, account, Wanted(label="示例"), ADMINISTRATOR)
    address, headers = f"/api/v1/slices/{county.everybody}", {"Authorization": f"Bearer {secret}"}
    answer = client.get(address, headers=headers)
    if not may_read(held, "disabled-federation"):
        assert (answer.status_code, answer.json()["type"]) == (
            403,
            "urn:yibiao:problem:not-allowed",
        )
        return
    rows = expected_rows(
        held, "disabled-federation", lambda _: True, TODAY, options(county, county.everybody)
    )
    assert [[*row[2:]] for row in rows] == answer.json()["rows"]
    assert [row[1] for row in rows] == answer.json()["subjects"]
    grouped = client.get(f"{address}?group=unit,f6&measure=count", headers=headers).json()["rows"]
    groups = Counter((row[0], row[7]) for row in rows)
    assert groups == {(unit, illness): many for unit, _, illness, many in grouped}
    file = client.get(f"{address}?format=csv", headers=headers).text.lstrip("\ufeff")
    *written, mark = csv.DictReader(io.StringIO(file))
    assert mark["姓名"].startswith(f"# {account} 于 2026-01-01 17:00:00 导出")
    names = [row["姓名"] for row in written if row["姓名"]]
    assert [row[2] for row in rows if row[2]] == names


def test_the_oracles_county_is_the_houses():
    """Its day, and how its persons are spread."""
    assert NOW.date() == TODAY
    assert {person["unit"][:12] for person in PERSONS.values()} == set(COMMUNITIES)
