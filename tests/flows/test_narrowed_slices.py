"""Fewer rows of a slice, in another order, a page at a time: the same as if the whole slice were sifted by hand."""

import json
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from sqlglot import exp

from tests.effort import effort
from tests.houses import ADMINISTRATOR, UNIT, a_house, admitted, nobody_resembles
from yibiao import slicing
from yibiao.errors import Invalid
from yibiao.flows.filling import fill
from yibiao.flows.slicing import query
from yibiao.model.record import Entry
from yibiao.slicing import Wanted, seeking, sifting
from yibiao.web.app import create_app

ASKED = {
    "title": "居民登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "性别", "type": "choice", "options": ["男", "女"]},
        {"label": "月收入（元）", "type": "number"},
        {"label": "来本地居住日期", "type": "date"},
        {"label": "联系电话", "type": "text"},
    ],
}
NAME, SEX, INCOME, ARRIVED = range(4)
PEOPLE = 60


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with nobody_resembles(), a_house(tmp_path_factory.mktemp("narrowed") / "data") as house:
        form = admitted(house, "civil-affairs", ASKED, scope="true")
        assert form
        bindings = house.registry.registrations[form].bindings
        name, _, income, arrived, _ = (bindings[f"f{n}"].element for n in range(1, 6))
        for number in range(PEOPLE):
            values = {
                name: None if number % 7 == 0 else f"Name {number % 5}'%_",
                "person.sex": None if number % 11 == 0 else "12"[number % 2],
                income: None if number % 3 == 0 else (number * 37) % 23 - 4.5,
                arrived: None
                if number % 4 == 0
                else f"20{10 + number % 9}-0{1 + number % 9}-1{number % 9}",
            }
            entry = Entry(
                id=f"e{number}", unit=UNIT, subject=f"s{number:03}", kind="person", act="open",
                values=values, remark="如实填写",
            )  # fmt: skip
            fill.file(house, entry, ADMINISTRATOR)
        house.form = form
        yield house


def rows(house, **wanted):
    found = query.slice_of(house, house.form, ADMINISTRATOR, wanted=Wanted(**wanted))
    return [
        (subject, *row) for (_, subject), row in zip(found.rows.keys, found.rows.rows, strict=True)
    ], found.next


def everything(house):
    found = query.slice_of(house, house.form, ADMINISTRATOR)
    return [
        (subject, *row) for (_, subject), row in zip(found.rows.keys, found.rows.rows, strict=True)
    ]


def by_hand(all_rows, keep):
    return [row for row in all_rows if keep(*row[1:5])]


@pytest.mark.parametrize(
    ("where", "keep"),
    [
        ("f3 >= 5 and f2 = '男'", lambda n, s, i, a: i is not None and i >= 5 and s == "男"),
        ("f3 is null", lambda n, s, i, a: i is None),
        ("not (f2 = '女')", lambda n, s, i, a: s is not None and s != "女"),
        ("f1 = 'Name 3''%_'", lambda n, s, i, a: n == "Name 3'%_"),
        ("f4 >= '2015-01-01'", lambda n, s, i, a: a is not None and a >= "2015-01-01"),
        ("f3 between -2 and 2.5", lambda n, s, i, a: i is not None and -2 <= i <= 2.5),
        ("f2 in ('男', '女') or f4 is null", lambda n, s, i, a: s is not None or a is None),
        ("contains(f1, '3''%')", lambda n, s, i, a: "3'%" in (n or "")),
        ("not contains(f2, '男')", lambda n, s, i, a: s is not None and s != "男"),
        ("starts_with(f1, 'Name 1')", lambda n, s, i, a: (n or "").startswith("Name 1")),
    ],
)
def test_a_condition_keeps_what_meets_it(house, where, keep):
    """And what is not known to meet it is left out, as in SQL."""
    assert by_hand(everything(house), keep) == rows(house, where=where)[0]


