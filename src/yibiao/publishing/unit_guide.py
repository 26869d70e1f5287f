"""The first sheet of a unit's workbook: how to fill in the others."""

from typing import Any, Final

from yibiao.model.worksheet import ANOTHER, LABELS, REMARK, State
from yibiao.publishing.package import writable
from yibiao.publishing.unit_looks import STATES, Looks

_LINES: Final = (
    ("每张表一类对象，每行一个对象；已知的都已填好，只需补缺、核旧。", "A sheet for each kind of subject, a row for each subject. What is known is filled in; add what is missing, check what is old."),
    ("“情况”一列写着每行还缺几项、要核对几项，可用筛选只看要办的行。", "The second column says how many cells of the row are missing or to be checked; filter by it."),
    ("改了哪格就导入哪格，没动的格不算填报。留空不等于清空：要清空已有的值，请写“清空”。", "Only cells that you change are taken. An empty cell says nothing; to clear a value, write 清空."),
    ("已锁定的格也可以更正：审阅 → 撤销工作表保护（没有密码），改好即可。", "Locked cells can be corrected too: Review → Unprotect Sheet; there is no password."),
    ("新对象写在最后的空行里。删掉一行不等于注销，注销请在系统中办理。", "New subjects go into the empty rows at the end. Deleting a row closes nobody."),
    ("可以排序、筛选、隐藏或移动整列；排序请选中整张表。不要改动隐藏的第一行和第一列，也不要复制整行来新增。", "Sort, filter, hide or move whole columns as you like; sort the whole table. Leave the hidden first row and column alone, and do not copy rows to add subjects."),
    (f"情况特殊的，请在“{LABELS[REMARK]}”一列说明原因。", "Where something unusual is so, say why in the last column."),
    (f"新增的行若提示与已有的人或户相像，请核对：是同一个就改已有的那行；确非同一个，请在备注写“{ANOTHER}”并说明依据，再导入。", f"If a new row resembles somebody who is there, compare: correct the row that is there, or begin the remark with {ANOTHER}, say why, and import again."),
    ("填好后导入；可以重复导入，不会重复计入。未收的行在返回的文件里有颜色和批注，改好再导入即可。", "Then import the file; importing twice is harmless. Rows that were not taken come back coloured, with notes: correct them and import again."),
)  # fmt: skip
_SHOWN: Final[tuple[State, ...]] = (
    "missing", "stale", "held", "derived", "not-asked", "accepted", "conflict", "blocked",
)  # fmt: skip


def guide(sheet: Any, looks: Looks, unit: str) -> None:
    """Write it, in Chinese and in English, with what each colour means."""
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 110)
    sheet.write_string(
        0, 1, writable(f"{unit} · 填表说明 How to fill this in"), looks.head("title")
    )
    row = 2
    for number, (zh, en) in enumerate(_LINES, start=1):
        sheet.write_number(row, 0, number, looks.head("text"))
        sheet.write_string(row, 1, f"{zh}\n{en}", looks.head("text"))
        sheet.set_row(row, 32)
        row += 1
    row += 1
    for state in _SHOWN:
        _, _, zh, en = STATES[state]
        sheet.write_blank(row, 0, None, looks.cell(state, "@"))
        sheet.write_string(row, 1, f"{zh} · {en}", looks.head("text"))
        row += 1
