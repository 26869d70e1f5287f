"""Characters at their places → lines of text, with room left where it was left."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from yibiao.intake.pdf.page import Mark, Stroke

_GAP: Final = 0.35
_MOST_BLANKS: Final = 40


class TextLine(NamedTuple):
    """A line of a page, and how far it reaches."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        """How tall it is."""
        return max(self.bottom - self.top, 1.0)


def lines_of(marks: Sequence[Mark], strokes: Sequence[Stroke] = ()) -> list[TextLine]:
    """
    The lines that the marks make, from above; a stroke under nothing is a blank.

    >>> lines_of([Mark("姓", 0, 10, 0, 10), Mark("名", 10, 20, 0, 10)], [Stroke(22, 80, 9, 9)])[0].text
    '姓名____________'
    """
    rows: list[list[Mark]] = []
    for each in sorted(marks, key=lambda mark: (mark.middle, mark.x0)):
        if rows and each.middle - _middle(rows[-1]) <= max(rows[-1][0].size, each.size) * 0.4:
            rows[-1].append(each)
        else:
            rows.append([each])
    for stroke in strokes:
        _underline(rows, stroke)
    return [_line(row) for row in rows if any(each.text.strip() for each in row)]


def _middle(row: Sequence[Mark]) -> float:
    return row[0].middle


def _underline(rows: Sequence[list[Mark]], stroke: Stroke) -> None:
    """Put blanks where the stroke has no words above it."""
    for row in rows:
        top, bottom = min(each.top for each in row), max(each.bottom for each in row)
        size = row[0].size
        if not top + size / 2 <= stroke.top <= bottom + size / 2:
            continue
        above = sorted(
            (each.x0, each.x1)
            for each in row
            if each.text.strip() and each.x1 > stroke.x0 and each.x0 < stroke.x1
        )
        at = stroke.x0
        for x0, x1 in [*above, (stroke.x1, stroke.x1)]:
            if x0 - at > 1.2 * size:
                row.append(Mark("_" * max(2, round((x0 - at) / size * 2)), at, x0, top, bottom))
            at = max(at, x1)
        return


def _line(row: Sequence[Mark]) -> TextLine:
    ordered = sorted(row, key=lambda mark: mark.x0)
    drawn = [(each.x0, each.x1) for each in ordered if each.text.startswith("__")]
    size = max(each.size for each in ordered)
    parts: list[str] = []
    end = ordered[0].x0
    for each in ordered:
        middle = (each.x0 + each.x1) / 2
        if each.text.isspace() and any(x0 < middle < x1 for x0, x1 in drawn):
            continue
        gap = each.x0 - end
        if parts and gap > _GAP * size and not each.text.isspace():
            parts.append(" " * min(_MOST_BLANKS, max(1, round(gap / size * 2))))
        parts.append(each.text)
        end = max(end, each.x1)
    return TextLine(
        "".join(parts).rstrip(),
        ordered[0].x0,
        end,
        min(each.top for each in ordered),
        max(each.bottom for each in ordered),
    )


def unwrapped(lines: Sequence[TextLine], right: float) -> str:
    r"""
    The text of a cell that ends at *right*; a line that the cell was too narrow for goes on in the next.

    >>> wide = [TextLine("包村客户经", 2, 57, 0, 11), TextLine("理：", 2, 24, 12, 23)]
    >>> unwrapped(wide, 60), unwrapped(wide, 300)
    ('包村客户经理：', '包村客户经\n理：')
    """
    text = ""
    for before, each in pairwise([None, *lines]):
        if before is not None and each is not None:
            # A mark of punctuation takes the character before it along into the next line.
            kept = 2.4 if each.text.strip()[1:2] in tuple("：:，。、；）)") else 1.3
            full = before.x1 > right - kept * each.size
            text += each.text if full and not _BEGINS.match(each.text) else f"\n{each.text}"
        elif each is not None:
            text = each.text
    return text


_BEGINS: Final = re.compile(
    r"^\s*([（(]?[\d一二三四五六七八九十]+[)）、.．]|[①-⑩]|注|备注|说明|填表|附|[□☐])"
)
_ENDS: Final = re.compile(r"[。；;：:_＿]\s*$")


def paragraphs(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The lines, those joined that a full margin broke in the middle of a sentence."""
    right = max((each.x1 for each in lines), default=0.0)
    left = min((each.x0 for each in lines), default=0.0)
    held: TextLine | None = None
    for each in lines:
        if held is None:
            held = each
        elif _goes_on(held, each, left, right):
            held = TextLine(held.text + each.text.strip(), held.x0, each.x1, held.top, each.bottom)
        else:
            yield held
            held = each
    if held is not None:
        yield held


def _goes_on(held: TextLine, after: TextLine, left: float, right: float) -> bool:
    size = after.size
    return (
        held.x1 > right - 2 * size
        and held.x0 < left + 3 * size
        and right - left > 20 * size
        and after.x0 < left + size
        and 0 < after.top - held.bottom < 1.5 * size
        and not _BEGINS.match(after.text)
        and not _ENDS.search(held.text)
    )
