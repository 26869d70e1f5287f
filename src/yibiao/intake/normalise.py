"""A form as printed → the Form, and everything doubtful about it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from yibiao.errors import Finding
from yibiao.intake.layout.measured import as_figures
from yibiao.intake.layout.summaries import asks_units
from yibiao.intake.noted import with_notes
from yibiao.intake.printed import At, PrintedForm, PrintedRule, Question
from yibiao.intake.rules.numbered import with_numbered_labels
from yibiao.intake.words import kinds, labels, marks, measures
from yibiao.intake.words.kinds import kind_of
from yibiao.intake.words.options import code_list_of, counted, options_of, repeated, unrepeated
from yibiao.intake.words.reckoning import reckoned_in
from yibiao.intake.words.slug import slug_of
from yibiao.model import catalogue, guess, rule
from yibiao.model.codes import CodeList
from yibiao.model.form import Field, Form, Option, Rule
from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind, value_schema

_WORDS = re.compile(r"[^\W_]")
#: The longest lists in use are of divisions, and of trades.
_MOST_OPTIONS = 20_000
#: What a spreadsheet would run instead of showing it.
_FORMULA = re.compile(r"^[=@]|^[+-]\s*[A-Za-z@(]|^[+-][^|]*\|")
_LENGTH = re.compile(
    r"长度\s*[:：]?\s*(?:\d{1,3}\s*[-~～至])?\s*(\d{1,4})(?!\d)|(\d{1,5})\s*(?:个)?(?:字|字符|汉字)(?:以内|之内|内|以下)"
)


def form_of(
    printed: PrintedForm, said: Mapping[str, Any]
) -> tuple[Form | None, tuple[Finding, ...]]:
    """
    The normalised form and its findings; no form where the file, or what the caller *said* of it, breaks a rule.

    What was said (its department, and whatever else is known) has precedence over what the file says.
    """
    printed = _of_units(with_numbered_labels(with_notes(printed)), said)
    findings = [*printed.findings]
    title = _title(printed)
    answers: dict[str, list[str]] = {}
    fields = tuple(_fields(printed.questions, "f", title, findings, answers))
    fields = tuple(_with_figures(fields, printed.questions, title, findings, answers))
    findings += _doubts(fields)
    rules = tuple(_rules(printed.rules, answers, findings))
    members = {"title": title, **printed.says, **said, "fields": fields, "rules": rules}
    told = (title, *printed.says.get("notes", ()), *(each.label for each in printed.questions))
    figures = members.get("layout") == "summary"
    members.setdefault("reckoned", reckoned_in(told, figures=figures))
    members.setdefault("series", slug_of(members["title"]))
    members.setdefault("subject", _subject(members, fields))
    try:
        return Form(**members), tuple(findings)
    except ValidationError as error:
        return None, (*findings, *_unfit(error, printed))


def _of_units(printed: PrintedForm, said: Mapping[str, Any]) -> PrintedForm:
    """The form as a summary, where nobody says how it is laid out and it asks a unit for figures."""
    told = "layout" in said or "layout" in printed.says or said.get("subject", "unit") != "unit"
    if told or not asks_units(printed.title, printed.questions):
        return printed
    questions = tuple(as_figures(printed.questions))
    return replace(printed, questions=questions, says={**printed.says, "layout": "summary"})


def _subject(members: Mapping[str, Any], fields: Sequence[Field]) -> SubjectKind:
    """Figures are a unit's; whom any other form asks about, its title and labels tell."""
    if members.get("layout") == "summary":
        return SubjectKind.UNIT
    return guess.subject_of(members["title"], [each.label for each in fields])


def _title(printed: PrintedForm) -> str:
    title = labels.clean(printed.title or "")
    return title if _WORDS.search(title) else labels.clean(printed.name) or printed.name


def _unfit(error: ValidationError, printed: PrintedForm) -> Iterator[Finding]:
    """Members whose value a form cannot take: a period nobody knows, a day that is none."""
    for each in error.errors():
        member = str(each["loc"][0])
        yield Finding(
            "member-invalid",
            f"#/{member}" if member in printed.says else member,
            {"member": member},
        )


def _fields(
    questions: Sequence[Question],
    prefix: str,
    title: str,
    findings: list[Finding],
    answers: dict[str, list[str]],
) -> Iterator[Field]:
    """
    Fields numbered in printed order; a question without words is named in a finding and left out.

    *answers* gathers which fields came from each cell, label or blank.
    """
    number = 0
    for question in questions:
        if not _WORDS.search(labels.clean(question.label)):
            code = "required-without-label" if question.required else "field-without-label"
            findings.append(Finding(code, question.cell))
            continue
        if _FORMULA.match(question.label):
            findings.append(Finding("formula-text-in-header", question.cell))
            continue
        number += 1
        id_ = f"{prefix}{number}"
        yield _field(question, id_, title, findings, answers)
        for cell in {question.cell, question.blank or question.cell}:
            if question.questions:  # a block whose heading is its first column's
                answers.setdefault(cell, [id_])
            else:
                answers.setdefault(cell, []).append(id_)


def _choices(question: Question, label: str, findings: list[Finding]) -> tuple[Option, ...]:
    """The printed options, each once; none where there are more than anybody chooses from."""
    if len(question.options) > _MOST_OPTIONS:
        findings.append(Finding("list-too-long", question.cell, {"limit": _MOST_OPTIONS}))
        return ()
    options = options_of(question.options)
    again = len(repeated(options))
    if again:
        facts = {"label": label, "count": again}
        findings.append(Finding("option-repeated", question.cell, facts))
    return unrepeated(options) if again else options


