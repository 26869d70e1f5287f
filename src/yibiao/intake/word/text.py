"""A paragraph of a Word document → its text: boxes as □, room to write as underscores, what was struck out left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from yibiao.intake.word.numbers import Numbers
from yibiao.intake.word.package import W

_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DEEPEST: Final = 120
_BLANKS: Final = " \u3000\xa0\t\u2002\u2003"
_DINGBATS: Final = re.compile(r"wingding|webding|dingbat", re.IGNORECASE)
#: Empty, ticked and crossed boxes in fonts of pictures, by the last byte of their number.
_BOXES: Final = frozenset(bytes.fromhex("6f7172a3a8a1a26efefd525354552a3031"))
_TICKS: Final = frozenset(bytes.fromhex("fc50"))


@dataclass
class Words:
    """
    Reads paragraphs.

    Attributes:
        aside: Paragraphs in boxes of text that float over the page, found on the way.
    """

    numbers: Numbers = field(default_factory=Numbers)
    aside: list[Any] = field(default_factory=list)

    def of(self, paragraph: Any) -> str:
        """The paragraph's text, the number that Word puts before it included."""
        text = "".join(self._pieces(paragraph, 0))
        return self.numbers.of(paragraph, text) + text

    def _pieces(self, element: Any, depth: int) -> Iterator[str]:
        for each in element if depth < _DEEPEST else ():
            match _name(each):
                case "r":
                    yield self._run(each, depth)
                case "sdt":
                    yield self._control(each, depth)
                case (
                    "hyperlink" | "ins" | "moveTo" | "smartTag" | "sdtContent" | "fldSimple"
                    | "customXml" | "dir" | "bdo"
                ):  # fmt: skip
                    yield from self._pieces(each, depth + 1)

    def _control(self, control: Any, depth: int) -> str:
        """A content control: its choices where it has some, blank where it shows what to type."""
        settings = control.find(f"{W}sdtPr")
        if settings is not None:
            choices = [
                each.get(f"{W}displayText") or each.get(f"{W}value") or ""
                for kind in ("dropDownList", "comboBox")
                for each in settings.iterfind(f"{W}{kind}/{W}listItem")
            ]
            if any(choices):
                return " ".join(f"□{each.strip()}" for each in choices if each.strip())
            if settings.find(f"{_W14}checkbox") is not None:
                return "□"
            if settings.find(f"{W}showingPlcHdr") is not None:
                return f"{_named(settings)}____"
        return "".join(self._pieces(control, depth + 1))

    def _run(self, run: Any, depth: int) -> str:
        settings = run.find(f"{W}rPr")
        if settings is not None and _on(settings.find(f"{W}vanish")):
            return ""
        words = "".join(self._words(run, depth))
        if settings is None:
            return words
        fonts = settings.find(f"{W}rFonts")
        if fonts is not None and any(_DINGBATS.search(each) for each in fonts.attrib.values()):
            words = "".join(meant(ord(each)) for each in words)
        underlined = settings.find(f"{W}u")
        if (
            underlined is not None
            and underlined.get(f"{W}val") != "none"
            and words
            and not words.strip(_BLANKS)
        ):
            return "_" * max(2, len(words))
        return words

    def _words(self, run: Any, depth: int) -> Iterator[str]:
        for each in run:
            match _name(each):
                case "t":
                    yield each.text or ""
                case "tab" | "ptab":
                    yield "____" if _leads(run) else "    "
                case "br" | "cr":
                    yield "\n"
                case "noBreakHyphen":
                    yield "-"
                case "sym":
                    yield meant(int(each.get(f"{W}char", "0") or "0", 16))
                case "ruby":
                    yield "".join(t.text or "" for t in each.iterfind(f"{W}rubyBase//{W}t"))
                case "fldChar" if each.find(f"{W}ffData") is not None:
                    yield _legacy_field(each.find(f"{W}ffData"))
                case "drawing" | "pict" | "object" | "AlternateContent":
                    self._find_boxes(each, depth)

    def _find_boxes(self, drawing: Any, depth: int) -> None:
        """Paragraphs in a box of text; of two renderings of one box, the first."""
        for each in drawing if depth < _DEEPEST else ():
            if each.tag == f"{W}txbxContent":
                self.aside += list(each.iter(f"{W}p"))
            elif _name(each) != "Fallback":
                self._find_boxes(each, depth + 1)


def _name(element: Any) -> str:
    """An element's name if it is Word's own, or one that offers a choice of renderings."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2] if tag.startswith((W, _MC)) else ""


def _on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{W}val", "1") not in ("0", "false", "off")


def meant(code: int) -> str:
    """A picture of a font of pictures: a box, a tick, or nothing that can be filled in."""
    last = code & 0xFF
    if chr(code).isspace():
        return chr(code)
    if last in _BOXES:
        return "□"
    return "√" if last in _TICKS else "·"


def _named(settings: Any) -> str:
    """What a control is called, if it stands in a paragraph without other words."""
    alias = settings.find(f"{W}alias")
    name = "" if alias is None else alias.get(f"{W}val", "")
    paragraph = next(settings.iterancestors(f"{W}p"), None)
    if paragraph is None or next(settings.iterancestors(f"{W}tc"), None) is not None:
        return ""
    own = settings.getparent()
    words = "".join(
        each.text or ""
        for each in paragraph.iter(f"{W}t")
        if own not in each.iterancestors(f"{W}sdt")
    )
    return f"{name}：" if re.search(r"[\u4e00-\u9fff]", name) and not words.strip() else ""


def _leads(run: Any) -> bool:
    """Whether the paragraph draws a line where its text jumps to a stop."""
    paragraph = run.getparent()
    stops = paragraph.iterfind(f"{W}pPr/{W}tabs/{W}tab")
    return any(each.get(f"{W}leader") in ("underscore", "heavy") for each in stops)


def _legacy_field(field: Any) -> str:
    if field.find(f"{W}checkBox") is not None:
        return "□"
    choices = [each.get(f"{W}val", "") for each in field.iterfind(f"{W}ddList/{W}listEntry")]
    return " ".join(f"□{each}" for each in choices if each) or "____"
