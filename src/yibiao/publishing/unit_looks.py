"""How the cells of a unit's workbook look, by what is known of them, and its notes."""

import math
from typing import Any, Final

from yibiao.model.kinds import NUMERIC, ValueKind
from yibiao.model.worksheet import SheetColumn, State
from yibiao.publishing.fitting import width_of

#: Fill, whether it may be written in, and what the first sheet says of it.
STATES: Final[dict[State, tuple[str, bool, str, str]]] = {
    "missing": ("#FFD9D9", True, "缺：需要填写", "missing: to be filled in"),
    "stale": (
        "#FFF2CC",
        True,
        "旧：请核对，有变化就改",
        "old: check it, and change it if it changed",
    ),
    "held": ("", False, "已有且未过期：已锁定", "known and fresh: locked"),
    "derived": (
        "#DDEBF7",
        False,
        "由其他项推算：不用填",
        "follows from others: not to be filled in",
    ),
    "not-asked": ("#E7E6E6", False, "没有表单问这一项：不用填", "asked by no form: leave it"),
    "open": ("", True, "可以填写", "may be filled in"),
    "accepted": ("#E2EFDA", True, "本次导入已收", "taken by this import"),
    "conflict": ("#F8CBAD", True, "与他人填的不一致", "somebody else stated otherwise"),
    "blocked": ("#FF9999", True, "未收：见批注", "not taken: see the note"),
}
HEADS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "align": "left", "text_wrap": False},
    "section": {"bold": True, "align": "center", "border": 1, "bg_color": "#D9E1F2"},
    "head": {"bold": True, "align": "center", "border": 1, "bg_color": "#F2F2F2"},
    "required": {"bold": True, "align": "center", "border": 1, "bg_color": "#F2F2F2", "font_color": "#C00000"},
    "text": {"align": "left", "valign": "top"},
    "plain": {"num_format": "@", "locked": False},
    "status": {"border": 1, "font_color": "#7F7F7F", "locked": True},
    "id": {"num_format": "@", "locked": True, "font_color": "#A6A6A6"},
}  # fmt: skip

_NUMBERS: Final = {
    ValueKind.DATE: "yyyy-mm-dd",
    ValueKind.INTEGER: "0",
    **dict.fromkeys(NUMERIC - {ValueKind.INTEGER}, "General"),
}


def number_format(column: SheetColumn | None) -> str:
    """How its values are shown; as plain text unless they are counted or dated."""
    if column is None or column.choices:
        return "@"
    return _NUMBERS.get(column.element.kind, "@")


#: Of the frame that spreadsheets give a note: how much wider ours is, how many figures a line then takes, and what of
#: its height a line takes.
_WIDER, _LINE, _HIGH = 2.2, 46, 0.2


def note_size(text: str) -> dict[str, float]:
    """How large the frame of a note must be, so that all of it is seen."""
    lines = sum(max(1, math.ceil(width_of(each) / _LINE)) for each in text.split("\n"))
    return {"x_scale": _WIDER, "y_scale": max(1.0, (lines + 1) * _HIGH)}


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def head(self, name: str) -> Any:
        """Of what stands around the rows."""
        if (name, "") not in self._made:
            look = {"valign": "vcenter", "text_wrap": True, **HEADS[name]}
            self._made[name, ""] = self._book.add_format(look)
        return self._made[name, ""]

    def cell(self, state: State, numbers: str) -> Any:
        """Of a cell in a state, its values shown so."""
        if (state, numbers) not in self._made:
            fill, writable, _, _ = STATES[state]
            look: dict[str, Any] = {"border": 1, "num_format": numbers, "locked": not writable}
            if fill:
                look["bg_color"] = fill
            self._made[state, numbers] = self._book.add_format(look)
        return self._made[state, numbers]
