"""XLSForm through pyxform."""

import pytest

from tests.unit.intake.files import read, xlsform
from yibiao.errors import Invalid

SURVEY = [
    ["type", "name", "label::English (en)", "label::中文 (zh)", "hint::中文 (zh)", "required"],
    ["start", "start", "", "", "", ""],
    ["begin_group", "basic", "Basics", "基本信息", "", ""],
    ["text", "name", "Name", "姓名", "按户口簿", "yes"],
    ["select_one sex", "sex", "Sex", "性别", "", ""],
    ["end_group", "", "", "", "", ""],
    ["begin_repeat", "members", "Members", "家庭成员", "", ""],
    ["text", "name", "Name", "姓名", "", ""],
    ["select_multiple sex", "kinds", "Kinds", "类型", "", ""],
    ["end_repeat", "", "", "", "", ""],
    ["note", "thanks", "Thanks", "谢谢", "", ""],
    ["image", "photo", "Photo", "照片", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::中文 (zh)"],
    ["sex", "1", "Male", "男"],
    ["sex", "2", "Female", "女"],
]


def test_an_xlsform():
    """Groups are sections, repeats blocks; Chinese is preferred; rows are counted as a person counts them."""
    [reading] = read(xlsform(SURVEY, CHOICES, [["form_title"], ["入户调查表"]]), "a.xlsx")
    form = reading.form
    name, sex, members, photo = form.fields

    assert (form.title, form.layout, form.notes) == ("入户调查表", "card", ("谢谢",))
    assert (
        name.label, name.section, name.required, name.hint, name.name, name.cell,
    ) == ("姓名", ("基本信息",), True, "按户口簿", "name", "survey row 4")  # fmt: skip
    assert (
        sex.kind.value, [(each.value, each.title) for each in sex.options], sex.code_list,
    ) == ("code", [("1", "男"), ("2", "女")], "gbt-2261.1-sex")  # fmt: skip
    assert [(each.label, each.kind.value, each.cell) for each in members.fields] == [
        ("姓名", "text", "survey row 8"),
        ("类型", "codes", "survey row 9"),
    ]
    assert (members.kind.value, photo.kind.value) == ("rows", "file")


@pytest.mark.parametrize(
    ("survey", "choices", "where"),
    [
        ([["type", "name", "label"], ["text", "a b", "甲"]], (), "survey row 2"),
        ([["type", "name", "label"], ["begin group", "a", "甲"]], (), "survey row 2"),
        (
            [["type", "name", "label"], ["select_one c", "a", "甲"]],
            [["list_name", "name", "label"], ["c", "1", "甲"], ["c", "1", "乙"]],
            "choices row 3",
        ),
    ],
)
def test_what_pyxform_refuses_names_the_row(survey, choices, where):
    """pyxform's own complaint comes as a finding with the sheet and the row."""
    with pytest.raises(Invalid) as refusal:
        read(xlsform(survey, choices), "a.xlsx")
    [finding] = refusal.value.findings

    assert (finding.code, finding.where) == ("xlsform-error", where)
