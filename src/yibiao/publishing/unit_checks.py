"""What may stand in a column of a unit's workbook → the check that a spreadsheet makes: it warns, and lets anything stand."""

from datetime import datetime
from typing import Any

from yibiao.model.kinds import NUMERIC, ValueKind
from yibiao.model.worksheet import SheetColumn


def rule(column: SheetColumn, source: str) -> dict[str, Any] | None:
    """The check of its cells; `source` is where its choices stand. `None` where anything may stand."""
    kind = column.element.kind
    if column.choices and kind is not ValueKind.CODES:  # several choices are typed in
        return {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "不在可选项中 Not in the list",
            "error_message": "请从下拉列表中选择。Choose from the list.",
        }
    if kind in NUMERIC:
        return {
            "validate": "decimal" if kind is not ValueKind.INTEGER else "integer",
            "criteria": "between",
            "minimum": -(10**12),
            "maximum": 10**12,
            "error_type": "warning",
            "error_title": "应为数字 A number",
            "error_message": "这里应填数字。A number belongs here.",
        }
    if kind is ValueKind.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime(1900, 3, 1),  # noqa: DTZ001 – a spreadsheet knows no zones
            "maximum": datetime(2199, 12, 31),  # noqa: DTZ001
            "error_type": "warning",
            "error_title": "应为日期 A date",
            "error_message": "如 2026-03-31。Such as 2026-03-31.",
        }
    return None
