"""Radicals in place of the characters that look the same, as printers of PDFs leave them: ⻓ for 长, ⼾ for 户."""

import re
import unicodedata
from typing import Final

#: CJK Radicals Supplement from U+2E81 on, each with its ideograph (Unicode's EquivalentUnifiedIdeograph); · has none.
_SUPPLEMENT: Final = (
    "厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢·巳幺彑彐忄㣺扌攵·旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒网网·羊羊羊耂肀聿月臼"
    "艹艹艹虎衤覀西见角角讠贝足车辶辶辶邑钅長镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_KANGXI: Final = range(0x2F00, 0x2FD6)
#: Of 戶 and 户, forms of today print the second.
_OF_TODAY: Final = {0x2F3E: "户"}
_PLAIN: Final = {
    **{0x2E81 + number: each for number, each in enumerate(_SUPPLEMENT) if each != "·"},
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI},
    **_OF_TODAY,
}
_RADICAL: Final = re.compile("[\u2e80-\u2fd5]")


def without_radicals(text: str) -> str:
    """
    The text with ideographs for radicals.

    >>> without_radicals("⼾籍⻔牌"), without_radicals("特⻓、⺠族、意⻅")
    ('户籍门牌', '特长、民族、意见')
    """
    return text.translate(_PLAIN) if _RADICAL.search(text) else text
