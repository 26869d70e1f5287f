"""Matches are proposed, bindings decided: that a field means an element, exactly or by a crosswalk or conversion."""

from typing import Literal

from yibiao.model.form import Field
from yibiao.model.text import Noun, Text

Band = Literal["auto", "ask", "new"]


class Evidence(Noun):
    """One reason for or against a match: its name, what it adds to the score's log-odds, and the sentence for a person."""

    signal: str
    weight: float
    because: Text


class Candidate(Noun):
    """An element that a field may mean, reached over the links `via`, with its score – the share of such that are right – and the reasons."""

    element: str
    via: tuple[str, ...] = ()
    score: float
    evidence: tuple[Evidence, ...] = ()


class Match(Noun):
    """
    The machine's proposal for one field of a form.

    Attributes:
        band: `auto` binds by rule; `ask` waits for a person; `new` means that no known element will do.
        candidates: Best first; empty when nothing comes near.
    """

    form: str
    field: str
    band: Band
    candidates: tuple[Candidate, ...] = ()


class Binding(Noun):
    """
    The decision that a field means an element. Reversible: a later decision on the same field replaces it.

    Attributes:
        via: Links that lead from the form's subject to whom the element is about, in order. Inside a repeating
            block the path starts at the block's subject.
        how: `exact`; `crosswalk` (the element's codes to the form's own); `conversion` (see `yibiao.model.conversion`);
            `measure` (a figure of a summary form).
        crosswalk: The element's code → the form's option. For a yes/no element the codes are `true` and `false`,
            for one held in words those words.
        unmapped: Codes of the element that the form has no option for, by name: they are answered as empty.
        unasked: Options of the form that the element has no code for, by name: they can never be answered.
        measure: The expression that gives the figure, over subjects of kind `of`.
        decided_by: An actor's id, or `rule:<name>`.
    """

    form: str
    field: str
    element: str | None = None
    via: tuple[str, ...] = ()
    how: Literal["exact", "crosswalk", "conversion", "measure"] = "exact"
    crosswalk: dict[str, str] = {}
    unmapped: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    conversion: str | None = None
    measure: str | None = None
    of: str | None = None
    decided_by: str = "rule:auto"

    def answers(self, asked: Field) -> dict[str, str | None]:
        """By which option of *asked*, as it is titled, each code is answered, and which, by what it is called, by none."""
        titles = {each.value: each.title for each in asked.options}
        said = {code: titles[value] for code, value in self.crosswalk.items() if value in titles}
        return {**dict.fromkeys(self.unmapped), **said} if self.crosswalk else {}