def _field(
    question: Question,
    id_: str,
    title: str,
    findings: list[Finding],
    answers: dict[str, list[str]],
) -> Field:
    label = labels.clean(question.label)
    bracket = labels.bracketed(label)
    unit = (
        question.unit_of_measure
        or measures.unit_in(bracket, label, question.hint)
        or _unit_above(question, label)
    )
    options = _choices(question, label, findings) or counted(question.hint or "")
    kind = kind_of(question, label, unit, options)
    options = options if kind in _WITH_OPTIONS else ()
    return Field(
        id=id_,
        label=label,
        raw=question.label if question.label != label else None,
        kind=kind,
        name=question.name or None,
        section=tuple(s for each in question.section if (s := labels.clean(each)) and s != title),
        options=options,
        code_list=_code_list(question, label, kind, options),
        unit_of_measure=unit,
        required=question.required or labels.required(question.label),
        hint=question.hint or (bracket if bracket != unit else None) or None,
        max_length=_longest(question, kind, bracket),
        fields=tuple(_fields(question.questions, f"{id_}.", title, findings, answers)),
        measure=question.measure or None,
        element=question.element or None,
        cell=question.cell,
        blank=_range(question.blank, question.last),
    )


def _unit_above(question: Question, label: str) -> str | None:
    """What the figure is measured in that its nearest heading names, as in 播种面积（亩） over 早稻 and 晚稻."""
    heading = labels.clean(question.section[-1]) if question.section else ""
    unit = measures.unit_in(labels.bracketed(heading))
    figure = kinds.told(labels.core(heading))
    mine = None if kinds.generic(label) else kinds.told(label)
    written = (
        question.options
        or question.kind
        or kinds.naming(label)
        or any(marks.role(each) not in marks.WRITTEN for each in question.samples)
    )
    return unit if unit and figure in NUMERIC and mine in (None, figure) and not written else None


def _rules(
    printed: Sequence[PrintedRule], answers: Mapping[str, list[str]], findings: list[Finding]
) -> Iterator[Rule]:
    """The rules over ids of fields; one that speaks of a cell of no field, or of several, is named in a finding."""
    known = {id_ for ids in answers.values() for id_ in ids}
    for each in printed:
        cells = (each.about, *(part.cell for part in each.expression if isinstance(part, At)))
        if any(len(answers.get(cell, ())) != 1 for cell in cells):
            findings.append(Finding("rule-not-understood", each.cell, {"printed": each.printed}))
            continue
        words = (answers[p.cell][0] if isinstance(p, At) else p for p in each.expression)
        stated = Rule(
            kind=each.kind,
            field=answers[each.about][0],
            expression="".join(words),
            printed=each.printed,
            cell=each.cell,
        )
        if any(rule.doubts(stated, known, each.cell)):
            findings.append(Finding("rule-not-understood", each.cell, {"printed": each.printed}))
        else:
            yield stated


def _with_figures(
    fields: Sequence[Field],
    questions: Sequence[Question],
    title: str,
    findings: list[Finding],
    answers: dict[str, list[str]],
) -> Iterator[Field]:
    """The fields, those with named rows with the figures of these, numbered after all fields of the form."""
    waiting = {each.questions[0].cell: each.figures for each in questions if each.figures}
    number = len(fields)
    for each in fields:
        asked = waiting.get(each.fields[0].cell or "", ()) if each.fields else ()
        made = [
            _field(question, f"f{number + place}", title, findings, answers)
            for place, question in enumerate(asked, start=1)
        ]
        number += len(made)
        yield each.model_copy(update={"figures": tuple(made)}) if made else each


def _range(first: str | None, last: str | None) -> str | None:
    """A place, or the first and last of several under one another: `Sheet1!B4:B13`."""
    return f"{first}:{last.rpartition('!')[2]}" if first and last else first


_WITH_OPTIONS = (ValueKind.CODE, ValueKind.CODES, ValueKind.BOOLEAN)


def _longest(question: Question, kind: ValueKind, bracket: str | None) -> int | None:
    """Characters that a written answer may have, as the source states or a bracket prints (800字以内)."""
    if value_schema(kind)["type"] != "string":
        return None
    printed = _LENGTH.search(bracket or question.hint or "")
    stated = int(printed[1] or printed[2]) if printed else 0
    return question.max_length or stated or None


def _code_list(
    question: Question, label: str, kind: ValueKind, options: Sequence[Option]
) -> str | None:
    if kind in (ValueKind.CODE, ValueKind.CODES):
        return code_list_of(options, label, _code_lists()) or question.code_list or None
    return question.code_list or None


def _code_lists() -> Mapping[str, CodeList]:
    return catalogue.starter().code_lists


def _doubts(fields: Sequence[Field]) -> Iterator[Finding]:
    """Labels that stand twice where nothing tells them apart; both are kept."""
    seen: dict[tuple[tuple[str, ...], str], Field] = {}
    for each in fields:
        first = seen.setdefault((each.section, each.label), each)
        if first is not each:
            facts = {"label": each.label, "first": first.cell or first.id}
            yield Finding("duplicate-label", each.cell or each.id, facts)
        yield from _doubts(each.fields)
