"""What a form prints of itself beside its questions: number, authority, approval, term, how often, on what basis."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from yibiao.intake.printed import PrintedForm
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.words import labels, marks
from yibiao.model.form import Imprint

#: What a line's label says of the form, if something stands after it.
_LINES: Final = (
    ("number", re.compile(r"^(报?表|表式|统计表)\s*(号|编号|代码)$")),
    ("department", re.compile(r"^(制定|制表|制发|主办|主管|发布|印发|组织)(机关|单位|部门|机构)$")),
    ("approved_by", re.compile(r"^(批准|审批|备案|核准)(机关|单位|部门)$")),
    ("approval", re.compile(r"^(批准|审批|备案|核准|制表)?文\s*号$")),
    ("expires", re.compile(r"^有效期(限)?(至|到|截止(时间|日期)?)?$")),
    (
        "period",
        re.compile(r"^((报告|报送|填报|统计|上报|报表)?(期别|周期|频率|频次)|报表类[别型])$"),
    ),
    (
        "due",
        re.compile(
            r"^(报送|上报|报出|填报截止|截止|报送截止|上报截止)(时间|时限|日期|期限)(及方式)?$"
        ),
    ),
)
_BODY: Final = re.compile(
    r"^[\u4e00-\u9fff（）()]{3,30}(局|厅|委员会|委|办公室|部|联合会|总会|协会|指挥部|政府|法院|检察院|领导小组)$"
)
_NUMBER: Final = re.compile(
    r"^[\u4e00-\u9fffA-Z]{0,6}表\s*\d{1,3}([-—]\d{1,2})?(表)?$|^[\u4e00-\u9fff]{1,4}\d{1,3}(-\d{1,2})?表$"
)
_DAY: Final = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2}))?")
_BASIS: Final = re.compile(
    r"(?:根据|依据)\s*((?:《[^》]{2,60}(?:法|条例|办法|规定|通知|方案|制度|意见|决定|细则)》(?:[（(〔\[][^）)〕\]]{2,30}[)）〕\]])?(?:第[一二三四五六七八九十百\d]+条)?[、和及]?){1,3})"
)

_HOW_OFTEN: Final = (
    ("half-yearly", re.compile(r"半\s*年(度)?[报表]|[上下]半年|每半年|半年(度)?报")),
    ("quarterly", re.compile(r"季\s*报|季\s*度|第\s*[一二三四1-4]?\s*季|每季")),
    (
        "monthly",
        re.compile(r"月\s*报|月度|[（( \d]月份?[）)]?$|\d{1,2}\s*月份|年\s*月[)）]?$|每月"),
    ),
    ("weekly", re.compile(r"周\s*报|每周|第\s*\d*\s*周")),
    ("daily", re.compile(r"日\s*报(?!名)|每日|每天")),
    ("yearly", re.compile(r"年\s*报(?!名)|年\s*度|每年|年鉴")),
)
_EVERY: Final = re.compile(
    r"每(半年|年|季度?|个?月|周|日|天)[^。；;\n]{0,24}(前|内|底|末|初)?[^。；;\n]{0,14}(报送|上报|报至|报给|报到|填报|提交|报出|报我?[局委办部])"
)
_ONLY: Final = re.compile(r"^(半?年|季度?|月度?|周|日)报?表?$")
_WORDS: Final = {
    "半年": "half-yearly",
    "年": "yearly",
    "季": "quarterly",
    "月": "monthly",
    "周": "weekly",
    "日": "daily",
}
#: A form prints of itself what it does at the head, at the foot and beside.
_MOST_ROWS: Final = 200


@dataclass(frozen=True)
class Piece:
    """A text, what stands beside it, and the place of each."""

    text: str
    place: str
    beside: str = ""
    beside_place: str = ""


def pieces_of(sheet: Sheet) -> Iterator[Piece]:
    """The texts of a sheet, each with the next in its row."""
    for number, row in enumerate(sheet.rows[:_MOST_ROWS]):
        written = [(column, each) for column, each in enumerate(row) if each]
        for (column, text), (after, beside) in zip(written, [*written[1:], (0, "")], strict=False):
            yield Piece(text, sheet.place(number, column), beside, sheet.place(number, after))


def with_imprint(
    form: PrintedForm, pieces: Iterable[Piece], heads: Iterable[str] = ()
) -> PrintedForm:
    """
    The form with what it prints of itself, which is asked of nobody.

    Args:
        form: As it was read; what the file says of it already stays.
        pieces: Its texts in their order.
        heads: The lines at its head, among which there may be the name of who asks.
    """
    known = list(pieces)
    said: dict[str, str] = {}
    taken: set[str] = set()
    for each in known:
        for member, value, places in _said(each):
            said.setdefault(member, value)
            taken.update(places)
    head = next((line for each in heads if _BODY.match(line := "".join(each.split()))), None)
    texts = [each.text for each in known]
    says: dict[str, Any] = {
        "period": _period(
            said.get("period"), form.title, [*heads], [*form.says.get("notes", ()), *texts]
        ),
        "expires": _day(said.get("expires", "")),
        "mandate": next(
            (found[1].rstrip("、和及") for each in texts if (found := _BASIS.search(each))), None
        ),
        "imprint": _imprint({"department": head, **said}),
    }
    return replace(
        form,
        questions=tuple(each for each in form.questions if not _is(each.cell, each.label, taken)),
        says={
            **{member: value for member, value in says.items() if value is not None},
            **form.says,
        },
        findings=tuple(e for e in form.findings if e.code not in _LEFT or e.where not in taken),
    )


_LEFT: Final = ("unplaced", "printed-beforehand")


def _is(cell: str, label: str, taken: set[str]) -> bool:
    return cell in taken and any(pattern.match(_plain(label)) for _, pattern in _LINES)


def _plain(label: str) -> str:
    return "".join(labels.clean(label).split())


def _said(piece: Piece) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What a text says of the form: the member, the value, and the cells that say it."""
    for line in piece.text.splitlines() or [piece.text]:
        for label, value in _pairs(line):
            for member, pattern in _LINES:
                if not pattern.match(label):
                    continue
                if value:
                    yield member, value, (piece.place,)
                elif piece.beside and marks.role(piece.beside) in (
                    marks.Role.LABEL,
                    *marks.WRITTEN,
                ):
                    yield member, " ".join(piece.beside.split()), (piece.place, piece.beside_place)
    if _NUMBER.match(bare := "".join(piece.text.split())):
        yield "number", bare, (piece.place,)


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """Labels before a colon with what stands after it, several in one line parted by wide blanks."""
    parts = re.split(r"[:：]", marks.said(line))
    for before, after in pairwise(parts):
        label = "".join(re.split(r"[ \u3000]{3,}(?=\S{2})|[，,；;。]", before.strip())[-1].split())
        last = after is parts[-1]
        value = after.strip() if last else re.split(r"[ \u3000]{2,}", after.strip())[0]
        empty = marks.blank(value) and not _DAY.search(value)
        yield label, "" if empty else " ".join(value.split())


def _imprint(said: dict[str, str | None]) -> Imprint | None:
    members = {
        name: value for name, value in said.items() if value and name in Imprint.model_fields
    }
    return Imprint.model_validate(members) if members else None


def _day(text: str) -> date | None:
    """The last day that a text names; of a month or a year alone its last."""
    found = _DAY.search(text)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(found[3]) if found[3] else last)
    except (calendar.IllegalMonthError, ValueError):
        return None


def _period(
    stated: str | None, title: str | None, heads: list[str], texts: list[str]
) -> str | None:
    """How often it is asked: as a line says, or its title, or the sentence that tells when it is due."""
    for each in (stated or "", *(line for text in texts for line in (text.strip(" （()）"),))):
        found = _ONLY.match(each.strip())
        if found and (each == stated or each.endswith("报")):
            return _WORDS[found[1].removesuffix("度")]
    for line in (stated, title, *heads):
        period = _often(line or "")
        if period:
            return period
    due = next((found[0] for each in texts if (found := _EVERY.search(each))), "")
    return _often(due)


def _often(text: str) -> str | None:
    return next((period for period, pattern in _HOW_OFTEN if pattern.search(text)), None)