def test_what_is_searched_is_a_text_and_no_pattern(house):
    """Neither a per cent sign nor a quote means anything."""
    found = rows(house, search="NAME 2'%_")[0]

    assert by_hand(everything(house), lambda n, *_: n == "Name 2'%_") == found
    assert found
    assert [] == rows(house, search="' OR 1=1 --")[0]


FIELDS = st.lists(st.sampled_from(["f1", "f2", "f3", "f4"]), unique=True, max_size=3).flatmap(
    lambda ids: st.tuples(*(st.sampled_from([each, f"-{each}"]) for each in ids))
)


def sorted_by_hand(all_rows, order):
    """Stable sorts, the last key first; what is missing last, whichever way."""
    found = sorted(all_rows, key=lambda row: row[0])
    for each in reversed(order):
        at = int(each.removeprefix("-")[1:])
        known = [row for row in found if row[at] is not None]
        known.sort(key=lambda row: row[at], reverse=each.startswith("-"))
        found = known + [row for row in found if row[at] is None]
    return found


@settings(max_examples=effort(15, 40))
@given(order=FIELDS, limit=st.integers(1, PEOPLE + 3))
def test_pages_in_any_order_are_the_whole_each_row_once(house, order, limit):
    """Whatever the order and the size of a page; rows alike in all keys included."""
    told, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page, cursor = rows(house, order=order, limit=limit, after=cursor)
        assert len(page) <= limit
        told += page
        pages += 1

    expected = everything(house)
    assert sorted_by_hand(expected, order) == told


@settings(max_examples=effort(15, 30))
@given(
    order=FIELDS, skip=st.integers(0, PEOPLE + 3), limit=st.integers(1, 9), few=st.sampled_from((0, 5, 100)),
)  # fmt: skip
def test_a_jump_lands_where_the_pages_before_would_have_ended(house, order, skip, limit, few):
    """In any order, however the place is found; and the pages behind it go on from there."""
    with patch.object(seeking, "FEW", few):
        page, cursor = rows(house, order=order, skip=skip, limit=limit)
    behind = rows(house, order=order, limit=10_000, after=cursor)[0] if cursor else []

    assert sorted_by_hand(everything(house), order)[skip:] == [*page, *behind]


@settings(max_examples=effort(8, 15))
@given(
    order=FIELDS, skip=st.integers(0, PEOPLE), limit=st.integers(1, 70), where=st.sampled_from(("f3 >= 5", "f2 = '男' and f4 is null")),
    search=st.sampled_from((None, "name 3", "'%_", "4")),
)  # fmt: skip
def test_a_page_is_a_part_of_what_is_answered_at_once(house, order, skip, limit, where, search):
    """Narrowed, searched and ordered, with a jump: as the whole answer has those rows."""
    whole = rows(house, order=order, where=where, search=search)[0]
    with patch.object(seeking, "FEW", 0):
        page, cursor = rows(house, order=order, where=where, search=search, skip=skip, limit=limit)

    assert (whole[skip : skip + limit], skip + limit < len(whole)) == (page, cursor is not None)


@given(st.characters())
def test_what_has_no_case_is_no_small_letter_of_another(character):
    """So that a text that holds it need not be made small."""
    other = (character.lower(), character.upper())

    assert not sifting.caseless(character) or (character, character) == other
    assert character == character.lower() or not all(map(sifting.caseless, character.lower()))


def test_a_search_finds_small_and_capital_letters_alike(house):
    """And of what has no case, what is there."""
    everybody = everything(house)
    named = by_hand(everybody, lambda n, *_: n is not None)

    assert named == rows(house, search="nAmE")[0]
    assert named == rows(house, search="'%_")[0]


def test_a_function_that_only_rules_have_is_refused(house):
    """And not answered by an error of the engine's."""
    with pytest.raises(Invalid) as refused:
        rows(house, where="matches(f1, 'x')")

    assert ["expression-invalid"] == [each.code for each in refused.value.findings]


