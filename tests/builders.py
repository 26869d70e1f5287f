"""Forms written as Markdown tables in the test that reads them."""

import re

from yibiao.model.form import Field, Form, Option
from yibiao.model.kinds import SubjectKind, ValueKind


def a_form(department, markdown, **members):
    """
    The form whose labels head *markdown*; rows below, as far as there are any, say kinds, options and sections.

    >>> form = a_form("civil-affairs", '''
    ...     | 姓名 * | 性别       | 出生日期 |
    ...     |        | code       | date     |
    ...     |        | 1 男, 2 女 |          |
    ...     |        |            | 基本信息 |
    ... ''')
    >>> [(each.label, each.kind.value, each.required) for each in form.fields]
    [('姓名', 'text', True), ('性别', 'code', False), ('出生日期', 'date', False)]

    Series and title are the department's unless given; the subject is a person.
    """
    rows = [_cells(line) for line in markdown.strip().splitlines()]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", each) for each in row)]
    labels, kinds, options, sections = (*rows, [], [], [])[:4] if len(rows) < 4 else rows[:4]
    fields = tuple(
        Field(
            id=f"f{position + 1}",
            label=label.rstrip("* "),
            kind=ValueKind(_at(kinds, position) or "text"),
            required=label.endswith("*"),
            options=tuple(
                _option(each) for each in re.split(r"[,，]\s*", _at(options, position)) if each
            ),
            section=tuple(filter(None, [_at(sections, position)])),
            cell=f"row 1, column {position + 1}",
        )
        for position, label in enumerate(labels)
    )
    defaults = {
        "series": f"{department}-form",
        "title": f"{department} form",
        "subject": SubjectKind.PERSON,
    }
    return Form(**{**defaults, "department": department, "fields": fields, **members})


def _cells(line):
    return [each.strip() for each in line.strip().strip("|").split("|")]


def _at(row, position):
    return row[position] if position < len(row) else ""


def _option(printed):
    value, _, title = printed.partition(" ")
    return Option(value=value, title=title or value)
