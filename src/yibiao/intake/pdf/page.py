"""One page of a PDF → its characters, the strokes drawn on it, and what stands in its fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from yibiao.intake.pdf import limits as pdf_limits
from yibiao.intake.words.radicals import without_radicals

#: Marks, strokes and figures in one file; a form has some thousands.
_MOST_DRAWN: Final = 50_000
_MOST_FIGURES: Final = 600
_THIN: Final = 3.0
_SHORTEST: Final = 3.0
_BOX: Final = (5.0, 17.0)
_DINGBATS: Final = re.compile(r"wingding|webding|dingbat|symbol", re.IGNORECASE)
#: Boxes in fonts of pictures, ticked or not.
_BOXES: Final = frozenset("oqr¨£þý\uf06f\uf071\uf0a8\uf0a3\uf0fe\uf0fd\uf052\uf0a1❑❒❏❐■")


class Mark(NamedTuple):
    """Characters at a place of the page, in points from its upper left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """How tall it is."""
        return max(self.bottom - self.top, 1.0)


class Stroke(NamedTuple):
    """A straight line, upright or level."""

    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def level(self) -> bool:
        """Whether it goes across."""
        return self.x1 - self.x0 >= self.bottom - self.top

    @property
    def length(self) -> float:
        """From end to end."""
        return max(self.x1 - self.x0, self.bottom - self.top)


@dataclass(frozen=True)
class Drawn:
    """
    What is drawn on one page, turned so that its text stands upright.

    Attributes:
        garbled: Characters whose font does not say what they mean.
        pictured: The share of the page that its largest picture covers.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    boxes: tuple[Mark, ...] = ()
    garbled: int = 0
    pictured: float = 0.0


@dataclass
class Budget:
    """What may still be drawn, over all pages."""

    marks: int = _MOST_DRAWN
    figures: int = _MOST_FIGURES

    def spend(self, *, figure: bool = False) -> None:
        """
        Account for a mark, or for a figure.

        Raises:
            TooLarge: Nothing is left.
        """
        self.marks -= 1
        self.figures -= figure
        if min(self.marks, self.figures) < 0:
            raise pdf_limits.too_large(str(_MOST_FIGURES if figure else _MOST_DRAWN))


def drawn(page: Any, resources: Any, budget: Budget) -> Drawn:
    """
    The page as drawn.

    Raises:
        TooLarge: More is drawn on it than on any form.
    """
    from pdfminer.pdfinterp import PDFPageInterpreter

    device = _device(resources, budget)
    PDFPageInterpreter(resources, device).process_page(page)
    return _collected(device.get_result())


def _device(resources: Any, budget: Budget) -> Any:
    from pdfminer.converter import PDFPageAggregator

    class Counting(PDFPageAggregator):
        """Keeps what is drawn, and counts it."""

        def render_char(self, *arguments: Any, **named: Any) -> float:
            budget.spend()
            return super().render_char(*arguments, **named)

        def paint_path(self, *arguments: Any, **named: Any) -> None:
            budget.spend()
            super().paint_path(*arguments, **named)

        def begin_figure(self, *arguments: Any, **named: Any) -> None:
            budget.spend(figure=True)
            super().begin_figure(*arguments, **named)

    return Counting(resources, laparams=None)


def _collected(layout: Any) -> Drawn:
    from pdfminer.layout import LTChar, LTCurve, LTImage, LTLine, LTRect

    width, height = layout.width, layout.height
    written: dict[int, dict[tuple[str, int, int], Mark]] = {0: {}, 1: {}, -1: {}}
    strokes: list[Stroke] = []
    boxes: list[Mark] = []
    garbled, pictured = 0, 0.0
    for each in _leaves(layout):
        place = (each.x0 - layout.x0, each.x1 - layout.x0, layout.y1 - each.y1, layout.y1 - each.y0)
        if isinstance(each, LTChar):
            text = _meant(each.get_text(), each.fontname)
            garbled += text.startswith("(cid:")
            mark = Mark("" if text.startswith("(cid:") else text, *place)
            turned = _turn(each.matrix)
            if mark.text and turned is not None:
                # Bold is often the same character drawn twice.
                written[turned].setdefault((text, round(mark.x0), round(mark.top)), mark)
        elif isinstance(each, LTImage):
            pictured = max(pictured, (each.width * each.height) / max(1.0, width * height))
        elif isinstance(each, LTRect) or (
            isinstance(each, LTCurve) and not isinstance(each, LTLine)
        ):
            strokes += _sides(each, place, layout)
            low, high = _BOX
            if low < each.width < high and abs(each.width - each.height) < _THIN and each.stroke:
                boxes.append(Mark("□", *place))
        elif isinstance(each, LTLine):
            strokes.append(Stroke(*place))
    turned = max(written, key=lambda way: len(written[way]))
    whole = Drawn(
        width,
        height,
        tuple(written[turned].values()),
        tuple(each for each in strokes if min(each.x1 - each.x0, each.bottom - each.top) <= 1),
        tuple(boxes),
        garbled,
        pictured,
    )
    return _upright(whole, turned) if turned else whole


def _leaves(layout: Any) -> Iterator[Any]:
    """Everything drawn, figures opened; no figure holds itself, because each is drawn anew."""
    from pdfminer.layout import LTFigure

    waiting = [layout]
    while waiting:
        for each in waiting.pop():
            if isinstance(each, LTFigure):
                waiting.append(each)
            else:
                yield each


def _meant(text: str, font: str) -> str:
    if _DINGBATS.search(font) and text.strip() and text.strip() in _BOXES:
        return "□"
    return (
        "□" if text in ("\uf0a3", "\uf06f", "\uf0a8") else without_radicals(text.replace("\0", ""))
    )


def _turn(matrix: tuple[float, ...]) -> int | None:
    """Whether text goes to the right (0), up (1) or down (-1); `None` where it is slanted, as a watermark is."""
    a, b, *_ = matrix
    if abs(b) < abs(a) / 10:
        return 0 if a > 0 else None
    if abs(a) < abs(b) / 10:
        return 1 if b > 0 else -1
    return None


def _sides(shape: Any, place: tuple[float, ...], layout: Any) -> Iterator[Stroke]:
    """The sides of a box, or its middle where it is no more than a thick line; a coloured ground has none."""
    x0, x1, top, bottom = place
    if x1 - x0 <= _THIN or bottom - top <= _THIN:
        if x1 - x0 >= bottom - top:
            yield Stroke(x0, x1, (top + bottom) / 2, (top + bottom) / 2)
        else:
            yield Stroke((x0 + x1) / 2, (x0 + x1) / 2, top, bottom)
        return
    if not shape.stroke:
        return
    points = [(x - layout.x0, layout.y1 - y) for x, y in shape.pts]
    for (xa, ya), (xb, yb) in zip(points, [*points[1:], points[0]], strict=True):
        if abs(xa - xb) <= 1 or abs(ya - yb) <= 1:
            yield Stroke(min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb))


def _upright(page: Drawn, turned: int) -> Drawn:
    """The page turned by a quarter."""

    def place(x0: float, x1: float, top: float, bottom: float) -> tuple[float, ...]:
        if turned > 0:
            return page.height - bottom, page.height - top, x0, x1
        return top, bottom, page.width - x1, page.width - x0

    return replace(
        page,
        width=page.height,
        height=page.width,
        marks=tuple(Mark(each.text, *place(*each[1:])) for each in page.marks),
        boxes=tuple(Mark(each.text, *place(*each[1:])) for each in page.boxes),
        strokes=tuple(Stroke(*place(*each)) for each in page.strokes),
    )
