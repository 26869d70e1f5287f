"""The controls of a page that somebody fills: boxes to write in, lists to choose from, buttons that belong together."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from yibiao.intake.html import markup
from yibiao.model.kinds import ValueKind

_INPUTS: Final[dict[str, ValueKind | None]] = {
    "number": ValueKind.INTEGER, "range": ValueKind.NUMBER, "date": ValueKind.DATE, "month": ValueKind.YEAR_MONTH,
    "datetime-local": ValueKind.DATETIME, "datetime": ValueKind.DATETIME, "time": ValueKind.TIME, "tel": ValueKind.PHONE,
    "file": ValueKind.FILE, "checkbox": ValueKind.BOOLEAN, "radio": ValueKind.CODE, "year": ValueKind.YEAR,
    "textarea": ValueKind.TEXT, "idcard": ValueKind.ID_NUMBER,
}  # fmt: skip
_NAMED: Final[dict[str, ValueKind | None]] = {
    "select": ValueKind.CODE, "dropdownlist": ValueKind.CODE, "listbox": ValueKind.CODE, "radio-group": ValueKind.CODE,
    "radiogroup": ValueKind.CODE, "radiobuttonlist": ValueKind.CODE, "cascader": ValueKind.CODE,
    "tree-select": ValueKind.CODE, "treeselect": ValueKind.CODE, "picker": ValueKind.CODE,
    "checkbox-group": ValueKind.CODES, "checkboxgroup": ValueKind.CODES, "checkboxlist": ValueKind.CODES,
    "transfer": ValueKind.CODES, "textarea": ValueKind.TEXT, "textbox": None, "input": None, "autocomplete": None,
    "input-number": ValueKind.NUMBER, "inputnumber": ValueKind.NUMBER, "stepper": ValueKind.INTEGER,
    "date-picker": ValueKind.DATE, "datepicker": ValueKind.DATE, "time-picker": ValueKind.TIME,
    "time-select": ValueKind.TIME, "switch": ValueKind.BOOLEAN, "checkbox": ValueKind.BOOLEAN, "radio": ValueKind.CODE,
    "radiobutton": ValueKind.CODE, "upload": ValueKind.FILE, "uploader": ValueKind.FILE, "fileupload": ValueKind.FILE,
    "rate": ValueKind.INTEGER, "slider": ValueKind.NUMBER, "editor": ValueKind.TEXT,
}  # fmt: skip
_UNFILLED: Final = ("hidden", "submit", "button", "image", "reset", "password", "search")
_CHOICES: Final = ("option", "listitem", "radio", "checkbox", "radio-button", "checkbox-button")
_LISTS: Final = (
    "select", "dropdownlist", "listbox", "radio-group", "radiogroup", "radiobuttonlist", "checkbox-group",
    "checkboxgroup", "checkboxlist",
)  # fmt: skip
_DICTIONARY: Final = re.compile(
    r"dict(?:\.type|s|Data)?[.\[('\"]+\s*([A-Za-z][\w-]+)|dictGroup=\"(\w+)\""
)
_PICKERS: Final = (
    (ValueKind.DATETIME, re.compile(r"yyyy\S?MM\S?dd\s*hh|datetime", re.IGNORECASE)),
    (ValueKind.DATE, re.compile(r"datepicker|laydate|datebox|yyyy\S?mm\S?dd|\bwdate\b|form_date", re.IGNORECASE)),
    (ValueKind.YEAR_MONTH, re.compile(r"yyyy\S?mm\b|\bmonth\b", re.IGNORECASE)),
    (ValueKind.NUMBER, re.compile(r"numberbox|type:\s*'number'|\bnumber\b|isnumber", re.IGNORECASE)),
)  # fmt: skip
_SAYING: Final = (
    "class",
    "onclick",
    "onfocus",
    "data-options",
    "lay-verify",
    "datatype",
    "data-type",
)
_MUST: Final = re.compile(r"required\s*[:=]\s*['\"]?true|\brequired\b|\*", re.IGNORECASE)
#: What stands for a control where the text around it is read.
ALL: Final = frozenset({*_NAMED, "button", "script", "style"})


_ASKS: Final = re.compile(r"^[-—=\s]*(请选择|请选)")


@dataclass
class Control:
    """
    One control, or those that give one answer together.

    Attributes:
        elements: The elements; the first says where it stands.
        options: (value, title) of what may be chosen.
    """

    elements: list[Any]
    kind: ValueKind | None
    options: tuple[tuple[str, str], ...] = ()
    code_list: str | None = None

    @property
    def first(self) -> Any:
        """The element that it begins with."""
        return self.elements[0]

    @property
    def name(self) -> str | None:
        """The variable that the page calls it."""
        for each in self.elements:
            for attribute in (
                "name",
                "v-model",
                "formcontrolname",
                "v-model.trim",
                "v-model:value",
                "path",
                "id",
            ):
                value = each.get(attribute)
                if value and not markup.templated(value):
                    return re.sub(r"\[\]$", "", value.rpartition(".")[2])
        return None

    @property
    def must(self) -> bool:
        """Whether the page says that it has to be answered."""
        return any(
            each.get("required") not in (None, "false")
            or each.get("aria-required") == "true"
            or any(
                _MUST.search(each.get(attribute) or "")
                for attribute in ("lay-verify", "data-options", "data-rule", "datatype", "validate", "class")
            )
            for each in self.elements
        )  # fmt: skip

    @property
    def max_length(self) -> int | None:
        """Characters that it takes."""
        value = (self.first.get("maxlength") or self.first.get(":maxlength") or "").strip()
        return int(value) or None if value.isdigit() and len(value) < 6 else None  # noqa: PLR2004

    @property
    def blank_words(self) -> str:
        """The words that stand in it while it is empty."""
        asks = next((t for each in self.first.iter("option") if (t := markup.said(each))), "")
        first = asks if _ASKS.match(asks) else ""
        return markup.plain(self.first.get("placeholder") or self.first.get("title") or first)


def controls_of(page: markup.Page) -> list[Control]:
    """The controls that somebody fills, in their order."""
    found: list[Control] = []
    groups: dict[tuple[Any, ...], Control] = {}
    for each in page.root.iter("*"):
        name = markup.name(each)
        if name not in _NAMED or _left_out(each, name) or _inside_another(each):
            continue
        if _ticked(each, name):
            group = groups.setdefault(_group(each, name), Control([], ValueKind.CODE))
            if not group.elements:
                found.append(group)
            group.elements.append(each)
        else:
            found.append(_control(each, name))
    for group in groups.values():
        _close(group, page)
    return found


def _left_out(element: Any, name: str) -> bool:
    if name == "input" and (element.get("type") or "").lower() in _UNFILLED:
        return True
    shown_only = element.get("v-if") == "false" or markup.name(element.getparent()) in (
        "search",
        "pagination",
    )
    return shown_only or (name == "picker" and ":" not in element.tag and "-" not in element.tag)


def _inside_another(element: Any) -> bool:
    return any(markup.name(each) in _LISTS for each in element.iterancestors())


def _ticked(element: Any, name: str) -> bool:
    type_ = (element.get("type") or "").lower()
    return name in ("radio", "radiobutton", "checkbox") or (
        name == "input" and type_ in ("radio", "checkbox")
    )


def _group(element: Any, name: str) -> tuple[Any, ...]:
    """What buttons have in common that belong together: their name, or for boxes the cell or line they stand in."""
    type_ = (element.get("type") or name).lower()
    variable = element.get("name") or element.get("v-model") or element.get("groupname")
    form = next((e for e in element.iterancestors() if markup.name(e) == "form"), None)
    if variable and "radio" in type_ and not markup.templated(variable):
        return ("radio", form, variable)
    around = next(
        (e for e in element.iterancestors() if markup.name(e) in _AROUND or _is_item(e)), None
    )
    return (type_.replace("button", ""), around if around is not None else element)


_AROUND: Final = ("td", "dd", "fieldset", "li", "p", "form-item", "formitem", "div")


def _is_item(element: Any) -> bool:
    return markup.name(element).endswith(("form-item", "formitem"))


def _close(group: Control, page: markup.Page) -> None:
    """The answers of buttons that belong together; one box alone is answered yes or no."""
    boxes = (group.first.get("type") or markup.name(group.first)).lower().startswith("checkbox")
    if boxes and len(group.elements) == 1:
        group.kind = ValueKind.BOOLEAN
        return
    group.kind = ValueKind.CODES if boxes else ValueKind.CODE
    group.options = tuple(
        (_value(each, title), title)
        for each in group.elements
        if (title := title_of(each, page)) and not markup.templated(title)
    )


def title_of(button: Any, page: markup.Page) -> str:
    """The words of one button: its label, or what is written behind it."""
    own = markup.said(button) or markup.plain(button.get("text") or "")
    if own:
        return own
    label = page.labels.get(button.get("id"))
    if label is None:
        label = next(button.iterancestors("label"), None)
    if label is not None:
        return markup.said(label, without=ALL)
    return behind(button) or markup.plain(button.get("value") or button.get("title"))


def behind(element: Any) -> str:
    """What is written behind a control, up to the next control or the end of the line."""
    words = [element.tail or ""]
    for each in element.itersiblings():
        if markup.name(each) in (*ALL, *_ENDS) or any(
            markup.name(e) in ALL for e in each.iter("*")
        ):
            break
        words += [markup.said(each), each.tail or ""]
    return markup.plain(" ".join(words))


_ENDS: Final = ("br", "div", "p", "table", "tr", "td", "ul", "dl", "fieldset", "label")


def _value(button: Any, title: str) -> str:
    value = button.get("value") or (button.get("label") if markup.said(button) else None) or title
    return title if markup.templated(value) or value == "on" else value.strip()


def _control(element: Any, name: str) -> Control:
    type_ = (element.get("type") or element.get("textmode") or "").lower()
    kind = _INPUTS.get(type_, _NAMED[name]) if name in ("input", "textbox") else _NAMED[name]
    if name in ("date-picker", "datepicker"):
        kind = _INPUTS.get(type_, ValueKind.DATE)
    if type_ == "number" and (element.get("step") or "1") not in ("", "1"):
        kind = ValueKind.NUMBER
    if kind is None:
        kind = _of_saying(" ".join(element.get(each) or "" for each in _SAYING))
    if kind is ValueKind.CODE and (
        element.get("multiple") is not None or element.get("selectionmode") == "Multiple"
    ):
        kind = ValueKind.CODES
    return Control([element], kind, tuple(_options(element)), _dictionary(element))


def _of_saying(saying: str) -> ValueKind | None:
    return next((kind for kind, pattern in _PICKERS if pattern.search(saying)), None)


def _options(element: Any) -> Iterator[tuple[str, str]]:
    """What a list lets be chosen; not what a program puts there, nor the words that ask to choose."""
    for each in element.iter("*"):
        if markup.name(each) in _CHOICES and each is not element and not each.get("v-for"):
            raw = "".join(each.itertext()) or each.get("label") or each.get("text") or ""
            title = markup.plain(raw)
            value = (
                each.get("value") if each.get("value") is not None else each.get("label") or title
            )
            empty = value == "" or _ASKS.match(title)
            if title and not empty and not markup.templated(raw):
                yield (title if markup.templated(value) else value.strip()), title


def _dictionary(element: Any) -> str | None:
    """The code list that a program takes the answers from."""
    named = next(
        (v for k in ("dict", "dict-type", "dictcode", "dicttype") if (v := element.get(k))), None
    )
    if named:
        return str(named)
    saying: Iterable[str] = (
        value
        for each in element.iter("*")
        for value in each.attrib.values()
        if "dict" in value.lower()
    )
    found = next((match for each in saying if (match := _DICTIONARY.search(each))), None)
    return (found[1] or found[2]) if found else None
