"""Laws of reading generated workbooks: they are read back exactly."""

from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.layouts import book, cards, registers, shown, summaries
from tests.unit.intake.files import read
from yibiao.intake.sheets.lettering import letters
from yibiao.intake.words import labels


def asked(form):
    """What a form asks, as (sections, label)."""
    return [(each.section, each.label) for each in form.fields]


@settings(max_examples=60)
@given(registers())
def test_generated_registers_are_read_back(drawn):
    """Labels, sections, order, title and layout, whatever stands around the header."""
    note(shown(drawn))
    [reading] = read(book(drawn), "a.xlsx")

    assert drawn.asked == asked(reading.form)
    assert drawn.layout in (None, reading.form.layout)
    assert drawn.title in (None, reading.form.title)


@settings(max_examples=20)
@given(st.lists(registers(), min_size=2, max_size=3))
def test_several_sheets_are_several_forms(sheets):
    """Each sheet is read as if it were alone."""
    readings = read(book(*sheets), "a.xlsx")

    assert [each.asked for each in sheets] == [asked(each.form) for each in readings]


@settings(max_examples=30)
@given(summaries())
def test_generated_summaries_are_read_back(drawn):
    """What is counted in each named row, in order."""
    note(shown(drawn))
    [reading] = read(book(drawn), "a.xlsx")
    labels = [leaf.label for each in reading.form.fields for leaf in each.leaves()]

    assert [*(label for _, label in drawn.asked), *drawn.blocks["*"]] == labels
    assert drawn.layout == reading.form.layout
    assert drawn.title == reading.form.title


@settings(max_examples=60)
@given(registers() | summaries() | cards())
def test_every_cell_is_accounted_for(drawn):
    """What is written is a field, a heading, the title, a note or an example, or is named in a finding."""
    note(shown(drawn))
    [reading] = read(book(drawn), "a.xlsx")
    form = reading.form
    fields = [field for each in form.fields for field in (each, *each.leaves())]
    told = [
        form.title,
        *form.notes,
        *(text for each in fields for text in (each.label, *each.section, each.hint or "")),
    ]
    named = " ".join(
        [*(each.cell or "" for each in fields), *(each.where for each in reading.findings)]
    ).split()
    lost = [
        text
        for (row, column), text in drawn.cells.items()
        if (row, column) not in drawn.examples | drawn.blank
        and f"表1!{letters(column)}{row + 1}" not in named
        and not any(labels.clean(text) in labels.clean(each) for each in told)
        and not any(each in text for each in ("单位：万元", "□", "年   月", "        元", "${"))
    ]

    assert [] == lost


@settings(max_examples=60)
@given(cards())
def test_generated_cards_are_read_back(drawn):
    """Labels, sections, printed answers, and the tables inside."""
    note(shown(drawn))
    [reading] = read(book(drawn), "a.xlsx")
    form = reading.form
    printed = {each.label: tuple(option.title for option in each.options) for each in form.fields}

    assert drawn.asked == asked(form)
    assert (drawn.layout, drawn.title) == (form.layout, form.title)
    assert drawn.blocks == {
        e.label: [row.label for row in e.fields] for e in form.fields if e.fields
    }
    assert drawn.options == {label: printed[label] for label in drawn.options}
