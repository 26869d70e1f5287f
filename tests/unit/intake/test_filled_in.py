"""Forms that come with somebody's answers in them, with instructions, or with what a template engine fills in."""

import pytest

from yibiao.errors import NotAForm

from .files import form_of, read, workbook


def labels(form):
    """What it asks, blocks opened."""
    return [each.label for each in form.leaves()]


def test_rows_of_answers_are_no_labels():
    """Rows that are filled in are examples, wherever the header stands."""
    form = form_of(
        workbook(
            Sheet1=[
                ["工作日报", "", "", ""],
                ["填报人：某", "", "汇报日期：", ""],
                ["序号", "时间段", "工作内容", "备注"],
                [1, "9：00-12：30", "走访", "完成"],
                [2, "13：00-17：30", "开会", ""],
                [3, "", "", ""],
            ],
            merged=[
                ("Sheet1", "A1:D1", "工作日报"),
                ("Sheet1", "A2:B2", "填报人：某"),
                ("Sheet1", "C2:D2", "汇报日期："),
            ],
        ),
        "日报.xlsx",
    )

    assert labels(form) == ["填报人", "汇报日期", "时间段", "工作内容", "备注"]


def test_a_heading_beside_a_known_label_is_no_answer():
    """Blank rows and margins do not take turns with anything."""
    form = form_of(
        workbook(
            Sheet1=[
                ["", "", "", "", "", "", "", "", ""],
                ["", "", "序号", "残疾人情况", "", "", "", "", "备注"],
                ["", "", "", "身份信息", "", "残疾情况", "", "联系电话", ""],
                ["", "", "", "姓名", "性别", "类别", "等级", "", ""],
                ["", "", "", "", "", "", "", "", ""],
            ],
            merged=[
                ("Sheet1", "C2:C4", "序号"),
                ("Sheet1", "D2:H2", "残疾人情况"),
                ("Sheet1", "I2:I4", "备注"),
                ("Sheet1", "D3:E3", "身份信息"),
                ("Sheet1", "F3:G3", "残疾情况"),
                ("Sheet1", "H3:H4", "联系电话"),
            ],
        ),
        "花名册.xlsx",
    )

    assert [(each.section, each.label) for each in form.leaves()] == [
        (("残疾人情况", "身份信息"), "姓名"),
        (("残疾人情况", "身份信息"), "性别"),
        (("残疾人情况", "残疾情况"), "类别"),
        (("残疾人情况", "残疾情况"), "等级"),
        (("残疾人情况",), "联系电话"),
        ((), "备注"),
    ]


def test_labels_with_colons_have_their_answers_beside_them():
    """In a card that is filled in, what stands between two labels with colons is the first one's answer."""
    form = form_of(
        workbook(
            Sheet1=[
                ["人员登记表", "", "", ""],
                ["姓名：", "某", "出生日期：", "2001-02-03"],
                ["民族：", "汉", "毕业学校：", "某大学"],
                ["邮箱：", "a@example.org", "备注：", ""],
            ],
            merged=[("Sheet1", "A1:D1", "人员登记表")],
        ),
        "登记表.xlsx",
    )

    assert labels(form) == ["姓名", "出生日期", "民族", "毕业学校", "邮箱", "备注"]


def test_instructions_above_a_header_are_notes():
    """What a form says about how to fill it in asks nothing, though it has colons."""
    form = form_of(
        workbook(
            成员=[
                ["填写须知：", "", "", ""],
                ["1、部门：上下级部门间用‘/’隔开，例如：民政局/救助科。", "", "", ""],
                ["2、账号列留空则为新建成员。", "", "", ""],
                ["账号", "姓名", "**统一社会信用代码", "手机"],
                ["some001", "某", "", "13800000000"],
            ],
            merged=[("成员", f"A{row}:D{row}", text) for row, text in (
                (1, "填写须知："), (2, "1、部门：上下级部门间用‘/’隔开，例如：民政局/救助科。"), (3, "2、账号列留空则为新建成员。"),
            )],
        ),
        "导入.xlsx",
    )  # fmt: skip

    assert labels(form) == ["账号", "姓名", "统一社会信用代码", "手机"]
    assert len(form.notes) == 3


