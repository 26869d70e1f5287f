"""Whether a page asks units for figures and not people for themselves."""

import re
from collections.abc import Sequence
from typing import Final

from yibiao.intake.layout.bands import Band
from yibiao.intake.printed import Question
from yibiao.intake.words import kinds, labels, marks, measures
from yibiao.intake.words.kinds import kind_of
from yibiao.model.kinds import NUMERIC

_SUMMARY: Final = re.compile(r"统计表|统计|汇总|报表|[周月季年]报|进度表|快报")
_LISTS: Final = re.compile(r"花名册|名单|名册|登记|台账|台帐|明细|清单|人员|申请|证明")
_COUNTED: Final = re.compile(
    r"(数|数量|率|额|累计|本[周月季年期]|合计|小计|占比|同比|环比|面积|人次|户次|个)(\s*[（(].*[)）])?$"
)
#: What says what a card about a unit is; and what only a card about one person asks.
_UNITS: Final = re.compile(r"(村|社区|街道|乡镇|镇|辖区|网格|居委会).*(情况|概况|信息|数据|底数)")
_OF_ONE: Final = re.compile(
    r"^(户主|本人|学生|儿童|申请人)?姓名$|身份证|^性别$|^出生(年月|日期)|^民族$|工作单位"
)
#: Who fills it in, and when.
_SIGNED: Final = re.compile(
    r"^(填报?|制表|审核|审批|经办|联系|负责|统计|主管|报送|上报)(人|员|单位|日期|时间|负责人|电话|方式)?$|(电话|日期|签字|签名|盖章)$"
)
#: Parts of whoever was counted before.
_SAID: Final = re.compile(
    r"^(其中[:：]?)?(男|女)性?$|岁(及?以[上下])?$|^其中|户$|(合计|小计|总计)$"
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


def asks_units(title: str | None, questions: Sequence[Question]) -> bool:
    """
    Whether what is laid out as a card, or has a title and no layout at all, asks a unit for figures of whoever lives there.

    Its title says so, or is about units, and half of all it asks counts something; nothing in it is about one person.
    """
    if not title or not (_SUMMARY.search(title) or _UNITS.search(title)):
        return False
    if _LISTS.search(title) and not _SUMMARY.search(title):
        return False
    leaves = [leaf for each in questions for leaf in each.leaves()]
    asked = [each for each in leaves if not _SIGNED.search(labels.core(labels.clean(each.label)))]
    if any(_OF_ONE.search(labels.core(labels.clean(each.label))) for each in asked):
        return False
    counted = [each for each in asked if each.figures or _counts(labels.clean(each.label))]
    return len(counted) >= _FEW and len(counted) * 2 >= len(asked)


def _counts(label: str) -> bool:
    return bool(
        _COUNTED.search(label) or _SAID.search(label) or kinds.of_people(label)
    ) or _figures(label)


def _figures(label: str) -> bool:
    return (
        kind_of(Question(label, ""), label, measures.unit_in(labels.bracketed(label)), ())
        in NUMERIC
    )
