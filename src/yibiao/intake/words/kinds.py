"""A question → the kind of value it takes, from what the source states, its words, unit, options and samples."""

import re
from collections.abc import Sequence
from typing import Final

from yibiao.intake.printed import Question
from yibiao.intake.words import labels, measures
from yibiao.intake.words.options import NO, YES, yes_or_no
from yibiao.model.form import Option
from yibiao.model.kinds import NUMERIC, ValueKind, is_date, is_id_number, is_uscc

#: What the words at a label's end tell. The first that fits decides.
_ENDINGS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (ValueKind.TEXT, r"[及和与、/](联系)?(电话|手机|方式|号码)$|(原因|说明|情况|依据|来源|事由|备注)$"),
        (ValueKind.TEXT, r"(邮箱|邮件|网络|ip|mac|e-?mail)地址$|地址码$|大写$|起止(时间|日期|年月)$|时间段$|周期$|期限$"),
        (ValueKind.FILE, r"(照片|相片|图片|附件|影像|扫描件|复印件|证件照|截图|视频|录音)$|^营业执照$"),
        (ValueKind.ID_NUMBER, r"身份证(号|号码|编号)?$|公民身份(证)?号码?$|身份号码$|社会保障号码?$"),
        (ValueKind.USCC, r"(统一|社会)社?会?信用代码(证)?(号|号码|编号)?$|统一信用代码$"),
        (ValueKind.PHONE, r"(电话|手机|联系方式|传真)(号|号码)?\d?$|手机号"),
        (ValueKind.SIGNATURE, r"(签字|签名|盖章|签章|公章|印章|盖印)$|(?<!群众)(?<!评定)(?<!诊断)(?<!整改)(?<!征求)(?<!处理)意见$"),
        (ValueKind.YEAR_MONTH, r"年月$|月份$"),
        (ValueKind.DATE, r"日期$|年月日$"),
        (ValueKind.YEAR, r"年份$|年度$|哪年|^年$"),
        (ValueKind.BOOLEAN, r"是否|有无|能否|可否|^有没有"),
        (ValueKind.PERCENT, r"百分比$|比例$|占比$|(?<![频功概税汇费])率$"),
        (ValueKind.AREA, r"面积$|^平方米$"),
        (ValueKind.MONEY, r"(金额|收入|支出|开支|借款|贷款|欠款|负债|补贴|补助|补助金|救助金|赔款|罚款|保费|保险费|奖金|工资|薪资|租金|存款|资金|费用|(?<![A-Za-z])支付|自费|自理|起付线|总额|余额|数额|元/月|年薪|月薪|补贴额|补助额|缴存额|授信额度|贷款额度|额度|房租|租房费|价格|单价|总价|产值|造价)$|(?<![自公免缴])费$"),
        (ValueKind.NUMBER, r"(得分|总分|分数|成绩|评分|工龄|年限|学时|里程|产量|重量|长度|身高|体重)$"),
        (ValueKind.INTEGER, r"年龄$|人口$|(次|人)数?累计$|场次$|人次$|户次$|(?<![指系基分参函])数$|数量$|^人数|岁数$"),
        (ValueKind.DIVISION, r"^行政区划(代码|编码)?$|区划(代码|编码)$"),
        (ValueKind.ADDRESS, r"(地址|住址|详址|现住地|现居住地|户籍地|户籍所在地|户口所在地|常住地|居住地|住所|坐落)$"),
    )
)  # fmt: skip

#: Only where the source states no kind: 服务时间 may as well be a duration.
_TIMES: Final = re.compile(r"(时间|时刻)$")

_FORMATS: Final = (
    (ValueKind.DATETIME, re.compile(r"^y{4}.?m{1,2}.?d{1,2}.+h{1,2}|^年.?月.?日.?时", re.IGNORECASE)),
    (ValueKind.DATE, re.compile(r"^(y{4}.?m{1,2}.?d{1,2}|年.?月.?日|(19|20)\d{2}.(0?\d|1[0-2]).[0-3]?\d)", re.IGNORECASE)),
    (ValueKind.YEAR_MONTH, re.compile(r"^(y{4}.?m{1,2}|年.?月|(19|20)\d{2}(\D\d{1,2}|\d{2}))$", re.IGNORECASE)),
    (ValueKind.YEAR, re.compile(r"^(y{4}|如[,，]?(19|20)\d{2})$", re.IGNORECASE)),
)  # fmt: skip

#: Said of a figure at the end of its label, which stands before.
_SUMMED: Final = re.compile(r"(?<=..)[\s,，、]*[(（]?(累计|合计|小计|总计|共计|汇总)[)）]?$")

_RANGE = re.compile(r"\d\s*[-—~～至]\s*\d|区间|范围")
_MULTIPLE = re.compile(r"可?多选|可选多项|可以多选")