def test_headings_begin_where_the_first_group_does():
    """Columns that stand under no heading belong to the header all the same."""
    form = form_of(
        workbook(
            Sheet1=[
                ["情况统计表", "", "", "", "", ""],
                ["", "", "处分", "", "问责", ""],
                ["序号", "单位", "警告", "记过", "通报", "谈话"],
                ["{{$fe:list t.index", "t.name", "t.jg", "t.jgs", "t.tb", "t.th}}"],
            ],
            merged=[
                ("Sheet1", "A1:F1", "情况统计表"),
                ("Sheet1", "C2:D2", "处分"),
                ("Sheet1", "E2:F2", "问责"),
            ],
        ),
        "统计表.xlsx",
    )

    assert [(each.section, each.label) for each in form.fields] == [
        ((), "单位"),
        (("处分",), "警告"),
        (("处分",), "记过"),
        (("问责",), "通报"),
        (("问责",), "谈话"),
    ]
    assert form.layout == "summary"


def test_units_in_a_row_of_their_own_belong_to_the_headings():
    """A row of brackets under a header says what its columns are measured in."""
    form = form_of(
        workbook(
            Sheet1=[
                ["提料单", "", "", "", ""],
                ["序号", "名称", "规格", "", "面积"],
                ["", "", "宽", "高", "(㎡)"],
                ["", "", "", "", ""],
                ["", "", "", "", ""],
            ],
            merged=[
                ("Sheet1", "A1:E1", "提料单"),
                ("Sheet1", "A2:A3", "序号"),
                ("Sheet1", "B2:B3", "名称"),
                ("Sheet1", "C2:D2", "规格"),
            ],
        ),
        "提料单.xlsx",
    )

    assert [(each.label, each.unit_of_measure) for each in form.fields] == [
        ("名称", None),
        ("宽", None),
        ("高", None),
        ("面积(㎡)", "㎡"),
    ]


def test_days_under_one_heading_are_columns():
    """Figures name the columns under a wider heading, and where nothing else is over them."""
    header = ["姓名", "出勤情况", "", "", "天数"]
    [reading] = read(
        workbook(
            Sheet1=[["考勤表", *[""] * 4], header, ["", 1, 2, 3, ""], [""] * 5, ["", "", "", "", " "]],
            merged=[
                ("Sheet1", "A1:E1", "考勤表"),
                ("Sheet1", "A2:A3", "姓名"),
                ("Sheet1", "B2:D2", "出勤情况"),
                ("Sheet1", "E2:E3", "天数"),
            ],
        ),
        "考勤表.xlsx",
    )  # fmt: skip

    assert labels(reading.form) == ["姓名", "1", "2", "3", "天数"]


@pytest.mark.parametrize("heading", ["填写说明", "填表须知：", "Instructions"])
def test_a_blank_beside_such_a_heading_is_asked(heading):
    """说明 beside a blank is a question like any other."""
    form = form_of(
        workbook(
            Sheet1=[
                ["申请表", "", "", ""],
                ["姓名", "", "电话", ""],
                ["住址", "", "年龄", ""],
                [heading, "", "", ""],
            ],
            merged=[("Sheet1", "A1:D1", "申请表"), ("Sheet1", "B4:D4", "")],
        ),
        "申请表.xlsx",
    )

    assert labels(form)[:4] == ["姓名", "电话", "住址", "年龄"]


def card_of(*rows, title="申请表", width=4):
    """A sheet with a title across it and these rows."""
    return workbook(
        Sheet1=[[title, *[""] * (width - 1)], *rows],
        merged=[("Sheet1", f"A1:{'ABCDEFGH'[width - 1]}1", title)],
    )


@pytest.mark.parametrize("beside", [True, False])
def test_a_form_printed_twice_is_read_once(beside):
    """Two copies on a sheet, one to be cut off, are one form; what somebody wrote in one of them changes nothing."""
    rows = [
        ["入会申请表", "", "", ""],
        ["姓名", "", "性别", ""],
        ["出生日期", "", "学历", ""],
        ["住址", "", "电话", ""],
    ]
    if beside:
        sheet = [[*row, "", *row] for row in rows]
        titles = ["A1:D1", "F1:I1"]
    else:
        sheet = [*rows, [""] * 4, *rows]
        titles = ["A1:D1", "A6:D6"]
    form = form_of(
        workbook(Sheet1=sheet, merged=[("Sheet1", each, "入会申请表") for each in titles]),
        "申请表.xlsx",
    )

    assert form.title == "入会申请表"
    assert labels(form) == ["姓名", "性别", "出生日期", "学历", "住址", "电话"]


