"""A link → the roles of whoever it leads to, in their usual writing."""

from yibiao.matching.label import read
from yibiao.model.element import Element


def role_keys(link: Element) -> frozenset[str]:
    """The roles of whoever *link* leads to; what is told in brackets is no usual word."""
    return frozenset(role_key(word) for word in link.role if not read(word).asides)


def role_key(word: str) -> str:
    """The usual writing of a role.

    >>> role_key("法人代表")
    '法定代表人'
    """
    return "".join(each.canonical for each in read(word).tokens)
