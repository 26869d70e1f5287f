"""A form's title and labels → the kind of subject it is most likely about."""

import re
from collections.abc import Sequence
from typing import Final

from yibiao.model.kinds import SubjectKind

_NUMBERING: Final = re.compile(r"^[A-Za-z]?\d+[.、．]\s*")

#: Words of titles, most telling first: the first found decides, unless the labels say otherwise.
_TITLE_WORDS: Final[tuple[tuple[SubjectKind, tuple[str, ...]], ...]] = (
    (SubjectKind.ORGANISATION, ("经营场所",)),
    (SubjectKind.EVENT, ("事件", "案件", "案(事)件", "案（事）件", "矛盾纠纷", "调解", "隐患", "记录", "日志", "上访事件", "活动", "走访", "探访", "巡查", "上报表", "意见箱", "服务记录")),
    (SubjectKind.UNIT, ("行政村", "社区信息", "村基础", "村情", "村级", "社区基本")),
    (SubjectKind.DWELLING, ("房屋", "住房", "房产", "出租屋", "不动产", "租赁")),
    (SubjectKind.HOUSEHOLD, ("贫困户", "农户", "住户", "家庭信息", "家庭情况", "家庭基本", "隔离家庭", "低保户信息", "户信息", "普查")),
    (SubjectKind.PLACE, ("楼栋", "小区", "场所", "场地", "单元信息", "避难", "重点地区", "点位")),
    (SubjectKind.THING, ("车辆", "机动车", "部件", "物资", "设备", "护路护线", "犬", "渔船", "船网", "电梯")),
    (SubjectKind.ORGANISATION, ("企业", "单位门店", "门店", "公司", "机构", "组织信息", "社会组织", "经济组织", "政府组织", "治组织", "队伍信息", "队伍", "个体工商户", "商户", "合作社", "学校信息", "经营场所", "用人单位", "参保单位", "缴费单位", "单位信息", "单位基本", "单位变更", "单位登记", "单位参保", "单位情况")),
)  # fmt: skip

#: Labels that only one kind of subject has, and how much each says.
_TELLING: Final[dict[SubjectKind, tuple[str, ...]]] = {
    SubjectKind.PERSON: ("姓名", "性别", "身份证", "公民身份", "民族", "出生", "学历", "文化程度", "婚姻", "政治面貌", "户籍", "籍贯", "健康状况"),
    SubjectKind.HOUSEHOLD: ("户主姓名", "家庭人口", "户编号", "户别", "本户", "户月保障", "家庭年收入"),
    SubjectKind.DWELLING: ("建筑面积", "房间号", "产权", "户型", "房屋", "楼层"),
    SubjectKind.ORGANISATION: ("统一社会信用代码", "法定代表人", "法人代表", "注册资金", "经营范围", "企业名称", "单位名称", "从业人数"),
    SubjectKind.EVENT: ("发生时间", "发生地点", "处理结果", "事件", "案件"),
    SubjectKind.THING: ("车牌", "型号", "部件"),
}  # fmt: skip

_PERSON_TITLE: Final = (
    "人员",
    "人口",
    "党员",
    "老人",
    "儿童",
    "青少年",
    "残疾人",
    "学生",
    "居民",
    "职工",
    "个人",
    "工伤",
    "失业",
    "名单",
    "花名册",
)


def subject_of(title: str, labels: Sequence[str]) -> SubjectKind:
    """
    The kind of subject that a form with this *title* and these *labels* is about; a person where nothing tells.

    >>> subject_of("残疾人基本信息登记表", ["姓名", "残疾类别"]).value
    'person'
    >>> subject_of("单位门店信息", ["单位门店名称", "法人代表"]).value
    'organisation'
    """
    counts = {kind: _telling(kind, labels) for kind in _TELLING}
    own = _own_person(labels)
    titled = _by_title(title)
    if own or (titled in _PERSON_IN_FACT and _facts_of_one_person(labels)):
        return SubjectKind.PERSON
    if titled:
        return titled
    if any(word in title for word in _PERSON_TITLE):
        return SubjectKind.PERSON
    best = max(counts, key=lambda kind: (counts[kind], kind is SubjectKind.PERSON))
    return best if counts[best] else SubjectKind.PERSON


#: Kinds that a title may name although each row is about one person: 手术记录, 家庭情况登记.
_PERSON_IN_FACT: Final = (SubjectKind.EVENT, SubjectKind.HOUSEHOLD)


def _facts_of_one_person(labels: Sequence[str]) -> bool:
    bare = {_NUMBERING.sub("", label).strip(" :：*") for label in labels}
    facts = (
        "性别",
        "年龄",
        "民族",
        "出生日期",
        "婚姻状况",
        "身份证号",
        "身份证号码",
        "性别代码",
        "年龄(岁)",
        "年龄（岁）",
    )
    return len(bare & set(facts)) > 1


#: Where 户信息 is no household's: of merchants, users, customers, tenants, accounts, portals.
_NO_HOUSEHOLD: Final = re.compile(r"(?<=[商用客租账帐开门散]户)信息")


def _by_title(title: str) -> SubjectKind | None:
    title = _NO_HOUSEHOLD.sub("", title)
    for kind, words in _TITLE_WORDS:
        if any(word in title for word in words):
            return kind
    return None


def _telling(kind: SubjectKind, labels: Sequence[str]) -> int:
    return sum(any(word in label for word in _TELLING[kind]) for label in labels)


def _own_person(labels: Sequence[str]) -> bool:
    """Whether a bare 姓名 or 性别 is asked: then each row is a person."""
    bare = {_NUMBERING.sub("", label).strip(" :：*") for label in labels}
    return bool(bare & {"姓名", "申请人姓名", "本人姓名"}) and bool(
        bare & {"性别", "身份证号", "身份证号码", "公民身份号码", "民族", "证件号码"}
    )
