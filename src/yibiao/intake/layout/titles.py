"""The title of a page: which line above everything it is, and what of it is the title."""

import re
from collections.abc import Sequence
from typing import Final

from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.words import labels, marks
from yibiao.intake.words.marks import Role

_FORM_WORD: Final = re.compile(
    r"(表|单|册|卡|台账|台帐|名单|清单|证明|书|记录|汇总|统计|登记|信息|情况|报告|明细|函|档案|目录|票|证|册子)(\s*[（(].*[)）])?\d?$"
)
_ATTACHMENT: Final = re.compile(r"^\s*(附件|附表|附)\s*[\d一二三四五六七八九十\-—.]*\s*[:：]?\s*$")
_CODE_OF_FORM: Final = re.compile(
    r"^\s*(表号|[^\s]{0,6}表\s*\d+(-\d+)?|表\s*[\d一二三四五六七八九十]+)\s*[:：]?\s*$"
)
#: When it was filled in.
_DAY: Final = re.compile(r"(?<=\S)\s*\d{4}年\d{1,2}月\d{1,2}日$")
_EMPTY_BRACKETS: Final = re.compile(r"[（(][\s\u3000_年度第季月日\-—至]*[)）]")
_PART: Final = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、．.]")
#: Words that only a form itself is called by, and such as its parts are called by.
_NAMED: Final = re.compile(r"(表|单|册|卡|台账|台帐|名单|书|证)(\s*[（(].*[)）])?\d?$")
_PART_WORD: Final = re.compile(r"(情况|信息|资料|简况|概况|内容|部分|事项|成员|经历)$")
_LONGEST_PART: Final = 12
_LONGEST: Final = 80
_SEVERAL: Final = 3


def title_of(texts: Sequence[str]) -> str | None:
    r"""
    The title among the lines that stand above everything: the first that ends in a word for a form, or else the first.

    >>> title_of(["附件1", "某某学校（ ）班", "学生基本信息表\n（2024年适用）"])
    '学生基本信息表'
    """
    candidates = []
    for text in texts:
        kept = [
            line
            for each in text.splitlines()
            if (line := _bare(each))
            and not _ATTACHMENT.match(line)
            and not _CODE_OF_FORM.match(line)
            and not marks.instructions(labels.clean(line))
        ]
        if kept:
            whole = [line for line in kept if not re.fullmatch(r"[（(].*[)）]", line)]
            candidates.append("".join(whole or kept))
    return next(
        (each for each in candidates if _FORM_WORD.search(each)), next(iter(candidates), None)
    )


def reads_as_title(text: str) -> bool:
    """Whether a line ends in a word for a form."""
    return bool(_FORM_WORD.search(_bare(text)))


def _bare(line: str) -> str:
    """A line without placeholders, the brackets or the year that they leave behind, and blanks to write in."""
    bare = _EMPTY_BRACKETS.sub("", _DAY.sub("", marks.said(line))).strip(" \u3000_＿")
    if marks.PLACEHOLDER.search(line):
        bare = re.sub(r"^年度?", "", bare)
    return " ".join(bare.split())


def title_at(grid: Grid, row: int, texts: Sequence[Cell], *, titled: bool) -> Cell | None:
    """
    The title, if it stands in the *row* whose written cells are *texts*: one line that is wide, or alone at the top.

    A remark may stand beside a title that is merged. With *titled*, there is one above already.
    """
    words = [each for each in texts if marks.role(each.text) not in (Role.BLANK, Role.VALUE)]
    if len(words) > 1 and _reads_so(words[0]):
        remarks = all(each.width == 1 for each in words[1:])
        words = words[:1] if words[0].width >= _SEVERAL and remarks else words
    if len(words) != 1:
        return None
    [cell] = words
    if titled and _PART.match(marks.said(cell.text)):
        return None
    role = marks.role(cell.text.splitlines()[0] if cell.text else "")
    if role not in (Role.LABEL, Role.PROSE) or len(marks.said(cell.text)) > _LONGEST:
        return None
    alone = row == 0 if grid.width == 1 else _stands_out(grid, cell, titled=titled)
    return cell if alone else None


def heads_part(titles: Sequence[Cell], cell: Cell) -> bool:
    """Whether a line under a title names the first part of the form instead: 基本情况 under 登记表."""
    text = marks.said(cell.text)
    named = len(text) <= _LONGEST_PART and bool(_PART_WORD.search(text))
    return named and any(_NAMED.search(marks.said(each.text)) for each in titles)


def _stands_out(grid: Grid, cell: Cell, *, titled: bool) -> bool:
    """Whether it is wide as titles are, or stands before single blanks and reads as a title."""
    others = [each for each in grid.row(cell.top) if each is not cell]
    narrow = all(each.width == 1 for each in others if marks.role(each.text) is Role.BLANK)
    if cell.width * 2 > grid.width:
        return True
    if narrow and cell.width > 1 and grid.width < cell.width * 4:
        return True
    return narrow and not titled and (_reads_so(cell) or len(others) > _SEVERAL)


def stands_over(grid: Grid, cell: Cell) -> bool:
    """Whether it reads as a title and is merged over most of the grid."""
    return _reads_so(cell) and cell.width > 1 and cell.width * 2 > grid.width


def _reads_so(cell: Cell) -> bool:
    return bool(_FORM_WORD.search(marks.said(cell.text)))


def placeholder_at(grid: Grid, row: int) -> bool:
    """Whether the title is a placeholder: one cell across the grid with nothing else in it."""
    first = grid.row(row)[:1]
    return any(
        each.text and not marks.said(each.text) and each.width == grid.width > 1 for each in first
    )
