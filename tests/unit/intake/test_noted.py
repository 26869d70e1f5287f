"""Notes and comments that name a question tell what it permits and how it is meant."""

import io

import pytest
import xlsxwriter

from tests.unit.intake.files import form_of, workbook
from yibiao.intake.noted import options_in

HEADER = ["姓名", "性别", "文化程度", "户口性质", "联系电话"]


def options(field):
    """Values and titles."""
    return [(each.value, each.title) for each in field.options]


@pytest.mark.parametrize(
    ("words", "permitted"),
    [
        ("1男 2女", (("1", "男"), ("2", "女"))),
        ("填1.小学 2.初中 3.高中及以上", (("1", "小学"), ("2", "初中"), ("3", "高中及以上"))),
        ("选填小学、初中、高中", ("小学", "初中", "高中")),
        ("填“农业”或“非农业”", ("农业", "非农业")),
        ("填写是或否", ("是", "否")),
        ("请选择：有、无", ("有", "无")),
        ("填写姓名、电话", ()),
        ("填写手机号码或座机", ()),
        ("分为一般户、低保户、五保户等", ()),
        ("主要收入来源，如种植、养殖", ()),
        ("可填1至2个", ()),
        ("1人 2户", ()),
    ],
)
def test_a_sentence_permits_answers(words, permitted):
    """Only where it counts them up, quotes them or says that one is chosen, and leaves nothing open."""
    assert options_in(words) == permitted


def test_numbered_notes_speak_of_the_columns_they_name():
    """Answers with the department's codes, and a hint; a note about anything else changes nothing."""
    note = "填表说明：1.性别：1男 2女；2.文化程度：选填小学、初中、高中；3.“户口性质”栏填“农业”或“非农业”；4.联系电话：填写手机号码。5.本表一式两份：存档。"
    form = form_of(
        workbook(
            表=[["花名册", *[None] * 4], HEADER, [""] * 5, [""] * 5, [note, *[None] * 4]],
            merged=[("表", "A1:E1", "花名册"), ("表", "A5:E5", note)],
        ),
        "表.xlsx",
    )

    name, sex, education, registered, phone = form.fields
    assert options(sex) == [("1", "男"), ("2", "女")]
    assert [each.title for each in education.options] == ["小学", "初中", "高中"]
    assert [each.title for each in registered.options] == ["农业", "非农业"]
    assert (phone.hint, phone.options, name.hint) == ("填写手机号码", (), None)
    assert form.notes == (note,)


def test_a_comment_on_a_heading_is_its_hint():
    """Without who wrote it; what a template engine keeps there is nobody's hint."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_row(0, 0, HEADER)
    sheet.write_comment("B1", "某某:\n1男 2女")
    sheet.write_comment("C1", "按最高学历填写")
    sheet.write_comment("D1", '某某:jx:each(items="rows" var="r")')
    sheet.write_comment("A1", "类型：文本；长度: 0-80；必填")
    sheet.write_comment("E1", "手机\n座机")
    book.close()

    fields = form_of(buffer.getvalue(), "表.xlsx").fields

    assert (fields[0].required, fields[0].max_length) == (True, 80)
    assert [each.title for each in fields[4].options] == ["手机", "座机"]
    assert options(fields[1]) == [("1", "男"), ("2", "女")]
    assert [each.hint for each in fields[1:4]] == ["1男 2女", "按最高学历填写", None]
