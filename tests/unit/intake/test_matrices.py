"""Rows that a summary names beforehand: each of their cells is a question, known by its row and its column."""

from tests.unit.intake.files import form_of, workbook
from yibiao.intake import blanks_of
from yibiao.model.form import Form
from yibiao.model.original import SentFile


def read(rows, merged=()):
    """The form of a sheet."""
    ranges = [("表", cells, text) for cells, text in merged]
    return form_of(workbook(表=rows, merged=ranges), "表.xlsx")


AGES = [
    ["老年人口统计表", None, None, None],
    ["年龄段", "合计", "男", "女"],
    ["60-69岁", None, None, None],
    ["80岁以上", None, None, None],
    ["合计", None, None, None],
]


def test_each_cell_of_a_named_row_is_a_figure():
    """It stands under the name of its row, totals too, and has a blank of its own."""
    form = read(AGES)

    assert form.layout == "summary"
    assert [
        (("60-69岁",), "合计", "表!B3"), (("60-69岁",), "男", "表!C3"), (("60-69岁",), "女", "表!D3"),
        (("80岁以上",), "合计", "表!B4"), (("80岁以上",), "男", "表!C4"), (("80岁以上",), "女", "表!D4"),
        (("合计",), "合计", "表!B5"), (("合计",), "男", "表!C5"), (("合计",), "女", "表!D5"),
    ] == [(each.section, each.label, each.blank) for each in form.leaves()]  # fmt: skip


def test_a_column_printed_in_every_row_asks_nothing():
    """It says what is counted; a column that only says that figures stand there leaves the name to the row."""
    form = read(
        [
            ["社区基本情况统计表", None, None, None, None],
            ["项目", "代码", "单位", "数量", "备注"],
            ["总户数", "1", "户", None, None],
            ["低保人数", "2", "人", None, "——"],
        ]
    )

    assert [
        ("总户数", (), "户", "integer"), ("备注", ("总户数",), None, "text"), ("低保人数", (), "人", "integer"),
    ] == [(e.label, e.section, e.unit_of_measure, e.kind.value) for e in form.leaves()]  # fmt: skip


def test_names_of_rows_may_stand_in_two_columns():
    """A tall name at the left heads those beside it, and is no heading of columns."""
    form = read(
        [
            ["人口结构统计表", None, None, None],
            ["类别", None, "人数", "户数"],
            ["户籍人口", "男", None, None],
            [None, "女", None, None],
            ["流动人口", None, None, None],
        ],
        [("A1:D1", "人口结构统计表"), ("A2:B2", "类别"), ("A3:A4", "户籍人口"), ("A5:B5", "流动人口")],
    )  # fmt: skip

    assert [
        ("户籍人口", "男"), ("户籍人口", "男"), ("户籍人口", "女"), ("户籍人口", "女"), ("流动人口",), ("流动人口",),
    ] == [each.section for each in form.leaves()]  # fmt: skip


def test_figures_are_written_out_and_read_back():
    """They belong to the form as its fields do, under ids that no field has."""
    form = read(AGES)

    assert form == Form.from_schema_document(form.schema_document())
    assert len(form.by_id) == len({*form.by_id})
    assert {each.id for each in form.leaves()} <= {*form.by_id}


def test_each_figure_has_its_own_blank():
    """A cell that adds up others by a formula is nobody's to write in."""
    content = workbook(表=AGES, formulas=[("表", "B5", "=SUM(B3:B4)", 0)])
    form = form_of(content, "表.xlsx")
    found = blanks_of(SentFile("表.xlsx", content, "表"), form)

    assert [each.blank for each in form.leaves() if each.blank != "表!B5"] == [
        each.place for each in found
    ]
