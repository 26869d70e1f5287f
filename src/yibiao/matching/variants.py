"""Spellings of properties that no line of the lexicon has, but that its other lines give: 亡故时间 is 死亡日期, as 亡故 is 死亡 and 时间 日期."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from yibiao.matching.lexicon import Token

_CHINESE: Final = re.compile(r"[㐀-鿿]{2,}")

#: A word → those that are read as the same, itself among them.
_Alike = Mapping[str, frozenset[str]]


def variants(listed: Mapping[str, "Token"], tables: Mapping[str, Any]) -> dict[str, "Token"]:
    """
    What *listed* words of properties become when how they begin and how they close are put in other words of *tables*.

    Only words that are listed are put in, and none of one character. What two properties would be spelled like stands for
    neither.
    """
    beginnings, heads = _beginnings(listed, tables), _heads(listed, tables)
    found: dict[str, set[str]] = defaultdict(set)
    tokens: dict[str, Token] = {}
    for text, token in listed.items():
        if token.part != "property" or not _CHINESE.fullmatch(text):
            continue
        for spelled in _spellings(text, beginnings, heads):
            if spelled not in listed:
                found[spelled].add(token.canonical)
                tokens[spelled] = replace(token, text=spelled)
    return {each: token for each, token in tokens.items() if len(found[each]) == 1}


def _spellings(text: str, beginnings: _Alike, heads: _Alike) -> Iterable[str]:
    head = _longest(text[at:] for at in range(1, len(text)) if text[at:] in heads)
    stem = text.removesuffix(head)
    begun = _longest(stem[:to] for to in range(len(stem), 0, -1) if stem[:to] in beginnings)
    rest = stem.removeprefix(begun)
    for first in beginnings.get(begun, (begun,)):
        for last in heads.get(head, (head,)):
            yield first + rest + last


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
