"""What a person says of a form that was misread."""

import json

import pytest

from yibiao import intake
from yibiao.errors import Invalid
from yibiao.model.correction import Correction
from yibiao.model.form import Option, Rule
from yibiao.model.kinds import ValueKind

ASKED = {
    "title": "老年人台账",
    "fields": [
        {"label": "序", "type": "text"},
        {"label": "姓名", "type": "text"},
        {
            "label": "子女情况",
            "type": "rows",
            "fields": [{"label": "姓名", "type": "text"}, {"label": "电话", "type": "text"}],
        },
        {"label": "补贴", "type": "number"},
        {"label": "合计", "type": "number"},
    ],
}


@pytest.fixture(scope="module")
def form():
    content = json.dumps(ASKED, ensure_ascii=False).encode()
    (reading,) = intake.read(content, "form.json", department="civil-affairs")
    rules = (
        Rule(kind="equals", field="f5", expression="f4 + 1"),
        Rule(kind="holds", field="f1", expression="f1 != 'f4'"),
        Rule(kind="holds", field="f2", expression="f2 != 'f4'"),
    )
    return reading.form.model_copy(update={"rules": rules})


def labels(form):
    return {id_: each.label for id_, each in form.by_id.items()}


def test_nothing_said_changes_nothing(form):
    """A form nobody corrects is the one that was read, under its own ids."""
    corrected, ids = intake.corrected(form, ())

    assert form == corrected
    assert {each: each for each in form.by_id} == ids


def test_what_is_no_field_goes_and_the_rest_moves_up(form):
    """Ids are those of the places; rules follow, and go where they spoke of what is gone; texts are left alone."""
    corrected, ids = intake.corrected(form, [Correction(field="f1", drop=True)])

    assert {
        "f1": "姓名",
        "f2": "子女情况",
        "f2.1": "姓名",
        "f2.2": "电话",
        "f3": "补贴",
        "f4": "合计",
    } == labels(corrected)
    assert {"f2": "f1", "f3": "f2", "f3.1": "f2.1", "f3.2": "f2.2", "f4": "f3", "f5": "f4"} == ids
    assert [("f4", "f3 + 1"), ("f1", "f1 != 'f4'")] == [
        (each.field, each.expression) for each in corrected.rules
    ]


def test_what_was_missed_stands_where_it_is_said_to(form):
    """Behind the field that it follows, first of all, in a row, or behind another that was missed."""
    missed = [
        Correction(field="+1", after="f2", label="性别", options=(Option(value="男", title="男"),)),
        Correction(field="+2", after="", label="编号", cell="Sheet1!A1"),
        Correction(field="+3", after="f3.1", label="关系"),
        Correction(field="+4", after="+1", label="年龄", kind=ValueKind.INTEGER),
    ]
    corrected, ids = intake.corrected(form, missed)

    assert ["编号", "序", "姓名", "性别", "年龄", "子女情况", "补贴", "合计"] == [
        each.label for each in corrected.fields
    ]
    assert ["姓名", "关系", "电话"] == [each.label for each in corrected.fields[5].fields]
    assert (ids["+1"], ids["+2"], ids["+3"], ids["+4"]) == ("f4", "f1", "f6.2", "f5")
    assert (corrected.by_id["f4"].kind, corrected.by_id["f5"].kind) == ("code", "integer")
    assert "Sheet1!A1" == corrected.by_id["f1"].cell


def test_what_is_said_of_a_field_replaces_what_was_read(form):
    """What is not said stays; options that are no longer chosen from are gone."""
    said = Correction(
        field="f2", label="姓名：", kind="code", options=[Option(value="1", title="男"), Option(value="2", title="女")],
        required=True, section=("基本情况",),
    )  # fmt: skip
    (changed, *_) = (
        each for each in intake.corrected(form, [said]).form.fields if each.label == "姓名"
    )
    again = intake.corrected(
        form.model_copy(update={"fields": (changed,)}),
        [Correction(field=changed.id, kind="text", unit_of_measure="元")],
    ).form.fields[0]

    assert ("code", True, ("基本情况",)) == (changed.kind, changed.required, changed.section)
    assert ((), "text", "元", True) == (
        again.options,
        again.kind,
        again.unit_of_measure,
        again.required,
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"field": "f9", "label": "无"}, "corrected-field-unknown"),
        ({"field": "+1", "after": "f9", "label": "无"}, "corrected-field-unknown"),
        ({"field": "f1", "label": "——"}, "corrected-without-label"),
        ({"field": "+1", "after": "f1"}, "corrected-without-label"),
        ({"field": "f1", "kind": "rows"}, "corrected-kind-unfit"),
        ({"field": "f1", "after": "f2", "label": "年龄"}, "corrected-name-taken"),
        ({"field": "+1", "after": "+1", "label": "年龄"}, "corrected-field-unknown"),
    ],
)
def test_what_cannot_be_is_refused(form, said, code):
    """With what is wrong, by name."""
    with pytest.raises(Invalid) as refused:
        intake.corrected(form, [Correction(**said)])

    assert {code} == {each.code for each in refused.value.findings}


def test_a_form_that_asks_nothing_any_more_is_refused(form):
    """Whoever drops everything is told to leave the form out."""
    with pytest.raises(Invalid) as refused:
        intake.corrected(form, [Correction(field=each.id, drop=True) for each in form.fields])

    assert ["corrected-to-nothing"] == [each.code for each in refused.value.findings]
