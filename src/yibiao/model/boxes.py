"""Boxes that a form prints among its options → whether they stand before their words or behind them."""

from collections.abc import Sequence
from typing import Final

#: What stands around an option and is none of its words.
AROUND: Final = " \u3000\xa0_＿\t\n，,；;。、：:/／|｜"


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
