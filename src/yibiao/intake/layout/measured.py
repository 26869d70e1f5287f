"""The units of measure that a page states for all its figures → the questions that they belong to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from yibiao.intake.printed import Question
from yibiao.intake.words import kinds, labels, marks, measures
from yibiao.model.kinds import ValueKind

_COUNTER: Final = re.compile(r"(.{1,2})数(量|额|值)?$")
_HALF: Final = 2


def stated_on(texts: Iterable[str], title: str | None = None) -> tuple[str, ...]:
    """What lines such as 单位：万元 state among the texts of a page, or its title in brackets."""
    lines = (each for text in (*texts, title or "") for each in (text, *text.splitlines()))
    return next((units for each in lines if (units := measures.stated_in(each))), ())


def with_units(questions: Sequence[Question], units: Sequence[str]) -> tuple[Question, ...]:
    """
    The questions, those for figures in the unit that the page states for their kind.

    Where nothing tells what a question takes, what stands beside it under the same heading does, if that is added up
    or is nearly all of one kind.
    """
    if not units:
        return tuple(questions)
    found: list[Question] = []
    for _, siblings in groupby(questions, key=lambda each: each.section):
        found += _measured(list(siblings), units)
    return tuple(_like_the_rest(found))


def as_figures(questions: Sequence[Question]) -> Iterator[Question]:
    """
    The questions of a summary, those that no word tells otherwise being for figures.

    What names its rows, or stands first in them, is none.
    """
    for number, each in enumerate(questions):
        if each.questions:
            yield replace(each, questions=tuple(as_figures(each.questions)))
        elif number and not each.options and _untold(each):
            yield replace(each, kind=each.kind or ValueKind.NUMBER)
        else:
            yield each


def _measured(siblings: list[Question], units: Sequence[str]) -> Iterator[Question]:
    money = [each for each in units if measures.KIND_OF[each] is ValueKind.MONEY]
    shared = money[0] if len(units) == 1 and money and _all_money(siblings) else None
    for each in siblings:
        if each.questions:
            yield replace(each, questions=with_units(each.questions, units))
        elif each.unit_of_measure or each.options or _own_unit(each):
            yield each
        else:
            unit = _unit(each, units) or (shared if _untold(each) else None)
            yield replace(each, unit_of_measure=unit) if unit else each


def _like_the_rest(questions: Sequence[Question]) -> Iterator[Question]:
    """What says only 本周 or 累计 in the one unit that everything else under its outermost heading has."""
    known: dict[tuple[str, ...], set[str]] = {}
    for each in questions:
        if each.unit_of_measure:
            known.setdefault(each.section[:1], set()).add(each.unit_of_measure)
    for each in questions:
        rest = known.get(each.section[:1], set())
        bare = not each.unit_of_measure and kinds.generic(labels.clean(each.label))
        if each.section and bare and len(rest) == 1:
            yield replace(each, unit_of_measure=next(iter(rest)))
        else:
            yield each


def _unit(question: Question, units: Sequence[str]) -> str | None:
    """The stated unit of the kind that its label tells, or else the headings over it, the nearest first."""
    for words in (question.label, *reversed(question.section)):
        label = labels.clean(words)
        counted = _COUNTER.search(labels.core(label))
        if counted:
            return next((each for each in units if counted[1].endswith(each)), None)
        kind = kinds.figure_of(label)
        if kind is ValueKind.INTEGER:
            return None
        if kind is not None:
            return next((each for each in units if measures.KIND_OF[each] is kind), None)
        if not kinds.generic(label) and kinds.told(label) is not None:
            return None
    return None


def _own_unit(question: Question) -> str | None:
    label = labels.clean(question.label)
    return measures.unit_in(labels.bracketed(label), label, question.hint)


def _untold(question: Question) -> bool:
    label = labels.clean(question.label)
    samples = [each for each in question.samples if each.strip()]
    return (
        question.kind in (None, ValueKind.NUMBER)
        and (bool(samples) or kinds.of_people(label) or not kinds.naming(label))
        and kinds.told(label) in (None, ValueKind.FILE)
        and not _COUNTER.search(label)
        and all(marks.role(each) in marks.WRITTEN for each in samples)
    )


def _all_money(siblings: Sequence[Question]) -> bool:
    """Whether questions side by side are all of money: they are added up, or most are, or all were answered in figures."""
    if any(marks.total(labels.clean(each.label)) for each in siblings):
        return True
    figures = [kinds.figure_of(labels.clean(each.label)) for each in siblings]
    written = [each for each in siblings if each.samples]
    return len(siblings) > 1 and (
        figures.count(ValueKind.MONEY) * _HALF > len(siblings)
        or (len(written) * _HALF > len(siblings) and all(map(_untold, written)))
    )
