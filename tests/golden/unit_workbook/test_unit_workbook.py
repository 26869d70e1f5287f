"""The unit's workbook, as a clerk sees it: its sheets, heads, rows, colours, locks and lists."""

from pathlib import Path

from tests.workbooks import a_unit, handed_out, opened

EXPECTED = Path(__file__).with_name("workbook.txt")


def test_the_workbook_is_as_it_was(tmp_path, bless):
    """A change of its layout shows here; `--bless` renews it."""
    with a_unit(tmp_path / "data") as house:
        told = "\n".join(_told(opened(handed_out(house)))) + "\n"
    if bless:
        EXPECTED.write_text(told, encoding="utf-8")

    assert EXPECTED.read_text(encoding="utf-8") == told


def _told(book):
    """Each sheet as text: a line a cell."""
    for sheet in book:
        locked = "protected" if sheet.protection.sheet else "open"
        yield f"== {sheet.title} {sheet.sheet_state} {locked} freeze {sheet.freeze_panes}"
        hidden = [key for key, each in sheet.column_dimensions.items() if each.hidden]
        rows = [str(key) for key, each in sheet.row_dimensions.items() if each.hidden]
        yield f"hidden columns {' '.join(hidden)} rows {' '.join(rows)}"
        for row in sheet.iter_rows(max_row=20):
            for cell in row:
                fill = cell.fill.fgColor.rgb if cell.fill.fill_type else "-"
                if cell.value is None and fill == "-":
                    continue
                lock = "locked" if cell.protection.locked else "free"
                note = f" | {cell.comment.text!r}" if cell.comment else ""
                yield f"{cell.coordinate} {_shown(cell.value)} {fill} {cell.number_format} {lock}{note}"
        for each in sorted(sheet.data_validations.dataValidation, key=lambda each: str(each.sqref)):
            yield f"check {each.sqref} {each.type} {each.formula1} | {each.errorTitle} | {each.error}"
        yield f"merged {' '.join(sorted(map(str, sheet.merged_cells.ranges)))}"


def _shown(value):
    """What it says; the seals and links of the journal differ every time."""
    text = str(value)
    if text.startswith("yibiao;"):
        return ";".join(text.split(";")[:4])
    return text.partition("~")[0] if not text.startswith("+") else "+new"
