"""A control of a page → the words that ask for it, and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from yibiao.intake.html import markup
from yibiao.intake.html.controls import ALL, Control, behind
from yibiao.intake.html.tables import Grid
from yibiao.intake.words import labels

_WORDS: Final = re.compile(r"[^\W_\d]")
_ITEMS: Final = re.compile(r"(form-?item|table-?column|field|cell|form-group)$")
_LONGEST: Final = 60
_HIGHEST: Final = 12
_STOPS: Final = ("form", "body", "html", "fieldset", "table", "tbody", "thead", "tr", "template")
_BLOCKS: Final = frozenset(
    [
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "legend",
        "table",
        "ul",
        "dl",
        "li",
        "form",
        "fieldset",
        "hr",
        "br",
    ]
)
_PROMPT: Final = re.compile(
    r"^(请|请您)?(输入|选择|填写|填入|上传|录入|点击选择)(您的|你的)?|(please\s+)?(enter|select|input)\s+(your\s+)?",
    re.IGNORECASE,
)
_LITERAL: Final = re.compile(r"['\"`]([^'\"`]*[\u4e00-\u9fff][^'\"`]*)['\"`]")


@dataclass(frozen=True)
class Asked:
    """
    The words that ask for something.

    Attributes:
        text: As written.
        source: The element that holds them; `None` where the control itself does.
        header: They head a column, and the row has a place of its own.
        row: What heads the row, where they head a column.
    """

    text: str
    source: Any = None
    header: bool = False
    row: str = ""


@dataclass
class Labels:
    """Looks for the words that ask for the controls of one page."""

    page: markup.Page
    grids: dict[Any, Grid] = field(default_factory=dict)

    def of(self, control: Control) -> Asked:
        """The nearest words: the control's label, the cell beside or above, what is written before it, or inside."""
        for way in self._ways(control):
            found = replace(way, text=_between_blanks(way.text)) if way else None
            if found and _WORDS.search(found.text) and len(found.text) <= _LONGEST:
                return found
        name = control.name or ""
        chinese = re.search(r"[\u4e00-\u9fff]{2,}", name)
        return Asked(chinese[0] if chinese else name)

    def _ways(self, control: Control) -> Iterator[Asked | None]:
        first, alone = control.first, len(control.elements) == 1 and not control.options
        yield _of_item(first)
        if alone or markup.name(first) not in ("input", "radio", "checkbox"):
            yield self._labelled(first)
        yield self._before(control)
        if control.options or alone:
            yield Asked(_PROMPT.sub("", control.blank_words)) if control.blank_words else None
        yield Asked(behind(first)) if alone else None

    def _labelled(self, element: Any) -> Asked | None:
        label = self.page.labels.get(element.get("id") or "")
        if label is None:
            label = next(element.iterancestors("label"), None)
        if label is None:
            label = self.page.by_id.get((element.get("aria-labelledby") or "").split(" ")[0])
        if label is not None:
            return Asked(markup.said(label, without=ALL), label)
        return Asked(element.get("aria-label") or "")

    def _before(self, control: Control) -> Asked | None:
        """What stands before it, from near to far; in a table the cells beside and above."""
        node = control.first
        for _ in range(_HIGHEST):
            if markup.name(node) in ("td", "th"):
                return self._of_cell(node)
            if markup.name(node) == "dd":
                return _of_term(node)
            text, source = _written_before(node)
            if _WORDS.search(text):
                return Asked(text, source)
            node = node.getparent()
            if node is None or markup.name(node) in _STOPS:
                return None
        return None

    def _of_cell(self, cell: Any) -> Asked | None:
        """The cell beside that asks, or the header of the column where cells to fill stand side by side."""
        table = next(cell.iterancestors("table"), None)
        if table is None:
            return None
        grid = self.grids.setdefault(table, Grid.of(table))
        if cell not in grid.at:
            return None
        row, column = grid.at[cell]
        beside = [grid.cells.get((row, at)) for at in range(column - 1, -1, -1)]
        heads = self._head(grid, row, column)
        filled = [
            e
            for e in dict.fromkeys(grid.cells.get((row, at)) for at in range(grid.width))
            if e is not None and has_control(e)
        ]
        side_by_side = any(
            grid.cells.get((row, at)) in filled
            and grid.cells.get((row, at + 1)) in filled
            and grid.cells.get((row, at)) is not grid.cells.get((row, at + 1))
            for at in range(grid.width)
        )
        said = next((e for e in beside if e is not None and e is not cell and _said(e)), None)
        if heads is not None and (side_by_side or said is None or has_control(said)):
            row_head = "" if said is None or has_control(said) else _said(said)
            return Asked(_said(heads), heads, header=True, row=row_head)
        if said is not None and not has_control(said):
            return Asked(_said(said), said)
        return Asked(_said(heads), heads) if heads is not None else None

    def _head(self, grid: Grid, row: int, column: int) -> Any:
        """The nearest cell above with words and without a control, in a row that is written only."""
        for above in range(row - 1, -1, -1):
            cell = grid.cells.get((above, column))
            if cell is None or has_control(cell):
                continue
            others = {grid.cells.get((above, at)) for at in range(grid.width)} - {None}
            if _said(cell) and len(others) > 1 and not any(map(has_control, others)):
                return cell
        return None


