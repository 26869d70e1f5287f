"""Whether a form says that it is reckoned on the last day of the period it is filled in for."""

import re
from collections.abc import Iterable
from typing import Final

from yibiao.model.form import Reckoned

_LAST: Final = r"(?:[期月季年][末底]|季度末|[上本]?(?:月|季|年)?最后一[天日]|(?:\d{4}年)?\d{1,2}月(?:3[01]|28|29)日|\d{4}年[末底])"
_AGES: Final = re.compile(
    rf"年龄.{{0,12}}(?:截[至止到]|以|按|计算[至到]).{{0,8}}{_LAST}|(?:截[至止到]|以|按)[^，,。；;]{{0,8}}{_LAST}.{{0,8}}(?:年龄|周岁)"
)
_FIGURES: Final = re.compile(
    rf"截[至止到](?!日期|时间)[^，,。；;报]{{0,6}}{_LAST}|(?:统计|标准)(?:时点|时间点)[^，,。；;]{{0,10}}{_LAST}|^[（(]?[期月季年]末(?:数|人数|实有|在册)"
)


def reckoned_in(texts: Iterable[str], *, figures: bool) -> Reckoned | None:
    """
    What lines of a form, its title and its labels say of the day; where it asks for *figures*, any day they are of.

    >>> reckoned_in(["年龄计算截至本年12月31日"], figures=False), reckoned_in(["请于月底前报送"], figures=True)
    ('period-end', None)
    """
    for each in texts:
        text = "".join(each.split())
        if _AGES.search(text) or (figures and _FIGURES.search(text)):
            return "period-end"
    return None
