"""The formulas of a sheet and the form on it → the rules that they state between its questions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from yibiao.errors import Finding
from yibiao.intake.printed import At, PrintedForm, PrintedRule, Question
from yibiao.intake.rules.saying import NotSaid, Saying
from yibiao.intake.rules.spots import Answers, Parts, Spot
from yibiao.intake.sheets import formulas
from yibiao.intake.sheets.formulas import Applied, Area, Tree, Words
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.words import labels
from yibiao.intake.words.kinds import kind_of
from yibiao.model.kinds import ValueKind

_MOST_FINDINGS: Final = 50

#: The kind of a rule, the cell of what it is about, and its expression.
Stated = tuple[Literal["equals", "holds"], str, Parts]


def with_rules(form: PrintedForm, sheet: Sheet) -> PrintedForm:
    """
    The form with the rules that the formulas of its sheet state; one that no rule can say is named in a finding.

    Where the rows of a column are calculated in different ways, the way of most of them is the rule.
    """
    if not any(sheet.formulas.values()):
        return form
    page = _Page(Answers.of(form, sheet))
    stated: dict[str, Counter[Stated]] = {}
    first: dict[Stated, tuple[int, int]] = {}
    doubts: dict[object, tuple[int, int]] = {}
    for cell, formula in sorted(sheet.formulas.items()):
        try:
            rule = page.rule(*cell, formula) if formula else None
        except (NotSaid, LookupError):
            spot = page.answers.spots.get(cell)
            doubts.setdefault(spot.cell if spot else cell[1], cell)
            continue
        if rule:
            stated.setdefault(rule[1], Counter())[rule] += 1
            first.setdefault(rule, cell)
    kept = [each for about in stated.values() for each in _uniform(about)]
    unlike = [first[each] for about in stated.values() for each in about if each not in kept]
    written = {cell: f"={formula.removeprefix('=')}" for cell, formula in sheet.formulas.items()}
    return replace(
        form,
        questions=tuple(_as_figures(form.questions, _calculated(kept))),
        rules=(
            *form.rules,
            *(
                PrintedRule(*each, printed=written[first[each]], cell=sheet.place(*first[each]))
                for each in sorted(kept, key=lambda each: first[each])
            ),
        ),
        findings=(
            *form.findings,
            *(
                Finding("rule-not-understood", sheet.place(*cell), {"printed": written[cell]})
                for cell in sorted({*doubts.values(), *unlike})[:_MOST_FINDINGS]
            ),
        ),
    )


def _uniform(rules: Counter[Stated]) -> list[Stated]:
    """Of what is stated about one question: all that holds, and how it is calculated in most of its rows."""
    equal = Counter({each: count for each, count in rules.items() if each[0] == "equals"})
    mostly = [each for each, count in equal.items() if count * 2 > equal.total()]
    return [*mostly, *(each for each in rules if each[0] != "equals")]


def _calculated(rules: Iterable[Stated]) -> frozenset[str]:
    """The cells of questions whose answers are figures, because sums and products are made of them."""
    return frozenset(
        cell
        for _, about, parts in rules
        if _ARITHMETIC.fullmatch("".join("f" if isinstance(each, At) else each for each in parts))
        for cell in (about, *(each.cell for each in parts if isinstance(each, At)))
    )


_ARITHMETIC: Final = re.compile(
    r"(?=.*[-+*/(])(?:[-+*/(), f\d.]|sum|avg|round|abs|greatest|least)+"
)


def _as_figures(questions: Iterable[Question], cells: frozenset[str]) -> Iterator[Question]:
    for each in questions:
        if each.questions:
            yield replace(each, questions=tuple(_as_figures(each.questions, cells)))
        elif (
            each.blank in cells and kind_of(each, labels.clean(each.label), None, ()) in _NO_FIGURE
        ):
            yield replace(each, kind=ValueKind.NUMBER)
        else:
            yield each


_NO_FIGURE: Final = (ValueKind.TEXT,)


@dataclass(frozen=True)
class _Page:
    """What the formulas of a sheet state of its answers."""

    answers: Answers

    def rule(self, row: int, column: int, formula: str) -> Stated | None:
        """
        The kind of the rule, what it is about, and its expression; nothing where the formula states none.

        Raises:
            NotSaid: No rule can say it.
        """
        tree = formulas.read(formula)
        spot = self.answers.spots.get((row, column))
        if tree is None:
            raise NotSaid
        if not isinstance(tree, Applied) and not isinstance(tree, Area):
            return None
        areas = [each for each in formulas.walk(tree) if isinstance(each, Area)]
        if spot is None:
            return None if self._idle(row, column, areas) else self._verdict(tree)
        if not areas or _numbers(tree) or (spot.row and self._adds_up(row, column, tree)):
            return None
        if spot.block is not None and self._across(spot, row, areas):
            return "holds", spot.cell, self._between_rows(spot, row, column, tree)
        return "equals", spot.cell, Saying(self.answers, spot).value(tree).parts

    def _idle(self, row: int, column: int, areas: Sequence[Area]) -> bool:
        """Whether the formula outside of every blank says nothing of answers: a date, a heading, the total of a column."""
        cells = [each for each in self.answers.cells(areas) if each in self.answers.spots]
        total = self.answers.totals.get(row, column + 1) <= column
        return not cells or total or all(c == column and r < row for r, c in cells)

    def _adds_up(self, row: int, column: int, tree: Tree) -> bool:
        """Whether it is the total of the rows above in its own column, of a table whose rows have no names."""
        match tree:
            case Applied(
                "SUM" | "SUBTOTAL" | "AVERAGE" | "COUNTA", (*_, Area(top, left, bottom, right))
            ):
                own = left == right == column and top < bottom < row
                return own and not self.answers.text(row, self.answers.first(row)).strip(
                    "0123456789. "
                )
        return False

    def _verdict(self, tree: Tree) -> Stated:
        """A cell that only says whether figures agree."""
        match tree:
            case Applied("IF", (condition, Words(yes), Words(no))):
                said = Saying(self.answers, None).condition(condition)
                about = next((each.cell for each in said.parts if isinstance(each, At)), None)
                if about and _wrong(yes) != _wrong(no):
                    return "holds", about, said.parts if _wrong(no) else ("not ", *said.within(4))
        raise NotSaid

    def _across(self, spot: Spot, row: int, areas: Sequence[Area]) -> bool:
        """Whether the formula speaks of other rows of the block that it stands in."""
        return any(
            (other := self.answers.spots.get(cell)) is not None
            and other.block == spot.block
            and other.row != row
            for cell in self.answers.cells(areas)
        )

    def _between_rows(self, spot: Spot, row: int, column: int, tree: Tree) -> Parts:
        """One row of a block is other rows put together, all of them by their names."""
        said = Saying(self.answers, replace(spot, row=None, block=None)).value(tree)
        return (*self.answers.named(spot, [(row, column)]), " = ", *said.within(2))


def _numbers(tree: Tree) -> bool:
    """Whether it only counts the rows."""
    return any(
        isinstance(e, Applied) and e.name in ("ROW", "ROWS", "COLUMN") for e in formulas.walk(tree)
    )


def _wrong(verdict: str) -> bool:
    return bool(re.search(r"错|误|不|[×xX✗]|检查|核对|超|差", verdict)) and not re.search(
        r"无误|没错", verdict
    )
