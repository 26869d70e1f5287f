"""A line of labels and blanks → questions: 填报单位：____ 填报时间： 年 月 日."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from yibiao.intake.printed import Question
from yibiao.intake.words import labels, marks, measures
from yibiao.intake.words.kinds import of_blank
from yibiao.model import boxes

_SPACED: Final = re.compile(
    r"(?:(?<=^)|(?<=[\s\u3000：:_，；。]))(?:[\u4e00-\u9fff][ \u3000\xa0]+){1,11}[\u4e00-\u9fff](?=\s*[:：])"
)
_COLON: Final = re.compile(r"[:：]")
_BREAK: Final = re.compile(r"[\n\t，,。；;！!_＿□]|[ \u3000\xa0]{2,}")
_UNIT_LINE: Final = re.compile(r"^(金额)?(计量)?(单位|金额)$")
_NO_LABEL: Final = re.compile(
    r"^(注|注?本[表卡].*|.*一式|说明|其中|元整.*|大写|小写|.*(知晓|承诺|声明|保证|证明)|附[件表录]?[\d一二三四五六七八九十\-—]*|例|例如|如|即|声明|备注\d|注意|.*(如下|以下|下列|包括|规定|承诺|为准))$|https?$|[“”《》]"
)
#: Labels of signatures and their dates.
SIGNS: Final = re.compile(r"签[名字章]|盖章|日期|^年$")
_SHORT: Final = 12
_LONGEST: Final = 28
_LONGEST_TICKED: Final = 50
_LONGEST_VALUE: Final = 30
_BLANKS: Final = re.compile(r"[ \u3000\xa0]{2,}|[_＿]+|\n|$")
_COUNTED: Final = re.compile(
    r"([\u4e00-\u9fff]{2,10})[ \u3000\xa0_]{3,}([^\s，；。,;]{1,3})(?=\s|$|[，；。,;])"
)
#: A blank drawn after two to twelve characters of a sentence.
_DRAWN: Final = re.compile(r"(?:[\u4e00-\u9fff（）()A-Za-z]{2,12})()[ \u3000]?[_＿]{2,}")
#: What parts options from one another; behind a colon or on a line something is written to one.
_PARTING: Final = "".join(each for each in boxes.AROUND if each not in "_＿：:")
_OPTION_END: Final = re.compile(r"[ \u3000\xa0]{2,}|[\n_＿:：]|[，；;。]")


@dataclass(frozen=True)
class Run:
    """One label of a line and what follows it; *marked* by a colon, or else by a blank drawn after it; *starred* or not."""

    label: str
    value: str
    marked: bool = True
    starred: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """What may be ticked."""
        return options(self.value)

    @property
    def unit(self) -> str | None:
        """The unit of measure that its blank is printed with."""
        if re.search(r"年.*月|月.*日", self.value):
            return None
        first = re.split(r"[，,。；;\s]", self.value.strip(" \u3000_＿"), maxsplit=1)[0]
        return marks.unit(first)

    @property
    def states_unit(self) -> bool:
        """Whether it says the unit of measure of the whole page: 单位：万元; no organisation's name is one character."""
        bare = self.value.strip(" )）\u3000")
        first = bare.split("、")[0].split("，")[0]
        return bool(_UNIT_LINE.match(self.label)) and (first in measures.KIND_OF or len(bare) == 1)

    @property
    def filled(self) -> bool:
        """Whether something stands in its blank."""
        return self.marked and not (marks.blank(self.value) or self.options)


def runs(text: str) -> Iterator[Run]:
    """The labels of a line with what follows each, in order: words before a colon, or before a blank in a sentence."""
    text = marks.drawn(marks.PLACEHOLDER.sub("____", _SPACED.sub(_closed, text[: marks.LONGEST])))
    bare = marks.without_brackets(text)
    stops = sorted([*_colons(bare), *_open_blanks(bare)])
    starts = [
        _start(bare, at, before)
        for (_, before), (at, _) in zip([(0, 0), *stops], stops, strict=False)
    ]
    for number, (start, (at, after)) in enumerate(zip(starts, stops, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        label = labels.clean(text[start:at].strip("_＿ "))
        starred = labels.required(text[start:at].strip("_＿ "))
        run = Run(label, text[after : max(after, end)], text[at : at + 1] in (":", "："), starred)
        longest = _LONGEST_TICKED if run.options else _LONGEST
        if not label or len(label) > longest or _NO_LABEL.search(label):
            continue
        if run.marked or text[start - 1 : start] not in ("_", "＿"):
            yield run


def _closed(found: re.Match[str]) -> str:
    return "".join(found[0].split())


def _colons(text: str) -> Iterator[tuple[int, int]]:
    """Where colons stand that are no part of a time of day, and where they end."""
    for found in _COLON.finditer(text):
        if not re.match(r"\d[:：]\d", text[max(0, found.start() - 1) : found.start() + 2]):
            yield found.start(), found.end()


def _open_blanks(text: str) -> Iterator[tuple[int, int]]:
    """Where blanks are drawn right after words: 现年____岁."""
    for found in _DRAWN.finditer(text):
        yield found.start(1), found.end()


def _start(text: str, stop: int, before: int) -> int:
    """Where the label begins that ends at *stop*: after the last break since *before*, or at the line's start."""
    within = text[before:stop].rstrip()
    last = list(_BREAK.finditer(within))
    if last:
        return before + last[-1].end()
    parted = re.search(r"\s(?=\S+$)", within) if before else None
    return before + parted.end() if parted else before


def counted(text: str) -> Iterator[Run]:
    """Words before a blank that its unit of measure follows: 应到人数     人."""
    for found in _COUNTED.finditer(text[: marks.LONGEST]):
        if found[2] in measures.KIND_OF:
            yield Run(found[1], found[2])


def options(text: str) -> tuple[str, ...]:
    """What may be ticked in a text with boxes, whether a box stands before or after its words."""
    if not marks.boxed(text):
        return marks.numbered(text)
    parts = marks.with_boxes(text).split("□")
    words = parts[1:] if boxes.lead(parts) else parts[:-1]
    found = (_OPTION_END.split(each.strip(_PARTING))[0].strip() for each in words)
    return tuple(dict.fromkeys(each for each in found if each))


def question(run: Run, place: str, section: tuple[str, ...] = ()) -> Question:
    """The question that a label of a line puts."""
    return Question(
        label=run.label,
        cell=place,
        section=section,
        options=run.options,
        unit_of_measure=run.unit,
        required=run.starred,
        kind=of_blank(run.label, run.value) if marks.blank(run.value) else None,
    )


def questions(text: str, place: str, *, filled: bool = True) -> list[Question]:
    """
    What a line asks; a label that is answered already is asked as well if *filled*.

    Of several lines under one label, those that say who signs are part of its blank.
    """
    found = [each for each in runs(text) if not each.states_unit]
    led = bool(found) and marks.said(text).startswith(found[0].label[:2])
    return [
        question(each, place)
        for number, each in enumerate(found)
        if not (number and "\n" in text.strip() and SIGNS.search(each.label))
        and (
            not each.filled
            or (filled and len(marks.said(each.value)) <= _LONGEST_VALUE)
            or (filled and led and number == 0 and len(each.label) <= _SHORT)
        )
    ]
