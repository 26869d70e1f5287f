"""Columns that are numbered, and what is stated by their numbers."""

import pytest

from tests.unit.intake.files import read, workbook


def reading(rows, merged=()):
    """The one form of a sheet, with its findings."""
    [found] = read(
        workbook(表=rows, merged=[("表", cells, text) for cells, text in merged]), "表.xlsx"
    )
    return found


def rules(found):
    """Kind, field and expression."""
    return [(each.kind, each.field, each.expression) for each in found.form.rules]


TITLE = ["人口情况统计表", None, None, None]
BLANK = ["", "", "", ""]
MERGED = [("A1:D1", "人口情况统计表")]


@pytest.mark.parametrize(
    ("numbers", "stated"),
    [
        (["甲", "1=2+3", "2", "3"], [("equals", "f2", "f3 + f4")]),
        (["甲", "1", "2", "3=1-2"], [("equals", "f4", "f2 - f3")]),
        (["甲", "(1)", "(2)", "(3)=(2)÷(1)×100%"], [("equals", "f4", "f3 / f2 * 100")]),
        (["甲", "1", "2", "3"], []),
        (["1", "2", "3", "4"], []),
        (["栏次", "1", "2", "3"], []),
    ],
)
def test_a_row_of_numbers_is_none_of_answers(numbers, stated):
    """It is no example and no heading; what it adds up is a rule, and places stay as they are printed."""
    found = reading(
        [TITLE, ["村名", "合计", "男", "女"], numbers, BLANK, ["", "", "", "x"]], MERGED
    )

    assert [each.label for each in found.form.leaves()] == ["村名", "合计", "男", "女"]
    assert [each.blank for each in found.form.leaves()][1] == "表!B4:B5"
    assert rules(found) == stated


def test_numbers_may_stand_above_the_headings():
    """A row 栏次 over the header."""
    found = reading(
        [
            [*TITLE, None],
            ["栏次", "1", "2=3+4", "3", "4"],
            ["村名", "户数", "合计", "男", "女"],
            [""] * 5,
            ["x", *[""] * 4],
        ],
        [("A1:E1", "人口情况统计表")],
    )

    assert [each.label for each in found.form.leaves()] == ["村名", "户数", "合计", "男", "女"]
    assert rules(found) == [("equals", "f3", "f4 + f5")]


def test_notes_speak_of_columns_by_their_numbers():
    """What is equal, and what is not more; a number of no column is named."""
    found = reading(
        [
            TITLE,
            ["村名", "合计", "男", "其中：党员"],
            ["甲", "1", "2", "3"],
            BLANK,
            ["", "", "", "x"],
            ["注：逻辑关系：1≥2，第2栏≥第3栏，1=2+9。", None, None, None],
        ],
        [*MERGED, ("A6:D6", "注：逻辑关系：1≥2，第2栏≥第3栏，1=2+9。")],
    )

    assert rules(found) == [("holds", "f2", "f2 >= f3"), ("holds", "f3", "f3 >= f4")]
    assert [each.facts for each in found.findings if each.code == "rule-not-understood"] == [
        {"printed": "1=2+9"}
    ]


def test_labels_state_sums_by_the_numbers_that_they_print():
    """合计(1)=(2)+(3)."""
    found = reading([["村名", "合计(1)=(2)+(3)", "男(2)", "女(3)"], BLANK])

    assert rules(found) == [("equals", "f2", "f3 + f4")]


def test_an_example_is_no_row_of_numbers():
    """Figures that were written in stay an example."""
    found = reading([["村名", "户数", "人数", "面积"], ["某村", "1", "2", "3"], BLANK])

    assert next(each.blank for each in found.form.leaves()).startswith("表!A2")
