"""Suggestions: how a figure of a summary form may be worked out of the ledgers."""

from yibiao.model.binding import Band
from yibiao.model.text import Noun, Text


class Suggestion(Noun):
    """
    The machine's proposal for one figure; a person fixes it, or says it otherwise, or leaves the figure to the units.

    Attributes:
        band: `auto` where every word over the figure is understood; `ask` where a person has to look; `new` where nothing
            is proposed, and the figure is asked of the units as any question.
        measure: The expression, see `yibiao.model.expression`.
        of: The kind of subject that it counts.
        because: What each word was taken for.
        doubts: What keeps it from being sure.
        parts: The figures of which it is the sum, by their fields.
    """

    field: str
    band: Band
    measure: str | None = None
    of: str | None = None
    because: tuple[Text, ...] = ()
    doubts: tuple[Text, ...] = ()
    parts: tuple[str, ...] = ()
