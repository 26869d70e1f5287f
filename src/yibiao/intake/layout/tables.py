"""Rows with a header → questions: the same for a sheet and for delimited text."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from yibiao.errors import Finding, NotAForm, Unreadable
from yibiao.intake.layout.measured import stated_on, with_units
from yibiao.intake.printed import (
    MOST_QUESTIONS,
    PrintedForm,
    Question,
    refusal,
    too_many_questions,
)
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.words import labels, marks

_SAMPLE_ROWS = 20
_HEADER_WITHIN = 12
_FULL = 0.6
_LONGEST_LABEL = 80
#: A table may have a note, a footer and a total in merged cells.
_MERGED_IN_A_TABLE = 3
_ROW_NUMBER = re.compile(r"^(序号|行号|序|no\.?|#)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[$#]?\{{1,3}[^{}]{0,200}\}{1,3}")
_FIGURE = re.compile(r"^\d+(\.\d+)?([-~～至]\d+(\.\d+)?)?$")
_NOTE = re.compile(r"^(注|说明|填表说明|填报说明|备注|填写说明)\s*\d*\s*[:：]")
_VALUE = re.compile(r"^\d{17}[\dXx]$|^1[3-9]\d{9}$|^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$")
_COLON = re.compile(r"[:：]")
_UNIT_LINE = re.compile(r"^[(（]?单位\s*[:：]")
_NUMBER = re.compile(r"^-?[\d,]+(\.\d+)?%?$")


def form_of_table(sheet: Sheet, filename: str, name: str) -> PrintedForm:
    """
    The form whose columns the sheet heads.

    Raises:
        NotAForm: The first full row is no header, but figures, people or prose.
        Unreadable: It is laid out as a card, or as several tables.
    """
    top, bottom = _header(sheet)
    if _laid_out(sheet, bottom):
        raise refusal(Unreadable, Finding("layout-not-read", sheet.place(bottom, 0)), filename)
    if _looks_like_values(sheet.rows[bottom]):
        raise refusal(NotAForm, Finding("header-of-values", sheet.place(bottom, 0)), filename)
    if _looks_like_prose(sheet.rows[bottom]):
        raise refusal(NotAForm, Finding("prose", sheet.place(bottom, 0)), filename)
    above = _Above.of(sheet, top)
    samples = _samples(sheet, bottom)
    findings = [*above.findings]
    if not samples:
        findings.append(Finding("header-only", sheet.place(bottom, 0)))
    end = _end(sheet, bottom, len(sheet.rows) - 1)
    units = stated_on(text for row in sheet.rows[:top] for text in row)
    questions = with_units(tuple(_questions(sheet, top, bottom, end, samples, findings)), units)
    return PrintedForm(
        questions=questions,
        name=name,
        title=above.title,
        says={"notes": notes} if (notes := (*above.notes, *_notes_below(sheet, bottom))) else {},
        findings=tuple(findings),
    )


def _header(sheet: Sheet) -> tuple[int, int]:
    """First and last row of the header: the first well filled row, and the rows that merged cells tie to it."""
    counted = [(number, _filled(row)) for number, row in enumerate(sheet.rows) if _filled(row)]
    widest = max(count for _, count in counted[:_HEADER_WITHIN])
    top = next(number for number, count in counted if count >= max(1, _FULL * widest))
    bottom = max(
        (
            last[0]
            for first, last in sheet.merged
            if first[0] == top and _headed(sheet, first, last)
        ),
        default=top,
    )
    bottom = min(bottom, len(sheet.rows) - 1)
    while top > 0 and _groups(sheet, top - 1):
        top -= 1
    return top, bottom


def _laid_out(sheet: Sheet, bottom: int) -> bool:
    """Whether cells are merged here and there below: blanks of a card, not rows of a table."""
    return sum(first[0] > bottom for first, _ in sheet.merged) > _MERGED_IN_A_TABLE


def _headed(sheet: Sheet, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether a merged cell is a tall one of the header: it has words and leaves columns for others."""
    return (
        last[0] > first[0]
        and bool(_at(sheet, *first))
        and last[1] - first[1] < _filled(sheet.rows[first[0]])
    )


def _groups(sheet: Sheet, row: int) -> bool:
    """Whether the row puts headings over several columns; one with a colon is a line to fill in."""
    wide = any(first[0] == row and last[1] > first[1] for first, last in sheet.merged)
    return (
        wide
        and _filled(sheet.rows[row]) > 1
        and not any(_COLON.search(each) for each in sheet.rows[row])
    )


def _filled(row: Sequence[str]) -> int:
    return sum(bool(each) for each in row)


def _at(sheet: Sheet, row: int, column: int) -> str:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return cells[column] if column < len(cells) else ""


def _looks_like_values(row: Sequence[str]) -> bool:
    """Figures only, or somebody's number, telephone or birthday: a row of answers, not of questions."""
    cells = [each for each in row if each]
    return all(_NUMBER.match(each) for each in cells) or any(map(_VALUE.match, cells))


def _looks_like_prose(row: Sequence[str]) -> bool:
    cells = [each for each in row if each]
    sentences = sum("。" in each or len(each) > _LONGEST_LABEL for each in cells)
    return sentences > len(cells) / 2 or statistics.median(map(len, cells)) > _LONGEST_LABEL / 2


