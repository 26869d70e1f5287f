"""
Spellings that no line of the lexicon has, but that its other lines give.

亡故时间 is 死亡日期, as 亡故 is 死亡 and 时间 日期; 帮扶人员 is the 帮扶人, and 现户籍地址 the 户籍地址.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from yibiao.matching.tokens import Token

#: 本人, 法人, 家人: that these close with 人 says nothing of another ending.
_SHORT: Final = 2
_NOW: Final = "现"
_CHINESE: Final = re.compile(r"[㐀-鿿]{2,}")

#: A word → those that are read as the same, itself among them.
_Alike = Mapping[str, frozenset[str]]


def variants(listed: Mapping[str, Token], tables: Mapping[str, Any]) -> dict[str, Token]:
    """
    What *listed* words become when how they begin and how they close are put in other words of *tables*.

    Of properties only words that are listed are put in, and none of one character; 现 before one says no more than that it
    holds now. Who somebody is closes with 人 or 人员. What two words would be spelled like stands for neither.
    """
    beginnings, heads = _beginnings(listed, tables), _heads(listed, tables)
    found: dict[str, set[str]] = defaultdict(set)
    tokens: dict[str, Token] = {}
    for text, token in listed.items():
        if not _CHINESE.fullmatch(text):
            continue
        ways = _spellings(text, beginnings, heads) if token.part == "property" else _persons(token)
        for spelled in ways:
            if spelled not in listed:
                found[spelled].add(token.canonical)
                tokens[spelled] = replace(token, text=spelled)
    return {each: token for each, token in tokens.items() if len(found[each]) == 1}


def _persons(token: Token) -> Iterable[str]:
    """The other ending of whoever *token* speaks of: 帮扶人员 of 帮扶人, 残疾人 of 残疾人员."""
    if token.part in ("role", "word") and len(token.text) > _SHORT:
        if token.text.endswith("人员"):
            yield token.text.removesuffix("员")
        elif token.text.endswith("人"):
            yield f"{token.text}员"


def _spellings(text: str, beginnings: _Alike, heads: _Alike) -> Iterable[str]:
    head = _longest(text[at:] for at in range(1, len(text)) if text[at:] in heads)
    stem = text.removesuffix(head)
    begun = _longest(stem[:to] for to in range(len(stem), 0, -1) if stem[:to] in beginnings)
    rest = stem.removeprefix(begun)
    for first in beginnings.get(begun, (begun,)):
        for last in heads.get(head, (head,)):
            yield first + rest + last
    if not text.startswith(_NOW):
        yield _NOW + text


def _longest(texts: Iterable[str]) -> str:
    return max(texts, key=len, default="")


def _beginnings(listed: Collection[str], tables: Mapping[str, Any]) -> _Alike:
    qualifying = tables["qualifiers"]["registration"].values()
    return _alike(listed, (*tables["synonyms"], *qualifying))


def _heads(listed: Collection[str], tables: Mapping[str, Any]) -> _Alike:
    """Heads of one line; of lines that are said alike those of the first, and the usual word of the others: 现状 is 情况, no 说明."""
    first, *others = tables["said_alike"] or ("",)
    apart = [line for line in tables["heads"] if line[0] not in others]
    return _alike(listed, ([*line, *others] if line[0] == first else line for line in apart))


def _alike(listed: Collection[str], lines: Iterable[Sequence[str]]) -> _Alike:
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        words = frozenset(each for each in line if _CHINESE.fullmatch(each) and each in listed)
        for each in words:
            found.setdefault(each, words)
    return found
