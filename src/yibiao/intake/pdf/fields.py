"""Fields to type into a PDF (AcroForm) → questions where they say what they ask, or blanks where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from yibiao.intake.pdf.page import Mark
from yibiao.intake.pdf.ruling import Ruled
from yibiao.intake.printed import Question
from yibiao.model.kinds import ValueKind

_REQUIRED, _RADIO, _PUSH, _READ_ONLY, _MULTIPLE = 1 << 1, 1 << 15, 1 << 16, 1 << 0, 1 << 21
_DEEPEST: Final = 30
_MOST_OPTIONS: Final = 500
#: Names that programs give.
_UNNAMED: Final = re.compile(
    r"^(text|fill|undefined|check ?box|group|radio|combo|list|dropdown|field|untitled|topmostsubform|form1|文本|文本框|复选框|单选|组合框|下拉|未命名|图像|untitled)?[\s_\-.]*\d*[\s_\-.\d\[\]]*$",
    re.IGNORECASE,
)
_ENOUGH: Final = 0.6


@dataclass(frozen=True)
class Widget:
    """One field where it stands on a page, with what it says of itself."""

    name: str
    kind: str
    place: str
    box: tuple[float, float, float, float]
    says: str = ""
    options: tuple[str, ...] = ()
    state: str = ""
    required: bool = False
    several: bool = False
    longest: int | None = None

    @property
    def label(self) -> str:
        """What it asks, if it says so: its tooltip, or a name that a person gave it."""
        last = self.name.rpartition(".")[2]
        telling = re.search(r"[\u4e00-\u9fff]", last) or " " in last.strip()
        named = last if telling and not _UNNAMED.match(last) else ""
        return self.says or named


def widgets(page: Any, document: Any, number: int) -> list[Widget]:
    """The fields of a page that can be filled in, in the order of the page."""
    from pdfminer.pdftypes import resolve1

    form = resolve1(document.catalog.get("AcroForm")) if document.catalog else None
    if not isinstance(form, dict):
        return []
    found: list[Widget] = []
    for each in resolve1(page.annots) or ():
        annotation = resolve1(each)
        if isinstance(annotation, dict) and _text(annotation.get("Subtype")) == "Widget":
            found += _widget(annotation, page, f"P{number}F{len(found) + 1}")
    return sorted(found, key=lambda each: (round(each.box[2] / 8), each.box[0]))


def _widget(annotation: dict[str, Any], page: Any, place: str) -> Iterator[Widget]:
    chain = list(_ancestry(annotation))
    kind = _text(_inherited(chain, "FT"))
    flags = _inherited(chain, "Ff")
    flags = flags if isinstance(flags, int) else 0
    if kind not in ("Tx", "Ch", "Btn") or flags & _READ_ONLY or (kind == "Btn" and flags & _PUSH):
        return
    left, bottom, right, top = (float(each) for each in _list(annotation.get("Rect"))[:4])
    x0, _, _, y1 = page.mediabox
    longest = _inherited(chain, "MaxLen")
    yield Widget(
        ".".join(_text(each.get("T")) for each in reversed(chain) if each.get("T")),
        "Ra" if kind == "Btn" and flags & _RADIO else kind,
        place,
        (min(left, right) - x0, max(left, right) - x0, y1 - max(top, bottom), y1 - min(top, bottom)),
        _text(_inherited(chain, "TU")).strip(),
        tuple(_options(_inherited(chain, "Opt")))[:_MOST_OPTIONS],
        _state(annotation),
        bool(flags & _REQUIRED),
        bool(kind == "Ch" and flags & _MULTIPLE),
        longest if isinstance(longest, int) and longest > 0 else None,
    )  # fmt: skip


def _ancestry(field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The field and those that it belongs to; a circle is left."""
    from pdfminer.pdftypes import resolve1

    for _ in range(_DEEPEST):
        yield field
        field = resolve1(field.get("Parent"))
        if not isinstance(field, dict):
            return


def _inherited(chain: Sequence[dict[str, Any]], member: str) -> Any:
    from pdfminer.pdftypes import resolve1

    return next((resolve1(each[member]) for each in chain if member in each), None)


def _list(value: Any) -> list[Any]:
    from pdfminer.pdftypes import resolve1

    value = resolve1(value)
    return [resolve1(each) for each in value] if isinstance(value, list) else []


def _options(value: Any) -> Iterator[str]:
    """What may be chosen: the words shown, of a pair the second."""
    for each in _list(value):
        shown = _list(each)[-1] if isinstance(each, list) and each else each
        text = _text(shown).strip()
        if text:
            yield text


def _state(annotation: dict[str, Any]) -> str:
    """The value that a box has when it is ticked."""
    from pdfminer.pdftypes import resolve1

    looks = resolve1(annotation.get("AP"))
    normal = resolve1(looks.get("N")) if isinstance(looks, dict) else None
    names = list(normal) if isinstance(normal, dict) else []
    return next((name for each in names if (name := _text(each)) != "Off"), "")


def _text(value: Any) -> str:
    """A name or a string in whichever encoding PDF allows."""
    from pdfminer.pdftypes import resolve1
    from pdfminer.psparser import PSLiteral
    from pdfminer.utils import decode_text

    value = resolve1(value)
    if isinstance(value, PSLiteral):
        value = value.name
    if isinstance(value, bytes):
        if value.startswith(b"\xef\xbb\xbf"):
            return value[3:].decode("utf-8", "replace")
        return decode_text(value)
    return value if isinstance(value, str) else ""


def questions(found: Sequence[Widget]) -> tuple[Question, ...]:
    """
    What the fields ask, if most of them say so; those of one name, or radio buttons, ask one question.

    Nothing where most are called `Text1`.
    """
    by_name: dict[str, list[Widget]] = {}
    for each in found:
        by_name.setdefault(each.name or each.place, []).append(each)
    telling = [group for group in by_name.values() if group[0].label]
    if len(telling) < _ENOUGH * len(by_name) or not telling:
        return ()
    return tuple(_question(group) for group in by_name.values())


def _question(group: Sequence[Widget]) -> Question:
    first = group[0]
    options = first.options
    if first.kind == "Ra" and not options:
        options = tuple(dict.fromkeys(each.state for each in group if each.state))
    kind = ValueKind.CODES if first.several else None
    if first.kind == "Btn":
        kind = ValueKind.BOOLEAN
    return Question(
        first.label or first.name,
        first.place,
        kind=kind,
        options=options if first.kind in ("Ch", "Ra") else (),
        required=any(each.required for each in group),
        name=first.name or None,
        max_length=first.longest if first.kind == "Tx" else None,
    )


def marks(found: Sequence[Widget], tables: Sequence[Ruled]) -> Iterator[Mark]:
    """How the fields look on paper: boxes to tick, answers to choose from, blanks outside of tables."""
    for each in found:
        x0, x1, top, bottom = each.box
        if each.kind in ("Btn", "Ra"):
            yield Mark("□", x0, min(x1, x0 + (bottom - top)), top, bottom)
        elif each.options:
            yield Mark(" ".join(f"□{option}" for option in each.options), *each.box)
        elif not any(table.at((x0 + x1) / 2, (top + bottom) / 2) for table in tables):
            height = min(bottom - top, 12.0)
            yield Mark("____", x0, x1, bottom - height, bottom)
