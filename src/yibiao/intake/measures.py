"""Units of measure as forms print them, and the kind of figure each makes."""

import re
import unicodedata

from yibiao.model.kinds import ValueKind

_UNITS: dict[ValueKind, str] = {
    ValueKind.MONEY: "元 万元 亿元 千元 百元 元/月 元/年 万元/年 元/人 元/天 元/㎡ 人民币元/月 RMB",
    ValueKind.AREA: "㎡ m2 m² 平方米 平米 平方 亩 万亩 公顷 平方公里 km2 平方千米",
    ValueKind.PERCENT: "% ％ 百分比 ‰",
    ValueKind.INTEGER: "人 户 个 件 次 天 日 岁 周岁 头 只 台 辆 套 间 层 处 座 名 份 棵 株 匹 艘 张 本 家 所 条 起 例 人次 户次 周 支 幢 栋",
    ValueKind.NUMBER: "月 个月 年 小时 分钟 分 秒 公里 千米 km 米 m 厘米 cm 毫米 mm 公斤 千克 kg 克 斤 吨 t 千瓦 kw kW 马力 立方米 m3 m³ "
    "升 L 毫升 ml mmHg ℃ 度 kWh mmol/L kg/m2 斤/亩 公斤/亩 次/分 次/分钟",
}  # fmt: skip

#: The kind of figure that is counted in a unit of measure.
KIND_OF: dict[str, ValueKind] = {
    unit: kind for kind, units in _UNITS.items() for unit in units.split()
}

_SAID = re.compile(r"单位(?:为|是)?\s*[:：]?\s*([^\s,，;；)）]+)")
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


def _candidates(text: str) -> list[str]:
    return [
        text.strip(),
        *(found[1] for found in (_SAID.search(text), _AFTER_COLON.search(text)) if found),
    ]
