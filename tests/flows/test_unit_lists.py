"""A list of units: read as any register, looked at whole before anything is written, registered together or not at all."""

import io
import re

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, opened
from yibiao.cli import app as terminal
from yibiao.errors import Invalid, NotFound
from yibiao.flows.registering import register
from yibiao.flows.units import listing, tree
from yibiao.model.original import SentFile
from yibiao.model.place import Unit, own_digits
from yibiao.model.unit_list import LISTED_AS
from yibiao.web.app import create_app

#: A street without a parent, a community whose parent follows from its code, one renamed, one that is as it was.
LIST = """代码,名称,上级代码
999999001000,示例街道,
999999001002,东街社区,
999999001001,示范社区,999999001000
999999001001001,第一网格,
"""
WRONG = """代码,名称
99999900100x,东街社区
999999001003,
999999001001,示例社区
999999001001,又是它
"""


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def sent(text, name="单元.csv"):
    return SentFile(name, text.encode())


def told(found):
    return [(each.code, each.parent, each.listed) for each in found.rows]


def test_a_preview_tells_what_becomes_of_each_row_and_keeps_nothing(house):
    """Whoever says no parent stays where they are, or goes below the nearest by code."""
    head = house.journal.head
    found = listing.bring(house, sent(LIST), ADMINISTRATOR, commit=False)

    assert told(found) == [
        ("999999001000", None, "new"),
        ("999999001002", "999999001000", "new"),
        ("999999001001", "999999001000", "moved"),
        ("999999001001001", UNIT, "unchanged"),
    ]
    assert found.counts == {"new": 2, "moved": 1, "unchanged": 1}
    assert not found.kept
    assert house.journal.head == head


def test_what_was_previewed_is_registered_and_again_changes_nothing(house):
    """By the same reading."""
    before = listing.bring(house, sent(LIST), ADMINISTRATOR, commit=False)
    found = listing.bring(house, sent(LIST), ADMINISTRATOR)
    head = house.journal.head
    again = listing.bring(house, sent(LIST), ADMINISTRATOR)

    assert told(found) == told(before)
    assert house.registry.unit(UNIT) == Unit(code=UNIT, name="示范社区", parent="999999001000")
    assert set(house.registry.subtree("999999001000")[1:]) == {UNIT, "999999001002", f"{UNIT}001"}
    assert again.counts == {"unchanged": 4}
    assert house.journal.head == head


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(house):
    """Each finding names its cell."""
    shown = listing.bring(house, sent(WRONG), ADMINISTRATOR, commit=False)
    head = house.journal.head
    with pytest.raises(Invalid) as refused:
        listing.bring(house, sent(WRONG), ADMINISTRATOR)

    wanted = [
        ("unit-code-wrong", "row 2, column 1"),
        ("unit-without-name", "row 3, column 2"),
        ("unit-listed-twice", "row 5, column 1"),
    ]
    assert [(each.code, each.where) for each in refused.value.findings] == wanted
    assert [(each["code"], each["where"]) for row in shown.rows for each in row.errors] == wanted
    assert house.journal.head == head


def test_rows_without_a_code_are_not_each_other_s_doubles(house):
    """Nor those whose codes are none; what is wrong with each is said once."""
    text = "代码,名称\n,东街社区\n,西街社区\n99999900100x,南街社区\n99999900100x,北街社区\n"
    found = listing.bring(house, sent(text), ADMINISTRATOR, commit=False)

    said = [[each["code"] for each in row.errors] for row in found.rows]
    assert said == [["unit-code-wrong"]] * 4


def test_a_list_is_looked_at_beside_what_another_process_has_registered(house):
    """Though nothing of it was read here yet."""
    unit = Unit(code="999999001002", name="东街社区")
    body = {"unit": unit.document()}
    house.journal.write(
        lambda writing: writing.append(house.draft("unit.registered", ADMINISTRATOR, body))
    )
    found = listing.bring(
        house, sent(f"代码,名称\n{unit.code},{unit.name}\n"), ADMINISTRATOR, commit=False
    )

    assert [each.listed for each in found.rows] == ["unchanged"]


def test_a_preview_makes_no_data_directory(tmp_path):
    """A mistyped one is named."""
    file, data = tmp_path / "单元.csv", tmp_path / "mistyped"
    file.write_text(LIST, encoding="utf-8")
    said = CliRunner().invoke(terminal, ["units", str(file), "--preview", "--data", str(data)])

    assert said.exit_code == 1
    assert not data.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("代码,名称,上级代码\n999999002001,西街社区,999999002\n", "unit-parent-unknown"),
        (f"代码,名称,上级代码\n{UNIT},示例社区,{UNIT}001\n", "unit-below-itself"),
        ("编号,姓名\n1,甲\n2,乙\n", "unit-list-without-rows"),
    ],
)
def test_what_makes_no_tree_is_refused(house, text, code):
    """Nor what is no list of units."""
    with pytest.raises(Invalid) as refused:
        listing.bring(house, sent(text), ADMINISTRATOR)

    assert code in {each.code for each in refused.value.findings}


