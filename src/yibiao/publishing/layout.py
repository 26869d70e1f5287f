"""A form → a new workbook that asks the same: columns over rows, or labels beside their blanks."""

from collections.abc import Iterator, Sequence
from typing import Final

from yibiao.model.form import Field, Form
from yibiao.model.original import SentFile
from yibiao.publishing.guidance import printed
from yibiao.publishing.headings import NUMBER, head, label
from yibiao.publishing.package import NO_FILE_NAME
from yibiao.publishing.page import Page

_ROWS: Final = 20
_ROWS_IN_BLOCK: Final = 5
_PAIR: Final = 4
#: More boxes than this are a list to choose from.
_MOST_BOXES: Final = 8
_BREAKS: Final = "□：:，,；;。、_＿\n"
_LONGEST_LABEL: Final = 12
_LONGEST_NAME: Final = 20
_SECTION_WIDTH: Final = 8
_LABEL_WIDTH, _BLANK_WIDTH = 16, 14
_NOTES: Final = ("注", "说明", "填表说明", "备注", "填报说明")


#: The headings at the left of some rows, the first and last of these, and whether they are a table.
_Span = tuple[tuple[str, ...], int, int, bool]


def laid_out(form: Form) -> SentFile:
    """
    A workbook named after the form, with its title, headings, choices and notes, and nothing filled in.

    A row has no room for a list: a register that asks for one is laid out as a card.
    """
    page = Page(form.title, texts=form.layout == "summary")  # else a text among figures is one
    if form.layout == "card" or any(each.fields for each in form.fields):
        _card(page, form)
    else:
        _register(page, form)
    return SentFile(f"{NO_FILE_NAME.sub(' ', form.title)}.xlsx", page.content())


def _register(page: Page, form: Form) -> None:
    fields = form.fields
    page.write((0, 0), (0, len(fields)), form.title, "title")
    top = head(page, 1, 0, fields)
    count = 1 if form.layout == "summary" else _ROWS
    _rows(page, top, 0, fields, [str(number) for number in range(1, count + 1)])
    for column, each in enumerate(fields, start=1):
        page.width(column, each.label)
    page.sheet.set_column(0, 0, _SECTION_WIDTH)
    page.sheet.freeze_panes(top, 0)
    page.sheet.repeat_rows(1, top - 1)
    page.sheet.set_landscape()
    _notes(page, top + count, len(fields), form)


def _rows(page: Page, top: int, left: int, fields: Sequence[Field], names: Sequence[str]) -> None:
    """Blanks in rows, each with its number or name before them."""
    for row, name in enumerate(names, start=top):
        if name.isdecimal():
            page.write((row, left), (row, left), int(name), "number")
        else:
            page.write((row, left), (row, left), name, "head")
        for column, _ in enumerate(fields, start=left + 1):
            page.write((row, column), (row, column), "", "blank")
    for column, each in enumerate(fields, start=left + 1):
        page.check((top, column), (top + len(names) - 1, column), each)


def _notes(page: Page, row: int, right: int, form: Form) -> None:
    for each in form.notes:
        text = each if each.startswith(_NOTES) else f"注：{each}"
        page.write((row, 0), (row, right), text, "note")
        row += 1


# -------------------------------------------------------------------------------------------------- cards


