"""Names and numbers that look like those of people and firms, and that nobody can have: region 999999 is no county."""

from datetime import date
from random import Random
from typing import Final

from stdnum.cn import ric, uscc

#: A division code that GB/T 2260 gives to nobody.
REGION: Final = "999999"

SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_MIDDLES: Final = "安平和明新文武春夏秋冬东南西北福禄寿喜云山江海松竹梅兰书礼"
#: The ten heavenly stems: nobody's name ends so, and anybody sees that these people are counted, not born.
_ENDINGS: Final = "甲乙丙丁戊己庚辛壬癸"

_USCC_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def given_name(lot: Random) -> str:
    """Two syllables."""
    return lot.choice(_MIDDLES) + lot.choice(_ENDINGS)


def id_number(birth: date, sequence: int) -> str:
    """A citizen identity number with the right check digit (GB 11643-1999); odd sequences are men's."""
    body = f"{REGION}{birth:%Y%m%d}{sequence:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def credit_code(lot: Random, *, trader: bool) -> str:
    """A unified social credit code with the right check character (GB 32100-2015), of a company or a sole *trader*."""
    body = "".join(lot.choice(_USCC_CHARACTERS) for _ in range(9))
    code = f"{'92' if trader else '91'}{REGION}{body}"
    return code + str(uscc.calc_check_digit(code))


def phone(number: int) -> str:
    """A mobile number out of a block that no operator has handed out."""
    return f"1990000{number % 10_000:04d}"
