"""The law of the round trip: a form's blank, read, asks what the form asks."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.unit.intake.files import layout, read, word
from yibiao import intake, publishing
from yibiao.errors import Problem

SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
NAMES = st.text(SYLLABLES, min_size=2, max_size=6)
TYPES = st.sampled_from(["text", "integer", "number", "date", "money", "file", "yearmonth"])
TELLING = st.sampled_from(
    ["身份证号", "联系电话", "家庭住址", "出生年月", "面积（亩）", "是否低保户", "备注", "服务时间", "签名", "年收入（万元）"]
)  # fmt: skip


@st.composite
def options(draw):
    """Printed answers, with codes or without."""
    titles = draw(
        st.lists(
            st.text(SYLLABLES + "0123级", min_size=1, max_size=5),
            min_size=2,
            max_size=12,
            unique=True,
        )
    )
    if draw(st.booleans()):
        return titles
    first = draw(st.integers(0, 2))
    return [{"value": str(number), "label": each} for number, each in enumerate(titles, first)]


@st.composite
def questions(draw, label, section=""):
    """One question as a list of fields has it."""
    asked = {"label": label, "type": draw(TYPES), "required": draw(st.booleans())}
    if draw(st.integers(0, 3)) == 0:
        chosen = draw(st.sampled_from(["choice", "multichoice"]))
        asked |= {"type": chosen, "options": draw(options())}
    if draw(st.integers(0, 4)) == 0:
        asked["hint"] = "请" + draw(NAMES)
    return asked | ({"section": section} if section else {})


@st.composite
def forms(draw):
    """A form of any layout, as intake gives it: some questions under headings, some in a repeating table."""
    labels = draw(st.lists(NAMES | TELLING, min_size=2, max_size=12, unique=True))
    headings = st.sampled_from(["", "", *draw(st.lists(NAMES, min_size=1, max_size=3))])
    layout_ = draw(st.sampled_from(["register", "card", "summary"]))
    inner = draw(st.integers(0, len(labels) - 2)) if layout_ == "card" else 0
    heading, fields = "", []
    for label in labels[inner:]:
        heading = draw(st.just(heading) | headings)
        fields.append(draw(questions(label, heading)))
    if inner:
        rows = [draw(questions(each)) for each in labels[:inner]]
        table = {"label": draw(NAMES), "type": "rows", "fields": rows}
        fields.insert(draw(st.integers(0, len(fields))), table)
    title = draw(NAMES) + {"register": "花名册", "card": "申请表", "summary": "统计表"}[layout_]
    document = json.dumps({"title": title, "fields": fields}, ensure_ascii=False).encode()
    [reading] = intake.read(document, "form.json", department="civil-affairs", layout=layout_)
    return reading.form


def asked(form):
    return [_asked(each) for each in form.fields]


def _asked(field):
    return (
        field.label,
        field.kind,
        [(each.value, each.title) for each in field.options],
        field.section,
        field.required,
        field.unit_of_measure,
        [_asked(each) for each in field.fields],
    )


@settings(max_examples=40)
@given(forms())
def test_what_is_laid_out_asks_what_the_form_asks(form):
    """Labels, kinds, options, sections, what is required, units of measure and repeating tables, in order."""
    file = publishing.laid_out(form)
    [reading] = read(file.content, file.name)

    assert asked(form) == asked(reading.form)
    assert form.title == reading.form.title


VALUES = st.sampled_from(["示例甲", "300", "12.5", "2026-01-05", "13800000000", "有", "第一组"])
ROWS = st.lists(VALUES, min_size=6, max_size=6) | st.just([""] * 6)


@settings(max_examples=effort(15, 40))
@given(
    st.lists(NAMES, min_size=3, max_size=6, unique=True),
    st.lists(ROWS, min_size=1, max_size=4),
    st.sampled_from(["a.xlsx", "a.docx"]),
)
def test_a_file_without_its_examples_asks_what_it_asked(labels, rows, name):
    """In place, whatever stood in the rows; nothing of it is left where it was, and emptying twice is emptying once."""
    page = [
        [f"{labels[0]}花名册", *[None] * len(labels)],
        ["序号", *labels],
        *[[str(number), *row[: len(labels)]] for number, row in enumerate(rows, start=1)],
    ]
    content = layout(*page) if name == "a.xlsx" else word(page)
    try:
        [reading] = read(content, name)
    except Problem:
        return
    emptied = _emptied(reading)
    [again] = read(emptied.content, name)

    if name == "a.xlsx":  # a Word table has no messages to tell what examples told
        assert asked(reading.form) == asked(again.form)
    assert [each.label for each in reading.form.leaves()] == [e.label for e in again.form.leaves()]
    assert not any(each.written for each in intake.blanks_of(again.file, again.form))
    assert emptied.content == _emptied(again).content


def _emptied(reading):
    blanks = intake.blanks_of(reading.file, reading.form)
    return publishing.blank(reading.file, [(reading.form, blanks)])
