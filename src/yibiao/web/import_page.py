"""The report of an import → a page: what became of its rows, those first that somebody must look at."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any, Final

from yibiao.model.place import CHINA

#: Rows listed; the workbook with its notes has them all.
_MOST: Final = 500
_OUTCOMES: Final = {
    "blocked": ("未收", "blocked", "bad"),
    "asks-why": ("请说明原因", "asks why", "ask"),
    "undecided": ("待核对", "undecided", "ask"),
    "conflict": ("冲突", "conflict", "ask"),
    "opened": ("新建", "opened", "good"),
    "loaded": ("已载入", "loaded", "good"),
    "accepted": ("已收", "accepted", "good"),
    "unchanged": ("未变", "unchanged", "plain"),
}
_LISTED: Final = ("blocked", "asks-why", "undecided", "conflict")
#: What may become of the rows of each kind of import.
_COUNTED: Final = {
    "workbook": ("blocked", "asks-why", "conflict", "accepted", "unchanged"),
    "register": ("blocked", "undecided", "conflict", "opened", "loaded", "unchanged"),
}
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:60rem;color:#222}"
    "h1{font-size:1.25rem;margin:.2rem 0;overflow-wrap:anywhere}"
    "ul{list-style:none;padding:0}.counts{display:flex;flex-wrap:wrap;gap:.5rem}"
    ".counts li{border:1px solid #ccc;border-radius:.5rem;padding:.3rem .8rem}"
    ".counts b{font-size:1.3rem;display:block}.rows li{border-left:4px solid;padding:.3rem .6rem;margin:.6rem 0;background:#f7f7f7}"
    ".rows li{overflow-wrap:anywhere}.bad{color:#c62828}.ask{color:#ad5a00}.good{color:#1b7f3b}.plain{color:#555}"
    ".rows li{color:#222}.rows .bad{border-color:#c62828}.rows .ask{border-color:#ad5a00}small{color:#555}p{margin:.2rem 0}"
)


def page(told: Mapping[str, Any]) -> str:
    """The page, in Chinese with English beside it; it names cells and says what is wrong, never what stands there."""
    name = escape(told["file"]["name"])
    undone = (
        f"<p><strong>已撤销 Undone</strong>：{escape(told['undone']['why'])}</p>"
        if told["undone"]
        else ""
    )
    listed = list(_listed(told))
    more = (
        f"<p>还有 {len(listed) - _MOST} 行，见带批注的填报表或 JSON 报告。"
        "More rows stand in the annotated workbook or the report as JSON.</p>"
        if len(listed) > _MOST
        else ""
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>导入报告 {name}</title><style>{_STYLE}</style></head><body>"
        f"<h1>导入报告 <small>Import report</small><br>{name}</h1>"
        f"<p><small>{escape(told['actor'])} · {_moment(told['at'])}</small></p>{undone}"
        f'<ul class="counts">{"".join(_counts(told["kind"], told["counts"]))}</ul>'
        f"{''.join(_notes(told))}"
        f'<ul class="rows">{"".join(listed[:_MOST])}</ul>{more}</body></html>'
    )


def _moment(at: str | datetime) -> str:
    """When it was, to the minute, by China's time."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _counts(kind: str, counts: Mapping[str, int]) -> Iterator[str]:
    for outcome in _COUNTED[kind]:
        zh, en, class_ = _OUTCOMES[outcome]
        yield (f'<li class="{class_}"><b>{counts.get(outcome, 0)}</b>{zh} <small>{en}</small></li>')


def _notes(told: Mapping[str, Any]) -> Iterator[str]:
    for part in (told, *told["sheets"]):
        for each in part.get("findings", ()):
            yield f"<p>{_said(each)}</p>"


def _listed(told: Mapping[str, Any]) -> Iterator[str]:
    """Rows that somebody must look at, by outcome; last those that came in without some of their cells."""
    rows = [(sheet, row) for sheet in told["sheets"] for row in sheet["rows"]]
    for outcome in _LISTED:
        yield from (_row(sheet, row) for sheet, row in rows if row["outcome"] == outcome)
    for sheet, row in rows:
        if row.get("errors") and row["outcome"] not in _LISTED:
            yield _row(sheet, row)


def _row(sheet: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    zh, en, class_ = _OUTCOMES[row["outcome"]]
    found = (*row.get("findings", ()), *row.get("errors", ()))
    said = "".join(f"<p>{_said(each)}</p>" for each in found)
    place = row["place"] if "place" in row else f"{sheet['name']} 第 {row['row']} 行"
    number = "" if "place" in row else f"row {row['row']}: "
    return (
        f'<li class="{class_}"><strong>{escape(place)}</strong> '
        f"{zh} <small>{number}{en}</small>{said}</li>"
    )


def _said(finding: Mapping[str, Any]) -> str:
    says, remedy = finding["says"], finding["remedy"]
    return (
        f"<b>{escape(finding['where'])}</b> {escape(says['zh'])} → {escape(remedy['zh'])}"
        f"<br><small>{escape(says['en'])} → {escape(remedy['en'])}</small>"
    )