@dataclass
class _Above:
    """What stands above the header: a title, notes, and lines of which nothing is read yet."""

    title: str | None = None
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: Sheet, top: int) -> "_Above":
        above = cls()
        for number, row in enumerate(sheet.rows[:top]):
            texts = [(column, each) for column, each in enumerate(row) if each]
            line = " ".join(_PLACEHOLDER.sub("", texts[0][1]).split()) if len(texts) == 1 else ""
            if line and above.title is None and not _UNIT_LINE.match(line):
                above.title = line
            elif line:
                above.notes.append(line)
            elif len(texts) > 1:
                cells = ", ".join(sheet.place(number, column) for column, _ in texts)
                above.findings.append(Finding("above-header", cells))
        return above


def _notes_below(sheet: Sheet, bottom: int) -> Iterator[str]:
    """Rows of one cell that call themselves a note; any other may be somebody's data."""
    for row in sheet.rows[bottom + 1 :]:
        texts = [each for each in row if each]
        if len(texts) == 1 and _NOTE.match(texts[0]):
            yield " ".join(texts[0].split())


def _samples(sheet: Sheet, bottom: int) -> list[tuple[str, ...]]:
    """Rows of answers below the header."""
    below = [
        row
        for row in sheet.rows[bottom + 1 :]
        if _filled(row) > 1 or _filled(sheet.rows[bottom]) == 1
    ]
    return [row for row in below if any(row)][:_SAMPLE_ROWS]


def _end(sheet: Sheet, bottom: int, last: int) -> int:
    """The last row of answers below the header, none after *last*: totals, notes and footers are no answers."""
    end = bottom + 1
    for number, row in enumerate(sheet.rows[bottom + 1 : last + 1], start=bottom + 1):
        texts = [each for each in row if each]
        if len(texts) == 1 < _filled(sheet.rows[bottom]) and not _NUMBER.match(texts[0]):
            break
        if number > bottom + 1 and marks.signing_row(texts):
            break
        if texts and not marks.total_row(texts[0]):
            end = number
    return end


def _questions(
    sheet: Sheet,
    top: int,
    bottom: int,
    end: int,
    samples: Sequence[Sequence[str]],
    findings: list[Finding],
) -> Iterator[Question]:
    asked = 0
    for column, path in _columns(sheet, top, bottom).items():
        code = _doubt(path)
        if code:
            findings.append(Finding(code, path[-1].place if path else sheet.place(bottom, column)))
        if code in _LEFT_OUT:
            continue
        asked += 1
        if asked > MOST_QUESTIONS:
            raise too_many_questions()
        words = [each for each in path if not _FIGURE.match(each.text)]
        question = Question(
            label=words[-1].text,
            cell=words[-1].place,
            section=tuple(each.text for each in words[:-1]),
            samples=_values(samples, column),
            options=sheet.options_at(bottom + 1, column),
            blank=sheet.place(bottom + 1, column),
            last=sheet.place(end, column) if end > bottom + 1 else None,
        )
        yield sheet.prompt_at(bottom + 1, column).tell(question)


_LEFT_OUT = (
    "empty-header-cell",
    "row-number-column",
    "placeholder-in-header",
)


def _doubt(path: Sequence["_Heading"]) -> str | None:
    """What is wrong with the headings over a column, if anything is."""
    words = [each for each in path if not _FIGURE.match(each.text)]
    if not words:
        return "empty-header-cell"
    if _PLACEHOLDER.fullmatch(words[-1].text):
        return "placeholder-in-header"
    if words[-1].formula:
        return "formula-in-header"
    if _ROW_NUMBER.match(labels.clean(words[-1].text)):
        return "row-number-column"
    return "figure-in-header" if len(words) < len(path) else None


@dataclass(frozen=True)
class _Heading:
    text: str
    place: str
    formula: bool


def _columns(sheet: Sheet, top: int, bottom: int) -> dict[int, tuple[_Heading, ...]]:
    """Headings over each column, outermost first; columns under one merged heading are one column."""
    covering = _covering(sheet, top, bottom)
    width = max(len(row) for row in sheet.rows)
    paths: dict[int, tuple[_Heading, ...]] = {}
    for column in range(width):
        origins = dict.fromkeys(
            covering.get((row, column), (row, column)) for row in range(top, bottom + 1)
        )
        paths[column] = tuple(
            _Heading(text, sheet.place(*origin), origin in sheet.formulas)
            for origin in origins
            if (text := _at(sheet, *origin))
        )
    headed = [column for column, path in paths.items() if path]
    first, last = headed[0], max(headed[-1], _last_filled(sheet, bottom, headed[-1]))
    return {
        column: paths[column]
        for column in range(first, last + 1)
        if column == first or not paths[column] or paths[column] != paths[column - 1]
    }


def _covering(sheet: Sheet, top: int, bottom: int) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell of the header that is merged into another: that other."""
    return {
        (row, column): first
        for first, last in sheet.merged
        if top <= first[0] <= bottom
        for row in range(first[0], min(last[0], bottom) + 1)
        for column in range(first[1], min(last[1], 2 * MOST_QUESTIONS) + 1)
    }


def _last_filled(sheet: Sheet, bottom: int, headed: int) -> int:
    """The last column with something below it, if not far beyond the last heading."""
    return max(
        (
            column
            for row in sheet.rows[bottom + 1 :]
            for column, each in enumerate(row[: headed + _FAR])
            if each
        ),
        default=0,
    )


_FAR = 20


def _values(samples: Sequence[Sequence[str]], column: int) -> tuple[str, ...]:
    values = (row[column] for row in samples if column < len(row))
    return tuple(each for each in values if each and not _PLACEHOLDER.search(each))
