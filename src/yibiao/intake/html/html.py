"""HTML: pages with controls to fill in, and pages that lay a form out in tables; Excel's own web pages are workbooks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from yibiao.errors import Finding, NotAForm
from yibiao.intake.html import headings as html_headings
from yibiao.intake.html import markup
from yibiao.intake.html.controls import Control, controls_of
from yibiao.intake.html.headings import Heading, headings_of
from yibiao.intake.html.labels import Asked, Labels, has_control, unit_and_hint
from yibiao.intake.html.tables import Grid, parts_of
from yibiao.intake.layout.several import forms_of
from yibiao.intake.printed import (
    MOST_QUESTIONS,
    PrintedForm,
    Question,
    refusal,
    too_many_questions,
)
from yibiao.intake.upload import Upload
from yibiao.intake.words import labels, measures
from yibiao.model.kinds import ValueKind

_SUFFIXES: Final = (
    ".html",
    ".htm",
    ".xhtml",
    ".jsp",
    ".aspx",
    ".asp",
    ".php",
    ".ftl",
    ".vue",
    ".wxml",
    ".cshtml",
    ".tpl",
)
_BEGINS: Final = re.compile(
    r"<(!doctype\s+html|html|head|body|form|table|div|meta|template|section|main|h[1-6]|p|center)\b",
    re.IGNORECASE,
)
_FORM_NAME: Final = re.compile(
    r"(表|单|书|册|卡|台账|登记|申请|采集|申报|填报|录入)(\s*[（(].*[)）])?$"
)
_FEWEST: Final = 2
_MOST_UNPLACED: Final = 50
_ASKS: Final = re.compile(r"^[-—=\s]*请?(输入|选择|填写|录入)")
_ROW_NUMBER: Final = re.compile(r"[\d\s.、]*")
_NO_COLUMN: Final = re.compile(r"序号|行号|操作")


def recognises(upload: Upload) -> bool:
    """Markup with an element of a page near its beginning, whatever the file is called."""
    start = (upload.markup or "")[:4000]
    return bool(_BEGINS.search(start)) or (upload.suffix in _SUFFIXES and "<" in start)


def read(upload: Upload) -> list[PrintedForm]:
    """
    The forms of a page: those with controls, or else what its tables lay out.

    Raises:
        NotAForm: Nothing on it is to be filled in.
        TooLarge: It is larger than any page that somebody fills.
    """
    page = markup.Page.of(upload.markup or "")
    if page is None:
        raise refusal(NotAForm, Finding("nothing-asked"), upload.filename)
    controls = controls_of(page)
    if len(controls) > MOST_QUESTIONS:
        raise too_many_questions()
    forms = [each for each in _forms(page, controls, upload) if each.questions]
    asked = sum(len(each.questions) for each in forms)
    if asked >= _FEWEST:
        return forms
    parts = parts_of(page.root)
    if not parts:
        raise refusal(NotAForm, Finding("nothing-asked"), upload.filename)
    return forms_of(parts, upload.filename, upload.stem)


def _forms(page: markup.Page, controls: list[Control], upload: Upload) -> Iterator[PrintedForm]:
    """The forms of the page; one whose questions another asks as well only searches for its records."""
    looking = Labels(page)
    headings = list(headings_of(page))
    groups: dict[Any, list[tuple[Control, Asked]]] = {}
    for each in controls:
        around = next((e for e in each.first.iterancestors() if markup.name(e) == "form"), None)
        groups.setdefault(around, []).append((each, looking.of(each)))
    words = {key: {labels.clean(a.text) for _, a in group} for key, group in groups.items()}
    for key, group in groups.items():
        if any(other is not key and words[key] < words[other] for other in groups) or (
            key is None and len(groups) > 1 and len(group) < _FEWEST
        ):
            continue
        yield _Form(page, group, headings, looking, key).printed(upload.stem)


@dataclass
class _Form:
    """The questions of one form element, or of everything that stands in none."""

    page: markup.Page
    group: list[tuple[Control, Asked]]
    headings: list[Heading]
    looking: Labels
    element: Any
    findings: list[Finding] = field(default_factory=list)

    def printed(self, name: str) -> PrintedForm:
        """The form as printed."""
        title = self._title()
        asked = list(self._questions(title))
        questions, notes = _without_one_heading([question for question, _ in asked])
        asked = [(question, table) for question, (_, table) in zip(questions, asked, strict=True)]
        rows = [table for _, table in asked]
        register = bool(rows) and all(each is not None for each in rows) and len(set(rows)) == 1
        self._unasked()
        return PrintedForm(
            questions=tuple(questions if register else _blocks(asked)),
            name=name,
            title=title.text if title else self.page.head or None,
            says={
                "layout": "register" if register else "card",
                **({"notes": notes} if notes else {}),
            },
            findings=tuple(self.findings),
        )

    def _title(self) -> Heading | None:
        """The heading before the first question that names a form, or else the first one."""
        first = self.page.order[self.group[0][0].first]
        before = [each for each in self.headings if each.order < first and each.level != 7]  # noqa: PLR2004
        named = [each for each in before if _FORM_NAME.search(each.text)]
        known = [each for each in before if self.page.head and each.text == self.page.head]
        return next(iter([*known, *reversed(named)]), None) or (
            next(iter(before), None) if not self.page.head else None
        )

    def _questions(self, title: Heading | None) -> Iterator[tuple[Question, Any]]:
        """The questions, with the table whose column they are where they are one."""
        columns: set[tuple[Any, str]] = set()
        names: set[tuple[str | None, str]] = set()
        for control, asked, dated in _dated(self.group):
            table = self._table(asked)
            row = "" if _ROW_NUMBER.fullmatch(asked.row) else asked.row
            if table is not None and (asked.source, row) in columns:
                continue
            columns.add((asked.source, row))
            known = (control.name, labels.clean(asked.text))
            if table is None and control.name and known in names:
                continue  # the same once more, for another state of the page
            names.add(known)
            if table is not None and _NO_COLUMN.fullmatch(labels.clean(asked.text)):
                self.findings.append(Finding("row-number-column", _place(asked.source)))
                continue
            section = (*self._section(control, title), *([row] if row else []))
            question = self._question(control, asked, section)
            if dated:
                question = replace(
                    question, kind=ValueKind.DATE, options=(), unit_of_measure=None, max_length=None
                )
            yield question, None if row else table

    def _table(self, asked: Asked) -> Any:
        return next(asked.source.iterancestors("table"), None) if asked.header else None

    def _question(self, control: Control, asked: Asked, section: tuple[str, ...]) -> Question:
        behind = unit_and_hint(control)
        unit = measures.unit_in(behind.strip("()（）"))
        words = control.blank_words
        prompt = (
            words
            if words and labels.clean(words) not in asked.text and not _ASKS.match(words)
            else ""
        )
        remark = behind if behind not in ("", unit, "*") and behind != asked.text else ""
        starred = "*" in behind[:2]
        return Question(
            label=asked.text or behind,
            cell=f"{_place(control.first)} {control.name or ''}".rstrip(),
            kind=control.kind,
            section=section,
            options=control.options,
            required=control.must or starred or self._ruled(control),
            hint=" ".join(filter(None, (prompt, remark.strip("* ")))) or None,
            name=control.name,
            unit_of_measure=unit,
            code_list=control.code_list,
            max_length=control.max_length,
        )

    def _ruled(self, control: Control) -> bool:
        """Whether the script's rules say that it has to be answered."""
        item = next((e for e in control.first.iterancestors() if e.get("prop")), None)
        name = item.get("prop") if item is not None else control.name
        return bool(name) and bool(
            re.search(
                rf"[\s'\"{{,]{re.escape(str(name))}['\"]?\s*:\s*\[?\s*\{{[^}}]*required\s*:\s*true",
                self.page.scripts,
            )
        )

    def _section(self, control: Control, title: Heading | None) -> tuple[str, ...]:
        """The legends around it, or else the last heading above it and below the title."""
        legends = [
            markup.said(legend)
            for each in control.first.iterancestors("fieldset")
            if (legend := each.find("./legend")) is not None and legend not in self._sources
        ]
        if legends:
            return tuple(each for each in reversed(legends) if each)
        order = self.page.order[control.first]
        begins = title.order if title else -1
        table = next(control.first.iterancestors("table"), None)
        above = [
            each
            for each in self.headings
            if begins < each.order < order
            and each.element not in self._sources
            and (each.table is None or each.table is table)
            and markup.name(each.element) != "legend"
            and each.text != self.page.head
        ]
        return (above[-1].text,) if above else ()

    @property
    def _sources(self) -> set[Any]:
        return {asked.source for _, asked in self.group if asked.source is not None}

    def _unasked(self) -> None:
        """Words of the form's tables that ask for nothing here, named so that nobody misses them."""
        heads = {each.element for each in self.headings}
        sources = self._sources
        tables = dict.fromkeys(
            next(control.first.iterancestors("table"), None) for control, _ in self.group
        )
        cells = (cell for table in tables if table is not None for cell in Grid.of(table).at)
        for cell in cells:
            text = markup.said(cell)
            known = cell in heads or any(e in sources for e in cell.iter("*"))
            speaks = html_headings.WORDS.search(text) and len(text) < html_headings.LONGEST
            if speaks and not known and not has_control(cell) and not any(cell.iter("table", "a")):
                code = "row-number-column" if _NO_COLUMN.fullmatch(text) else "unplaced"
                self.findings.append(Finding(code, _place(cell)))
            if len(self.findings) > _MOST_UNPLACED:
                break


