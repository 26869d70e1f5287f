"""A line of labels and blanks → questions: 填报单位：____ 填报时间： 年 月 日."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from yibiao.intake import labels, marks, measures
from yibiao.intake.printed import Question

_SPACED: Final = re.compile(
    r"(?:(?<=^)|(?<=[\s\u3000：:_，；。]))([\u4e00-\u9fff])[ \u3000\xa0]+([\u4e00-\u9fff])(?=\s*[:：])"
)
_COLON: Final = re.compile(r"[:：]")
_BREAK: Final = re.compile(r"[\n\t，,。；;！!_＿□]|[ \u3000\xa0]{2,}")
_UNIT_LINE: Final = re.compile(r"^(金额)?(计量)?(单位|金额)$")
_NO_LABEL: Final = re.compile(
    r"^(注|说明|其中|附|附件|附表|例|例如|如|即|声明|备注\d|注意|.*(如下|以下|下列|包括|规定|承诺|为准))$|https?$|[“”《》]"
)
#: Labels of signatures and their dates.
SIGNS: Final = re.compile(r"签[名字章]|盖章|日期|^年$")
_SHORT: Final = 12
_LONGEST: Final = 28
_LONGEST_VALUE: Final = 30
_BLANKS: Final = re.compile(r"[ \u3000\xa0]{2,}|[_＿]+|\n|$")
_COUNTED: Final = re.compile(
    r"([\u4e00-\u9fff]{2,10})[ \u3000\xa0_]{3,}(\S{1,3})(?=\s|$|[，；。,;])"
)
_OPTION_END: Final = re.compile(r"[ \u3000\xa0]{2,}|[\n_＿:：]|[，；;。]")


@dataclass(frozen=True)
class Run:
    """One label of a line and what follows it."""

    label: str
    value: str

    @property
    def options(self) -> tuple[str, ...]:
        """What may be ticked."""
        return options(self.value)

    @property
    def unit(self) -> str | None:
        """The unit of measure that its blank is printed with."""
        return marks.unit(self.value) or None

    @property
    def states_unit(self) -> bool:
        """Whether it says the unit of measure of the whole page: 单位：万元."""
        bare = self.value.strip(" )）\u3000")
        return bool(_UNIT_LINE.match(self.label)) and (
            bare.split("、")[0].split("，")[0] in measures.KIND_OF
        )

    @property
    def filled(self) -> bool:
        """Whether something stands in its blank."""
        return not (marks.blank(self.value) or self.options)


def runs(text: str) -> Iterator[Run]:
    """The labels of a line with what follows each, in order."""
    text = _SPACED.sub(r"\1\2", text)
    bare = marks.without_brackets(text)
    colons = [
        found.start()
        for found in _COLON.finditer(bare)
        if not re.match(r"\d[:：]\d", bare[max(0, found.start() - 1) : found.start() + 2])
    ]
    starts = [
        _start(bare, colon, before) for before, colon in zip([-1, *colons], colons, strict=False)
    ]
    for number, (start, colon) in enumerate(zip(starts, colons, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        label = labels.clean(marks.said(text[start:colon]))
        if label and len(label) <= _LONGEST and not _NO_LABEL.search(label):
            yield Run(label, text[colon + 1 : end])


def _start(text: str, colon: int, before: int) -> int:
    """Where the label that ends in a colon begins: after the last break, the last colon or the line's start."""
    within = text[before + 1 : colon].rstrip()
    offset = before + 1
    last = list(_BREAK.finditer(within))
    begun = offset + last[-1].end() if last else offset
    if before >= 0 and not last:
        parted = re.search(r"\s(?=\S+$)", within)
        begun = offset + parted.end() if parted else begun
    return begun


def counted(text: str) -> Iterator[Run]:
    """Words before a blank that its unit of measure follows: 应到人数     人."""
    for found in _COUNTED.finditer(text):
        if found[2] in measures.KIND_OF:
            yield Run(found[1], found[2])


def options(text: str) -> tuple[str, ...]:
    """What may be ticked in a text with boxes, whether a box stands before or after its words."""
    if not marks.boxed(text):
        return ()
    parts = marks.with_boxes(text).split("□")
    words = parts[1:] if not parts[0].strip(" \u3000\n：:") else parts[:-1]
    found = (_OPTION_END.split(each.strip(" \u3000\xa0\n，；;。、,"))[0].strip() for each in words)
    return tuple(dict.fromkeys(each for each in found if each))


def question(run: Run, place: str, section: tuple[str, ...] = ()) -> Question:
    """The question that a label of a line puts."""
    return Question(
        label=run.label,
        cell=place,
        section=section,
        options=run.options,
        unit_of_measure=run.unit,
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
