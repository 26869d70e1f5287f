"""What the cells of a row that came back say otherwise than the workbook showed."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.slicing.village import an_element
from yibiao.flows.carrying.cells import Cells
from yibiao.flows.carrying.targets import Targets
from yibiao.model.catalogue import Catalogue
from yibiao.model.worksheet import SheetColumn

ELEMENTS = [
    an_element(f"person.{kind}", kind) for kind in ("text", "integer", "number", "boolean", "money")
]
COLUMNS = [SheetColumn(each, each.id, "") for each in ELEMENTS]

#: Texts without blanks around them, numbers that equal truths, and nothing.
VALUES = st.sampled_from([None, "甲", "乙", "1", 0, 1, 2, 1.0, 0.5, True, False])


@example([("甲", "甲"), (1, True), (0.5, 0.5), (True, True), (2, 2)])
@example([("甲", "甲"), (1, 1), (0.5, 0.5), (True, 1), (2, 2)])
@given(st.lists(st.tuples(VALUES, VALUES), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_a_cell_says_what_is_not_as_it_was_and_no_empty_one_says_anything(cells):
    """Whether one cell of the row is otherwise or none; True is no 1, and a number is the same with a point and without."""
    shown = {
        each.id: before for each, (before, _) in zip(ELEMENTS, cells, strict=True) if before is not None
    }  # fmt: skip
    values = tuple(value for _, value in cells)
    looked = Cells(COLUMNS, Catalogue(), date(2026, 1, 1), Targets(()), lambda *_: "")

    expected = {
        each.id: value
        for each, (before, value) in zip(ELEMENTS, cells, strict=True)
        if value is not None and (value != before or isinstance(value, bool) != isinstance(before, bool))
    }  # fmt: skip
    text = "person.text"  # in a column of texts there are texts
    if any(each is not None and not isinstance(each, str) for each in cells[0]):
        expected.pop(text, None)
        shown.pop(text, None)
        values = (None, *values[1:])
    assert (expected, []) == looked.otherwise(values, shown, 5, opened=False)