def _without_one_heading(questions: list[Question]) -> tuple[list[Question], tuple[str, ...]]:
    """The questions; what heads all of them alike parts nothing, and is a note."""
    sections = {each.section for each in questions}
    if len(questions) < _FEWEST or len(sections) > 1 or not questions[0].section:
        return questions, ()
    return [replace(each, section=()) for each in questions], questions[0].section


def _dated(
    group: Iterable[tuple[Control, Asked]],
) -> Iterator[tuple[Control, Asked, bool]]:
    """The controls, those for a year, a month and a day as one; and whether it is such a one."""
    pairs = list(group)
    goes_on = False
    for (control, asked), following in zip(pairs, [*pairs[1:], None], strict=True):
        part = unit_and_hint(control)[:1]
        if goes_on and part in ("月", "日"):
            continue
        goes_on = part == "年" and following is not None and unit_and_hint(following[0])[:1] == "月"
        yield control, asked, goes_on


def _place(element: Any) -> str:
    return f"line {element.sourceline}"


def _blocks(asked: Iterable[tuple[Question, Any]]) -> Iterator[Question]:
    """Columns of one table become what one row of a block asks."""
    rows: dict[Any, list[Question]] = {}
    order: list[Question | Any] = []
    for question, table in asked:
        if table is None:
            order.append(question)
        else:
            if table not in rows:
                order.append(table)
            rows.setdefault(table, []).append(question)
    for each in order:
        if isinstance(each, Question):
            yield each
        else:
            first = rows[each][0]
            label = first.section[-1] if first.section else "明细"
            yield Question(
                label=label,
                cell=first.cell,
                kind=ValueKind.ROWS,
                section=first.section[:-1],
                questions=tuple(replace(q, section=()) for q in rows[each]),
            )
