"""Options as printed → value and title; and which code list they are."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yibiao.intake.words import labels, measures
from yibiao.model.boxes import Boxes
from yibiao.model.codes import CodeList
from yibiao.model.form import Option

_PLACEHOLDER = re.compile(
    r"^[-—=\s.…]*(请选择|请选|未选择|please select|select)?[-—=\s.…]*$", re.IGNORECASE
)
_CIRCLED = re.compile(r"^([\u2460-\u2473])\s*(.+)$")
_MARKED = re.compile(
    r"^(-?\d{1,3}|[A-Za-z])\s*(?:[.．、:：)）](?!\d)|\.(?=\d{4})|[-—=](?!\d))\s*(.+)$"
)
_SPACED = re.compile(r"^(-?\d{1,3})\s+(.+)$")
_JOINED = re.compile(r"^(\d{1,2})([\u4e00-\u9fff].*)$")
_OPEN_BRACKET = re.compile(r"[（(][^（()）]*$")
_BOXES = Boxes("□☐☑■○◯●√")

YES = frozenset({"是", "有", "对", "已", "√", "yes", "y", "true"})
NO = frozenset({"否", "无", "没有", "不是", "未", "×", "no", "n", "false"})


def options_of(printed: Iterable[Any]) -> tuple[Option, ...]:
    """
    The permitted answers, repeats included, without “--请选择--” and its like.

    >>> [(each.value, each.title) for each in options_of(["--请选择--", "1.男", "2.女"])]
    [('1', '男'), ('2', '女')]
    >>> [each.value for each in options_of(["0级", "1级"])]
    ['0级', '1级']
    """
    pairs = [pair for each in printed if (pair := _pair(each))]
    if any(value is not None for value, _ in pairs):
        return tuple(Option(value=value or title, title=title) for value, title in pairs)
    titles = [title for _, title in pairs]
    return _split(titles) or tuple(Option(value=each, title=each) for each in titles)


_COUNTED = re.compile(
    r"(\d{1,2})\s*[.．、)）]?\s*[是为：:=—-]?\s*([\u4e00-\u9fff][\u4e00-\u9fffA-Za-z（）()]{0,11}?)(?=[\s,，、;；。）)]|\d|默认|$)"
)


def counted(text: str) -> tuple[Option, ...]:
    """Answers that a hint counts up, as in 是否有电梯(0否1是,默认0); nothing unless they are counted from 0 or 1."""
    found = _COUNTED.findall(text)
    values = [int(value) for value, _ in found]
    if (
        len(found) > 1
        and values[0] in (0, 1)
        and values == list(range(values[0], values[0] + len(values)))
        and not any(title in measures.KIND_OF or title in _TO for _, title in found)
    ):
        return tuple(Option(value=value, title=title) for value, title in found)
    return ()


#: Between two numbers, what makes them a range: 1至2个.
_TO = ("至", "到", "或", "和", "及", "以上", "以下")


def repeated(options: Sequence[Option]) -> list[Option]:
    """Those whose value stood there before."""
    seen: set[str] = set()
    return [each for each in options if each.value in seen or seen.add(each.value)]  # type: ignore[func-returns-value]


def unrepeated(options: Sequence[Option]) -> tuple[Option, ...]:
    """Each value once, as it first stood."""
    first: dict[str, Option] = {}
    for each in options:
        first.setdefault(each.value, each)
    return tuple(first.values())


def yes_or_no(options: Sequence[Option]) -> bool:
    """Whether they are one yes and one no."""
    titles = {each.title.strip().lower() for each in options}
    return len(options) == len(titles) == 2 and bool(titles & YES) and bool(titles & NO)  # noqa: PLR2004


def _pair(printed: Any) -> tuple[str | None, str] | None:
    if isinstance(printed, Mapping):
        value = next(
            (printed[k] for k in ("value", "code", "const", "name", "id") if k in printed), None
        )
        title = next(
            (printed[k] for k in ("title", "label", "text", "name") if k in printed), value
        )
    elif isinstance(printed, (list, tuple)) and printed:
        value, title = (printed[0], printed[-1]) if len(printed) > 1 else (None, printed[0])
    else:
        value, title = None, printed
    text = _text(title)
    if _PLACEHOLDER.match(text):
        return None
    return (None if value is None else _text(value)), text


def _text(printed: Any) -> str:
    """One option's words: boxes, blanks to fill in and a bracket left open for them are no part of it."""
    if isinstance(printed, bool):
        return "是" if printed else "否"
    text = " ".join(_BOXES.written(str("" if printed is None else printed), "").split())
    bare = _OPEN_BRACKET.sub("", text).rstrip("_＿ :：;；")
    return bare or text