def _card(page: Page, form: Form) -> None:
    """Sections at the left, labels beside their blanks, two a row where they are short; tables across."""
    left = max(len(_path(each)) for each in form.fields)
    width = max([_PAIR, *(len(each.fields) + 1 for each in form.fields)])
    right = left + width - 1
    page.write((0, 0), (0, right), form.title, "title")
    row = 1
    spans: list[_Span] = []
    for together in _together(form.fields):
        path = _path(together[0])
        start, row = row, _together_written(page, row, left, width, together)
        if path and row - start == 1:  # a section at the left is told from a label by being taller
            page.write((row, left), (row, right), "", "blank")
            row += 1
        spans.append((path, start, row - 1, bool(together[0].fields)))
        if together[0].fields:  # else what follows might go on with its rows
            page.write((row, 0), (row, right), "", "note")
            row += 1
    for level in range(left):
        _at_left(page, spans, level, left)
    page.sheet.set_column(0, left - 1, _SECTION_WIDTH) if left else None
    page.sheet.set_column(left, right, _BLANK_WIDTH)
    page.sheet.set_column(left, left, _LABEL_WIDTH)
    page.sheet.set_column(left + width // 2, left + width // 2, _LABEL_WIDTH)
    _notes(page, row, right, form)


def _path(field: Field) -> tuple[str, ...]:
    """The headings at its left; a table's own name is one."""
    return (*field.section, field.label) if field.fields else field.section


def _together(fields: Sequence[Field]) -> Iterator[list[Field]]:
    """Neighbours under the same headings; a table is by itself."""
    group: list[Field] = []
    for each in fields:
        if group and (each.fields or group[-1].fields or _path(each) != _path(group[-1])):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _together_written(page: Page, row: int, left: int, width: int, fields: Sequence[Field]) -> int:
    """The row below them."""
    if fields[0].fields:
        return _block(page, row, left, fields[0])
    at = 0
    while at < len(fields):
        pair = fields[at : at + 2]
        two = len(pair) == 2 and all(map(_short, pair))  # noqa: PLR2004
        half = width // 2
        outer = len(_path(pair[0]))
        _pair(page, row, (outer, left), left + (half if two else width) - 1, pair[0])
        if two:
            _pair(page, row, (left + half, left + half), left + width - 1, pair[1])
        at += 2 if two else 1
        row += 1
    return row


def _pair(page: Page, row: int, head: tuple[int, int], last: int, field: Field) -> None:
    """A label in the columns of *head*, and its blank beside it."""
    page.write((row, head[0]), (row, head[1]), label(field), "head")
    page.room((row, head[1] + 1), (row, last), field, boxes(field))


def _short(field: Field) -> bool:
    return len(field.label) <= _LONGEST_LABEL and len(boxes(field)) <= _LONGEST_NAME


def boxes(field: Field) -> str:
    """Its options with a box before each; nothing where there are none, too many, or some would run into the next."""
    options = printed(field)
    plain = not any(mark in each or "  " in each for each in options for mark in _BREAKS)
    return (
        "  ".join(f"□{each}" for each in options) if len(options) <= _MOST_BOXES and plain else ""
    )


def _block(page: Page, row: int, left: int, block: Field) -> int:
    """A table in a card: rows to be numbered, or those that the form names."""
    names = [each for each in (block.hint or "").split("、") if each]
    named = len(names) > 1 and len(block.fields) > 1 and all(len(e) <= _LONGEST_NAME for e in names)
    top = head(page, row, left, block.fields, first="项目" if named else NUMBER)
    names = names if named else [str(number) for number in range(1, _ROWS_IN_BLOCK + 1)]
    _rows(page, top, left, block.fields, names)
    return top + len(names)


def _shared(span: _Span, below: _Span, level: int) -> bool:
    """Whether one heading of that level stands for both; a table's own name is no other's."""
    path = span[0][: level + 1]
    own = any(table and len(path) == level + 1 for path, _, _, table in (span, below))
    return below[0][: level + 1] == path and not own


def _at_left(page: Page, spans: Sequence[_Span], level: int, left: int) -> None:
    """One column of headings at the left, each as tall as what it heads; that of a table reaches to it."""
    at = 0
    while at < len(spans):
        path = spans[at][0][: level + 1]
        end = at
        while end + 1 < len(spans) and _shared(spans[end], spans[end + 1], level):
            end += 1
        top, bottom = spans[at][1], spans[end][2]
        if len(path) > level:
            reaches = level + 1 == len(path) and spans[at][3]
            page.write((top, level), (bottom, left - 1 if reaches else level), path[-1], "head")
        at = end + 1
