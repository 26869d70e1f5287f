"""What a workbook checks of what is written in a cell (data validation) → lengths, hints, and rules that hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from yibiao.errors import Finding
from yibiao.intake.printed import PrintedForm, PrintedRule, Question
from yibiao.intake.rules.saying import NotSaid, Saying
from yibiao.intake.rules.spots import Answers, place_of
from yibiao.intake.sheets import formulas
from yibiao.intake.sheets.formulas import Applied, Area, Number, Tree, Words
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.sheets.validations import Check

_SIGNS: Final = {
    "equal": "=", "notEqual": "<>", "lessThan": "<", "lessThanOrEqual": "<=", "greaterThan": ">", "greaterThanOrEqual": ">=",
}  # fmt: skip
_SERIAL: Final = date(1899, 12, 30)
#: Whoever sets a bound beyond these means none.
_LARGEST: Final = 10**9
_FIRST_YEAR: Final = 1910
_LAST_YEAR: Final = 2200
_MOST_LETTERS: Final = 2_000
_MOST_FINDINGS: Final = 50


def with_limits(form: PrintedForm, sheet: Sheet) -> PrintedForm:
    """The form with what its sheet checks: how long a text may be, what must hold of a figure, what to tell of it."""
    if not sheet.checks:
        return form
    page = _Page(sheet, Answers.of(form, sheet))
    questions = tuple(page.told(form.questions))
    rules: list[PrintedRule] = []
    findings: list[Finding] = []
    for each in form.questions:
        for leaf in each.leaves():
            try:
                rules += page.rules(leaf)
            except NotSaid:
                where, check = leaf.blank or leaf.cell, page.check_of(leaf)
                printed = check.printed if check else ""
                findings.append(Finding("rule-not-understood", where, {"printed": printed}))
    return replace(
        form,
        questions=questions,
        rules=(*form.rules, *rules),
        findings=(*form.findings, *findings[:_MOST_FINDINGS]),
    )


@dataclass(frozen=True)
class _Page:
    sheet: Sheet
    answers: Answers

    def check_of(self, question: Question) -> Check | None:
        """What is checked in the blank of a question."""
        cell = place_of(question.blank, self.sheet.name) if question.blank else None
        return self.sheet.check_at(*cell) if cell else None

    def told(self, questions: Sequence[Question]) -> Iterator[Question]:
        """The questions, told how long they may be and what a wrong answer is told."""
        for each in questions:
            check = None if each.questions else self.check_of(each)
            if each.questions:
                yield replace(each, questions=tuple(self.told(each.questions)))
            elif check:
                longest = each.max_length or _longest(check)
                yield replace(each, max_length=longest, hint=each.hint or check.error or None)
            else:
                yield each

    def rules(self, question: Question) -> Iterator[PrintedRule]:
        """
        What must hold of the answer.

        Raises:
            NotSaid: No rule can say it.
        """
        check = self.check_of(question)
        cell = place_of(question.blank, self.sheet.name) if question.blank else None
        if check is None or cell is None or question.blank is None:
            return
        tree = _condition(check, cell)
        spot = self.answers.spots.get(cell)
        if tree is not None and spot is not None:
            parts = Saying(self.answers, spot).condition(tree).parts
            yield PrintedRule("holds", spot.cell, parts, check.printed, question.blank)


def _condition(check: Check, cell: tuple[int, int]) -> Tree | None:
    """
    What is checked of a cell; nothing where a bound is none.

    Raises:
        NotSaid: It is worked out in a way that is not known here.
    """
    rows, columns = cell[0] - check.first[0], cell[1] - check.first[1]
    bounds = [formulas.read(formulas.moved(each, rows, columns)) for each in check.formulas if each]
    if check.kind == "custom":
        return _known(bounds[0]) if bounds else None
    here: Tree = Area(cell[0], cell[1], cell[0], cell[1])
    if check.kind == "textLength":
        if check.operator in ("lessThan", "lessThanOrEqual") or _from_one(check):
            return None  # said by the length itself
        here = Applied("LEN", (here,))
    said = [_bound(_known(each), dates=check.kind == "date") for each in bounds]
    if check.operator in ("between", "notBetween"):
        parts = [
            Applied(sign, (here, each))
            for sign, each in zip((">=", "<="), said, strict=False)
            if each is not None
        ]
        whole: Tree | None = Applied("AND", tuple(parts)) if len(parts) > 1 else (*parts, None)[0]
        return Applied("NOT", (whole,)) if whole and check.operator == "notBetween" else whole
    sign = _SIGNS.get(check.operator)
    return Applied(sign, (here, said[0])) if sign and said and said[0] is not None else None


def _known(tree: Tree | None) -> Tree:
    if tree is None:
        raise NotSaid
    return tree


def _bound(tree: Tree, *, dates: bool) -> Tree | None:
    """A bound as rules say it, days as texts; nothing where it bounds nothing."""
    match tree:
        case Applied("-", (Number(text),)) if float(text) >= _LARGEST:
            return None
        case Number(text) if dates:
            day = _SERIAL + timedelta(days=min(int(float(text)), 200_000))
            return Words(day.isoformat()) if _FIRST_YEAR <= day.year < _LAST_YEAR else None
        case Number(text) if float(text) >= _LARGEST:
            return None
        case Applied("DATE", (Number(year), Number(month), Number(day_))) if dates:
            return Words(f"{int(year):04}-{int(month):02}-{int(day_):02}")
    return tree


def _longest(check: Check) -> int | None:
    """Letters that a text may have, where that is checked."""
    if check.kind != "textLength":
        return None
    text = check.formulas[1] if check.operator == "between" else check.formulas[0]
    if (
        check.operator not in ("between", "equal", "lessThan", "lessThanOrEqual")
        or not text.isdecimal()
    ):
        return None
    longest = int(text) - (check.operator == "lessThan")
    return longest if 0 < longest <= _MOST_LETTERS else None


def _from_one(check: Check) -> bool:
    first = check.formulas[0]
    return check.operator == "between" and first in ("0", "1") and _longest(check) is not None
