"""What heads the questions of a page: headings, captions, rows of tables with one cell of words only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from yibiao.intake.html import markup
from yibiao.intake.html.labels import has_control

#: A longer text is no heading, and no label.
LONGEST: Final = 40
WORDS: Final = re.compile(r"[^\W\d_]")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend")
_TITLED: Final = re.compile(r"\btitle\b|heading|header-text|form-?name|biaoti", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """Words that head what follows: how high (1 above all), and the table that they are a row of."""

    text: str
    element: Any
    level: int
    order: int
    table: Any = None


def headings_of(page: markup.Page) -> Iterator[Heading]:
    """Headings, captions, and rows of tables with one cell of words only, in their order."""
    for each, number in page.order.items():
        name = markup.name(each)
        level = 0
        table = None
        if name in _HEADINGS:
            level = int(name[1]) if name[0] == "h" else 7
        elif name in ("td", "th") and _alone(each):
            level, table = 8, next(each.iterancestors("table"), None)
        elif (
            name in ("div", "span", "p", "strong", "center", "font")
            and len(each) == 0
            and _TITLED.search(f"{each.get('class')} {each.get('id')}")
        ):
            level = 5
        if level and not has_control(each):
            text = markup.said(each)
            if text and len(text) <= LONGEST and WORDS.search(text):
                yield Heading(text, each, level, number, table)


def _alone(cell: Any) -> bool:
    row = cell.getparent()
    return row is not None and sum(markup.name(each) in ("td", "th") for each in row) == 1
