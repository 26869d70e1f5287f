"""The oracle is held to answers worked out by hand, so that it may judge others."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.reference import (
    Reader,
    Reckoning,
    Reference,
    World,
    age_on,
    converted,
    credit_code_is_sound,
    differences,
    folded,
    id_number_is_sound,
    numbered,
    plain,
)

TODAY = date(2026, 1, 15)

#: Check digits worked out by hand: a man of 1940 and a woman of 1990.
OLD_MAN, WOMAN = "999999194003010017", "999999199001010024"


def _element(id_, kind, **more):
    return {"id": id_, "name": {"zh": id_, "en": id_}, "kind": kind, **more}


def _follows(rule, source):
    return [{"rule": rule, "sources": [source]}]


ELEMENTS = {
    each["id"]: each
    for each in (
        _element("person.name", "text"),
        _element(
            "person.id_number",
            "id-number",
            derivations=_follows("id-number-of-disability-certificate", "person.certificate"),
        ),
        _element("person.certificate", "text"),
        _element(
            "person.disability_type",
            "code",
            code_list="disability",
            derivations=_follows("disability-type-of-certificate", "person.certificate"),
        ),
        _element("person.sex", "code", derivations=_follows("sex-of-id-number", "person.id_number")),
        _element(
            "person.birth_date",
            "date",
            derivations=_follows("birth-date-of-id-number", "person.id_number"),
        ),
        _element("person.age", "integer", derivations=_follows("age-of-birth-date", "person.birth_date")),
        _element("person.phone", "phone"),
        _element("person.is_veteran", "boolean"),
        _element("person.tags", "codes", code_list="tags"),
        _element("person.allowance", "money"),
        _element("person.household", "link", target="household"),
        _element("person.spouse", "link", target="person"),
        _element("household.head", "link", target="person"),
        _element("household.low_income", "boolean"),
        _element("household.members", "links", target="person", inverse_of="person.household"),
        _element(
            "household.member_count",
            "integer",
            derivations=_follows("count-of-links", "person.household"),
        ),
    )
}  # fmt: skip

CODE_LISTS = {
    "disability": {"codes": [{"code": "4", "label": {"zh": "肢体残疾", "en": "Physical"}}]},
    "tags": {
        "codes": [
            {"code": "1", "label": {"zh": "党员", "en": "Party"}},
            {"code": "2", "label": {"zh": "志愿者", "en": "Volunteer"}},
        ]
    },
}


def _entry(subject, act="state", unit="u1", **values):
    kind = subject[0]
    named = {"p": "person", "h": "household"}[kind]
    return {
        "id": f"{subject}-{act}-{len(values)}",
        "unit": unit,
        "subject": subject,
        "kind": named,
        "act": act,
        "values": {f"{named}.{name}": value for name, value in values.items()},
    }


ENTRIES = [
    _entry("h1", "open", low_income=True),
    _entry("p1", "open", name="甲", certificate=f"{OLD_MAN}43", household="h1", tags=["1", "9"]),
    _entry("p2", "open", name="乙", id_number=WOMAN, household="h1", spouse="p1", phone="19900000001"),
    _entry("p3", "open", unit="u2", name="丙", sex="1", birth_date="2020-02-29", allowance=12.5),
    _entry("h1", head="p1"),
    _entry("p2", phone="19900000002", is_veteran=False),
    _entry("p4", "open", name="丁", household="h1"),
    _entry("p4", "close"),
    _entry("p3", "move", unit="u0", allowance=20),
    _entry("p2", phone=None),
]  # fmt: skip

FORM = {
    "department": "d", "series": "s", "title": "t", "subject": "person", "layout": "register",
    "fields": [
        {"id": "f1", "label": "姓名", "kind": "text"},
        {"id": "f2", "label": "性别", "kind": "code"},
        {"id": "f3", "label": "出生年月", "kind": "year-month"},
        {"id": "f4", "label": "年龄", "kind": "integer"},
        {"id": "f5", "label": "户主", "kind": "text"},
        {"id": "f6", "label": "标签", "kind": "codes"},
        {"id": "f7", "label": "津贴（万元）", "kind": "money"},
        {"id": "f8", "label": "退役", "kind": "code"},
        {"id": "f9", "label": "手机后四位", "kind": "text"},
        {"id": "f10", "label": "残疾类别", "kind": "text"},
    ],
}  # fmt: skip


def _binding(field, element, via=(), how="exact", **more):
    return {"form": "f", "field": field, "element": element, "via": via, "how": how, **more}


BINDINGS = [
    _binding("f1", "person.name"),
    _binding("f2", "person.sex", how="crosswalk", crosswalk={"1": "M", "2": "F"}),
    _binding("f3", "person.birth_date", how="conversion", conversion="year-month-of-date"),
    _binding("f4", "person.age"),
    _binding("f5", "person.name", ("person.household", "household.head")),
    _binding("f6", "person.tags", how="crosswalk", crosswalk={"1": "A", "2": "B"}),
    _binding("f7", "person.allowance", how="conversion", conversion="ten-thousand-yuan-of-yuan"),
    _binding("f8", "person.is_veteran", how="crosswalk", crosswalk={"true": "是", "false": "否"}),
    _binding("f9", "person.phone", how="conversion", conversion="last-four"),
    _binding("f10", "person.disability_type", how="conversion", conversion="label-of-code"),
]


def _reference(as_of=None):
    return Reference(list(numbered(ENTRIES)), ELEMENTS, CODE_LISTS, TODAY, as_of)


def test_a_register():
    """A row for each open person, by unit and id: followed, linked, crossed, converted."""
    expected = [
        ["丙", "M", "2020-02", 5, None, None, 0.002, None, None, None],
        ["甲", "M", "1940-03", 85, "甲", ["A"], None, None, None, "肢体残疾"],
        ["乙", "F", "1990-01", 36, "甲", None, None, "否", None, None],
    ]

    assert _reference().slice(FORM, BINDINGS) == expected


def test_a_register_of_one_unit_as_it_was():
    """Entries after the position are not read: nobody has moved, been closed or lost a number yet."""
    expected = [
        ["甲", "M", "1940-03", 85, "甲", ["A"], None, None, None, "肢体残疾"],
        ["乙", "F", "1990-01", 36, "甲", None, None, "否", "0002", None],
        ["丁", None, None, None, "甲", None, None, None, None, None],
    ]

    assert _reference(as_of=7).slice(FORM, BINDINGS, units=["u1"]) == expected


def test_a_scope():
    """Only those of whom it is true: of the unknown it is not."""
    form = FORM | {"scope": "person.age >= 36 and person.household.low_income"}
    names = [row[0] for row in _reference().slice(form, BINDINGS)]

    assert names == ["甲", "乙"]


def test_a_block():
    """Members in the order of their ids, without the closed; nobody is an empty list."""
    form = {
        "subject": "household", "layout": "card",
        "fields": [
            {"id": "f1", "label": "人口", "kind": "integer"},
            {"id": "f2", "label": "成员", "kind": "rows", "fields": [
                {"id": "f2.1", "label": "姓名", "kind": "text"},
                {"id": "f2.2", "label": "配偶", "kind": "text"},
            ]},
            {"id": "f3", "label": "户主的户成员", "kind": "rows", "fields": [
                {"id": "f3.1", "label": "姓名", "kind": "text"},
            ]},
        ],
    }  # fmt: skip
    bindings = [
        _binding("f1", "household.member_count"),
        _binding("f2", "household.members"),
        _binding("f2.1", "person.name"),
        _binding("f2.2", "person.name", ("person.spouse",)),
        _binding("f3", "person.household", ("household.head",)),
    ]
    members = [{"姓名": "甲", "配偶": None}, {"姓名": "乙", "配偶": "甲"}]

    assert _reference().slice(form, bindings) == [[2, members, [{"姓名": None}]]]


def test_figures():
    """
    A row for each unit asked for, of its own subjects; counts of nobody are nought, sums are nothing.

    With fewer digits, units whose codes begin alike are counted as one.
    """
    form = {
        "subject": "unit", "layout": "summary", "scope": "true",
        "fields": [{"id": f"f{number}", "label": "", "kind": "number"} for number in range(1, 6)],
    }  # fmt: skip
    measures = (
        "count(*) filter (where person.age >= 60)",
        "sum(person.allowance)",
        "count(*) filter (where household.low_income)",
        "count(person) - count(person) filter (where person.sex = '2')",
    )
    bindings = [
        {"form": "f", "field": f"f{number}", "how": "measure", "measure": each}
        for number, each in enumerate(measures, 1)
    ]
    expected = [[0, 20, 0, 1, None], [1, None, 1, 1, None], [0, None, 0, 0, None]]

    actual = _reference().slice(form, bindings, units=["u9", "u0", "u1"])
    together = _reference().slice(form, bindings, units=["u0", "u1"], digits=1)

    assert differences(expected, actual) == []
    assert differences([[1, 20, 1, 2, None]], together) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 = 7", True),
        ("(1 + 2) * 3 <> 9", False),
        ("-2 < 1 and not 1 = 2", True),
        ("1 / 0 is null", True),
        ("1 / 4 = 0.25", True),
        ("person.phone = 'x'", None),
        ("person.phone = 'x' or true", True),
        ("person.phone = 'x' and false", False),
        ("not person.phone = 'x'", None),
        ("person.phone is null and person.name is not null", True),
        ("person.name in ('甲', '乙')", True),
        ("person.name not in ('甲')", False),
        ("person.phone not in ('甲')", None),
        ("person.age between 85 and 85", True),
        ("person.age not between 1 and 84", True),
        ("contains(person.tags, '1') and not contains(person.tags, '2')", True),
        ("starts_with(person.certificate, '99')", True),
        ("coalesce(person.phone, person.name) = '甲'", True),
        ("person.birth_date < today", True),
        ("person.birth_date > period_start", None),
        ("person.household.head.age = person.age", True),
        ("'it''s' = 'it''s' AND TRUE", True),
    ],
)
def test_an_expression(text, expected):
    """By SQL's three values, what binds tighter first."""
    world = World(folded(numbered(ENTRIES)), ELEMENTS, TODAY)

    assert Reckoning(world).of(Reader(text).all(), "p1") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(*)", 3),
        ("count(person)", 3),
        ("count(person.phone)", 0),
        ("count(distinct person.sex)", 2),
        ("avg(person.age)", Fraction(5 + 85 + 36, 3)),
        ("max(person.age) - min(person.age)", 80),
        ("sum(person.allowance) filter (where person.sex = '2')", None),
        ("count(*) filter (where person.sex = '1') + 1", 3),
    ],
)
def test_a_figure(text, expected):
    """Over several subjects; unknown values do not count."""
    world = World(folded(numbered(ENTRIES)), ELEMENTS, TODAY)

    assert Reckoning(world).of(Reader(text).all(), None, ["p1", "p2", "p3"]) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("date-of-datetime", "2026-01-15T08:30", "2026-01-15"),
        ("year-month-of-date", "2026-01-15", "2026-01"),
        ("year-of-date", "2026-01", "2026"),
        ("time-of-datetime", "2026-01-15T08:30:10", "08:30"),
        ("date-of-text", "2026-02-30", None),
        ("date-of-text", "2026-02-28", "2026-02-28"),
        ("number-of-text", "-1.50", -1.5),
        ("number-of-text", "1,5", None),
        ("integer-of-text", "+7", 7),
        ("text-of-number", 1234.5, "1234.5"),
        ("text-of-number", 100, "100"),
        ("text-of-number", 0.0000001, "0"),
        ("text-of-boolean", False, "否"),
        ("integer-of-number", -2.5, -3),
        ("mask-middle", "999999199001010028", "999***********0028"),
        ("mask-middle", "示例名", "示*名"),
        ("mask-middle", "示例", "示*"),
        ("last-six", "999999199001010028", "010028"),
        ("label-of-code", "9", "9"),
        ("labels-of-codes", ["1", "2"], "党员、志愿者"),
        ("label-list-of-codes", "1", ["党员"]),
        ("mu-of-square-metre", 2000, 3.0),
        ("tonne-of-jin", 3000, 1.5),
        ("yuan-of-ten-thousand-yuan", 0.35, 3500.0),
        ("last-four", None, None),
    ],
)
def test_a_conversion(name, value, expected):
    """As its name says."""
    labels = {"1": "党员", "2": "志愿者"}

    assert converted(name, value, labels) == expected


def test_numbers_are_checked():
    """By calendar and check digit; the published example of GB 11643 and of GB 32100 pass."""
    assert id_number_is_sound("11010519491231002X")
    assert not id_number_is_sound("110105194912310021")
    assert not id_number_is_sound("11010519490231002X")
    assert credit_code_is_sound("91350100M000100Y43")
    assert not credit_code_is_sound("91350100M000100Y44")


def test_birthdays_of_leap_days():
    """Pass on the first of March where there is no twenty-ninth of February."""
    assert age_on("2020-02-29", date(2025, 2, 28)) == 4
    assert age_on("2020-02-29", date(2025, 3, 1)) == 5
    assert age_on("2020-02-29", date(2024, 2, 29)) == 4
    assert age_on("2026-01-16", TODAY) is None


def test_values_that_say_the_same():
    """Are the same once they are plain."""
    assert plain(Decimal("1.50")) == plain(1.5) == plain(Fraction(3, 2))
    assert plain([date(2026, 1, 15), {"f": 1}]) == ["2026-01-15", {"f": 1.0}]
    assert plain(True) is True
    assert differences([[1, "a"]], [[1.0, "b"]]) == [(0, 1, "a", "b")]
    assert differences([[1]], []) == [(-1, -1, 1, 0)]
