"""A list of fields in JSON."""

import json

import pytest

from tests.unit.intake.files import form_of, listed, read
from yibiao.errors import Invalid
from yibiao.model.kinds import SubjectKind


def test_fields_are_numbered_and_placed():
    """Fields are numbered without the headings between them; each knows its place in the list."""
    form = form_of(
        listed(
            {"label": "姓名"},
            {"label": "监护人", "type": "section"},
            {"label": "姓 名：", "required": True},
        ),
        "f.json",
    )

    assert [(f.id, f.label, f.raw, f.section, f.required, f.cell) for f in form.fields] == [
        ("f1", "姓名", None, (), False, "#/fields/0"),
        ("f2", "姓名", "姓 名：", ("监护人",), True, "#/fields/2"),
    ]


def test_a_repeating_block_keeps_its_fields():
    """A field with fields of its own is a block; its rows' fields are numbered under it."""
    form = form_of(
        listed({"label": "家庭成员", "fields": [{"label": "姓名"}, {"label": "出生日期"}]}),
        "f.json",
    )

    assert [(f.id, f.label) for f in form.fields[0].fields] == [
        ("f1.1", "姓名"),
        ("f1.2", "出生日期"),
    ]


def test_a_file_says_what_it_is():
    """What the file says of itself holds, unless the caller says otherwise; the department is the caller's."""
    content = listed(
        {"label": "80岁以上人数", "type": "integer", "measure": "count(*)"},
        department="某部门", layout="summary", period="monthly", mandate="依据", scope="true", subject="unit",
    )  # fmt: skip
    form = form_of(content, "f.json", period="yearly")

    assert (
        form.department, form.layout, form.period, form.mandate, form.scope, form.subject, form.fields[0].measure,
    ) == ("civil-affairs", "summary", "yearly", "依据", "true", SubjectKind.UNIT, "count(*)")  # fmt: skip


def test_figures_are_a_units():
    """A summary form is about a unit, unless it says otherwise."""
    form = form_of(listed({"label": "人数"}, title="老人月报", layout="summary"), "f.json")

    assert form.subject is SubjectKind.UNIT


def test_several_forms_in_one_file():
    """A list of forms gives each; the second of a stated series is numbered."""
    forms = [{"title": title, "fields": [{"label": "姓名"}]} for title in ("甲表", "乙表")]
    readings = read(json.dumps(forms).encode(), "f.json", series="ledger", title="丙表")

    assert [(r.form.title, r.form.series) for r in readings] == [
        ("甲表", "ledger"),
        ("乙表", "ledger-2"),
    ]


def test_series_is_the_title_in_pinyin():
    """The slug is the title's pinyin; a long one ends in a digest, so that two long titles do not meet."""
    long = "关于进一步做好某某街道高龄老人生活补贴发放和基本情况摸底登记工作的花名册"

    assert (
        form_of(listed({"label": "姓名"}, title="老人登记表"), "f.json").series
        == "lao-ren-deng-ji-biao"
    )
    first, second = (
        form_of(listed({"label": "姓名"}, title=long + each), "f.json").series for each in "甲乙"
    )
    assert first != second
    assert len(first) <= 64


def test_identical_labels_are_kept_and_named():
    """Two identical labels in one section are both kept; the finding names both places."""
    [reading] = read(listed({"label": "性别"}, {"label": "姓名"}, {"label": "性 别"}), "f.json")
    [finding] = reading.findings

    assert len(reading.form.fields) == 3
    assert (
        finding.code, finding.level, finding.where, finding.facts["first"],
    ) == ("duplicate-label", "warning", "#/fields/2", "#/fields/0")  # fmt: skip


def test_identical_labels_of_two_sections_are_no_doubt():
    """A section tells labels apart."""
    [reading] = read(listed({"label": "姓名"}, {"label": "姓名", "section": "监护人"}), "f.json")

    assert reading.findings == ()


def test_everything_wrong_is_said_at_once():
    """All findings come together, each with its place and a remedy in both languages."""
    content = listed(
        {"label": "}"},
        {"label": "", "required": True},
        {"label": "姓名", "type": "telepathy"},
        period="often",
    )
    with pytest.raises(Invalid) as refusal:
        read(content, "f.json")
    findings = refusal.value.findings

    assert [(each.code, each.where) for each in findings] == [
        ("unknown-type", "#/fields/2"),
        ("field-without-label", "#/fields/0"),
        ("required-without-label", "#/fields/1"),
        ("member-invalid", "#/period"),
    ]
    assert all(each.remedy(language) for each in findings for language in ("zh", "en"))
    assert len(findings) == refusal.value.facts["count"]