def _of_term(definition: Any) -> Asked | None:
    """The term that a definition belongs to."""
    before = definition.itersiblings("dt", preceding=True)
    term = next(before, None)
    return None if term is None else Asked(markup.said(term, without=ALL), term)


def _said(cell: Any) -> str:
    return markup.said(cell, without=ALL)


def has_control(element: Any) -> bool:
    """Whether something in it is filled."""
    return any(
        markup.name(each) in ALL
        and (each.get("type") or "").lower() not in ("hidden", "button", "submit")
        for each in element.iter("*")
    )


def _of_item(element: Any) -> Asked | None:
    """The label that a framework's item around it carries as an attribute."""
    for each in (element, *element.iterancestors()):
        if each is not element and not _ITEMS.search(markup.name(each)):
            continue
        for attribute in ("label", ":label", "v-bind:label"):
            text = (each.get(attribute) or "").strip()
            literal = _LITERAL.search(text) if attribute != "label" else None
            if (attribute == "label" and text) or literal:
                return Asked(markup.plain(literal[1] if literal else text), each)
    return None


def _written_before(node: Any) -> tuple[str, Any]:
    """The words right before an element among its siblings, back to the next control; and the element they begin in."""
    words = ""
    source = node.getparent()
    for each in node.itersiblings(preceding=True):
        words = f"{each.tail or ''} {words}"
        if has_control(each) or markup.name(each) in ALL:
            return markup.plain(words), source
        block = markup.name(each) in _BLOCKS
        if block and _WORDS.search(words):
            return markup.plain(words), source
        inside = markup.said(each)
        if inside:
            words, source = f"{inside} {words}", each
            if block:
                return markup.plain(words), source
    parent = node.getparent()
    if parent is not None:
        words = f"{parent.text or ''} {words}"
    return markup.plain(words), source


def _between_blanks(text: str) -> str:
    """The words of one blank of several in a line: 孕（ ）产（ ） asks for 孕 and for 产."""
    words = _CLOSES_ANOTHER.sub("", text)
    words = words if _WORDS.search(words) else text
    return re.sub(r"[(（\[【]\s*$", "", words).strip("/ ")


_CLOSES_ANOTHER: Final = re.compile(r"^[^()（）]*[)）][-—~，,、;；/\s]*(?=.*\w)")


def unit_and_hint(control: Control) -> str:
    """What is written behind a control that is no button: a unit, a remark; not the words of the next blank."""
    if control.options and len(control.elements) > 1:
        return ""
    text = labels.clean(behind(control.elements[-1]))
    closed = re.match(r"^([^()（）]*)[)）]", text)
    return closed[1].strip() if closed else text
