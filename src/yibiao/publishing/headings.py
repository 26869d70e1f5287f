"""Fields side by side → their headings: sections over labels, as few cells as say it."""

from collections.abc import Sequence

from yibiao.model.form import Field
from yibiao.publishing.page import Page

#: What marks a question that must be answered.
STAR = "*"
NUMBER = "序号"
_STARRED = ("*", "＊", "★")


def label(field: Field) -> str:
    """Its label, with a star if it must be answered and does not say so."""
    marked = field.label.startswith(_STARRED) or "必填" in field.label
    return f"{STAR}{field.label}" if field.required and not marked else field.label


def depth(fields: Sequence[Field]) -> int:
    """How many rows of headings they need."""
    return 1 + max((len(each.section) for each in fields), default=0)


def head(page: Page, top: int, left: int, fields: Sequence[Field], *, first: str = NUMBER) -> int:
    """Write headings from *top* down: *first* over a column of its own, then one column a field. The row below them."""
    bottom = top + depth(fields) - 1
    page.write((top, left), (bottom, left), first, "head")
    for level in range(bottom - top):
        _sections(page, top + level, left + 1, fields, level)
    for column, each in enumerate(fields, start=left + 1):
        page.write((top + len(each.section), column), (bottom, column), label(each), "head")
    return bottom + 1


def _sections(page: Page, row: int, left: int, fields: Sequence[Field], level: int) -> None:
    """The sections of one level, each over all neighbours that share it and what is above it."""
    at = 0
    while at < len(fields):
        path = fields[at].section[: level + 1]
        end = at
        while end + 1 < len(fields) and fields[end + 1].section[: level + 1] == path:
            end += 1
        if len(path) > level:
            page.write((row, left + at), (row, left + end), path[-1], "head")
        at = end + 1