def test_a_workbook_is_read_below_its_title_with_codes_that_are_numbers(house):
    """As people keep such lists; a sheet that is none is named."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "单元"
    for row in (["示例县基层单元名单"], ["区划代码", "名称"], [999999001003, "南街社区"], [999999001003001, "第一网格"]):  # fmt: skip
        sheet.append(row)
    other = book.create_sheet("通讯录")
    for row in (["姓名", "电话"], ["甲", "1"], ["乙", "2"]):
        other.append(row)
    kept = io.BytesIO()
    book.save(kept)
    found = listing.bring(house, SentFile("名单.xlsx", kept.getvalue()), ADMINISTRATOR)

    assert told(found) == [
        ("999999001003", None, "new"),
        ("999999001003001", "999999001003", "new"),
    ]
    assert [(each["code"], each["where"]) for each in found.findings] == [
        ("unit-list-part-left-out", "通讯录")
    ]


CODES = st.lists(st.from_regex(r"99[0-9]{4}(000){0,2}|99[0-9]{7,13}", fullmatch=True), unique=True, min_size=1, max_size=12)  # fmt: skip


@given(CODES)
def test_a_parent_that_follows_from_a_code_begins_it(codes):
    """And none between the two does."""
    nearest = listing._Nearest(codes)
    for code in codes:
        parent = nearest.of(code)
        above = [
            each
            for each in codes
            if own_digits(code).startswith(own_digits(each))
            and own_digits(each) != own_digits(code)
        ]
        longest = max((len(own_digits(each)) for each in above), default=None)

        assert (parent is None) == (not above)
        assert parent is None or (parent in above and len(own_digits(parent)) == longest)


def test_the_tree_is_opened_branch_by_branch_and_searched(house):
    """With what lies below, and how many subjects there are for whoever may count them."""
    listing.bring(house, sent(LIST), ADMINISTRATOR)
    admitted(house, "civil-affairs", ELDERLY, scope="true")
    opened(house, "person:1", "示例", "999999194003120021", unit=f"{UNIT}001")
    (top,) = tree.branches(house, ADMINISTRATOR)
    below = tree.branches(house, ADMINISTRATOR, of="999999001000")
    one = tree.branch(house, UNIT, ADMINISTRATOR)

    assert (top.unit.name, top.level, top.below, top.within) == ("示例街道", "township", 2, 3)
    assert [each.unit.name for each in below] == ["示范社区", "东街社区"]
    assert [each.name for each in one.above] == ["示例街道"]
    assert one.subjects == {"person": 1}
    assert [each.unit.name for each in tree.found(house, "示 社区", ADMINISTRATOR)] == ["示范社区"]
    assert [each.unit.code for each in tree.found(house, f"{UNIT}0", ADMINISTRATOR)] == [f"{UNIT}001"]  # fmt: skip
    register.units(house, [Unit(code="11", name=f"旧{UNIT}")], ADMINISTRATOR)
    assert [each.unit.code for each in tree.found(house, UNIT, ADMINISTRATOR, limit=1)] == [UNIT]
    with pytest.raises(NotFound):
        tree.branches(house, ADMINISTRATOR, of="000000")


def test_the_doors_say_the_same(tmp_path):
    """The API previews and registers; the terminal shows it in a table, and by JSON."""
    data, file = tmp_path / "data", tmp_path / "单元.csv"
    file.write_text(LIST, encoding="utf-8")
    with a_house(data) as house, TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        said = client.post(
            "/api/v1/units/lists",
            params={"preview": True},
            files={"file": ("单元.csv", LIST.encode())},
        )
        wrong = client.post("/api/v1/units/lists", files={"file": ("单元.csv", WRONG.encode())})
        tree_ = client.get("/api/v1/units/tree").json()
        one = client.get(f"/api/v1/units/{UNIT}").json()
    shown = CliRunner().invoke(terminal, ["units", str(file), "--preview", "--data", str(data)])
    kept = CliRunner().invoke(terminal, ["units", str(file), "--json", "--data", str(data)])

    assert said.json()["counts"] == {"new": 2, "moved": 1, "unchanged": 1}
    assert wrong.status_code == 422
    assert [each["code"] for each in wrong.json()["errors"]] == ["unit-code-wrong", "unit-without-name", "unit-listed-twice"]  # fmt: skip
    assert [each["unit"]["code"] for each in tree_] == [UNIT]
    assert (one["level"], one["within"]) == ("community", 1)
    assert shown.exit_code == 0, shown.output
    assert re.search(r"东街社区.*新登记 new", shown.output)
    assert '"kept": true' in kept.output
    assert set(said.json()["counts"]) <= set(LISTED_AS)
