"""The report of a register that was loaded → a workbook: what became of each row, and why; no value of anybody."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from yibiao.flows.carrying import bring
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.original import SentFile
from yibiao.publishing.outcomes import outcomes

_HEADS: Final = ("位置 Row", "结果 Result", "说明 What it says", "怎么办 What to do")

#: What each outcome is called, and what is said of rows of which there is nothing else to say.
_SAID: Final[dict[str, tuple[str, str, str]]] = {
    "blocked": ("未收 not taken", "", ""),
    "undecided": (
        "待核对 to be looked at",
        "和已有的人相像，拿不准是不是同一个，没有载入 It resembles somebody, and was not loaded",
        "请社区核对是谁，再载入 The unit says who it is; then load it again",
    ),
    "conflict": (
        "有争议 contested",
        "和已经填报的不一样，原来的不动 It says otherwise than what was filed, which stands",
        "由社区在“争议”里裁定 The unit decides among its conflicts",
    ),
    "opened": ("新建 opened", "", ""),
    "loaded": ("已载入 loaded", "", ""),
    "unchanged": ("没有变化 unchanged", "", ""),
}


def workbook(house: House, import_: str, actor: Actor) -> SentFile:
    """
    What became of each row, those that somebody must look at first.

    Raises:
        NotFound: There is no such import, or it never came to its end.
    """
    report = bring.reported(house, import_, actor)
    name = house.registry.imports[import_].imported.file.name
    rows = [row for sheet in report["sheets"] for row in sheet["rows"]]
    order = list(_SAID)
    rows.sort(key=lambda row: order.index(row["outcome"]))
    lines = (line for row in rows for line in _lines(row))
    stem = name.rpartition(".")[0] or name
    return SentFile(f"{stem} 载入结果.xlsx", outcomes("载入结果", _HEADS, lines))


def _lines(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    called, says, remedy = _SAID[row["outcome"]]
    errors = row.get("errors", ())
    if not errors or says:
        yield row["place"], called, says, remedy
    for each in errors:
        yield each["where"], called, _both(each["says"]), _both(each["remedy"])


def _both(said: Mapping[str, str]) -> str:
    return f"{said['zh']} {said['en']}"
