"""Options are told apart into codes and titles, and known as the code list they are taken from."""

import pytest

from tests.unit.intake.files import form_of, listed, read
from yibiao.intake.layout import lines


def options(printed, label="类别"):
    field = form_of(
        listed({"label": label, "type": "choice", "options": printed}), "f.json"
    ).fields[0]
    return [(each.value, each.title) for each in field.options]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["--请选择--", "甲", "乙"], [("甲", "甲"), ("乙", "乙")]),
        (["1.男", "2.女"], [("1", "男"), ("2", "女")]),
        (["0 男", "1 女", "2 未知"], [("0", "男"), ("1", "女"), ("2", "未知")]),
        (["1农业", "2非农业"], [("1", "农业"), ("2", "非农业")]),
        (["①外出", "②改制"], [("1", "外出"), ("2", "改制")]),
        (["A、城镇", "B、农村"], [("A", "城镇"), ("B", "农村")]),
        (["1.1949年以前", "2.1949年以后"], [("1", "1949年以前"), ("2", "1949年以后")]),
        (["0级", "1级"], [("0级", "0级"), ("1级", "1级")]),
        (["1次", "2-3次"], [("1次", "1次"), ("2-3次", "2-3次")]),
        ([["01", "汉族"], ["02", "回族"]], [("01", "汉族"), ("02", "回族")]),
        ([{"value": 1, "label": "甲"}, {"value": 2, "label": "乙"}], [("1", "甲"), ("2", "乙")]),
        (["其他：", "短信（请填号码："], [("其他", "其他"), ("短信", "短信")]),
        (["□轮椅", "□拐杖"], [("轮椅", "轮椅"), ("拐杖", "拐杖")]),
        (["二○二六年○", "否○"], [("二○二六年", "二○二六年"), ("否", "否")]),
    ],
)
def test_options(printed, expected):
    """Each option is its own code and title; a number before every one is its code; placeholders are none."""
    assert expected == options(printed)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("是否低保 □是 □否", ("是", "否")),
        ("有□/无□", ("有", "无")),
        ("□低保|□特困", ("低保", "特困")),
        ("男□女□", ("男", "女")),
        ("有 □ 没有 □（请注明）", ("有", "没有")),
        ("没有 □有 □（数量）", ("没有", "有")),
        ("性别：□男□女", ("男", "女")),
        ("二○二六年 □是 □否", ("是", "否")),
        ("二○二六年 ○是 ○否", ("是", "否")),
        ("二○二○年", ()),
    ],
)
def test_what_boxes_belong_to(printed, expected):
    """A box belongs to the words that it stands close to; the nought of a year is none."""
    assert expected == lines.options(printed)


def test_a_hint_counts_codes_up():
    """A hint that counts its codes from 0 gives the department's own codes."""
    field = form_of(
        listed({"label": "是否有电梯", "type": "boolean", "hint": "是否有电梯(0否1是,默认0)"}),
        "f.json",
    ).fields[0]

    assert [(each.value, each.title) for each in field.options] == [("0", "否"), ("1", "是")]


def test_a_repeated_option_is_found():
    """The same code twice is kept once and named."""
    [reading] = read(
        listed({"label": "类别", "type": "choice", "options": ["甲", "乙", "甲"]}), "f.json"
    )

    assert len(reading.form.fields[0].options) == 2
    assert [(each.code, each.where) for each in reading.findings] == [
        ("option-repeated", "#/fields/0")
    ]


@pytest.mark.parametrize(
    ("label", "printed", "code_list"),
    [
        ("性别", ["男", "女"], "gbt-2261.1-sex"),
        ("性别", [["0", "男"], ["1", "女"]], "gbt-2261.1-sex"),
        ("民族", ["汉族", "回族", "藏族"], "gbt-3304-ethnicity"),
        (
            "残疾类别",
            ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"],
            "gbt-26341-disability-type",
        ),
        ("口味", ["甜", "咸"], None),
        ("与户主关系", ["配偶", "子女"], None),
        ("申请人类型", ["个人", "单位"], None),
        ("所有权", ["个人", "单位"], "ownership-kind"),
        ("情况", ["其他", "无"], None),
    ],
)
def test_code_lists_are_known(label, printed, code_list):
    """Options are known as the shipped list that has all of them, whatever their codes; few words prove nothing."""
    field = form_of(
        listed({"label": label, "type": "choice", "options": printed}), "f.json"
    ).fields[0]

    assert code_list == field.code_list


def test_a_named_code_list_is_kept():
    """Where options are not printed, the list that the source names is all there is."""
    field = form_of(
        listed({"label": "民族", "type": "code", "code_table": "CODE_NATION"}), "f.json"
    ).fields[0]

    assert (field.kind.value, field.code_list) == ("code", "CODE_NATION")