def test_wide_answers_are_written_over():
    """Where some row of labels and wide cells is blank, words in the others are answers."""
    content = workbook(
        Sheet1=[
            ["检验单", "", "", ""],
            ["工程名称", "路基工程", "", ""],
            ["工程地点", "", "", ""],
            ["具体部位", "一级边坡", "", ""],
        ],
        merged=[
            ("Sheet1", "A1:D1", "检验单"),
            ("Sheet1", "B2:D2", "路基工程"),
            ("Sheet1", "B3:D3", ""),
            ("Sheet1", "B4:D4", "一级边坡"),
        ],
    )

    assert labels(form_of(content, "检验单.xlsx")) == ["工程名称", "工程地点", "具体部位"]


def test_sums_below_a_table_are_questions_of_their_own():
    """A label and its blank at the right end, with nothing before them, are no row of the table."""
    form = form_of(
        card_of(
            ["Item", "Description", "Qty", "Price"],
            ["", "", "", ""],
            ["", "", "", ""],
            ["", "", "Tax Rate", ""],
            ["", "", "Deposit", ""],
            title="Order form",
        ),
        "order.xlsx",
    )

    assert labels(form) == ["Item", "Description", "Qty", "Price", "Tax Rate", "Deposit"]


def test_a_remark_beside_a_title_is_a_note():
    """The title is what is merged and reads as one."""
    form = form_of(
        workbook(
            Sheet1=[
                ["能力月报表", "", "", "当月指标填入本列"],
                ["指标代码", "指标名称", "本月", "变化原因"],
                ["NM1210", "", 45, ""],
                ["NM1221", "", 0, ""],
                ["NM1222", "", "", ""],
            ],
            merged=[("Sheet1", "A1:C1", "能力月报表")],
        ),
        "月报.xlsx",
    )

    assert (form.title, form.notes) == ("能力月报表", ("当月指标填入本列",))
    assert labels(form) == ["指标代码", "指标名称", "本月", "变化原因"]


def test_what_heads_a_sheet_without_a_gap_heads_all_below():
    """Rows of words and figures under an unbroken first row are examples, whatever they look like."""
    form = form_of(
        workbook(
            Sheet1=[
                ["产品名称", "数量", "单位", "售价", "供应商", "录入人", "备注"],
                ["product1", 0, "个", 1, "无", "", ""],
                ["product2", 0, "箱", 2, "", "admin", ""],
                ["", 3, "只", 33, "", "", ""],
                ["product4", "", "盒", 5, "某厂", "", "完"],
            ]
        ),
        "导入模板.xlsx",
    )

    assert labels(form) == ["产品名称", "数量", "单位", "售价", "供应商", "录入人", "备注"]
    assert not any(each.options for each in form.fields)


def test_labels_under_a_first_row_are_labels():
    """Where the next row asks as well, the first heads nothing."""
    form = form_of(
        workbook(
            Sheet1=[
                ["登记表", "", "", ""],
                ["姓名", "", "性别", ""],
                ["出生日期", "学历", "联系电话", "备注"],
                ["", "", "", ""],
            ],
            merged=[("Sheet1", "A1:D1", "登记表")],
        ),
        "登记表.xlsx",
    )

    assert labels(form) == ["姓名", "性别", "出生日期", "学历", "联系电话", "备注"]


def test_a_row_that_explains_each_column_is_notes():
    """What stands column by column above a header says how to fill it in."""
    form = form_of(
        workbook(
            Sheet1=[
                ["新增、变更、废弃", "", "Normal：正常使用的\nTemp：临时的", "说明何时使用。"],
                ["变动信息", "负责人", "状态", "场景"],
            ]
        ),
        "文本.xlsx",
    )

    assert labels(form) == ["变动信息", "负责人", "状态", "场景"]
    assert len(form.notes) == 3


def test_a_number_of_the_form_may_stand_above_its_title():
    """A title comes late where nothing but lines stands above it."""
    form = form_of(
        workbook(
            Sheet1=[
                ["", "", "", "表号：    "],
                ["就业情况调查表", "", "", ""],
                ["姓名", "", "电话", ""],
                ["住址", "", "年龄", ""],
            ],
            merged=[("Sheet1", "A2:D2", "就业情况调查表")],
        ),
        "调查表.xlsx",
    )

    assert form.title == "就业情况调查表"
    assert labels(form) == ["表号", "姓名", "电话", "住址", "年龄"]


