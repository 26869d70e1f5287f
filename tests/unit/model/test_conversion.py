"""Which conversion answers a field, and what each gives."""

import pytest

from tests.unit.slicing.village import CATALOGUE, a_field, an_element
from yibiao.model import conversion
from yibiao.model.form import Option


def found(element, kind, /, field="text", **more):
    return conversion.find(an_element("person.x", element, **kind), a_field("f1", field, **more))


@pytest.mark.parametrize(
    ("element", "field", "expected"),
    [
        ("text", "text", None),
        ("id-number", "text", None),
        ("text", "id-number", None),
        ("date", "text", None),
        ("date", "date", None),
        ("date", "year-month", "year-month-of-date"),
        ("date", "year", "year-of-date"),
        ("year-month", "year", "year-of-date"),
        ("datetime", "date", "date-of-datetime"),
        ("datetime", "time", "time-of-datetime"),
        ("integer", "text", "text-of-number"),
        ("money", "integer", "integer-of-number"),
        ("integer", "number", None),
        ("number", "money", None),
        ("text", "integer", "integer-of-text"),
        ("text", "money", "number-of-text"),
        ("text", "date", "date-of-text"),
        ("boolean", "text", "text-of-boolean"),
        ("code", "text", "label-of-code"),
        ("codes", "text", "labels-of-codes"),
        ("links", "rows", None),
        ("rows", "rows", None),
        ("link", "links", None),
    ],
)
def test_a_field_is_answered_by_a_conversion(element, field, expected):
    """Each pair of kinds that goes together has one way, or needs none."""
    assert expected == found(element, {}, field)


@pytest.mark.parametrize(
    ("element", "field"),
    [
        ("boolean", "money"),
        ("money", "area"),
        ("year-month", "date"),
        ("date", "datetime"),
        ("link", "text"),
        ("phone", "address"),
        ("file", "text"),
        ("integer", "code"),
        ("rows", "text"),
    ],
)
def test_what_does_not_go_together_is_refused(element, field):
    """A value that can never answer the field is no answer."""
    with pytest.raises(LookupError):
        found(element, {}, field)


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        ("元", "万元", "ten-thousand-yuan-of-yuan"),
        ("万元", "元/月", "yuan-of-ten-thousand-yuan"),
        ("元", "元", None),
        (None, "（元）", None),
        ("箱", "万元", None),
    ],
)
def test_a_unit_of_measure_is_changed(held, asked, expected):
    """Money in one unit answers money in another; a unit that nobody knows is taken as it is."""
    assert expected == found("number", {"unit_of_measure": held}, "number", unit_of_measure=asked)


def test_money_and_areas_have_a_unit_of_their_own():
    """Money is held in yuan, areas in square metres."""
    assert found("money", {}, "money", unit_of_measure="万元") == "ten-thousand-yuan-of-yuan"
    assert found("area", {}, "area", unit_of_measure="亩") == "mu-of-square-metre"


def test_units_of_two_dimensions_are_refused():
    """Yuan are no metres."""
    with pytest.raises(LookupError):
        found("number", {"unit_of_measure": "元"}, "number", unit_of_measure="米")


@pytest.mark.parametrize(
    ("element", "own", "field", "expected"),
    [
        ("code", "sex", "code", None),
        ("code", "other", "code", "label-of-code"),
        ("code", "sex", "codes", None),
        ("code", "other", "codes", "label-list-of-codes"),
        ("codes", "sex", "codes", None),
        ("codes", "other", "codes", "label-list-of-codes"),
        ("codes", "sex", "code", "labels-of-codes"),
        ("boolean", None, "code", "text-of-boolean"),
        ("text", None, "code", None),
    ],
)
def test_a_code_without_options_is_given_as_its_label(element, own, field, expected):
    """Unless the field names the very code list: then the code itself."""
    assert expected == found(element, {"code_list": own}, field, code_list="sex")


def test_options_are_for_the_crosswalk():
    """Codes and yes or no answer a choice, texts and numbers do not."""
    options = (Option(value="1", title="男"),)

    assert found("code", {}, "code", options=options) is None
    assert found("boolean", {}, "boolean", options=options) is None
    assert found("codes", {}, "codes", options=options) is None
    with pytest.raises(LookupError):
        found("codes", {}, "code", options=options)
    with pytest.raises(LookupError):
        found("text", {}, "code", options=options)


@pytest.mark.parametrize(
    ("label", "expected"),
    [("身份证号后四位", "last-four"), ("证件号末6位", "last-six"), ("身份证号", None)],
)
def test_a_field_may_ask_for_the_end_only(label, expected):
    """What is asked for by its last characters is given no further."""
    assert expected == found("id-number", {}, "text", label=label)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ten-thousand-yuan-of-yuan", 25_000, 2.5),
        ("mu-of-square-metre", 1000, 1.5),
        ("year-month-of-date", "2020-02-29", "2020-02"),
        ("time-of-datetime", "2020-02-29T08:30:59", "08:30"),
        ("text-of-number", 1500.0, "1500"),
        ("text-of-number", -0.25, "-0.25"),
        ("text-of-number", 0.0, "0"),
        ("integer-of-number", 2.5, 3),
        ("integer-of-number", -2.5, -3),
        ("number-of-text", "12.5", 12.5),
        ("number-of-text", "不详", None),
        ("integer-of-text", "3.0", None),
        ("date-of-text", "2021-02-29", None),
        ("text-of-boolean", False, "否"),
        ("mask-middle", "999999199001010010", "999***********0010"),
        ("mask-middle", "欧阳娜", "欧*娜"),
        ("mask-middle", "张三", "张*"),
        ("mask-middle", "", ""),
        ("last-four", "123456", "3456"),
        ("label-of-code", "a", "低保"),
        ("label-of-code", "z", "z"),
        ("labels-of-codes", ["b", "a"], "特困、低保"),
        ("label-list-of-codes", "a", ["低保"]),
        ("label-of-code", None, None),
    ],
)
def test_a_conversion_gives(name, value, expected):
    """Each conversion puts a value as the form wants it; nothing stays nothing."""
    assert expected == conversion.convert(name, value, CATALOGUE.code_lists["tags"])


def test_without_a_code_list_a_code_is_its_own_label():
    """A list that is not known hides no answer."""
    assert conversion.convert("label-of-code", "a") == "a"


def test_a_form_that_prints_no_unit_is_answered_in_the_held_one():
    """Nobody knows better what is meant; the figure is not changed unseen."""
    assert found("area", {"unit_of_measure": "亩"}, field="area") is None
    assert (
        found("area", {"unit_of_measure": "亩"}, field="area", unit_of_measure="平方米")
        == "square-metre-of-mu"
    )


@pytest.mark.parametrize("name", sorted(conversion.SCALES))
def test_a_change_of_unit_has_a_way_back(name):
    """A figure that went there and back is what it was."""
    there = conversion.convert(name, 6_000_000)

    assert conversion.convert(conversion.back(name), there) == pytest.approx(6_000_000, rel=1e-4)


def test_what_is_no_change_of_unit_has_none():
    """A whole number is a number; a year gives no date."""
    assert conversion.back("integer-of-number") is None
    with pytest.raises(LookupError):
        conversion.back("year-of-date")
