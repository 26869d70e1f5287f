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


def paged(*pages):
    """A document whose parts begin a page each."""
    content = word(*(block for page in pages for block in page))
    for first, *_ in pages[1:]:
        content = rewritten(
            content,
            lambda xml, first=first: xml.replace(
                f"<w:p><w:r><w:t>{first}</w:t>".encode(),
                f"<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>{first}</w:t>".encode(),
            ),
        )
    return content


NOTICE = [
    "关于报送材料的通知",
    "各村：",
    "根据上级要求，请各村认真核对有关情况，并于月底前将附件中的两张表报送至镇民政办公室。",
    "附件：1.低保对象登记表",
    "2.临时救助申请表",
]
CARD = [["姓名", "", "性别", ""], ["住址", "", "电话", ""]]
RELIEF = [["申请人", "", "申请事由", ""], ["申请金额", "", "联系电话", ""]]


def test_every_attachment_is_a_form_of_its_own():
    """附件1 and 附件2 have titles and tables of their own; the letter before them is named and left out."""
    content = word(*NOTICE, "附件1", "低保对象登记表", CARD, "附件2：", "临时救助申请表", RELIEF)
    first, second = read(content, "a.docx")

    assert (first.form.title, second.form.title) == ("低保对象登记表", "临时救助申请表")
    assert [each.label for each in first.form.fields] == ["姓名", "性别", "住址", "电话"]
    assert [each.label for each in second.form.fields] == [
        "申请人",
        "申请事由",
        "申请金额",
        "联系电话",
    ]
    assert "part-not-read" in [each.code for each in first.findings]


def test_a_title_at_the_head_of_a_page_begins_a_form():
    """A page that begins with a title is another form; a heading in the middle of one is not."""
    content = paged(["低保对象登记表", CARD], ["临时救助申请表", RELIEF])
    middle = word("低保对象登记表", CARD, "家庭成员情况表", RELIEF)

    assert [each.form.title for each in read(content, "a.docx")] == [
        "低保对象登记表",
        "临时救助申请表",
    ]
    assert ["低保对象登记表"] == [each.form.title for each in read(middle, "a.docx")]


def test_a_cover_belongs_to_its_form():
    """A first page of blanks is part of the form that follows."""
    cover = ["困难救助申请书", "申请单位：____", "填表日期：____"]
    form = form_of(paged(cover, ["困难救助申请表", RELIEF]), "a.docx")

    assert [each.label for each in form.fields][:2] == ["申请单位", "填表日期"]


def test_what_is_to_be_attached_is_no_form():
    """Lines about papers to hand in belong to the form above them."""
    content = word("低保对象登记表", CARD, "附件1：身份证复印件", "附件2：户口簿复印件")

    assert len(read(content, "a.docx")) == 1


def test_answers_in_the_lines_below_a_question():
    """A questionnaire counts its questions; the lines under each count up its answers."""
    form = form_of(
        word(
            "社区服务调查问卷",
            "1. 您的性别：",
            "A. 男    B. 女",
            "2、您需要哪些服务？（多选）",
            "□ 助餐",
            "□ 助医",
            "□ 助浴",
            "3. 您对社区工作满意吗？",
            "- [ ] 满意",
            "- [ ] 不满意",
            "4. 您还有什么建议？",
        ),
        "a.docx",
    )

    assert [(e.label, [o.title for o in e.options]) for e in form.fields] == [
        ("您的性别", ["男", "女"]),
        ("您需要哪些服务？（多选）", ["助餐", "助医", "助浴"]),
        ("您对社区工作满意吗？", ["满意", "不满意"]),
        ("您还有什么建议？", []),
    ]
    assert form.fields[1].kind == "codes"


def test_the_number_of_a_form_is_no_question():
    """A code before the title is left out of it."""
    form = form_of(word("SXMB9：工程复工申请表", RELIEF), "a.docx")

    assert form.title == "工程复工申请表"
    assert "SXMB9" not in [each.label for each in form.fields]


