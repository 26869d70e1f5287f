"""What a department's file looks like beside the form that was read from it."""

from pathlib import Path

import pytest

from yibiao import intake

GOLDEN = Path(__file__).parents[2] / "golden" / "intake"
#: What no person laid out in cells, or what controls of a page or a document ask.
NOT_LAID_OUT = {"fhir", "json-schema", "list-of-fields", "sql", "summary"}
CONTROLS = {"html-page", "pdf-fields"}
CASES = sorted(each for each in GOLDEN.iterdir() if list(each.glob("source.*")))


def read(case):
    (source,) = case.glob("source.*")
    return intake.read(source.read_bytes(), source.name, department="civil-affairs", likeness=True)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_every_field_is_where_its_form_says(case):
    """The label of each, and the first of the blanks where it is answered, is a cell that is seen."""
    readings = read(case)
    seen = {cell.place: cell for part in readings[0].likeness.parts for cell in part.cells}
    if case.name in NOT_LAID_OUT:
        assert {} == seen
        return
    if case.name in CONTROLS:
        return
    for field in (field for each in readings for field in each.form.leaves()):
        assert field.cell in seen
        assert (field.blank or field.cell).partition(":")[0] in seen


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_cells_share_no_place(case):
    """Merged or not, each place of a part is covered once."""
    for part in read(case)[0].likeness.parts:
        covered = [
            (row, column)
            for each in part.cells
            for row in range(each.row, each.row + each.rows)
            for column in range(each.column, each.column + each.columns)
        ]

        assert len(covered) == len({*covered})


def test_a_file_is_not_looked_at_unless_asked():
    """It takes its time."""
    assert intake.read(b"a,b\n", "form.csv", department="d")[0].likeness is None


def test_a_long_register_is_cut_and_says_so():
    """Nobody scrolls through two hundred rows to see a heading."""
    content = ("姓名,电话\n" + "某某某,010-55550000\n" * 180).encode()
    (part,) = intake.read(content, "form.csv", department="d", likeness=True)[0].likeness.parts

    assert part.more
    assert ("姓名", "row 1, column 1") == (part.cells[0].text, part.cells[0].place)
    assert max(each.row for each in part.cells) < 180
