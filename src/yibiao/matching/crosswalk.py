"""
An element's codes and a form's options → which answers which.

Every code is led to at most one option: by the same code and label, by the same label, by a synonym, by the coarser code it
refines, by one label holding the other, or by lying beyond an option that is open on that side (大专及以上). What is left over on either side is named, never guessed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from yibiao.matching.meaning import folded
from yibiao.model.codes import Code, CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field, Option
from yibiao.model.kinds import ValueKind
from yibiao.model.text import Text

_TRUE: Final = frozenset(
    {"是", "有", "1", "y", "yes", "true", "已", "sim", "sí", "oui", "享受", "符合"}
)
_FALSE: Final = frozenset(
    {
        "否",
        "无",
        "0",
        "n",
        "no",
        "false",
        "未",
        "nao",
        "não",
        "non",
        "没有",
        "不是",
        "不享受",
        "不符合",
    }
)
_A_PAIR: Final = 2
#: The codes of a yes/no element, and what they are called.
YES_AND_NO: Final = {"true": "是", "false": "否"}
_AND: Final = "、或和及与"
_LONGEST_PART: Final = 8
_VAGUE: Final = ("其他", "其它", "不详", "未知", "未说明", "不清楚", "不明", "other", "unknown")
_NOT: Final = ("不", "未", "无", "没", "非")
#: How an option ends that takes in all that lies beyond it.
_OPEN: Final = ("以上", "以下")
_PROMPT: Final = ("请选择", "请选", "全部", "未选择", "please select", "select")


@dataclass(frozen=True)
class Crosswalk:
    """The code → the option that answers it; `unmapped` codes have no option, `unasked` options no code."""

    mapping: dict[str, str]
    unmapped: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()


def crosswalk(codes: CodeList, options: Sequence[Option]) -> Crosswalk:
    """From *codes* to *options*."""
    offered = [each for each in options if not is_prompt(each)]
    mapping: dict[str, str] = {}
    for rule in (_same_label, _synonym):
        for code in codes.codes:
            if code.code not in mapping and (option := _sole(rule, code, offered)):
                mapping[code.code] = option.value
    mapping |= _contained(codes, offered, mapping)
    for option in offered:
        together = _together(folded(option.title), codes)
        mapping |= {each: option.value for each in together if each not in mapping}
    for code in codes.codes:
        if code.code not in mapping and (value := _of_ancestor(code, codes, mapping)):
            mapping[code.code] = value
    for option in offered:
        mapping |= dict.fromkeys(_beyond(option, codes, mapping), option.value)
    return _named(mapping, [(each.code, each.label.zh) for each in codes.codes], offered)


def codes_meant(codes: CodeList, texts: Iterable[str]) -> dict[str, str]:
    """Each of *texts* → the one of *codes* that it says; texts that say none, or may say several, are left out."""
    found = {each: crosswalk(codes, [Option(value=each, title=each)]).mapping for each in texts}
    return {text: next(iter(mapping)) for text, mapping in found.items() if len(mapping) == 1}


def codes_between(
    codes: CodeList, other: CodeList, *, grows: bool
) -> tuple[dict[str, str], CodeList | None] | None:
    """
    Each of *codes* → the code of *other* that says the same; empty where all are the very same.

    With *grows* the other list gets a code for each that it lacks, and comes along; else there is no answer where one
    is lacking.
    """
    if codes.id == other.id:
        return {}, None
    options = [Option(value=each.code, title=each.label.zh) for each in codes.codes]
    walk, grown = crosswalk(other, options), None
    if walk.unasked:
        if not grows:
            return None
        grown = extended(other, options, walk)
        walk = crosswalk(grown, options)
    labels = {each.code: folded(each.label.zh) for each in (grown or other).codes}
    found: dict[str, str] = {}
    for option in options:
        answering = [code for code, value in walk.mapping.items() if value == option.value]
        if not answering:
            return None
        alike = (code for code in answering if labels[code] == folded(option.title))
        found[option.value] = next(alike, answering[0])
    same = all(one == two for one, two in found.items())
    return ({} if same else found), grown


def extended(codes: CodeList, options: Sequence[Option], walk: Crosswalk) -> CodeList:
    """*codes* and a further one for each of *options* that has none."""
    taken = set(codes.by_code)
    more = []
    for option in options:
        if option.title in walk.unasked:
            code = next(
                free for number in count(len(taken) + 1) if (free := str(number)) not in taken
            )
            taken.add(code)
            more.append(Code(code=code, label=Text(zh=option.title, en=option.title)))
    grown = codes.model_copy(update={"codes": (*codes.codes, *more)})
    grown.__dict__.pop("by_code", None)  # a copy comes with what was looked up before
    return grown


def yes_no(options: Sequence[Option]) -> Crosswalk:
    """From `true` and `false` to *options*."""
    offered = [each for each in options if not is_prompt(each)]
    mapping: dict[str, str] = {}
    for option in offered:
        truth = truth_of(option)
        if truth is not None:
            mapping.setdefault("true" if truth else "false", option.value)
    if len(mapping) == 1 and (opposite := _opposite(offered, mapping)):
        mapping["false" if "true" in mapping else "true"] = opposite.value
    return _named(mapping, YES_AND_NO.items(), offered)


def is_in_words(element: Element, asked: Field) -> bool:
    """Whether *element* is held in words and *asked* offers some of them; to a yes or no no words are an answer."""
    offered = bool(asked.options) and asked.kind is ValueKind.CODE
    return offered and element.kind is ValueKind.TEXT and not any(map(truth_of, asked.options))


def in_words(options: Sequence[Option]) -> Crosswalk:
    """
    From the words of *options* to themselves, where what is held is written out.

    >>> in_words([Option(value="01", title="好奇")]).mapping
    {'好奇': '01'}
    """
    mapping: dict[str, str] = {}
    offered = [each for each in options if not is_prompt(each)]
    for each in offered:
        mapping.setdefault(each.title, each.value)
    return _named(mapping, (), offered)


def adjusted(
    walk: Crosswalk,
    said: Mapping[str, str | None],
    codes: Mapping[str, str],
    options: Sequence[Option],
) -> Crosswalk:
    """*walk*, but that codes answer the options that a person *said*, or none; *codes* by what they are called."""
    mapping = {**walk.mapping, **said}
    offered = [each for each in options if not is_prompt(each)]
    kept = {code: option for code, option in mapping.items() if option is not None}
    return _named(kept, codes.items(), offered)


def _opposite(offered: Sequence[Option], mapping: Mapping[str, str]) -> Option | None:
    """Of two options of which one says yes or no, the other: 正常 beside 是, 已办 beside 未办."""
    rest = [each for each in offered if each.value not in mapping.values()]
    one_of_two = len(offered) == _A_PAIR and len(rest) == 1 and not is_vague(rest[0].title)
    return rest[0] if one_of_two else None


def is_prompt(option: Option) -> bool:
    """Whether it only asks to choose (--请选择--)."""
    return not folded(option.title) or folded(option.title).startswith(_PROMPT)


def is_vague(title: str) -> bool:
    """Whether an option answers nothing in particular: 其他, 不详."""
    return folded(title).startswith(_VAGUE)


def truth_of(option: Option) -> bool | None:
    """Whether *option* says yes, no, or neither."""
    title = folded(option.title) or option.title.strip().lower()
    said = {title, option.title.strip().lower()}
    if said & _TRUE:
        return True
    if said & _FALSE:
        return False
    if is_vague(option.title):
        return None
    if title.startswith(_NOT):
        return False
    return None


_Rule = Callable[[Code, Option], bool]


def _same_label(code: Code, option: Option) -> bool:
    return folded(code.label.zh) == folded(option.title)


def _synonym(code: Code, option: Option) -> bool:
    title = folded(option.title)
    return title == folded(code.label.en) or any(folded(each) == title for each in code.synonyms)


def _containing(code: Code, option: Option) -> bool:
    title = folded(option.title)
    labels = [folded(each) for each in (code.label.zh, *code.synonyms)]
    return any(
        (len(each) > 1 and each in title)
        or (len(title) > 1 and title in each)
        or _begins(each, title)
        for each in labels
        if each
    )


def _together(title: str, codes: CodeList) -> list[str]:
    """
    The codes that an option answers together.

    子女 is 子 and 女; 岳父母或公婆 is 岳父, 岳母, 公公 and 婆婆.
    """
    called = {
        folded(name): each.code for each in codes.codes for name in (each.label.zh, *each.synonyms)
    }
    found: list[str] = []
    rest = title
    while rest:
        part = next((n for n in range(len(rest), 0, -1) if _called(rest[:n], called)), 0)
        if not part:
            return []
        found += _called(rest[:part], called)
        rest = rest[part:].lstrip(_AND)
    return found if len(found) > 1 else []


def _called(part: str, called: Mapping[str, str]) -> list[str]:
    """What is called *part*, or its last two characters each with those before them, or each twice."""
    for names in ([part], [part[:-2] + each for each in part[-2:]], [each * 2 for each in part]):
        if len(part) <= _LONGEST_PART and all(each in called for each in names):
            return [called[each] for each in names]
    return []


def _begins(label: str, title: str) -> bool:
    """男 and 男性, 汉 and 汉族."""
    shorter, longer = sorted((label, title), key=len)
    return len(shorter) == 1 and longer.startswith(shorter) and longer[1:] in ("性", "族", "士")


def _contained(
    codes: CodeList, options: Sequence[Option], mapping: Mapping[str, str]
) -> dict[str, str]:
    """
    Codes not in *mapping* yet, each with the one option that holds its label or is held by it.

    党员 names one party: what stands beside it, and is no part of it, is not called so as well.
    """
    named = {mapping[each.code]: each.parent for each in codes.codes if each.code in mapping}
    found: dict[str, str] = {}
    for code in codes.codes:
        option = None if code.code in mapping else _sole(_containing, code, options)
        if option and named.get(option.value, code.code) != code.parent:
            found[code.code] = option.value
    return found


def _beyond(option: Option, codes: CodeList, mapping: Mapping[str, str]) -> list[str]:
    """The codes without an option that lie beyond those of 大专及以上, on the side of the list where no other option lies."""
    title = folded(option.title)
    if not title.endswith(_OPEN) or any(title == folded(each.label.zh) for each in codes.codes):
        return []
    order = [each.code for each in codes.codes]
    own = [at for at, code in enumerate(order) if mapping.get(code) == option.value]
    others = [
        at for at, code in enumerate(order) if mapping.get(code, option.value) != option.value
    ]
    if not own or not others:
        return []
    if own[-1] < others[0]:
        beyond = order[: own[0]]
    elif own[0] > others[-1]:
        beyond = order[own[-1] + 1 :]
    else:
        return []
    return [each for each in beyond if each not in mapping and _is_a_step(codes.by_code[each])]


def _is_a_step(code: Code) -> bool:
    """Whether *code* may be one of an order, which neither 其他 nor 未定级 is."""
    return not is_vague(code.label.zh) and not code.label.zh.startswith(_NOT)


def _sole(rule: _Rule, code: Code, options: Iterable[Option]) -> Option | None:
    found = [each for each in options if rule(code, each)]
    return found[0] if len(found) == 1 else None


def _of_ancestor(code: Code, codes: CodeList, mapping: dict[str, str]) -> str | None:
    parent, passed = code.parent, {code.code}
    while parent and parent not in passed:
        if parent in mapping:
            return mapping[parent]
        passed.add(parent)
        parent = codes.by_code[parent].parent if parent in codes.by_code else None
    return None


def _named(
    mapping: dict[str, str], codes: Iterable[tuple[str, str]], options: Iterable[Option]
) -> Crosswalk:
    reached = set(mapping.values())
    return Crosswalk(
        mapping=mapping,
        unmapped=tuple(label for code, label in codes if code not in mapping),
        unasked=tuple(each.title for each in options if each.value not in reached),
    )
