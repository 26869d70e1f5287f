"""Boxes that a form prints among its options: which signs are some, and whether they stand before their words or behind them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

#: What stands around an option and is none of its words.
AROUND: Final = " \u3000\xa0_＿\t\n，,；;。、：:/／|｜"

_NUMERAL: Final = "一二三四五六七八九十"
_DIGIT: Final = f"{_NUMERAL}〇○◯"
_NUMBER: Final = (
    rf"(?<![{_DIGIT}])[{_NUMERAL}][{_DIGIT}]*(?:(?<=[{_NUMERAL}])|(?=\s*年))(?![{_DIGIT}])"
)


class Boxes:
    """
    The *signs* that stand for boxes. A circle is none, but a nought, within a number: 二○二六, 二○二○年.

    >>> Boxes("□○").written("二○二六年 □是 ○否", "☐")
    '二○二六年 ☐是 ☐否'
    """

    def __init__(self, signs: str) -> None:
        self._pattern = re.compile(rf"{_NUMBER}|(?P<box>[{signs}])")

    def drawn(self, text: str) -> Iterator[re.Match[str]]:
        """Those in *text*, in order."""
        return (each for each in self._pattern.finditer(text) if each["box"])

    def written(self, text: str, sign: str) -> str:
        """The text with every one of them written as *sign*."""
        return self._pattern.sub(lambda found: sign if found["box"] else found[0], text)


def lead(parts: Sequence[str]) -> bool:
    """
    Whether boxes stand before the words that they belong to.

    They do where nothing stands before the first. Where something does, and behind the last as well, it is a label if it ends
    with a colon, or if every box stands close to the words behind it and apart from those before.

    Args:
        parts: What is printed before the first box, between any two, and behind the last.

    >>> lead(["是否低保 ", "是 ", "否"]), lead(["男", "女", ""])
    (True, False)
    """
    first, *between, last = parts
    if not first.strip(AROUND):
        return True
    if not last.strip(AROUND):
        return False
    if first.endswith(("：", ":")):
        return True
    apart = all(each[-1:] in AROUND for each in between or [first])
    return apart and all(each and each[0] not in f"{AROUND}（(" for each in (*between, last))
