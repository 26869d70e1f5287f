"""HTML: pages with controls, pages laid out in tables, and workbooks saved as pages."""

import base64

import pytest

from tests.unit.intake.files import form_of, read
from yibiao.errors import NotAForm, TooLarge

PAPER = """
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>
<p align=center>低保家庭登记表</p>
<table><tr><td>姓名</td><td>&nbsp;</td><td>性别</td><td>□男 □女</td></tr>
<tr><td>家庭住址</td><td colspan=3></td></tr>
<tr><td rowspan=3>家庭成员</td><td>姓名</td><td>关系</td><td>职业</td></tr>
<tr><td></td><td></td><td></td></tr><tr><td></td><td></td><td></td></tr></table>
<p>填表说明：如实填写。</p></body></html>"""
EXCEL = """
<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312">
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>高龄</x:Name>
</x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head><body>
<table><tr><td colspan=4>80岁以上老人花名册</td></tr>
<tr><td rowspan=2>姓名</td><td colspan=2>基本信息</td><td rowspan=2>联系电话</td></tr>
<tr><td>性别</td><td>身份证号</td></tr><tr><td></td><td></td><td></td><td></td></tr>
<![if supportMisalignedColumns]><tr style='display:none'><td></td></tr><![endif]></table></body></html>"""
XML_2003 = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="高龄"><Table>
<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">80岁以上老人花名册</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">姓名</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">基本信息</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">联系电话</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">性别</Data></Cell><Cell><Data ss:Type="String">身份证号</Data></Cell></Row>
<Row ss:Index="5"/></Table></Worksheet></Workbook>"""
VUE = """
<template><div>
<el-form :model="query"><el-form-item label="姓名"><el-input v-model="query.name"/></el-form-item></el-form>
<el-form :model="form" :rules="rules">
<el-form-item label="姓名" prop="name"><el-input v-model="form.name" maxlength="30" /></el-form-item>
<el-form-item label="性别" prop="sex"><el-select v-model="form.sex">
<el-option v-for="dict in dict.type.sys_user_sex" :label="dict.label" :value="dict.value" /></el-select></el-form-item>
<el-form-item :label="edit ? '残疾等级' : '等级'"><el-radio-group v-model="form.level">
<el-radio label="1">一级</el-radio><el-radio label="2">二级</el-radio></el-radio-group></el-form-item>
<el-form-item label="入住月份"><el-date-picker v-model="form.month" type="month" /></el-form-item>
</el-form></div></template>
<script>export default { rules: { name: [{ required: true, message: "不能为空" }] } }</script>"""


def page(body, title=""):
    """A page with a form of these controls."""
    return (
        f"<html><head><title>{title}</title></head><body><form>{body}</form></body></html>".encode()
    )


def labels_of(form):
    """The labels that it asks, blocks opened."""
    return [each.label for each in form.leaves()]


@pytest.mark.parametrize(
    "control",
    [
        '<label for="x">姓名：</label><input id="x">',
        "<label>姓名<input name=x></label>",
        "姓名：<input name=x>",
        "<div class=g><label>姓名</label><div><input name=x></div></div>",
        "<dl><dt>姓名</dt><dd><input name=x></dd></dl>",
        "<table><tr><td>姓名</td><td><input name=x></td></tr></table>",
        "<table><tr><th><font color=red>*</font>姓名</th><td><div><input name=x></div></td></tr></table>",
        '<input name=x placeholder="请输入姓名">',
        '<input name=x aria-label="姓名">',
        '<p id="n">姓名</p><p><input aria-labelledby="n"></p>',
        "<div><span>姓名</span></div><div><input name=x></div>",
    ],
)  # fmt: skip
def test_where_the_label_of_a_control_stands(control):
    """For it, around it, before it, beside it, above it, or inside of it."""
    form = form_of(page(control + "<p>电话 <input name=y></p>"), "a.html")

    assert [each.strip("*") for each in labels_of(form)] == ["姓名", "电话"]


def test_what_a_control_says():
    """Kind, name, length, whether it must be answered, the unit and the remark behind it."""
    form = form_of(
        page(
            """年收入 <input name="income" type="number" step="0.01" required> 元<br>
            电话 <input name="tel" maxlength="11" lay-verify="required|phone"> 没有的不填<br>
            出生日期 <input onclick="WdatePicker({dateFmt:'yyyy-MM-dd'})" name="birth">
            <input type="hidden" name="token"><input type="password" name="p"><button>提交</button>"""
        ),
        "a.html",
    )
    income, tel, birth = form.fields

    assert (income.kind.value, income.unit_of_measure, income.required, income.name) == (
        "money", "元", True, "income",
    )  # fmt: skip
    assert (tel.max_length, tel.required, tel.hint) == (11, True, "没有的不填")
    assert birth.kind.value == "date"


def test_what_may_be_chosen():
    """Lists, buttons of one name, boxes that stand together, one box alone; the words that ask to choose are none."""
    form = form_of(
        page(
            """民族 <select name=a><option value="">请选择</option><option value=1>汉族</option><option value=2>其他</option></select>
            <p>性别：<input type=radio name=b value=1>男 <input type=radio name=b value=2>女</p>
            <table><tr><td>残疾类别</td><td><input type=checkbox name=c1>视力 <input type=checkbox name=c2>听力</td></tr></table>
            <label><input type=checkbox name=d> 是否低保</label>"""
        ),
        "a.html",
    )

    assert [(each.label, each.kind.value) for each in form.fields] == [
        ("民族", "code"), ("性别", "code"), ("残疾类别", "codes"), ("是否低保", "boolean"),
    ]  # fmt: skip
    assert [[o.title for o in each.options] for each in form.fields] == [
        ["汉族", "其他"], ["男", "女"], ["视力", "听力"], [],
    ]  # fmt: skip


def test_blanks_in_brackets():
    """Several in a line are asked each by its own words, in its own unit; a star in brackets marks a must."""
    form = form_of(
        page(
            "孕（<input name=a>）产（<input name=b>次），年龄（<input name=c>岁）<br>姓名（*）<input>"
        ),
        "a.html",
    )

    assert [(each.label, each.unit_of_measure, each.required) for each in form.fields] == [
        ("孕", None, False), ("产", "次", False), ("年龄", "岁", False), ("姓名", None, True),
    ]  # fmt: skip


def test_one_control_in_two_states_of_the_page():
    """What a template writes in one way or another is asked once."""
    form = form_of(
        page(
            """<table><tr><td>社区</td><td><c:choose><c:when><select name=s><option value=1>甲</option></select></c:when>
            <c:otherwise><select name=s><option>----请选择社区----</option></select></c:otherwise></c:choose></td></tr>
            <tr><td>电话</td><td><input></td></tr></table>"""
        ),
        "a.jsp",
    )

    assert [(each.label, each.hint) for each in form.fields] == [("社区", None), ("电话", None)]


def test_a_year_a_month_and_a_day_are_one_date():
    """Three lists behind one label."""
    form = form_of(
        page(
            "出生日期 <select name=y></select>年<select name=m></select>月<select name=d></select>日<br>电话 <input>"
        ),
        "a.html",
    )

    assert [(each.label, each.kind.value) for each in form.fields] == [
        ("出生日期", "date"), ("电话", "phone"),
    ]  # fmt: skip


def test_sections_and_title():
    """The heading that names a form is its title; legends and headings below it are sections."""
    form = form_of(
        page(
            """<h2>救助申请表</h2><fieldset><legend>基本信息</legend>姓名 <input></fieldset>
            <h3>家庭情况</h3><p>人口数 <input></p>"""
        ),
        "a.html",
    )

    assert (form.title, form.layout) == ("救助申请表", "card")
    assert [each.section for each in form.fields] == [("基本信息",), ("家庭情况",)]


def test_rows_of_controls():
    """Columns with a header are one block of a card, and a register where there is nothing else."""
    rows = """<table><thead><th>序号</th><th>姓名</th><th>电话</th></thead>
        <tr><td>1</td><td><input name=a1></td><td><input name=b1></td></tr>
        <tr><td>2</td><td><input name=a2></td><td><input name=b2></td></tr></table>"""
    register = form_of(page(rows), "a.html")
    card = form_of(page("<p>户主 <input></p><p>住址 <input></p><h3>家庭成员</h3>" + rows), "a.html")

    assert (register.layout, labels_of(register)) == ("register", ["姓名", "电话"])
    assert (card.layout, [each.label for each in card.fields]) == (
        "card",
        ["户主", "住址", "家庭成员"],
    )
    assert labels_of(card)[2:] == ["姓名", "电话"]


def test_rows_that_have_names_of_their_own():
    """Where each row is headed, each is asked for itself."""
    form = form_of(
        page(
            """<table><tr><td></td><td>姓名</td><td>电话</td></tr>
            <tr><td>父亲</td><td><input></td><td><input></td></tr>
            <tr><td>母亲</td><td><input></td><td><input></td></tr></table>"""
        ),
        "a.html",
    )

    assert [(each.section, each.label) for each in form.fields] == [
        (("父亲",), "姓名"), (("父亲",), "电话"), (("母亲",), "姓名"), (("母亲",), "电话"),
    ]  # fmt: skip


def test_a_template():
    """Components of a framework are controls; a form that only searches for the records of another is none."""
    name, sex, level, month = form_of(VUE.encode(), "index.vue").fields

    assert (name.label, name.required, name.max_length, name.name) == ("姓名", True, 30, "name")
    assert (sex.kind.value, sex.code_list) == ("code", "sys_user_sex")
    assert (level.label, [(o.value, o.title) for o in level.options]) == (
        "残疾等级", [("1", "一级"), ("2", "二级")],
    )  # fmt: skip
    assert month.kind.value == "year-month"


def test_a_page_laid_out_as_paper():
    """Without controls its paragraphs and tables are read as those of a document, in the encoding it is in."""
    form = form_of(PAPER.encode("gb18030"), "a.htm")

    assert (form.title, form.notes) == ("低保家庭登记表", ("填表说明：如实填写。",))
    assert labels_of(form) == ["姓名", "性别", "家庭住址", "姓名", "关系", "职业"]


def test_a_page_of_several_forms():
    """Each attachment of a page without controls is a form, as it is in a document."""
    content = "".join(
        f"<p>附件{number}</p><p>{title}</p><table><tr><td>姓名</td><td></td><td>{asked}</td><td></td></tr>"
        "<tr><td>住址</td><td></td><td>联系电话</td><td></td></tr></table>"
        for number, title, asked in ((1, "困难家庭登记表", "性别"), (2, "残疾人登记表", "残疾证号"))
    )
    readings = read(f"<html><body>{content}</body></html>".encode(), "a.html")

    assert [
        ("困难家庭登记表", ["姓名", "性别", "住址", "联系电话"]),
        ("残疾人登记表", ["姓名", "残疾证号", "住址", "联系电话"]),
    ] == [(each.form.title, labels_of(each.form)) for each in readings]


def _archived(content):
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="X"\r\n\r\n--X\r\n'
        b'Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset="gb2312"\r\n\r\n'
        + base64.encodebytes(content)
        + b"\r\n--X--\r\n"
    )


@pytest.mark.parametrize(
    "content",
    [EXCEL.encode("gb18030"), _archived(EXCEL.encode("gb18030")), XML_2003.encode()],
    ids=["page", "single-file page", "xml"],
)
def test_workbooks_saved_as_markup(content):
    """What Excel saves as a page or as XML is read as the workbook it was, whatever the file is called."""
    form = form_of(content, "名册.xls")

    assert (form.title, form.layout) == ("80岁以上老人花名册", "register")
    assert [(each.section, each.label, each.cell) for each in form.fields] == [
        ((), "姓名", "高龄!A2"),
        (("基本信息",), "性别", "高龄!B3"),
        (("基本信息",), "身份证号", "高龄!C3"),
        ((), "联系电话", "高龄!D2"),
    ]


def test_what_a_table_says_and_nobody_is_asked_is_named():
    """A label without a control is found again in a finding."""
    [reading] = read(
        page(
            "<table><tr><td>姓名</td><td><input></td></tr><tr><td>电话</td><td><input></td></tr>"
            "<tr><td>审批意见</td><td>${it.opinion}</td></tr></table>"
        ),
        "a.html",
    )

    assert [each.code for each in reading.findings] == ["unplaced"]


def test_an_article_is_no_form():
    """Words alone ask nothing."""
    with pytest.raises(NotAForm):
        read(
            b"<html><body><p>" + "关于开展调查的通知。".encode() * 5 + b"</p></body></html>",
            "a.html",
        )


def test_a_page_of_more_than_anybody_fills():
    """It is refused, and not walked through."""
    with pytest.raises(TooLarge):
        read(b"<table>" + b"<tr><td>x" * 300_000, "a.html")