def _split(titles: Sequence[str]) -> tuple[Option, ...]:
    """Values and titles where every option begins with its own number; nothing otherwise."""
    for pattern in (_CIRCLED, _MARKED, _SPACED, _JOINED):
        found = [match for each in titles if (match := pattern.match(each))]
        pairs = {match[1]: match[2].strip() for match in found}
        if len(titles) > 1 and len(pairs) == len(set(pairs.values())) == len(titles):
            return tuple(
                Option(value=_number(value), title=title) for value, title in pairs.items()
            )
    return ()


def _number(mark: str) -> str:
    return str(int(unicodedata.numeric(mark))) if _CIRCLED.match(mark + " ") else mark


# ---------------------------------------------------------------------------------------------- code lists

_GENERIC = re.compile(r"^(其他|其它|其余|未知|不详|未说明.*|无|有|是|否|全部|未知的.*)$")
_TAILS = re.compile(r"(族|性)$")
_ENOUGH = 2
#: Characters of the names of lists of whatever.
_ANY_LIST = frozenset("类型种代码情况")
#: Two words may stand in a list by chance, unless they are so much of it.
_MOSTLY = 0.6


def code_list_of(
    options: Sequence[Option], label: str, code_lists: Mapping[str, CodeList]
) -> str | None:
    """
    The id of the code list these options are taken from, whatever codes the department gave them.

    Every telling option must stand in the list; of several lists the one most completely printed wins, then the one
    whose codes agree, then the one whose name the label repeats. Two words out of a longer list are taken from it
    only where the label says so: 个人 and 单位 stand in many lists.
    """
    telling = {_plain(each.title): each.value for each in options if not _GENERIC.match(each.title)}
    if len(telling) < _ENOUGH:
        return None
    fitting = [
        (fit, id_)
        for id_, code_list in sorted(code_lists.items())
        if telling.keys() <= (words := _words(code_list)).keys()
        and _no_chance(fit := _fit(telling, words, code_list, label), telling)
    ]
    return max(fitting, key=lambda each: each[0])[1] if fitting else None


def _no_chance(fit: tuple[float, float, int], telling: Mapping[str, str]) -> bool:
    """Whether it is more than two words that happen to stand in a longer list."""
    covered, _, shared = fit
    return len(telling) > _ENOUGH or covered >= _MOSTLY or shared > 0


def _fit(
    telling: Mapping[str, str], words: Mapping[str, str], code_list: CodeList, label: str
) -> tuple[float, float, int]:
    size = sum(not _GENERIC.match(each.label.zh) for each in code_list.codes)
    covered = len({words[each] for each in telling}) / max(size, 1)
    agreeing = sum(words[title] == value for title, value in telling.items()) / len(telling)
    shared = len(set(labels.core(label)) & set(code_list.name.zh) - _ANY_LIST)
    return (round(covered, 1), agreeing, shared)


def _words(code_list: CodeList) -> dict[str, str]:
    return {
        _plain(word): each.code
        for each in reversed(code_list.codes)
        for word in (each.label.zh, *each.synonyms)
    }


def _plain(title: str) -> str:
    plain = re.sub(r"[\s、,，/()（）及和与或]+", "", unicodedata.normalize("NFKC", title)).lower()
    return _TAILS.sub("", plain) if len(plain) > 1 else plain
