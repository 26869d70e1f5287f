"""What a workbook checks of its cells becomes lengths, hints and rules."""

import io

import pytest
import xlsxwriter

from tests.unit.intake.files import read
from yibiao.intake.sheets.older_checks import _check


def checked(**validation):
    """The form of a register whose third column has the validation; with the findings about rules."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_row(0, 0, ["姓名", "总数", "项目"])
    sheet.data_validation("C2:C100", validation)
    book.close()
    [reading] = read(buffer.getvalue(), "表.xlsx")
    doubtful = [each.facts for each in reading.findings if each.code == "rule-not-understood"]
    return reading.form, doubtful


@pytest.mark.parametrize(
    ("validation", "rule", "longest"),
    [
        ({"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}, "f3 >= 0 and f3 <= 100", None),
        ({"validate": "decimal", "criteria": ">", "value": 0.5}, "f3 > 0.5", None),
        ({"validate": "decimal", "criteria": "<=", "value": "=B2"}, "f3 <= f2", None),
        ({"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9999999999}, "f3 >= 1", None),
        ({"validate": "date", "criteria": ">=", "value": "=43831"}, "f3 >= '2020-01-01'", None),
        ({"validate": "date", "criteria": "<=", "value": "=TODAY()"}, "f3 <= today", None),
        ({"validate": "length", "criteria": "==", "value": 18}, "length(f3) = 18", 18),
        ({"validate": "length", "criteria": "<=", "value": 50}, None, 50),
        ({"validate": "length", "criteria": "between", "minimum": 2, "maximum": 20}, "length(f3) >= 2 and length(f3) <= 20", 20),
        ({"validate": "custom", "value": "=C2<=B2"}, "f3 <= f2", None),
        ({"validate": "custom", "value": "=AND(LEN(C2)=11,C2>0)"}, "length(f3) = 11 and f3 > 0", None),
    ],
)  # fmt: skip
def test_a_check_is_a_rule(validation, rule, longest):
    """Bounds, lengths and conditions, seen from the first cell of the range."""
    form, doubtful = checked(**validation)

    assert [each.expression for each in form.rules] == ([rule] if rule else [])
    assert all(each.kind == "holds" and each.field == "f3" for each in form.rules)
    assert form.fields[2].max_length == longest
    assert doubtful == []


def test_a_check_that_no_rule_can_say_is_named():
    """That nothing stands twice in a column is said of many subjects."""
    form, doubtful = checked(validate="custom", value="=COUNTIF(C:C,C2)=1")

    assert form.rules == ()
    assert doubtful == [{"printed": "=COUNTIF(C:C,C2)=1"}]


def test_what_a_wrong_answer_is_told_is_a_hint():
    """Where the cell says nothing else."""
    form, _ = checked(
        validate="length",
        criteria="==",
        value=18,
        error_message="请填写18位号码",
        error_title="错误",
    )

    assert form.fields[2].hint == "请填写18位号码"


def test_older_workbooks_check_alike():
    """Type, operator, what is told, bounds and range of a record."""
    texts = b"".join(
        len(each).to_bytes(2, "little") + b"\1" + each.encode("utf-16-le")
        for each in ("\0", "\0", "填整数", "错了")
    )
    bounds = b"".join(
        len(each).to_bytes(2, "little") + b"\0\0" + each for each in (b"\x1e\0\0", b"\x1e\x64\0")
    )
    span = b"\1\0" + b"".join(each.to_bytes(2, "little") for each in (1, 99, 2, 2))

    assert _check((1).to_bytes(4, "little") + texts + bounds + span) == {
        "type": "whole", "operator": "between", "sqref": "C2:C100", "promptTitle": "", "prompt": "填整数", "error": "错了",
        "formula1": "0", "formula2": "100",
    }  # fmt: skip