def kind_of(
    question: Question, label: str, unit: str | None, options: Sequence[Option]
) -> ValueKind:
    """The kind that *question* takes; text where nothing tells."""
    stated = question.kind
    if question.questions or stated is ValueKind.ROWS:
        return ValueKind.ROWS
    if options and stated not in (ValueKind.FILE, ValueKind.SIGNATURE):
        return _of_options(question, label, options)
    if stated is None or stated is ValueKind.TEXT:
        return (
            _of_words(question, label, unit)
            or _of_written(question.samples, label)
            or _of_headings(question.section, label)
            or ValueKind.TEXT
        )
    return _refined(question, stated, label, unit)


def _refined(question: Question, stated: ValueKind, label: str, unit: str | None) -> ValueKind:
    """What the source states, made exact by the words where it is coarse."""
    if stated in (ValueKind.NUMBER, ValueKind.INTEGER):
        found = _of_figures(label, unit)
        return stated if found in (None, ValueKind.NUMBER) else found
    if stated in (ValueKind.DATE, ValueKind.DATETIME):
        return _of_days(question, label) or stated
    if stated is ValueKind.CODE and _ending(label) is ValueKind.BOOLEAN:
        return ValueKind.BOOLEAN
    return stated


def _of_options(question: Question, label: str, options: Sequence[Option]) -> ValueKind:
    if question.kind is ValueKind.CODES or _MULTIPLE.search(f"{label} {question.hint or ''}"):
        return ValueKind.CODES
    return ValueKind.BOOLEAN if yes_or_no(options) else ValueKind.CODE


def _of_words(question: Question, label: str, unit: str | None) -> ValueKind | None:
    hint = question.hint or ""
    format_ = _of_format(labels.bracketed(label), hint)
    if format_:
        return format_
    within = _ending(labels.bracketed(label) or "")
    if within in _TELLING_IN_BRACKETS:
        sealed = within is ValueKind.SIGNATURE and _BODY.search(labels.core(label))
        return ValueKind.TEXT if sealed else within
    found = ValueKind.TEXT if labels.bracketed(label) == "大写" else _ending(label)
    if found in NUMERIC or unit:
        return None if _RANGE.search(hint) else _of_figures(label, unit)
    if found is None and "统一社会信用代码" in hint:
        return ValueKind.USCC
    if found is None and question.kind is None and _TIMES.search(labels.core(label)):
        return ValueKind.DATE
    return found


def _of_headings(section: Sequence[str], label: str) -> ValueKind | None:
    """What the headings over a label such as 本月 or 累计 are figures of, the nearest first."""
    if not generic(label):
        return None
    told_above = (figure_of(labels.clean(each)) for each in reversed(section))
    found = next((each for each in told_above if each), None)
    return found or (ValueKind.NUMBER if _TOTAL.search(label) else None)


_TOTAL: Final = re.compile(r"(累计|合计|小计|总计|共计)")
#: Who puts a seal beside its name: 填报单位（盖章） asks for the name.
_BODY: Final = re.compile(
    r"^(?!.*(审|批|经办|主管|受理|负责)).*(单位|机构|部门|学校|公司|企业|街道|社区|村|乡|镇|局|站|所|中心|医院|合作社|支行|委会)(名称)?$"
)
_TELLING_IN_BRACKETS = (ValueKind.ID_NUMBER, ValueKind.USCC, ValueKind.SIGNATURE)


def _of_figures(label: str, unit: str | None) -> ValueKind | None:
    if unit:
        return measures.KIND_OF.get(unit, ValueKind.NUMBER)
    found = next((f for f in (_ending(label), _ending(labels.bracketed(label) or "")) if f), None)
    return found if found in NUMERIC else None


def _of_days(question: Question, label: str) -> ValueKind | None:
    found = _of_format(labels.bracketed(label), question.hint or "") or _ending(label)
    return found if found in _DAYS else None


_DAYS = (ValueKind.DATE, ValueKind.YEAR_MONTH, ValueKind.YEAR, ValueKind.DATETIME)


def _of_format(*texts: str | None) -> ValueKind | None:
    """What a printed format such as yyyy-MM or 年-月-日 tells."""
    for text in texts:
        for kind, pattern in _FORMATS:
            if text and pattern.match(text.strip()):
                return kind
    return None


#: Words that say only which of several figures it is; what they are figures of stands above them.
_GENERIC: Final = re.compile(
    r"^(其中)?[:：]?((本|上|当|今|去|同|前|历)(日|天|周|旬|月|季|年|期|次)度?(末|初|止|底|累计|完成|新增|计划|实际)?"
    r"|(日|周|旬|月|季|年|期)(末|初|均|计|累计)|(本年|本月|本周|至?[本当]?期?)?累计|合计|小计|总计|共计|总数|计|上年同期|去年同期|同期|计划|实际|目标|应[收交缴]|已?[收交缴]"
    r"|新增|减少|增减|增加|净增|增长|本级|甲|乙)(数|值|量|额)?$"
)


