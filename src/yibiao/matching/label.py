"""
A label as printed → its tokens: what it stands for, word by word.

Labels are short, so a small lexicon and the cheapest cut through it read them better than a model of running text.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from opencc import OpenCC

from yibiao.matching import latin
from yibiao.matching.lexicon import lexicon, person_word
from yibiao.matching.phrases import instructs
from yibiao.matching.tokens import Part, Token

_NUMBERING = re.compile(
    r"^\s*(?:[A-Za-z]{0,3}_?\d{1,6}(?:[-.]\d{1,3})*[a-z]?\s*[.、)．]\s*|\d{1,3}[a-z]\s+|[(（][一二三四五六七八九十\d]{1,3}[)）]\s*"
    r"|[一二三四五六七八九十]{1,3}[、.．]\s*|[①-⑳]\s*)"
)
_BRACKETS = re.compile(r"[(\[【〔<《]([^()\[\]【】〔〕<>《》]*)[)\]】〕>》]")
_PADDING = re.compile(r"[\s_:*#\"“”'‘’,.。、;!?/\\|·—\-~…]+")
#: Characters that forms use for one another.
_VARIANTS = str.maketrans({"帐": "账", "藉": "籍"})
#: How a date is to be written.
_MASK = re.compile(r"[(\[【]\s*(?=[^)\]】]*yy)[ymdhs\-/.:年月日时分秒\s]+[)\]】]", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"[/或|]")
_BARE = re.compile(r"[\s\W_]+")
_DAY = re.compile(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?")
_CJK = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True)
class Label:
    """
    A label taken apart.

    Attributes:
        text: Without numbering, brackets, padding; folded.
        verbatim: The same with what stood in brackets.
        tokens: Of `text`.
        unit: The unit of measure that stood in brackets.
        asides: What else stood in brackets.
        alternatives: Where it names the same in two ways, 主管部门或总机构: each of them.
    """

    text: str
    verbatim: str
    tokens: tuple[Token, ...]
    unit: str | None = None
    asides: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def read(label: str) -> Label:
    """*label* taken apart.

    >>> [token.canonical for token in read("3、户主身份证号（必填）：").tokens]
    ['户主', '公民身份号码']
    """
    whole = folded(label)
    asides = tuple(aside.strip() for aside in _BRACKETS.findall(whole) if aside.strip())
    text = _DAY.sub("", _BRACKETS.sub("", whole))
    if not _PADDING.sub("", text):
        text = " ".join(asides) or whole
    unit = next((lexicon().units[each] for each in asides if each in lexicon().units), None)
    rest = tuple(each for each in asides if each not in lexicon().units)
    verbatim = _BARE.sub("", whole).lower()
    if _CJK.search(text):
        ways = _alternatives(text)
        text = _PADDING.sub("", text).lower()
        tokens = _cut(text)
        return Label(text, verbatim, tokens, unit, rest, ways if len(tokens) > 1 else ())
    if spelled := _of_pinyin(text):
        return Label(spelled, verbatim, _cut(spelled), unit, rest)
    tokens = latin.tokens(text)
    rest = tuple(each for each in rest if not instructs(each))
    words = " ".join(each.canonical for each in tokens if each.part != "yes-no")
    return Label(words, verbatim, tokens, unit, rest)


def _alternatives(text: str) -> tuple[str, ...]:
    """主管部门或总机构 is one question; 所在层/总层数 are two in one cell."""
    parts = tuple(each.strip() for each in _ALTERNATIVE.split(text))
    if len(parts) == 1 or any(len(each) == 1 or not each for each in parts):
        return ()
    two = "或" not in text and all(_cut(each)[-1].part == "property" for each in parts)
    return () if two else parts


def _of_pinyin(text: str) -> str:
    """The Chinese of a column name such as `sfzh`, `hzxm` or `xingbie`; empty where it is none, or could be several."""
    name = re.sub(r"[\W\d_]+", "", text).lower()
    if name in _columns():
        return _columns()[name]
    for cut in range(2, len(name) - 1):
        role, asked = _role_columns().get(name[:cut]), _columns().get(name[cut:])
        if role and asked in lexicon().person_heads:
            return role + asked
    return ""


@lru_cache(maxsize=65536)
def sound(text: str) -> str:
    """*text* in pinyin without tones; as it is in Latin script."""
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load

    return " ".join(lazy_pinyin(text)) if _CJK.search(text) else text


@cache
def _columns() -> dict[str, str]:
    return _spelled_as("property")


@cache
def _role_columns() -> dict[str, str]:
    return _spelled_as("role")


def _spelled_as(part: Part) -> dict[str, str]:
    """Spelling → the word it stands for; usual words before their synonyms, and none that could be two."""
    words = [word for word, each in lexicon().listed.items() if each.part == part]
    spelled = _spellings(words)
    for word in lexicon().usual(part):  # a later line spelled the same is the rarer word
        spelled |= {each: word for each in _spellings([word]) if each not in spelled}
    return spelled


def _spellings(words: Iterable[str]) -> dict[str, str]:
    """Whole pinyin, and initials where they cannot be a word of a language with vowels."""
    from pypinyin import Style, lazy_pinyin

    meant: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if len(word) > 1 and _CJK.match(word) and word in lexicon().tokens:
            initials = "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))
            whole = "".join(lazy_pinyin(word))
            for spelled in {whole} if set(initials) & set("aeiou") else {whole, initials}:
                meant[spelled].add(lexicon().tokens[word].canonical)
    return {spelled: next(iter(each)) for spelled, each in meant.items() if len(each) == 1}


def folded(label: str) -> str:
    """*label* in one form for what looks alike: widths, traditional characters, numbering left out."""
    text = unicodedata.normalize("NFKC", label).strip()
    text = _MASK.sub("", text) or text
    if _CJK.search(text):
        text = _simplified(text).translate(_VARIANTS)
    return _NUMBERING.sub("", text) or text


@lru_cache(maxsize=65536)
def _simplified(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _cut(text: str) -> tuple[Token, ...]:
    """The cheapest way to read *text* as known words, unknown runs kept whole."""
    known, longest = lexicon().tokens, lexicon().longest
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        cost, start = best[end - 1][0] + 1.0, end - 1
        for begin in range(max(0, end - longest), end):
            token = known.get(text[begin:end])
            if token is not None and _may_stand(token, begin, end, len(text)):
                price = best[begin][0] + (0.6 if end - begin > 1 else 0.9)
                if price < cost:
                    cost, start = price, begin
        best.append((cost, start))
    cuts, end = [], len(text)
    while end:
        cuts.append(text[best[end][1] : end])
        end = best[end][1]
    return _joined(
        known[each] if each in known and _is_word(known, each) else Token(each, "unknown", each)
        for each in reversed(cuts)
    )


def _may_stand(token: Token, begin: int, end: int, length: int) -> bool:
    """Whether *token* may be read there: a head of one character closes a label and opens none."""
    return not (token.part == "head" and end - begin == 1 and (end != length or begin == 0))


def _is_word(known: dict[str, Token], text: str) -> bool:
    return len(text) > 1 or known[text].part != "unknown"


def _joined(tokens: Iterable[Token]) -> tuple[Token, ...]:
    joined: list[Token] = []
    for token in tokens:
        if joined and token.part == joined[-1].part == "unknown":
            text = joined[-1].text + token.text
            joined[-1] = Token(text, "unknown", text)
        else:
            joined.append(token)
    return tuple(
        replace(each, canonical=person_word(each.text)) if each.part == "unknown" else each
        for each in joined
    )
