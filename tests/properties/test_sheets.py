"""Laws of reading generated workbooks: they are read back exactly."""

from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.layouts import book, registers, shown, summaries
from tests.unit.intake.files import read


def asked(form):
    """What a form asks, as (sections, label)."""
    return [(each.section, each.label) for each in form.fields]


@settings(max_examples=60, deadline=None)
@given(registers())
def test_generated_registers_are_read_back(drawn):
    """Labels, sections, order, title and layout, whatever stands around the header."""
    note(shown(drawn))
    [reading] = read(book(drawn), "a.xlsx")

    assert drawn.asked == asked(reading.form)
    assert drawn.layout in (None, reading.form.layout)
    assert drawn.title in (None, reading.form.title)


@settings(max_examples=20, deadline=None)
@given(st.lists(registers(), min_size=2, max_size=3))
def test_several_sheets_are_several_forms(sheets):
    """Each sheet is read as if it were alone."""
    readings = read(book(*sheets), "a.xlsx")

    assert [each.asked for each in sheets] == [asked(each.form) for each in readings]


@settings(max_examples=30, deadline=None)
@given(summaries())
def test_generated_summaries_are_read_back(drawn):
    """What is counted in each named row, in order."""
    note(shown(drawn))
    [reading] = read(book(drawn), "a.xlsx")
    labels = [leaf.label for each in reading.form.fields for leaf in each.leaves()]

    assert [*(label for _, label in drawn.asked), *drawn.blocks["*"]] == labels
    assert drawn.layout == reading.form.layout
    assert drawn.title == reading.form.title
