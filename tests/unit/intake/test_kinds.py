"""The kind of a field follows from what the source states and what the words say."""

import pytest

from tests.unit.intake.files import delimited, form_of, listed


def kind(label, **entry):
    """The kind that a field of this label, in a list of fields, is read as."""
    return form_of(listed({"label": label, **entry}), "form.json").fields[0].kind.value


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("公民身份号码", "id-number"),
        ("户主身份证号", "id-number"),
        ("社会保障号码（身份证号码）", "id-number"),
        ("身份证号（18位或15位）", "id-number"),
        ("证件号码", "text"),
        ("残疾证号", "text"),
        ("身份证复印件", "file"),
        ("身份证住址", "address"),
        ("统一社会信用代码", "uscc"),
        ("联系电话", "phone"),
        ("监护人联系方式", "phone"),
        ("所长及联系电话", "text"),
        ("电子邮箱地址", "text"),
        ("出生日期", "date"),
        ("出生年月", "year-month"),
        ("出生年月(yyyy-MM-dd)", "date"),
        ("建成年份", "year"),
        ("起止时间", "text"),
        ("家庭年收入", "money"),
        ("收入来源", "text"),
        ("医保拨付总额（大写）", "text"),
        ("退耕还林面积（亩）", "area"),
        ("入住率", "percent"),
        ("汽车频率", "text"),
        ("家庭人口数", "integer"),
        ("功率(千瓦)", "number"),
        ("是否低保户", "boolean"),
        ("有无求职要求", "boolean"),
        ("是否低保及原因", "text"),
        ("户籍地址", "address"),
        ("行政区划代码", "division"),
        ("本人照片", "file"),
        ("村（居）委会意见", "signature"),
        ("经办机构（盖章）", "signature"),
        ("姓名", "text"),
    ],
)
def test_words_tell(label, expected):
    """Where the source says text, or nothing, the label's end tells."""
    assert expected == kind(label, type="text")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"label": "人数", "type": "number"}, "integer"),
        ({"label": "注册资金", "type": "number"}, "money"),
        ({"label": "居住面积", "type": "number"}, "area"),
        ({"label": "得分", "type": "number"}, "number"),
        ({"label": "出生年月", "type": "date"}, "year-month"),
        ({"label": "出生日期", "type": "datetime"}, "date"),
        ({"label": "入库时间", "type": "datetime"}, "datetime"),
        ({"label": "户籍地", "type": "code"}, "code"),
        ({"label": "审核", "type": "approval"}, "signature"),
        ({"label": "座位", "type": "text", "db_type": "int(11)"}, "integer"),
        ({"label": "员工人数", "type": "text", "hint": "员工人数(比如“500-700人”)"}, "text"),
        ({"label": "执照号码", "type": "text", "hint": "(统一社会信用代码)"}, "uscc"),
        ({"label": "性别", "type": "select", "options": ["男", "女"]}, "code"),
        ({"label": "登记备案", "type": "select", "options": ["否", "是"]}, "boolean"),
        ({"label": "是否残疾", "type": "choice", "options": ["正常", "是"]}, "code"),
        ({"label": "标签", "type": "multi_choice", "options": ["党员", "团员"]}, "codes"),
        ({"label": "辅具（可多选）", "type": "choice", "options": ["轮椅", "拐杖"]}, "codes"),
        ({"label": "成员", "fields": [{"label": "姓名"}]}, "rows"),
    ],
)
def test_what_the_source_states_is_made_exact(entry, expected):
    """A stated kind is kept, and made exact by words and options where it is coarse."""
    assert expected == kind(**entry)


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("登记", ["2024-01-31", "2023/2/1"], "date"),
        ("在职", ["是", "否"], "boolean"),
        ("号码", ["13800000000"], "phone"),
        ("数", ["3", "0"], "integer"),
        ("编号", ["007", "012"], "text"),
        ("其他", ["甲", "3"], "text"),
        ("入党时间", [], "date"),
    ],
)
def test_samples_tell_where_words_do_not(label, values, expected):
    """Values under a heading tell its kind; none of them is kept."""
    form = form_of(delimited([label, "姓名"], *([each, "某"] for each in values)), "form.csv")

    assert expected == form.fields[0].kind.value
    assert not any(each in form.model_dump_json() for each in values if len(each) > 3)
