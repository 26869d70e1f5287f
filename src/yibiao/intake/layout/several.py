"""A document may hold several forms: 附件1, 附件2 …, or a title at the head of a page; a letter may come before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from yibiao.errors import Finding, NotAForm
from yibiao.intake.layout import lines, surveys
from yibiao.intake.layout.page import form_of_page
from yibiao.intake.layout.standing import Asked, Line, Table
from yibiao.intake.layout.titles import reads_as_title
from yibiao.intake.printed import PrintedForm
from yibiao.intake.words import marks
from yibiao.intake.words.marks import Role

_ATTACHED: Final = re.compile(
    r"^\s*(附件|附表|附录)\s*([\d一二三四五六七八九十]{1,3}(\s*[-—]\s*\d{1,2})?)?\s*[:：．.、]?(.{0,50})$"
)
_NUMBERED: Final = re.compile(
    r"^\s*([（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[A-Z][、.．]|表\s*\d|续)"
)
_TITLE: Final = range(4, 41)
_SHORT: Final = 3
_MOST: Final = 40


def forms_of(parts: Sequence[Line | Table], filename: str, name: str) -> list[PrintedForm]:
    """
    The forms of a document, each with the title that it stands under.

    Raises:
        NotAForm: No part of it asks anything.
    """
    asked = surveys.with_questions(parts)
    pieces = list(_pieces(asked))
    forms: list[PrintedForm] = []
    passed_over: list[Finding] = []
    for piece in pieces if 1 < len(pieces) <= _MOST else ():
        try:
            forms.append(form_of_page(piece, filename, name))
        except NotAForm:
            passed_over.append(Finding("part-not-read", _place(piece)))
    if not forms:
        return [form_of_page(asked, filename, name)]
    return [replace(forms[0], findings=(*forms[0].findings, *passed_over)), *forms[1:]]


def _pieces(
    parts: Sequence[Line | Table | Asked],
) -> Iterator[list[Line | Table | Asked]]:
    """Runs of parts that stand under one heading, what stands on every page with each of them."""
    running: list[Line | Table | Asked] = []
    pieces: list[list[Line | Table | Asked]] = [[]]
    for each in parts:
        if isinstance(each, Line) and each.running:
            running.append(each)
            continue
        if isinstance(each, Line) and _begins(each, pieces[-1]):
            pieces.append([])
        pieces[-1].append(each)
    joined: list[list[Line | Table | Asked]] = []
    for piece in pieces:
        if joined and (_loose(piece) or _is_cover(joined[-1])):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    for piece in joined:
        yield [*running, *piece]


def _begins(line: Line, before: Sequence[Line | Table | Asked]) -> bool:
    """Whether a form begins with this line."""
    text = marks.said(line.text)
    attached = _ATTACHED.match(text)
    if attached and "。" not in text:
        return bool(before) and bool(attached[2] or line.fresh)
    return (
        line.fresh
        and any(not isinstance(each, Line) for each in before)
        and len(text) in _TITLE
        and marks.role(text) is Role.LABEL
        and reads_as_title(text)
        and not _NUMBERED.match(text)
    )


def _loose(piece: Sequence[Line | Table | Asked]) -> bool:
    """Whether it is a line or two, such as what is to be attached."""
    return len(piece) < _SHORT and all(isinstance(each, Line) for each in piece)


def _is_cover(piece: Sequence[Line | Table | Asked]) -> bool:
    """Whether it is a page of blanks before the form: lines to fill in, and no sentences."""
    if any(not isinstance(each, Line) for each in piece):
        return False
    texts = [each.text for each in piece if isinstance(each, Line)]
    if _ATTACHED.match(texts[0]) and len(texts) > _SHORT:
        return False
    told = sum("。" in each or marks.role(each) in (Role.PROSE, Role.NOTE) for each in texts)
    asked = sum(bool(lines.questions(each, "", filled=False)) for each in texts)
    return told == 0 and (asked > 0 or len(texts) < _SHORT)


def _place(piece: Sequence[Line | Table | Asked]) -> str:
    for each in piece:
        if isinstance(each, Line) and not each.running:
            return each.place
        if isinstance(each, Table):
            return each.sheet.place(0, 0)
    return ""
