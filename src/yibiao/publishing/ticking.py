"""Boxes that a form prints beside its options → the same with some of them ticked."""

import re
from collections.abc import Callable, Iterable
from typing import Final

_NUMERAL: Final = "一二三四五六七八九十"
_DIGIT: Final = f"{_NUMERAL}〇○◯"
#: A circle is no box, but a nought, within a number: 二○二六, 二○二○年.
_BOX: Final = re.compile(
    rf"(?<![{_DIGIT}])[{_NUMERAL}][{_DIGIT}]*(?:(?<=[{_NUMERAL}])|(?=\s*年))(?![{_DIGIT}])"
    r"|(?P<box>[□☐☑☒■○◯●◎▢▣❑❏])"
)
#: Where no box is drawn, room to tick in brackets is one; a mere pair of brackets is none.
_BRACKETS: Final = re.compile(r"[（(][\s_＿]*[)）]|\[[\s_]*\]|【\s*】")
_TICKED: Final = "☑"
_WRITTEN: Final = "√"
_ROOM: Final = " \u3000\xa0_＿"
#: What stands around an option and is none of its words.
_AROUND: Final = _ROOM + "\t\n，,；;。、：:/／|｜"
#: What counts an option: 1. A、 ① （二）
_CODE: Final = re.compile(
    r"(?:[（(][A-Za-z0-9一二三四五六七八九十]{1,3}[)）]|[A-Za-z0-9]{1,3}\s*[.．、)）:：]?|[①-⑳]"
    r"|[一二三四五六七八九十]{1,3}[.．、])\s*"
)


def ticked(printed: str, titles: Iterable[str]) -> str | None:
    """
    The text with the boxes of these options ticked, whether boxes stand before words or behind; `None` where none is found.

    An option is that whose words are the title, and only then one whose words begin with it, or end so.

    >>> ticked("没有□ 有□", ["有"]), ticked("（  ）未婚 （  ）已婚", ["已婚"])
    ('没有□ 有☑', '（  ）未婚 （√）已婚')
    """
    boxes = _boxes(printed)
    if not boxes:
        return None
    first, last = printed[: boxes[0].start()], printed[boxes[-1].end() :]
    leading = not first.strip(_AROUND) or (
        bool(last.strip(_AROUND)) and (first.endswith(("：", ":")) or _before_words(boxes))
    )
    ends = [each.start() for each in boxes[1:]] + [len(printed)]
    starts = [0] + [each.end() for each in boxes[:-1]]
    words = [
        printed[box.end() : end] if leading else printed[start : box.start()]
        for box, start, end in zip(boxes, starts, ends, strict=True)
    ]
    found = {at for title in titles if (at := _option(words, title, leading=leading)) is not None}
    for at in sorted(found, reverse=True):
        box = boxes[at]
        tick = _TICKED if len(box[0]) == 1 else f"{box[0][0]}{_WRITTEN}{box[0][-1]}"
        printed = printed[: box.start()] + tick + printed[box.end() :]
    return printed if found else None


def _boxes(printed: str) -> list[re.Match[str]]:
    drawn = [each for each in _BOX.finditer(printed) if each["box"]]
    brackets = [] if drawn else list(_BRACKETS.finditer(printed))
    return drawn if drawn or len(brackets) < 2 else brackets  # noqa: PLR2004


def _before_words(boxes: list[re.Match[str]]) -> bool:
    """Whether boxes stand close to the words behind them, and apart from those before; the first may follow a label."""
    printed = boxes[0].string
    apart = [printed[: each.start()][-1:] in _AROUND for each in boxes[1:] or boxes]
    return all(apart) and all(printed[each.end()] not in _AROUND for each in boxes)


def _option(words: list[str], title: str, *, leading: bool) -> int | None:
    """Whose words are the title; the first of those that are so most exactly."""
    title = title.strip(_AROUND) or title
    spaced = r"\s*".join(re.escape(letter) for letter in title if not letter.isspace())
    bounded = (
        rf"{spaced}(?=[\s，,；;。、()（）_＿:：]|$)"
        if leading
        else rf"(?:^|(?<=[\s，,；;。、()（）_＿:：])){spaced}\s*$"
    )
    whole = re.compile(spaced)
    part = re.compile(bounded)
    rules: tuple[Callable[[str], object], ...] = (
        whole.fullmatch,
        lambda said: whole.fullmatch(_uncounted(said)),
        lambda said: part.match(said) if leading else part.search(said),
        lambda said: leading and part.match(_uncounted(said)),
    )
    for rule in rules:
        for at, said in enumerate(words):
            if rule(said.strip(_AROUND)):
                return at
    # Words before the first option may run into it: 您的性别是男□女□
    return 0 if not leading and re.search(rf"{spaced}\s*$", words[0]) else None


def _uncounted(said: str) -> str:
    return _CODE.sub("", said, count=1) if _CODE.match(said) else said
