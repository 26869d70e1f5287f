"""Whether a page asks units for figures and not people for themselves."""

import re
from collections.abc import Sequence
from typing import Final

from yibiao.intake.layout.bands import Band
from yibiao.intake.printed import Question
from yibiao.intake.words import labels, marks, measures
from yibiao.intake.words.kinds import kind_of
from yibiao.model.kinds import NUMERIC

_SUMMARY: Final = re.compile(r"统计表|统计|汇总|报表|[周月季年]报|进度表|快报")
_LISTS: Final = re.compile(r"花名册|名单|名册|登记|台账|台帐|明细|清单|人员|申请|证明")
_COUNTED: Final = re.compile(
    r"(数|数量|率|额|累计|本[周月季年期]|合计|小计|占比|同比|环比|面积|人次|户次|个)(\s*[（(].*[)）])?$"
)
_MOSTLY: Final = 0.7
_FEW: Final = 4
PERSONAL: Final = re.compile(r"姓名|身份证|电话|手机|联系|住址|地址|性别")


def sums_up(title: str | None, bands: Sequence[Band]) -> bool:
    """Whether it asks units for figures: its title says so, or nearly all its columns count something."""
    columns = [labels.clean(marks.said(each.cell.text)) for band in bands for each in band.asked]
    counted = [each for each in columns if _COUNTED.search(each) or _figures(each)]
    personal = any(PERSONAL.search(each) for each in columns)
    mostly = len(counted) >= _MOSTLY * len(columns) and len(columns) >= _FEW
    totalled = any(band.totalled for band in bands)
    if title and _LISTS.search(title) and not _SUMMARY.search(title):
        return False
    if title and _SUMMARY.search(title) and not personal:
        return True
    return (mostly or (totalled and len(bands) > 1)) and not personal


def _figures(label: str) -> bool:
    return (
        kind_of(Question(label, ""), label, measures.unit_in(labels.bracketed(label)), ())
        in NUMERIC
    )
