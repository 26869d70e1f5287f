"""What forms ask, by the catalogue's names for it: such words head columns and stand before blanks, and answer nothing."""

from functools import cache

from yibiao.intake.words import marks
from yibiao.model import catalogue


def known(text: str) -> bool:
    """Whether the catalogue has an element of this name.

    >>> known("联系 电话："), known("某某")
    (True, False)
    """
    return marks.plain(text).lower() in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(
        marks.plain(name).lower()
        for each in catalogue.starter().elements.values()
        for name in (each.name.zh, each.name.en, *each.synonyms)
    )
