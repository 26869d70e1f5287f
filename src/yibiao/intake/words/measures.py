"""Units of measure as forms print them, and the kind of figure each makes."""

import re
import unicodedata

from yibiao.model.kinds import ValueKind

_BASES: dict[ValueKind, str] = {
    ValueKind.MONEY: "元 人民币元 美元 RMB",
    ValueKind.AREA: "㎡ m2 m² 平方米 平米 平方 亩 公顷 ha hm2 平方公里 km2 km² 平方千米",
    ValueKind.PERCENT: "% ％ 百分比 ‰",
    ValueKind.INTEGER: "人 户 个 件 次 天 日 岁 周岁 头 只 羽 台 辆 套 间 层 处 座 名 份 棵 株 匹 艘 张 本 册 家 所 条 起 例 人次 户次 车次 场次 "
    "周 支 幢 栋 项 批 批次 宗 口 眼 门 场 篇 台次 件次 课时 学时",
    ValueKind.NUMBER: "月 个月 年 小时 分钟 分 秒 公里 千米 km 米 m 厘米 cm 毫米 mm 公斤 千克 kg 克 斤 吨 t 千瓦 kw kW 马力 立方米 方 m3 m³ "
    "升 L 毫升 ml mmHg ℃ 度 kWh 千瓦时 kg/m2 次/分 次/分钟 mmol/L",
}  # fmt: skip
_SCALES = ("十", "百", "千", "万", "十万", "百万", "千万", "亿")
_PER = ("人", "户", "亩", "年", "月", "天", "日", "次", "个", "件", "公顷", "㎡", "平方米", "公斤", "斤", "吨", "小时", "台", "人·月", "人年", "只", "头", "村", "套", "间")  # fmt: skip


def _kinds() -> dict[str, ValueKind]:
    """Every unit by itself, in tens to hundred millions, and per another."""
    plain = {unit: kind for kind, units in _BASES.items() for unit in units.split()}
    scaled = {
        scale + unit: kind
        for unit, kind in plain.items()
        if not unit.isascii() and kind is not ValueKind.PERCENT
        for scale in _SCALES
    }
    whole = {**scaled, **plain}
    per = {
        f"{unit}/{each}": ValueKind.NUMBER if kind in (ValueKind.INTEGER, ValueKind.AREA) else kind
        for unit, kind in whole.items()
        for each in _PER
    }
    return {**per, **whole}


#: The kind of figure that is counted in a unit of measure.
KIND_OF: dict[str, ValueKind] = _kinds()

_SAID = re.compile(r"单位(?:为|是)?\s*[:：]?\s*([^\s,，;；)）]+)")
_STATED = re.compile(
    r"(?:^|[\s\u3000(（])(?:(?:金额|计量|数量|面积|货币)?单位|金额)\s*[:：]\s*([^()（）:：]{1,24}?)\s*(?:$|[)）]|\s{2}|[\n\u3000])"
)
_BETWEEN = re.compile(r"[\s、，,;；及和]+")
_GLUED = re.compile(
    r"(?:面积|金额|收入|支出|资产|产值|产量|长度|宽度|高度|重量|体重|身高|里程|额|费|价|款|资金)[\s,，]*(㎡|m2|m²|平方米|亩|公顷|万?元|亿元|cm|kg|公斤|吨|公里|米)$"
)
_AFTER_COLON = re.compile(r"[:：]\s*([^\s:：]+)$")


def unit_in(*texts: str | None) -> str | None:
    """
    The first of *texts* that is a unit of measure, or says one (单位：万元; …资产：元), as printed.

    >>> unit_in("万元"), unit_in("建筑面积(单位平方米)"), unit_in("18位或15位")
    ('万元', '平方米', None)
    """
    for text in texts:
        for said in _candidates(text or ""):
            if unicodedata.normalize("NFC", said) in KIND_OF:
                return said
    return None


def stated_in(text: str) -> tuple[str, ...]:
    """
    The units of measure that a line states for the whole page; nothing where it names somebody's unit.

    >>> stated_in("（单位：户、万元）"), stated_in("填报单位：某某局"), stated_in("单位：某某局")
    (('户', '万元'), (), ())
    """
    for found in _STATED.finditer(text):
        words = unicodedata.normalize("NFC", found[1].strip())
        units = (words,) if words in KIND_OF else tuple(filter(None, _BETWEEN.split(words)))
        parts = units if all(each in KIND_OF for each in units) else tuple(words.split("/"))
        if all(each in KIND_OF for each in parts):
            return tuple(dict.fromkeys(parts))
    return ()


def _candidates(text: str) -> list[str]:
    return [
        text.strip(),
        *(
            found[1]
            for found in (_SAID.search(text), _AFTER_COLON.search(text), _GLUED.search(text))
            if found
        ),
    ]
