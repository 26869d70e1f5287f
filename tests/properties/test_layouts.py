"""Laws of reading what is laid out: generated headers are read back, and no text is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.unit.intake.files import layout, read, word
from yibiao.errors import Problem

SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
LABELS = st.lists(st.text(SYLLABLES, min_size=2, max_size=5), min_size=3, max_size=9, unique=True)


@st.composite
def headers(draw):
    """A header as (section, label) pairs: some labels stand alone, some under a section with others."""
    labels = draw(LABELS)
    columns = []
    while labels:
        size = draw(st.integers(1, 3)) if draw(st.booleans()) and len(labels) > 1 else 1
        group, labels = labels[:size], labels[size:]
        section = (
            f"{draw(st.text(SYLLABLES, min_size=2, max_size=4))}情况" if len(group) > 1 else None
        )
        columns += [(section, each, len(group)) for each in group]
    return columns


def written(columns, rows, *, title, line):
    """The sheet that such a header heads, with blank numbered rows below."""
    first, second = ["序号"], ["^"]
    previous = None
    for section, label, _ in columns:
        if section is None:
            first.append(label)
            second.append("^")
        else:
            first.append(None if previous == section else section)
            second.append(label)
        previous = section
    width = len(first)
    above = [["登记花名册", *[None] * (width - 1)]] if title else []
    above += [["填报单位：", *[""] * (width - 1)]] if line else []
    header = [first, second] if any(section for section, *_ in columns) else [first]
    return [*above, *header, *[[str(n), *[""] * (width - 1)] for n in range(1, rows + 1)]]


@settings(max_examples=effort(30, 60))
@given(
    headers(), st.integers(1, 4), st.booleans(), st.booleans(), st.sampled_from(["sheet", "word"])
)
def test_generated_headers_are_read_back(columns, rows, title, line, kind):
    """Sections, labels and their order, wherever the header stands, in a sheet and in a Word table."""
    page = written(columns, rows, title=title, line=line)
    content, name = (layout(*page), "a.xlsx") if kind == "sheet" else (word(page), "a.docx")
    [reading] = read(content, name)

    expected = [((section,) if section else (), label) for section, label, _ in columns]
    asked = [(each.section, each.label) for each in reading.form.fields]
    assert ([((), "填报单位")] if line else []) + expected == asked
    assert reading.form.layout == "register"
    if title:
        assert reading.form.title == "登记花名册"


CELLS = st.sampled_from(
    ["", "", "", "姓名", "住址", "联系电话", "填报单位：", "□男 □女", "年  月  日", "平方米", "1", "2", "合计", "备注",
     "注：一式两份", "审核意见", "签字：   日期：", "家庭成员", "${name}", "本表由乡镇填写。", "第一行\n第二行"]
)  # fmt: skip


@settings(max_examples=effort(25, 80))
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=2, max_size=7))
def test_whatever_the_layout_labels_are_accounted_for(rows):
    """Any arrangement is read or refused, and a label that became nothing is named by its cell."""
    try:
        [reading] = read(word(rows), "a.docx")
    except Problem:
        return
    leaves = [leaf for each in reading.form.fields for leaf in (each, *each.leaves())]
    told = {leaf.label for leaf in leaves} | {
        section for leaf in leaves for section in leaf.section
    }
    told |= {word for leaf in leaves for word in (leaf.hint or "").split("、")}
    named = {each.where for each in reading.findings}
    for row, cells in enumerate(rows, start=1):
        within = "|".join(cells).strip("|").split("|")
        if sum(map(bool, within)) >= 0.6 * len(within):
            continue  # mostly written in it may be an example
        for column, text in enumerate(cells, start=1):
            if text in ("姓名", "住址", "联系电话", "审核意见"):
                assert text in told or text in reading.form.title or f"T1R{row}C{column}" in named
