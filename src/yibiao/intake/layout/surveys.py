"""Numbered questions with their answers in the lines below → questions: 1. 您的性别： / A. 男 / B. 女."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from yibiao.intake.layout import lines
from yibiao.intake.layout.standing import Asked, Line, Table
from yibiao.intake.printed import Question
from yibiao.intake.words import labels, marks
from yibiao.model.kinds import ValueKind

_QUESTION: Final = re.compile(
    r"^\s*(?:Q\s*)?(?:\d{1,3}\s*[、.．:：)）]|[（(]\d{1,3}[)）]|第\s*\d{1,3}\s*题)\s*(?=\S)"
)
_LETTER: Final = re.compile(r"(?:^|(?<=\s)|(?<=[□；;]))[A-Z]\s*[.、．)）:：]\s*")
_LIST: Final = re.compile(r"^\s*(?:[-*•]\s*)?(?:\[\s*\]|[（(]\s*[)）]|[□☐○◯〇])\s*")
_DASH: Final = re.compile(r"^\s*[-*•]\s*(?=[□\[])")
_SEVERAL: Final = re.compile(r"多选|可选多项|不定项|选择.{0,4}[二三四五2-9]项")
_ROOM: Final = re.compile(r"[（(【\[][\s\u3000_]*[)）】\]]|[_＿]{2,}")
_ASKS: Final = re.compile(r"[?？:：]\s*$|[_＿]{2,}|[（(][\s\u3000]*[)）]|[（(]选填|[（(]可选")
_FEWEST: Final = 3
_LONGEST: Final = 120
_BLANKS: Final = " \u3000\xa0\t，,；;。、.．"


@dataclass
class _Found:
    """A numbered line, and what may be answered in the lines under it."""

    line: Line
    options: list[str] = field(default_factory=list)
    several: bool = False

    @property
    def label(self) -> str:
        """What it asks, without its number and its blank."""
        bare = _QUESTION.sub("", _ROOM.sub(" ", self.line.text.split("□")[0]))
        return labels.clean(bare.strip(_BLANKS))


def with_questions(parts: Sequence[Line | Table]) -> list[Line | Table | Asked]:
    """The parts, numbered lines with answers below them read as questions, if there are several such."""
    read = list(_read(parts))
    answered = sum(isinstance(each, _Found) and len(each.options) > 1 for each in read)
    if answered < _FEWEST:
        return list(parts)
    return [part for each in read for part in _asked(each)]


def _read(parts: Sequence[Line | Table]) -> Iterator[Line | Table | _Found]:
    held: _Found | None = None
    for each in parts:
        if isinstance(each, Line) and not each.running:
            text = marks.with_boxes(each.text.strip())
            options = _options(text) if held else ()
            if held and options and not _QUESTION.match(text):
                held.options += options
                continue
            if _QUESTION.match(text) and len(text) <= _LONGEST:
                if held:
                    yield held
                held = _Found(each, several=bool(_SEVERAL.search(text)))
                held.options += _inline(text)
                continue
        if held:
            yield held
            held = None
        yield each
    if held:
        yield held


def _options(text: str) -> tuple[str, ...]:
    """Answers of a line that does nothing but count them up."""
    text = _DASH.sub("", text)
    if _LETTER.match(text):
        return tuple(filter(None, (_bare(each) for each in _LETTER.split(text))))
    if _LIST.match(text) or (text.endswith("□") and len(text) <= _LONGEST):
        return tuple(filter(None, map(_bare, lines.options(text))))
    return ()


def _inline(text: str) -> tuple[str, ...]:
    """Answers in the line of the question itself."""
    bare = _QUESTION.sub("", text)
    found = list(_LETTER.finditer(bare))
    if len(found) > 1:
        return tuple(
            filter(None, (_bare(each) for each in _LETTER.split(bare[found[0].start() :])))
        )
    return tuple(map(_bare, lines.options(bare))) if "□" in bare else ()


def _bare(option: str) -> str:
    return _ROOM.sub("", option.replace("□", "")).strip(_BLANKS)


def _asked(each: Line | Table | _Found) -> Iterator[Line | Table | Asked]:
    if not isinstance(each, _Found):
        yield each
    elif each.label and (each.options or _ASKS.search(each.line.text)):
        options = tuple(dict.fromkeys(each.options))
        kind = ValueKind.CODES if each.several and options else None
        yield Asked(Question(each.label, each.line.place, kind=kind, options=options))
    else:
        yield each.line