_MASKS: Final = (
    (ValueKind.DATETIME, re.compile(r"年.*月.*日.*时")),
    (ValueKind.DATE, re.compile(r"年.*月.*日")),
    (ValueKind.YEAR_MONTH, re.compile(r"年.*月")),
)
_FROM_TO: Final = re.compile(r"至|到|起|止|[-—~～]{1,2}")


def of_blank(label: str, blank: str) -> ValueKind | None:
    """The kind of day that a blank is drawn for, 年 月 日, if its label asks for one; none where it is drawn for two."""
    day = told(labels.clean(label)) in _DAYS or _DAY.search(label)
    if not day or len(blank) > _LONGEST_MASK or _FROM_TO.search(blank):
        return None
    return next((kind for kind, pattern in _MASKS if pattern.search(blank)), None)


_LONGEST_MASK: Final = 60
_DAY: Final = re.compile(r"(出生|生日|入党|入伍|参加工作|[日时]期?|何时|于)$")


def generic(label: str) -> bool:
    """Whether a label only says which of several figures it is: 本月, 累计, 合计."""
    return bool(_GENERIC.match(labels.core(label)))


_NAMING: Final = re.compile(
    r"(单位|名称?|姓名|人|员|者|备注|说明|地区|区域|县|乡|镇|街道|村|社区|小组|部门|机构|网点|支行|分行|局|所|站|项目|指标|类别|类型|种类|性质|内容|措施|做法|问题|原因|情况"
    r"|地址|地点|位置|代码|编号|号|时间|日期|期间|进度|栏次|序号|等级|级别|领导|附注|意见|标准|依据|用途|型号|规格|预留\d*)$"
)


#: Words for people of one sort, which ask how many there are where figures are asked for.
_PEOPLE: Final = re.compile(
    r"(?<!填报)(?<!审核)(?<!经办)(?<!联系)(?<!负责)(?<!工作)(?<!统计)"
    r"(残疾人|军人|老年?人|困难?人员|失业人员|特困人员|低保人员|服刑人员|患者|对象|儿童|党员|妇女|学生|孤儿|农民工|志愿者|租户|住户)$"
)


def of_people(label: str) -> bool:
    """Whether a label names people of one sort: 残疾人, 特困人员."""
    return bool(_PEOPLE.search(labels.core(label)))


def naming(label: str) -> bool:
    """Whether the words of a label ask for a name, a code, a day or a sentence, so that no figure is meant."""
    return bool(_NAMING.search(labels.core(label)))


def told(label: str) -> ValueKind | None:
    """What the words of a label tell of the answer, if anything."""
    return _ending(label) or (ValueKind.DATE if _TIMES.search(labels.core(label)) else None)


def figure_of(label: str) -> ValueKind | None:
    """The kind of figure that the words of a label tell, if any."""
    return _of_figures(label, measures.unit_in(labels.bracketed(label), label))


def _ending(label: str) -> ValueKind | None:
    words = _SUMMED.sub("", labels.core(label)) or label
    return next((kind for kind, pattern in _ENDINGS if pattern.search(words)), None)


# -------------------------------------------------------------------------------------------------- samples

_SAMPLE_PATTERNS: Final = (
    (ValueKind.PHONE, re.compile(r"^1[3-9]\d{9}$")),
    (ValueKind.DATETIME, re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$")),
    (ValueKind.DATE, re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$")),
    (ValueKind.YEAR_MONTH, re.compile(r"^(19|20)\d{2}[-/.年]\d{1,2}月?$")),
    (ValueKind.PERCENT, re.compile(r"^\d+(\.\d+)?[%％]$")),
    (ValueKind.INTEGER, re.compile(r"^-?(0|[1-9]\d{0,8})$")),
    (ValueKind.NUMBER, re.compile(r"^-?\d{1,12}(\.\d+)?$")),
)


def _of_written(samples: Sequence[str], label: str) -> ValueKind | None:
    """What samples tell; a number by which something is known is no figure."""
    found = _of_samples(samples)
    return ValueKind.TEXT if found in NUMERIC and _KNOWN_BY.search(labels.core(label)) else found


_KNOWN_BY: Final = re.compile(r"(编号|代码|编码|号码|账号|[学工证文]号|[A-Za-z]+号|微信号?|QQ)$")


def _of_samples(samples: Sequence[str]) -> ValueKind | None:
    """What all the values under a label have in common."""
    values = [each.strip() for each in samples if each.strip()]
    if not values:
        return None
    if all(each.lower() in YES | NO for each in values):
        return ValueKind.BOOLEAN
    for kind, fits in (
        (ValueKind.ID_NUMBER, is_id_number),
        (ValueKind.USCC, is_uscc),
        (ValueKind.DATE, is_date),
    ):
        if all(fits(each) for each in values):
            return kind
    return next(
        (kind for kind, pattern in _SAMPLE_PATTERNS if all(pattern.match(each) for each in values)),
        None,
    )
