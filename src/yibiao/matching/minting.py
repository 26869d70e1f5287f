"""A field that means nothing known → a new element, named after what the form calls it."""

import re
from collections.abc import Container
from functools import lru_cache

from yibiao.matching.crosswalk import is_prompt
from yibiao.matching.label import read
from yibiao.matching.sensitivity import sensitivity
from yibiao.model.codes import Code, CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.text import Text

_LONGEST_SLUG = 40


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """*name* as part of an id: pinyin, ASCII, at most forty characters.

    >>> slug("户籍地址")
    'hujidizhi'
    """
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load

    syllables = [re.sub(r"[^a-z0-9]+", "_", each.lower()) for each in lazy_pinyin(name)]
    joined = re.sub(r"_+", "_", "".join(syllables)).strip("_")
    return joined[:_LONGEST_SLUG].strip("_") or "unnamed"


def mint(
    asked: Field,
    subject: SubjectKind,
    form: Form,
    taken: Container[str],
    namesake: str | None = None,
) -> tuple[Element, CodeList | None]:
    """
    The element that *asked* of *form* asks of *subject*, with a code list of its own if it offers choices.

    Its id is *namesake*, the local name of what means the same of another kind of subject, or else its label in pinyin.
    """
    name = namesake or slug(read(asked.label).text or asked.label)
    id_ = free_id(f"{subject.value}.{name}", taken)
    codes = (
        _code_list(id_, asked, form)
        if asked.options and asked.kind is not ValueKind.BOOLEAN
        else None
    )
    element = Element(
        id=id_,
        name=Text(zh=asked.label, en=asked.label),
        kind=_kind(asked),
        code_list=codes.id if codes else None,
        unit_of_measure=asked.unit_of_measure,
        sensitivity=sensitivity(asked, subject),
        source=f"{form.department}.{form.series}",
        minted=True,
    )
    return element, codes


def mint_link(id_: str, role: str, form: Form) -> Element:
    """The link to the person who has *role*."""
    return Element(
        id=id_,
        name=Text(zh=role, en=role),
        kind=ValueKind.LINK,
        target=SubjectKind.PERSON,
        role=(role,),
        source=f"{form.department}.{form.series}",
        minted=True,
    )


def free_id(id_: str, taken: Container[str]) -> str:
    """*id_*, or with the first number behind it that nobody has taken."""
    number, free = 1, id_
    while free in taken:
        number += 1
        free = f"{id_}_{number}"
    return free


def _kind(asked: Field) -> ValueKind:
    if asked.fields:
        return ValueKind.ROWS
    if asked.options and asked.kind not in (ValueKind.BOOLEAN, ValueKind.CODES):
        return ValueKind.CODE
    return asked.kind


def _code_list(id_: str, asked: Field, form: Form) -> CodeList:
    options = [each for each in asked.options if not is_prompt(each)]
    values = [each.value for each in options]
    own = all(re.fullmatch(r"[\w.-]{1,12}", each, re.ASCII) for each in values) and len(
        set(values)
    ) == len(values)
    return CodeList(
        id=id_,
        name=Text(zh=asked.label, en=asked.label),
        source=f"{form.department}.{form.series}",
        codes=tuple(
            Code(code=each.value if own else str(number), label=Text(zh=each.title, en=each.title))
            for number, each in enumerate(options, 1)
        ),
    )