def test_a_description_of_stored_data_is_no_form():
    """Columns of types and lengths tell how a database is made."""
    rows = [
        [f"字段{n}", f"field_{n}", kind, ""]
        for n, kind in enumerate(("varchar(20)", "int", "datetime", "char(1)", "number(3)"))
    ]

    with pytest.raises(NotAForm):
        read(workbook(字典=[["中文名", "字段名", "类型", "备注"], *rows]), "数据字典.xlsx")


def test_words_that_come_again_and_again_are_answers():
    """A sheet full of words is a table, whatever broke it off."""
    rows = [["某院", f"第{n}", "理论", f"方向{n}", ""] for n in range(20)]
    form = form_of(
        workbook(
            Sheet1=[
                ["录取人数统计", "", "", "", ""],
                ["院系", "", "专业", "方向", "人数"],
                ["", "甲", "乙", "", ""],
                *rows,
            ]
        ),
        "统计.xlsx",
    )

    assert "理论" not in labels(form)


def test_a_filled_row_is_told_by_the_one_below_it():
    """Labels and answers by turns, where the next row has labels and blanks in the same places."""
    form = form_of(
        workbook(
            Sheet1=[
                ["提料单", "", "", ""],
                ["工程名称", "某厂", "料单编号", "LD-某"],
                ["施工分区", "", "送达地点", ""],
            ],
            merged=[("Sheet1", "A1:D1", "提料单")],
        ),
        "提料单.xlsx",
    )

    assert labels(form) == ["工程名称", "料单编号", "施工分区", "送达地点"]


def test_what_is_sent_out_to_be_filled_is_a_form():
    """A file named as something to fill in may have examples from end to end."""
    content = workbook(
        Sheet1=[["工位代码", "设备", "数量"], *[[f"SR{n}", "机床", n] for n in range(1, 7)]]
    )

    assert labels(form_of(content, "工位导入.xlsx")) == ["工位代码", "设备", "数量"]
    with pytest.raises(NotAForm):
        read(content, "价目.xlsx")


def test_what_a_formula_says_is_no_label():
    """A cell that is computed answers the label beside it."""
    content = workbook(
        Sheet1=[
            ["凭证", "", "", ""],
            ["公司代码", "", "", ""],
            ["业务日期", "", "借方合计", ""],
        ],
        merged=[("Sheet1", "A1:D1", "凭证")],
        formulas=[
            ("Sheet1", "C2", '=IF(B2="","某公司","")', "某公司"),
            ("Sheet1", "D3", "=SUM(D5:D9)", 0),
        ],
    )

    assert labels(form_of(content, "凭证.xlsx")) == ["公司代码", "业务日期", "借方合计"]


def test_headings_go_on_where_nothing_is_over_them():
    """Columns under blank cells beside tall headings belong to the header."""
    form = form_of(
        workbook(
            Sheet1=[
                ["考勤明细", "", "", "", "", ""],
                ["序号", "部门", "姓名", "", "", ""],
                ["", "", "", "上班", "下班", ""],
                [1, "", "", "", "", ""],
                [2, "", "", "", "", ""],
            ],
            merged=[
                ("Sheet1", "A1:F1", "考勤明细"),
                ("Sheet1", "A2:A3", "序号"),
                ("Sheet1", "B2:B3", "部门"),
                ("Sheet1", "C2:C3", "姓名"),
                ("Sheet1", "D2:E2", ""),
            ],
        ),
        "考勤.xlsx",
    )

    assert labels(form) == ["部门", "姓名", "上班", "下班"]


def test_known_words_and_others_by_turns_are_labels_and_answers():
    """A card without colons that somebody filled in asks what the catalogue knows."""
    form = form_of(
        card_of(
            ["姓名", "某某", "性别", "男"],
            ["民族", "汉", "政治面貌", "群众"],
            ["学历", "", "联系电话", ""],
            ["家庭住址", "某村", "备注", ""],
            title="登记表",
        ),
        "登记表.xlsx",
    )

    assert labels(form) == [
        "姓名", "性别", "民族", "政治面貌", "学历", "联系电话", "家庭住址", "备注",
    ]  # fmt: skip
