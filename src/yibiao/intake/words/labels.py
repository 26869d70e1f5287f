"""A label as printed → the words alone, and what its marks and brackets say."""

import re

from yibiao.intake.words.radicals import without_radicals

_BLANKS = re.compile(r"[\s\u3000\u200b\u200c\u200d\ufeff\u00ad]+")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3001-\u303f“”‘’"
_LAYOUT_BLANK = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")
_EMPTY = re.compile(r"(?<=\S\S)[(（]\s*[)）]$")
_FILL_IN = re.compile(r"[_＿]{2,}")
_STARS = "*＊★"
_EDGE = re.compile(rf"^[{_STARS}]+|[{_STARS}]+$|[:：;；]+$")
_MUST = re.compile(r"[(（]\s*(必填|必填项|必录|required|[*＊★])\s*[)）]$", re.IGNORECASE)
_MAY = re.compile(r"[(（]\s*(选填|可不填|optional)\s*[)）]$", re.IGNORECASE)
_NUMBERING = re.compile(
    r"""^(?:
        \d{1,2}(?:[、．)）:：]|\.(?!\d))           # 1、 1. 1)
      | [一二三四五六七八九十]{1,3}[、．.)）:：]    # 一、
      | [(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]
      | [\u2460-\u2473\u2474-\u2487\u2488-\u249b]  # ① ⑴ ⒈
      | [A-Za-z]{1,2}\d{1,3}[.、．]                # R3.
    )""",
    re.VERBOSE,
)
_TRAILING_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]$")


def clean(printed: str) -> str:
    """
    The label without numbering, stars, trailing colons, blanks to write in and blanks of layout.

    Brackets stay: 面积（亩） and 面积（平方米） are different labels to the department that printed them. Cleaning
    twice is cleaning once. A label of nothing but numbering stays as it is.

    >>> clean("１、姓    名： ")
    '姓名'
    >>> clean("*R3.性 别:"), clean("面积（亩）"), clean("2.5公里以内")
    ('性别', '面积（亩）', '2.5公里以内')
    >>> clean("⼾籍地址")
    '户籍地址'
    """
    label = without_radicals(printed)
    while (cleaner := _cleaned_once(label)) != label:
        label = cleaner
    return label


def _cleaned_once(label: str) -> str:
    label = _BLANKS.sub(" ", _FILL_IN.sub(" ", label)).strip()
    label = _LAYOUT_BLANK.sub("", label)
    for mark in (_EMPTY, _EDGE, _MUST, _MAY, _NUMBERING):
        label = mark.sub("", label).strip() or label
    return label


def required(printed: str) -> bool:
    """Whether a star or （必填） marks it."""
    label = _BLANKS.sub("", printed)
    bare = _NUMBERING.sub("", label).rstrip(":：")
    return bool(label and (label[0] in _STARS or bare[-1:] in tuple(_STARS) or _MUST.search(bare)))


def bracketed(label: str) -> str | None:
    """What stands in brackets at its end, unless nothing much stands before them: 县(市、区、旗) is one word."""
    found = _TRAILING_BRACKETS.search(label)
    return found[1].strip() or None if found and found.start() > 1 else None


def core(label: str) -> str:
    """The label without the brackets at its end.

    >>> core("出生年月(yyyy-MM)")
    '出生年月'
    """
    bare = _TRAILING_BRACKETS.sub("", label)
    return bare if len(bare) > 1 else label
