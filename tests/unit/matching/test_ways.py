"""How fields are answered from the shipped catalogue: by crosswalks value by value, and by conversions."""

import pytest

from tests.builders import a_form
from yibiao.matching import Choice, propose, resolve
from yibiao.model import catalogue

STARTER = catalogue.starter()


def bound(form, **decided):
    """The label of each field → its binding, doubtful ones as they are *decided*."""
    choices = {
        field: Choice(element=element, via=via, decided_by="user:a")
        for field, (via, element) in decided.items()
    }
    found = resolve(form, propose(form, STARTER), STARTER, choices)
    return {form.by_id[each.field].label: each for each in found.bindings}


def test_codes_of_another_order_are_led_over():
    """1 男 of the standard is 0 男 of the form."""
    form = a_form("a", "| 姓名 | 性别 |\n| text | code |\n| | 0 男, 1 女 |")

    binding = bound(form)["性别"]

    assert ("crosswalk", "person.sex") == (binding.how, binding.element)
    assert {"1": "0", "2": "1"} == binding.crosswalk
    assert {"未知的性别", "未说明的性别"} == set(binding.unmapped)


def test_what_is_held_in_words_is_sure_to_answer_a_choice():
    """Nobody is asked whether 吸毒原因, held in words, means 吸毒原因 where a form lets choose from reasons."""
    form = a_form("a", "| 姓名 | 吸毒原因 |\n| text | code |\n| | 01 好奇, 99 其他 |")

    binding = bound(form)["吸毒原因"]

    assert ("crosswalk", "rule:auto") == (binding.how, binding.decided_by)
    assert {"好奇": "01", "其他": "99"} == binding.crosswalk


def test_two_children_in_law_are_one_answer():
    """媳婿 of the census is 儿媳 and 女婿 of GB/T 4761."""
    form = a_form("a", "| 姓名 | 与户主关系 |\n| text | code |\n| | 1 配偶, 2 子女, 6 媳婿 |")

    assert {"28", "38"} <= {
        code for code, option in bound(form)["与户主关系"].crosswalk.items() if option == "6"
    }


def test_one_answer_stands_for_several_codes():
    """已婚 is the married of GB/T 2261.2, first, again or remarried."""
    form = a_form("a", "| 姓名 | 婚姻状况 |\n| text | code |\n| | 1 未婚, 2 已婚, 3 丧偶, 4 离婚 |")

    binding = bound(form)["婚姻状况"]

    assert ("crosswalk", "person.marital_status") == (binding.how, binding.element)
    assert {"20", "21", "22", "23"} == {
        code for code, option in binding.crosswalk.items() if option == "2"
    }


@pytest.mark.parametrize(
    ("label", "kind", "unit", "target", "conversion"),
    [
        ("家庭年收入", "money", "万元", (("person.household",), "household.annual_income"), "ten-thousand-yuan-of-yuan"),
        ("耕地面积", "area", "平方米", (("person.household",), "household.farmland_area"), "square-metre-of-mu"),
        ("出生年月", "year-month", None, ((), "person.birth_date"), "year-month-of-date"),
        ("出生年份", "year", None, ((), "person.birth_date"), "year-of-date"),
    ],
)  # fmt: skip
def test_another_unit_and_a_coarser_date_are_converted(label, kind, unit, target, conversion):
    """The binding names the conversion; the element stays as it is."""
    form = a_form("a", f"| 姓名 | {label} |\n| text | {kind} |")
    name, asked = form.fields
    asked = asked.model_copy(update={"unit_of_measure": unit})
    form = form.model_copy(update={"fields": (name, asked)})

    binding = bound(form, f2=target)[label]

    assert ("conversion", conversion) == (binding.how, binding.conversion)


def test_what_follows_from_others_is_recognised():
    """Sex, birth and age are bound to elements that say what they follow from."""
    form = a_form(
        "a",
        "| 姓名 | 公民身份号码 | 性别 | 出生日期 | 年龄 |\n| text | id-number | text | date | integer |",
    )

    found = {label: STARTER.elements[each.element] for label, each in bound(form).items()}

    rules = {label: [one.rule for one in each.derivations] for label, each in found.items()}
    assert ["sex-of-id-number"] == rules["性别"]
    assert ["birth-date-of-id-number"] == rules["出生日期"]
    assert ["age-of-birth-date"] == rules["年龄"]


@pytest.mark.parametrize(
    ("name", "element"),
    [("sfzh", "person.id_number"), ("date_of_birth", "person.birth_date")],
)
def test_the_name_of_a_column_is_evidence(name, element):
    """A label that says nothing known is asked about by what its column is called, and never bound by that alone."""
    form = a_form("a", "| 姓名 | 甲乙 |")
    second = form.fields[1].model_copy(update={"name": name})
    match = propose(form.model_copy(update={"fields": (form.fields[0], second)}), STARTER)[1]

    assert ("ask", element) == (match.band, match.candidates[0].element)
    assert "column" in {each.signal for each in match.candidates[0].evidence}


def test_two_letters_of_a_column_say_too_little():
    """`xm` may be 姓名 or 项目: the label is believed."""
    form = a_form("a", "| 甲乙 |")
    field = form.fields[0].model_copy(update={"name": "xm"})

    assert "new" == propose(form.model_copy(update={"fields": (field,)}), STARTER)[0].band
