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


def _rules(rows):
    """The one form of rows of type, name, relevant, constraint, calculation and required, each labelled by its name."""
    survey = [
        ["type", "name", "label::中文 (zh)", "relevant", "constraint", "calculation", "required"]
    ]
    survey += [
        [row[0], row[1], "" if row[0].startswith(("calc", "end")) else row[1], *row[2:], *[""] * 4][
            :7
        ]
        for row in rows
    ]
    [reading] = read(xlsform(survey, [[row[0], row[1], row[3]] for row in CHOICES]), "a.xlsx")
    return reading


@pytest.mark.parametrize(
    ("relevant", "expression"),
    [
        ("${sex} = '1'", "f1 = '1'"),
        ("${sex} = 1", "f1 = '1'"),
        ("selected(${kinds}, '2') and ${age} >= 60", "contains(f2, '2') and f3 >= 60"),
        ("not(selected(${kinds}, '2')) or ${age} > '60'", "not (contains(f2, '2')) or f3 > 60"),
        (
            "${age} != '' and (${sex} = '1' or ${age} < 5)",
            "f3 is not null and (f1 = '1' or f3 < 5)",
        ),
        ("60 <= ${age}", "f3 >= 60"),
        ("(${age} + 1) * 2 div 3 > 4", "(f3 + 1) * 2 / 3 > 4"),
        ("${older} = 1", "if(f3 > 60, 1, 0) = 1"),
        ("../sex = '1'", "f1 = '1'"),
        ("sum(${income}) > 0", "sum(f5.1) > 0"),
    ],
)
def test_when_something_is_asked(relevant, expression):
    """What XPath says of the names of the form is said of its fields."""
    reading = _rules(
        [
            ["select_one sex", "sex"],
            ["select_multiple sex", "kinds"],
            ["integer", "age"],
            ["calculate", "older", "", "", "if(${age} > 60, 1, 0)"],
            ["text", "asked", relevant],
            ["begin_repeat", "members"],
            ["decimal", "income"],
            ["end_repeat", ""],
        ]
    )
    [rule] = reading.form.rules

    assert (rule.kind, rule.field, rule.expression) == ("asked-when", "f4", expression)
    assert (rule.printed, rule.cell) == (relevant, "survey row 6")
    assert [(each.code, each.facts) for each in reading.findings] == [
        ("columns-not-asked", {"columns": "older"})
    ]


def test_what_must_hold_and_what_is_calculated():
    """Limits are over the answer itself; a figure that is shown equals others; an answer may be due to another."""
    reading = _rules(
        [
            ["integer", "men", "", ". >= 0 and . <= 100"],
            ["integer", "women", "", "regex(., '^[0-9]+$')"],
            ["integer", "all", "", "", "${men} + ${women}"],
            ["text", "why", "", "", "", "${all} = 0"],
            ["text", "always", "true()", "", "", "yes"],
        ]
    )

    assert [(each.kind, each.field, each.expression) for each in reading.form.rules] == [
        ("holds", "f1", "f1 >= 0 and f1 <= 100"),
        ("holds", "f2", "matches(f2, '^[0-9]+$')"),
        ("equals", "f3", "f1 + f2"),
        ("holds", "f4", "not (f3 = 0) or f4 is not null"),
    ]
    assert [each.required for each in reading.form.fields] == [False] * 4 + [True]


def test_what_a_group_is_asked_under_holds_for_all_in_it():
    """Conditions of groups and of the question are one rule; within a repeat the answers of the same row count."""
    reading = _rules(
        [
            ["integer", "age"],
            ["begin_group", "g", "${age} > 60"],
            ["text", "a"],
            ["text", "b", "${a} != ''"],
            ["end_group", ""],
            ["begin_repeat", "r", "${age} > 5"],
            ["text", "c"],
            ["text", "d", "${c} = 'x'"],
            ["end_repeat", ""],
        ]
    )

    assert [(each.field, each.expression) for each in reading.form.rules] == [
        ("f2", "f1 > 60"),
        ("f3", "(f1 > 60) and (f2 is not null)"),
        ("f4.2", "f4.1 = 'x'"),
        ("f4", "f1 > 5"),
    ]


@pytest.mark.parametrize(
    "relevant", ["position(..) > 1", "pulldata('a', 'b', 'c', ${x}) = 1", "${c} = 'x'", "${x} ="]
)
def test_what_no_rule_can_say_is_named(relevant):
    """A finding has it as it is printed."""
    reading = (
        _rules(
            [
                ["text", "x"],
                ["begin_repeat", "r"],
                ["text", "c"],
                ["end_repeat", ""],
                ["text", "y", relevant],
            ]
        )
        if relevant != "${x} ="
        else _rules([["text", "x"], ["text", "y", "${x} = ("]])
    )

    assert reading.form.rules == ()
    assert [each.code for each in reading.findings] == ["rule-not-understood"]


def test_languages_markup_and_lists_elsewhere():
    """Other languages, filters and lists in other files are told of; markup is no part of a label."""
    survey = [
        [
            "type",
            "name",
            "label::English (en)",
            "label::中文 (zh)",
            "choice_filter",
            "constraint",
            "constraint_message::中文 (zh)",
        ],
        [
            "select_one sex",
            "sex",
            "Sex",
            '<span style="color:red">性别</span>',
            "name = '1'",
            "",
            "",
        ],
        ["select_one_from_file towns.csv", "town", "Town", "**乡镇**", "", "", ""],
        ["integer", "age", "Age", "年龄", "", ". < 150", "年龄须小于150"],
    ]
    [reading] = read(xlsform(survey, CHOICES), "a.xlsx")

    assert [each.label for each in reading.form.fields] == ["性别", "乡镇", "年龄"]
    assert reading.form.fields[2].hint == "年龄须小于150"
    assert [each.code for each in reading.findings] == [
        "choices-filtered", "choices-elsewhere", "several-languages",
    ]  # fmt: skip


def test_pictures_beside_questions_are_left_out():
    """Old forms that head them in two ways at once are read all the same."""
    survey = [
        ["type", "name", "label", "image", "media::image"],
        ["text", "a", "姓名", "a.png", ""],
    ]

    assert [each.label for each in read(xlsform(survey), "a.xlsx")[0].form.fields] == ["姓名"]


def test_another_answer_than_those_listed():
    """`or_other` adds an answer and a question, in the form's language, asked when that answer is given."""
    reading = _rules([["select_one sex or_other", "sex"], ["text", "name"]])
    sex, other, name = reading.form.fields

    assert [each.title for each in sex.options] == ["男", "女", "其他"]
    assert (other.label, other.cell, name.cell) == (
        "其他，请说明",
        "survey row 2 other",
        "survey row 3",
    )
    assert [(each.field, each.expression) for each in reading.form.rules] == [
        ("f2", "f1 = 'other'")
    ]