def test_a_title_may_follow_what_is_printed_on_the_back():
    """The first page of a folded sheet is its last."""
    back = [["呈报单位意见", "\n同意呈报\n年   月   日"]]
    form = form_of(word(back, "职 工 退 休 呈 报 表", CARD), "a.docx")

    assert form.title == "职工退休呈报表"
    assert form.fields[0].label == "呈报单位意见"


def test_examples_and_schedules_leave_no_room():
    """Tables that are written in throughout ask nothing, however many there are."""
    days = [[f"第{n}天", "参观", "讲座"] for n in "一二三四五六"]
    with pytest.raises(NotAForm):
        read(word("项目日程", days), "a.docx")


def test_a_title_on_the_cover():
    """A cover asks before it names the form on its last lines; headings of tables are no titles."""
    form = form_of(
        word(
            "编号：____",
            "某某县社会救助",
            "申 请 书",
            "申请单位：____",
            [["技术路线", None, None, None], *RELIEF],
        ),
        "a.docx",
    )

    assert form.title == "申请书"


def test_labels_that_are_spread_out():
    """Characters of a label set apart to fill a column are one word."""
    form = form_of(
        word(
            "项目申报表", "推  荐  学  校：____", "项   目   负   责   人：____", "电    话：____"
        ),
        "a.docx",
    )

    assert [each.label for each in form.fields] == ["推荐学校", "项目负责人", "电话"]


def test_a_title_and_a_number_in_one_line():
    """What stands far to the right of the title is asked; the title is the title."""
    form = form_of(word("低保对象申请表        编号：____", CARD), "a.docx")

    assert form.title == "低保对象申请表"
    assert form.fields[0].label == "编号"


def test_how_to_fill_it_in_is_no_title():
    """A heading over instructions names no form."""
    rows = [
        ["填写说明", None, None, None],
        ["请用黑色签字笔填写，字迹清楚。", None, None, None],
        *CARD,
    ]

    assert form_of(word("困难救助情况登记", rows), "a.docx").title == "困难救助情况登记"


def test_groups_of_rows_that_are_printed_again_are_a_block():
    """One entry of a list may take several rows."""
    entry = [["单位名称", "", "职务", ""], ["离职原因", "", "证明人", ""]]
    form = form_of(
        word("登记表", [["姓名", "", "性别", ""], *entry * 3, ["备注", "", "日期", ""]]), "a.docx"
    )

    assert [each.label for each in form.fields] == ["姓名", "性别", "单位名称", "备注", "日期"]
    assert [each.label for each in form.fields[2].fields] == [
        "单位名称",
        "职务",
        "离职原因",
        "证明人",
    ]


def test_what_heads_no_table():
    """Who issues a form, and a remark in brackets under its title, are no sections."""
    for line in ("某某县民政局制", "（城镇居民用）"):
        form = form_of(word("低保对象登记表", line, CARD), "a.docx")

        assert {()} == {each.section for each in form.fields}


def test_brackets_to_tick():
    """Brackets are boxes, one that is ticked among them too."""
    rows = [["项目类型", "（√）一般项目  （ ）重点项目  （ ）合作项目"], ["项目名称", ""]]
    form = form_of(word("申报表", rows), "a.docx")

    assert [each.title for each in form.fields[0].options] == ["一般项目", "重点项目", "合作项目"]


def test_a_section_below_answered_rows_is_no_example():
    """Labels with their answers do not head the rows below, where a tall cell begins a section of more cells."""
    rows = [
        ["居住地址", "示范路2号", None, "发放单位", "社会保障局", None],
        ["2014年9月", "管理岗位", "岗位", "", "薪级", ""],
        ["^", "工勤岗位", "岗位", "", "薪级", ""],
    ]
    form = form_of(word("退休呈报表", [["姓名", "", None, "性别", "", None], *rows]), "a.docx")

    assert [each.label for each in form.leaves()].count("薪级") == 2
