"""The words of which labels are made, as they are read."""

from dataclasses import dataclass
from typing import Literal

Part = Literal[
    "property", "role", "yes-no", "class", "qualifier", "word", "head", "light", "noise", "unknown"
]


@dataclass(frozen=True)
class Token:
    """A word of a label: what it stands for, the part it plays, and how it was written."""

    canonical: str
    part: Part
    text: str
