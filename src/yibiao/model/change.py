"""Two elements made one, or one made two: what was before, so that it can be put back."""

from typing import Literal

from yibiao.model.binding import Binding
from yibiao.model.element import Element
from yibiao.model.text import Noun


class Change(Noun):
    """
    A person's decision that elements are one, or are not.

    Attributes:
        act: `merged`: `element` into `other`; `split`: `other` from `element`.
        elements: Those that change, as they were before.
        bindings: Those that move, as they were before.
        codes: The codes of the element that is left → those of the other, where their lists differ.
    """

    act: Literal["merged", "split"]
    element: str
    other: str
    elements: tuple[Element, ...]
    bindings: tuple[Binding, ...]
    codes: dict[str, str] = {}


class Held(Noun):
    """
    What is held under two elements, in subjects.

    Attributes:
        alone: Hold something only of the element that is left: it answers for the other from now on.
        alike: Hold the same of both.
        differing: Hold both, and not the same: the other's own value stands, in every slice.
    """

    alone: int = 0
    alike: int = 0
    differing: int = 0
