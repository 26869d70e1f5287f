"""Word documents: paragraphs, content controls, and what is no form."""

import io
import zipfile

import pytest

from tests.unit.intake.files import form_of, read, word
from yibiao.errors import NotAForm, Problem, TooLarge, Unreadable


def test_lines_of_labels_and_blanks():
    """Paragraphs ask where a label has room behind it; the title stands above."""
    form = form_of(
        word(
            "附件1",
            "外出务工证明",
            "姓名：______ 性别：□男 □女",
            "现住____村____组，家有____人",
            "申请人（签字）：       年   月   日",
        ),
        "a.docx",
    )

    assert form.title == "外出务工证明"
    assert [each.label for each in form.fields[:2]] == ["姓名", "性别"]
    assert [each.title for each in form.fields[1].options] == ["男", "女"]


def test_lines_before_a_table_belong_to_its_form():
    """Head fields in paragraphs, then the table's."""
    form = form_of(
        word(
            "低保对象名单",
            "填报单位：          填报人：",
            [["序号", "姓名", "住址"], ["1", "", ""], ["2", "", ""]],
        ),
        "a.docx",
    )

    assert [each.label for each in form.fields] == ["填报单位", "填报人", "姓名", "住址"]
    assert [each.cell for each in form.fields] == ["P2", "P2", "T1R1C2", "T1R1C3"]
    assert form.layout == "register"


@pytest.mark.parametrize(
    "paragraphs",
    [
        [
            "管理办法",
            "第一条 为了规范管理，制定本办法。",
            "第二条 本办法适用于全市。",
            "第三条 申请人填写《申请表》。",
        ],
        ["操作手册", "步骤：", "打开网页，点击下载。", "解压后运行。"],
        ["关于报送材料的通知", "各村：", "请于月底前报送。", "联系人：某某，电话：12345"],
    ],
)
def test_prose_is_no_form(paragraphs):
    """Regulations, manuals and notices ask nothing."""
    with pytest.raises(NotAForm):
        read(word(*paragraphs), "a.docx")


def test_a_content_control_is_a_blank():
    """Choices of a drop-down are options; a check box is a box."""
    control = (
        '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:sdtPr><w:dropDownList>'
        '<w:listItem w:displayText="城镇" w:value="1"/><w:listItem w:displayText="农村" w:value="2"/></w:dropDownList></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>请选择</w:t></w:r></w:sdtContent></w:sdt>"
    )
    content = rewritten(
        word([["姓名", "", "户口", "CONTROL"], ["住址", "", "电话", ""]]),
        lambda xml: xml.replace(b"<w:r><w:t>CONTROL</w:t></w:r>", control.encode()),
    )
    form = form_of(content, "a.docx")

    assert [each.title for each in form.fields[1].options] == ["城镇", "农村"]


def test_declared_entities_are_refused():
    """No entity is ever expanded."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">]>'
    content = rewritten(
        word("登记表", [["姓名", ""], ["性别", ""]]), lambda xml: bomb + xml[xml.index(b"?>") + 2 :]
    )

    with pytest.raises(Unreadable) as refusal:
        read(content, "a.docx")
    assert [each.code for each in refusal.value.findings] == ["document-not-read"]


def test_a_table_without_end_is_refused():
    """A million cells in one row are no form."""
    cell = b'<w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc>'
    content = rewritten(
        word([["姓名", ""], ["性别", ""]]),
        lambda xml: xml.replace(b"</w:tr>", cell * 200 + b"</w:tr>", 1),
    )

    with pytest.raises(TooLarge):
        read(content, "a.docx")


@pytest.mark.parametrize("at", range(0, 4096, 512))
def test_a_damaged_older_document_is_refused(at):
    """Whatever is wrong with it, the answer is a problem."""
    content = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4088)
    content[at : at + 24] = "WordDocument".encode("utf-16-le") if at else content[:24]

    with pytest.raises(Problem):
        read(bytes(content), "a.doc")


def rewritten(content, change):
    """The document with its main part changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            part = old.read(each.filename)
            new.writestr(
                each.filename, change(part) if each.filename == "word/document.xml" else part
            )
    return buffer.getvalue()


def test_tables_under_paragraphs_that_head_them():
    """The paragraph before each table is its section; none of them is lost."""
    form = form_of(
        word(
            "设备台账",
            "一、基本信息",
            [["设备名称", "", "型号", ""], ["购置日期", "", "价格（元）", ""]],
            "二、维修记录",
            [["日期", "故障", "处理"], ["", "", ""], ["", "", ""]],
        ),
        "a.docx",
    )

    assert form.title == "设备台账"
    assert [(*each.section, each.label) for each in form.fields] == [
        ("基本信息", "设备名称"),
        ("基本信息", "型号"),
        ("基本信息", "购置日期"),
        ("基本信息", "价格（元）"),
        ("维修记录",),
    ]
    assert [each.label for each in form.fields[-1].fields] == ["日期", "故障", "处理"]


def test_a_card_of_two_columns_without_a_title():
    """Labels at the left, blanks at the right, nothing above."""
    form = form_of(word([["项目名称", ""], ["负责人", ""], ["经费预算", "万元"]]), "a.docx")

    assert [each.label for each in form.fields] == ["项目名称", "负责人", "经费预算"]
    assert form.layout == "card"
