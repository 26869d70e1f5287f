"""Text of a page → its elements, whatever its templates, its encoding and its faults."""

import re
from collections.abc import Container
from functools import cache, cached_property
from typing import Any, Final

from yibiao.errors import Finding, TooLarge

_MOST_ELEMENTS: Final = 200_000
_DIRECTIVES: Final = re.compile(
    r"<%.*?(?:%>|\Z)|<\?.*?(?:\?>|\Z)|<!\[[^\]<>]*\]>|</?#[a-z@][^<>]*>", re.DOTALL
)
#: Elements of a framework that end where they begin: in HTML they would swallow what follows.
_CLOSED: Final = re.compile(
    r"<([A-Za-z][\w]*(?:[-:][\w-]+)|[A-Z]\w+)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?)/>"
)
_TEMPLATE: Final = re.compile(r"\$\{|\{\{|\{%|<%|#\{")
_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]*(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE
)
_READ_ANYWAY: Final = ("utf-8", "utf8", "gbk", "gb2312", "gb18030", "utf-16")
_UNSEEN: Final = ("script", "style", "noscript", "head", "object", "xml")


class Page:
    """
    A web page, or the template of one.

    Elements are those of lxml, which reads whatever browsers would.
    """

    def __init__(self, root: Any, head: str, scripts: str) -> None:
        self.root, self.scripts, self.head = root, scripts, head

    @classmethod
    def of(cls, text: str) -> "Page | None":
        """
        The page that a text describes; nothing where it holds no element.

        Raises:
            TooLarge: It has more elements than any page that somebody fills.
        """
        from lxml import etree, html

        text = _DIRECTIVES.sub(" ", text)
        text = _CLOSED.sub(r"<\1\2></\1>", text)
        if text.count("<") > 2 * _MOST_ELEMENTS:
            finding = Finding("page-too-large", facts={"limit": _MOST_ELEMENTS})
            raise TooLarge(finding, limit=_MOST_ELEMENTS, size=f">{_MOST_ELEMENTS}")
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        try:
            root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except (etree.LxmlError, ValueError):
            return None
        title = root.find(".//title")
        scripts = " ".join(each.text or "" for each in root.iter("script"))
        etree.strip_elements(root, *_UNSEEN, with_tail=False)
        return cls(root, "" if title is None else said(title), scripts)

    @cached_property
    def order(self) -> dict[Any, int]:
        """Where each element begins among all."""
        return {each: number for number, each in enumerate(self.root.iter("*"))}

    @cached_property
    def labels(self) -> dict[str, Any]:
        """The label elements by the id of the control that each is for."""
        return {each.get("for"): each for each in self.root.iter("label") if each.get("for")}

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """Elements by their id."""
        return {each.get("id"): each for each in self.root.iter("*") if each.get("id")}


def encoding_named(content: bytes) -> str | None:
    """The encoding that the page names, where it is none that is tried anyway."""
    named = _CHARSET.search(content[:4096])
    encoding = named[1].decode().lower() if named else "utf-8"
    return None if encoding in _READ_ANYWAY else encoding


def said(element: Any, *, without: Container[str] = ()) -> str:
    """Everything that is written in an element, in one line; *without* what stands in elements of some names."""
    from lxml import etree

    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "start" and each is not element and name(each) in without:
            walk.skip_subtree()
        elif event == "start":
            pieces += [" " if name(each) in _BREAKS else "", each.text or ""]
        if event == "end" and each is not element:
            pieces.append(each.tail or "")
    return plain("".join(pieces))


_BREAKS: Final = ("br", "p", "div", "tr", "td", "th", "li", "dt", "dd", "option")


def plain(text: str | None) -> str:
    """A text in one line; what a template would put in is blank."""
    words = re.sub(r"\$\{[^}]*\}|\{\{.*?\}\}|\{%.*?%\}|#\{[^}]*\}", " ", text or "")
    return " ".join(words.replace("\xa0", " ").split())


def templated(text: str | None) -> bool:
    """Whether a program is to write this."""
    return bool(_TEMPLATE.search(text or ""))


def name(element: Any) -> str:
    """The element's name, without the framework's prefix: `el-input`, `asp:textbox` → `input`, `textbox`."""
    return _name(element.tag if isinstance(element.tag, str) else "")


@cache
def _name(tag: str) -> str:
    return re.sub(
        r"^(?:asp:|form:|el-|a-|van-|n-|t-|i-|u-|uni-|q-|v-|b-|ui-|ant-)", "", tag.lower()
    )
