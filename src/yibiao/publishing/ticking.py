"""Boxes that a form prints beside its options → the same with some of them ticked."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from yibiao.model import boxes

_BOXES: Final = boxes.Boxes("□☐☑☒■○◯●◎▢▣❑❏")
#: Where no box is drawn, room to tick in brackets is one; a mere pair of brackets is none.
_BRACKETS: Final = re.compile(r"[（(][\s_＿]*[)）]|\[[\s_]*\]|【\s*】")
_TICKED: Final = "☑"
_WRITTEN: Final = "√"
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
    drawn = _boxes(printed)
    if not drawn:
        return None
    starts = [0, *(each.end() for each in drawn)]
    ends = [*(each.start() for each in drawn), len(printed)]
    parts = [printed[start:end] for start, end in zip(starts, ends, strict=True)]
    leading = boxes.lead(parts)
    words = parts[1:] if leading else parts[:-1]
    found = {at for title in titles if (at := _option(words, title, leading=leading)) is not None}
    for at in sorted(found, reverse=True):
        box = drawn[at]
        tick = _TICKED if len(box[0]) == 1 else f"{box[0][0]}{_WRITTEN}{box[0][-1]}"
        printed = printed[: box.start()] + tick + printed[box.end() :]
    return printed if found else None


def _boxes(printed: str) -> list[re.Match[str]]:
    drawn = [*_BOXES.drawn(printed)]
    brackets = [] if drawn else list(_BRACKETS.finditer(printed))
    return drawn if drawn or len(brackets) < 2 else brackets  # noqa: PLR2004


def _option(words: list[str], title: str, *, leading: bool) -> int | None:
    """Whose words are the title; the first of those that are so most exactly."""
    title = title.strip(boxes.AROUND) or title
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
            if rule(said.strip(boxes.AROUND)):
                return at
    # Words before the first option may run into it: 您的性别是男□女□
    return 0 if not leading and re.search(rf"{spaced}\s*$", words[0]) else None


def _uncounted(said: str) -> str:
    return _CODE.sub("", said, count=1) if _CODE.match(said) else said
