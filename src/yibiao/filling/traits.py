"""A subject's values → what it is recognised by: names, dates, numbers and addresses in a form that can be compared."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib import util
from pathlib import Path
from typing import Any, Final

from yibiao.model.catalogue import starter
from yibiao.model.derivation import Following, following

#: Ages are no trait, so that the day does not matter.
_ANY_DAY: Final = date.min

#: Initials and endings that many who type by ear do not tell apart.
_ALIKE: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))

_FEWEST_DIGITS: Final = 7
_LOCAL_DIGITS: Final = 11

#: What says nothing of which company it is.
_COMPANY: Final = re.compile(
    r"(股份|集团|控股|责任|有限)*(公司|合伙企业|个人独资企业)|\((个体工商户|有限合伙|普通合伙)\)|\(|\)"
)
_DISTRICTS: Final = re.compile(r"^.{2,8}?(省|自治区)|^.{2,6}?(市|自治州|盟)|^.{2,6}?(区|县|旗)")
_NUMBERS: Final = re.compile(r"[0-9]+|[A-Z]+")
_HANZI: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")


def stated(elements: tuple[str, ...], values: Mapping[str, Any]) -> list[Any]:
    """What is said under each of *elements*, derived or filed; those of which nothing is said left out."""
    found = [follows(values, _ANY_DAY) for follows in _following(elements)]
    return [value for value in found if value or value not in (None, "", [])]


@cache
def _following(elements: tuple[str, ...]) -> tuple[Following, ...]:
    return tuple(following(each, starter()) for each in elements)


def plain(text: str) -> str:
    """*text* in one width and case, without blanks and marks."""
    even = unicodedata.normalize("NFKC", text).upper()
    return even if even.isalnum() else "".join(filter(str.isalnum, even))


@lru_cache(maxsize=65_536)
def sound(character: str) -> frozenset[str]:
    """
    How *character* may sound, without tones, and without what many do not tell apart.

    >>> sound("晓") == sound("小"), sound("张") == sound("章"), sound("李") == sound("王")
    (True, True, False)
    """
    return frozenset(map(_folded, _readings(character)[:3]))


def sounds(name: str) -> str:
    """How *name* sounds first of all, as one word."""
    return " ".join(map(first_sound, name))


@lru_cache(maxsize=65_536)
def first_sound(character: str) -> str:
    """How *character* sounds first of all."""
    return _folded(_readings(character)[0])


def _readings(character: str) -> list[str]:
    return _single().get(ord(character), character).split(",")


@cache
def _single() -> Mapping[int, str]:
    """The readings of single characters; the package itself would load those of phrases as well, for four times as long."""
    (folder,) = util.find_spec("pypinyin").submodule_search_locations  # type: ignore[union-attr,misc]
    spec = util.spec_from_file_location("pinyin_dict", Path(folder) / "pinyin_dict.py")
    module = util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    known: Mapping[int, str] = module.pinyin_dict
    return known


@cache
def _folded(reading: str) -> str:
    bare = "".join(
        each for each in unicodedata.normalize("NFD", reading) if not unicodedata.combining(each)
    )
    for careful, careless in _ALIKE:
        bare = bare.replace(careful, careless)
    return bare


def phone(number: str) -> str:
    """The digits of a *number* that is long enough to be one, without the country's."""
    digits = number
    if not (number.isascii() and number.isdigit()):
        digits = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", number)))
    if len(digits) > _LOCAL_DIGITS and digits.startswith(("86", "086", "0086")):
        digits = digits[digits.index("86") + 2 :]
    return digits if len(digits) >= _FEWEST_DIGITS else ""


@lru_cache(maxsize=65_536)
def house(address: str) -> tuple[str, tuple[str, ...]]:
    """
    An *address* as its words and its numbers; province, city and district say nothing within one of them.

    >>> house("福建省福州市鼓楼区示范路 1号2单元301室")
    ('示范路号单元室', ('1', '2', '301'))
    """
    text = plain(address)
    for _ in range(3):
        text = _DISTRICTS.sub("", text, count=1)
    text = re.sub(
        r"[〇零一二三四五六七八九]+(?=[号栋幢座单楼层室组弄排])",
        lambda found: found.group().translate(_HANZI),
        text,
    )
    return _NUMBERS.sub("", text), tuple(_NUMBERS.findall(text))


def company(name: str) -> str:
    """What tells a company's *name* from others."""
    core = _COMPANY.sub("", unicodedata.normalize("NFKC", name).upper())
    for _ in range(2):
        core = _DISTRICTS.sub("", core, count=1)
    return plain(core) or plain(name)
