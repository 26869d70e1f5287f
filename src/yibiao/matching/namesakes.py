"""A field that means nothing known of its own kind of subject → what means the same of another kind."""

from dataclasses import dataclass

from yibiao.matching.candidates import points
from yibiao.matching.index import BORROWED, index_of
from yibiao.matching.lexicon import document, lexicon
from yibiao.matching.meaning import meaning_of_field, surroundings
from yibiao.matching.signals import contributions, total
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind


def named_like(asked: Field, form: Form, subject: SubjectKind, catalogue: Catalogue) -> str | None:
    """The local name of what asks the same of another kind of subject: of a minted element, or one that speaks of the unit."""
    meaning = meaning_of_field(asked, surroundings(form.subject, form.title)).plain
    if meaning.generic or meaning.bare:
        return None
    index = index_of(catalogue)
    namesake = _Namesake(points("good"), document("weights.json")["signals"]["path"])
    for kind in SubjectKind:
        nearest = index.nearest(kind, meaning, ("",), namesake) if kind is not subject else ()
        for entry, added in nearest:
            if _speaks_of_any(entry.element, catalogue):
                parts = contributions(meaning, entry.meaning, added)
                namesake.add(total({**parts, "path": namesake.path}), entry.element)
    return namesake.name or None


def _speaks_of_any(element: str, catalogue: Catalogue) -> bool:
    """Whether *element* may be asked of a subject of any kind."""
    return catalogue.elements[element].minted or bool(lexicon().shared(element))


@dataclass
class _Namesake:
    """The local name of what is worth most so far."""

    score: float
    path: float
    name: str = ""

    def add(self, score: float, element: str) -> None:
        self.score, self.name = max((self.score, self.name), (score, element.partition(".")[2]))

    def closed(self, most: float, element: str) -> bool:  # noqa: ARG002  whatever its id
        return round(most + BORROWED + self.path, 4) < self.score

    def settled(self, most: float, element: str) -> bool:
        best = round(most + BORROWED + self.path, 4), element.partition(".")[2]
        return best <= (self.score, self.name)
