"""What a workbook tells whoever selects a cell says what belongs there."""

import io

import xlsxwriter

from tests.unit.intake.files import form_of
from yibiao.model.kinds import ValueKind


def book(*checks):
    """A register of three columns, with a check on the cells of each."""
    buffer = io.BytesIO()
    written = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = written.add_worksheet("S")
    sheet.write_row("A1", ["甲项", "乙项", "丙项"])
    for column, check in enumerate(checks):
        sheet.data_validation(1, column, 99, column, check)
    written.close()
    return buffer.getvalue()


def test_messages_say_kind_unit_and_hint():
    """A title that names a kind, a line that names a unit of measure, and the rest is the hint."""
    form = form_of(
        book(
            {"validate": "any", "input_title": "身份证号码", "input_message": "请填18位"},
            {"validate": "any", "input_title": "金额", "input_message": "单位：万元"},
            {"validate": "any", "input_title": "请注意", "input_message": "没有的填无"},
        ),
        "a.xlsx",
    )

    assert [(each.kind, each.unit_of_measure, each.hint) for each in form.fields] == [
        (ValueKind.ID_NUMBER, None, "请填18位"),
        (ValueKind.MONEY, "万元", None),
        (ValueKind.TEXT, None, "没有的填无"),
    ]


def test_checks_say_the_kind():
    """A cell that takes dates or whole numbers only asks for one."""
    form = form_of(
        book(
            {"validate": "date", "criteria": ">", "value": 1},
            {"validate": "integer", "criteria": ">=", "value": 0},
            {"validate": "decimal", "criteria": ">=", "value": 0},
        ),
        "a.xlsx",
    )

    assert [each.kind for each in form.fields] == [
        ValueKind.DATE, ValueKind.INTEGER, ValueKind.NUMBER,
    ]  # fmt: skip
