"""Delimited text: no column is lost, whatever the labels are."""

import csv
import json

from yibiao.model.expression.tree import Type
from yibiao.model.table import Header, Rows, titles
from yibiao.publishing import csv_lines, json_lines
from yibiao.slicing.columns import Column, Columns

TWICE = (
    Header("f1", "姓名", ("本人",)),
    Header("f2", "姓名", ("本人",)),
    Header("f3", "ID"),
    Header("f4", "Id"),
    Header("f5", "技能"),
)
TITLES = ["本人/姓名", "本人/姓名 2", "ID", "Id 2", "技能"]


def test_a_label_that_stands_twice_in_a_section_is_two_columns():
    """In every text; and each is asked for by the name that it has there."""
    rows = Rows(TWICE, (("甲", "乙", "1", "2", ["写", "跳"]),), (), 1)
    head, row = csv.reader(csv_lines(rows))
    columns = Columns(tuple(Column(e.id, e.label, Type.TEXT, section=e.section) for e in TWICE))

    assert TITLES == titles(TWICE) == [each.removeprefix("\ufeff") for each in head]
    assert ["甲", "乙", "1", "2", "写、跳"] == row
    assert [*json.loads(next(json_lines(rows)))] == TITLES
    assert [columns.find(each).id for each in TITLES] == [each.id for each in TWICE]
