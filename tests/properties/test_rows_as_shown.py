"""A row that comes back as it went out is known by its fingerprint, and then nothing of it is looked at any more."""

import sys
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.slicing.village import an_element
from yibiao.flows.carrying.cells import Cells
from yibiao.flows.carrying.targets import Targets
from yibiao.intake import returned
from yibiao.model.catalogue import Catalogue
from yibiao.model.worksheet import Fingerprints, Marker, SheetColumn, Worksheet, shown
from yibiao.publishing.unit_workbook import SheetRow, UnitSheet, slots_of, unit_workbook

#: Values that a cell holds as they are, by kind of value.
KINDS = {
    "text": st.sampled_from(["甲", "乙 丙", "12", "2020-01-02", "清"]),
    "integer": st.sampled_from([0, 1, 12, -3]),
    "number": st.sampled_from([0.5, 2, 12.25]),
    "boolean": st.booleans(),
    "date": st.sampled_from(["1899-12-31", "1950-06-07", "2020-01-02"]),
    "phone": st.sampled_from(["010-55550001", "13900000000"]),
    "money": st.sampled_from([0, 120.5]),
}
COLUMNS = tuple(SheetColumn(an_element(f"person.{kind}", kind), kind, "") for kind in KINDS)
WORKSHEET = Worksheet("person", COLUMNS)
MARKER = Marker("person", "999999001001", 7, "abcdef01", "01234567")
VALUES = st.fixed_dictionaries(
    {}, optional={f"person.{kind}": some for kind, some in KINDS.items()}
)


def cells(values):
    """A row as the workbook has it: numbers as numbers, all else as it is shown."""
    said = [values.get(each.element.id) for each in COLUMNS]
    return [
        value if isinstance(value, int | float) and not isinstance(value, bool) else shown(value, column)
        for value, column in zip(said, COLUMNS, strict=True)
    ]  # fmt: skip


def written_out(rows, order):
    """A workbook whose columns were put in another *order*."""
    slots = slots_of(WORKSHEET)
    places = [0, 1, *(2 + each for each in order), len(slots) - 1]
    written = [
        SheetRow([row[at] for at in places], ["open"] * len(slots))
        for row in rows
    ]  # fmt: skip
    sheet = UnitSheet(WORKSHEET, MARKER, [slots[at] for at in places], written, len(rows), "")
    return unit_workbook("示范社区", [sheet], "")


def came_back(rows, order):
    """What is read of it."""
    return [
        row
        for part in returned.read(written_out(rows, order), "f.xlsx", [WORKSHEET])
        if isinstance(part, list)
        for row in part
    ]


@settings(max_examples=60)
@example([({"person.text": "甲", "person.integer": 1}, {"person.integer": 12})], list(range(7)))
@example([({"person.date": "2020-01-02"}, {"person.text": "2020-01-02"})], list(range(7)))
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4), st.permutations(range(7)))
def test_a_row_as_it_went_out_says_nothing_and_any_other_is_read(people, order):
    """However the columns were moved; a row without a fingerprint, as workbooks had none, is read as ever."""
    fingerprints = Fingerprints(WORKSHEET.by_element)
    told = [fingerprints.of(cells(held)) for held, _ in people]
    stated = [{**held, **changed} for held, changed in people]
    rows = [
        (MARKER.sealed(f"person:{n}", cells=print_), "", *cells(said), "")
        for n, (print_, said) in enumerate(zip(told, stated, strict=True))
    ]
    plain = [(MARKER.sealed(f"person:{n}"), "", *cells(said), "") for n, said in enumerate(stated)]
    looked = Cells(COLUMNS, Catalogue(), date(2026, 1, 1), Targets(()), lambda *_: "")

    for (held, _), said, quick, whole in zip(
        people, stated, came_back(rows, order), came_back(plain, order), strict=True
    ):
        assert (cells(held) == cells(said)) == quick.as_shown
        assert not whole.as_shown
        assert quick.values == ([] if quick.as_shown else whole.values)
        assert not quick.as_shown or ({}, []) == looked.otherwise(
            whole.values, held, whole.number, opened=False
        )


def test_whoever_reads_holds_no_more_than_the_cells():
    """Rows are taken for as long as their entries are filed: the file itself is let go of before the first of them."""
    content = written_out([(MARKER.sealed("person:1"), "", *cells({}), "")], range(7))
    before = sys.getrefcount(content)
    parts = returned.read(content, "f.xlsx", [WORKSHEET])
    held = sys.getrefcount(content)
    next(parts)

    assert before + 1 == held
    assert before == sys.getrefcount(content)