def test_what_is_filed_between_pages_neither_repeats_nor_hides_rows(house):
    """A row before the page's place is not told; those behind it all are."""
    first, cursor = rows(house, limit=10)
    entry = Entry(id="between", unit=UNIT, subject="s000a", kind="person", act="open")
    fill.file(house, entry, ADMINISTRATOR)
    rest, _ = rows(house, limit=10_000, after=cursor)

    assert [f"s{n:03}" for n in range(PEOPLE)] == [row[0] for row in (*first, *rest)]
    closing = Entry(id="gone", unit=UNIT, subject="s000a", kind="person", act="close")
    fill.file(house, closing, ADMINISTRATOR)


def _cursor(*keys, order=("f4",), of=None):
    """What a page in that order would have given, of the form that it is asked of or of another."""

    def given(form):
        last = [(f"{of or form} {each}", False) for each in ("#unit", "#subject")]
        names = [*((each.removeprefix("-"), each.startswith("-")) for each in order), *last]
        ordered = [slicing.Key(exp.Null(), down, name=name) for name, down in names]
        return slicing.after(keys, ordered)

    return given


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"where": "f9 = 1"}, "unknown-field"),
        ({"where": "person.name = 'x'"}, "unknown-field"),
        ({"where": "f3"}, "expression-types"),
        ({"where": "f3 = '男'"}, "expression-types"),
        ({"where": "sum(f3) > 1"}, "expression-mixed"),
        ({"where": "f1 = 'x'; drop table person"}, "expression-invalid"),
        ({"where": "read_text('/etc/passwd') = 'x'"}, "expression-invalid"),
        ({"order": ("f99",)}, "unknown-field"),
        ({"after": "%%%"}, "cursor-unreadable"),
        ({"after": "W10"}, "cursor-unreadable"),
        ({"after": "eyJhIjoxfQ"}, "cursor-unreadable"),
        ({"after": _cursor("x", "u", "s"), "order": ("f4",), "limit": 3}, "cursor-unreadable"),
        (
            {"after": _cursor("20200101", "u", "s"), "order": ("f4",), "limit": 3},
            "cursor-unreadable",
        ),
        (
            {"after": _cursor("2020-02-31", "u", "s"), "order": ("f4",), "limit": 3},
            "cursor-unreadable",
        ),
        *(
            (
                {"after": _cursor("x", "u", "s", order=of), "order": ("f1",), "limit": limit},
                "cursor-unreadable",
            )
            for of in (("f2",), ("-f1",))
            for limit in (3, 2_000)
        ),
        *(
            (
                {"after": _cursor("u", "s", order=(), of="another@0123456789ab"), "limit": limit},
                "cursor-unreadable",
            )
            for limit in (3, 2_000)
        ),
    ],
)
def test_what_is_no_wish_is_refused(house, wanted, code):
    """With a finding that says what."""
    after = wanted.get("after")
    with pytest.raises(Invalid) as refusal:
        rows(house, **{**wanted, "after": after(house.form) if callable(after) else after})

    assert code in {each.code for each in refusal.value.findings}


def test_over_http(house):
    """A page and the next, lines of JSON, and a refusal."""
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        path = f"/api/v1/slices/{house.form}"
        page = client.get(path, params={"filter": "f3 > 0", "sort": "-f3", "limit": 4}).json()
        more = client.get(
            path, params={"filter": "f3 > 0", "sort": "-f3", "limit": 4, "cursor": page["next"]}
        ).json()
        lines = client.get(path, params={"format": "ndjson", "filter": "f3 > 0"}).text.splitlines()
        refused = client.get(path, params={"filter": "f3 >"})

    incomes = [row[INCOME] for row in (*page["rows"], *more["rows"])]
    assert incomes == sorted(incomes, reverse=True)
    assert 8 == len(incomes)
    assert {float} == {type(each) for each in incomes}
    assert all(json.loads(line)["月收入（元）"] > 0 for line in lines)
    assert 422 == refused.status_code
