"""What a card asks, in printed order: tables in it, and rows that are printed alike, as blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from yibiao.intake import labels
from yibiao.intake.bands import Band, Shape
from yibiao.intake.printed import Question
from yibiao.model.kinds import ValueKind


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
    return [
        Question(label, inner[0].cell, ValueKind.ROWS, section[:-1], hint=hint, questions=inner)
    ]


def _alike(asked: Sequence[tuple[int, Question]]) -> Iterator[tuple[int, Question]]:
    """The questions outside of bands; rows that ask the same one after another are a block."""
    rows: dict[int, list[Question]] = {}
    for row, each in asked:
        rows.setdefault(row, []).append(each)
    numbers = sorted(rows)
    at = 0
    while at < len(numbers):
        here = _asks(rows[numbers[at]])
        end = at
        while end + 1 < len(numbers) and _asks(rows[numbers[end + 1]]) == here:
            end += 1
        first = rows[numbers[at]]
        if end > at:
            yield (
                numbers[at],
                Question(
                    first[0].label, first[0].cell, ValueKind.ROWS, first[0].section,
                    questions=tuple(
                        replace(each, section=(), blank=each.blank or each.cell, last=final.blank or final.cell)
                        for each, final in zip(first, rows[numbers[end]], strict=True)
                    ),
                ),
            )  # fmt: skip
        else:
            yield from ((numbers[at], each) for each in first)
        at = end + 1


def _asks(questions: Sequence[Question]) -> list[tuple[tuple[str, ...], str]]:
    return [(each.section, labels.clean(each.label)) for each in questions]
