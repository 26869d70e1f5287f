"""What a card asks, in printed order: tables in it, and rows that are printed alike, as blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from yibiao.intake.layout.bands import Band, Shape
from yibiao.intake.printed import Question
from yibiao.intake.words import labels
from yibiao.model.kinds import ValueKind

#: Rows that one entry of a list takes at most.
_MOST_ROWS = 5


def in_blocks(
    asked: Sequence[tuple[int, Question]],
    bands: Sequence[tuple[tuple[str, ...], Band]],
    *,
    alone: bool,
) -> list[Question]:
    """
    The questions *asked*, each with its row, and those of the *bands*, each with its section.

    Where the tables stand *alone*, what names their rows is asked as well.
    """
    found = list(_alike(asked))
    for section, band in bands:
        if band.shape is not Shape.ONCE:
            found += [(band.top, each) for each in _block(section, band, alone=alone)]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _block(section: tuple[str, ...], band: Band, *, alone: bool) -> list[Question]:
    whole = band.shape is Shape.FIXED and alone
    inner = (replace(band, shape=Shape.REPEATED) if whole else band).questions(())
    if not inner:
        return []
    label = section[-1] if section else inner[0].label
    hint = "、".join(band.names) if band.names else None
    block = Question(label, inner[0].cell, ValueKind.ROWS, section[:-1], hint=hint, questions=inner)
    under = tuple(replace(each, section=(*section, *each.section)) for each in band.figures)
    return [replace(block, figures=under if whole else ())]


def _alike(asked: Sequence[tuple[int, Question]]) -> Iterator[tuple[int, Question]]:
    """The questions outside of bands; rows, or groups of rows, that ask the same one after another are a block."""
    rows: dict[int, list[Question]] = {}
    for row, each in asked:
        rows.setdefault(row, []).append(each)
    numbers = sorted(rows)
    asks = [_asks(rows[number]) for number in numbers]
    at = 0
    while at < len(numbers):
        size, times = _repeated(asks, at)
        group = [each for number in numbers[at : at + size] for each in rows[number]]
        end = at + size * times
        if times > 1:
            finals = [each for number in numbers[end - size : end] for each in rows[number]]
            yield numbers[at], _rows(group, finals)
        else:
            yield from ((numbers[at], each) for each in group)
        at = end


def _repeated(asks: Sequence[object], at: int) -> tuple[int, int]:
    """How many rows from here make a group, and how often it is printed one after another."""
    for size in range(1, _MOST_ROWS + 1):
        group = asks[at : at + size]
        times = 1
        while len(group) == size and asks[at + size * times : at + size * (times + 1)] == group:
            times += 1
        if times > 1:
            return size, times
    return 1, 1


def _rows(group: Sequence[Question], finals: Sequence[Question]) -> Question:
    first = group[0]
    return Question(
        first.label,
        first.cell,
        ValueKind.ROWS,
        first.section,
        questions=tuple(
            replace(each, section=(), blank=each.blank or each.cell, last=final.blank or final.cell)
            for each, final in zip(group, finals, strict=True)
        ),
    )


def _asks(questions: Sequence[Question]) -> list[tuple[tuple[str, ...], str]]:
    return [(each.section, labels.clean(each.label)) for each in questions]
