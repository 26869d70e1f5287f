"""Words that say of whom a figure speaks → the condition, the one that is collected where there are several."""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Final

from yibiao.errors import Invalid
from yibiao.matching.measuring.ages import ELEMENT, Ages, ages_of
from yibiao.matching.measuring.cutting import Piece
from yibiao.matching.measuring.vocabulary import Meant, document
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import sources
from yibiao.model.expression import Expression
from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Text

#: The rank of one code of several.
_CODE: Final = 2
_HOUSEHOLD: Final = re.compile(r"(?<![\w.])household\.(?=\w)")


@dataclass(frozen=True)
class Limit:
    """
    One condition on who is counted.

    Attributes:
        of: The kind of subject that the condition is on.
        where: The condition, but for ages.
        ages: The ages, where it is on these.
        element: The element of whose codes it names one.
        either: It and the one before it: either will do.
        implies: Conditions that need not be said beside it.
        alone: The words name somebody, and need nobody before them: 残疾人, not 女.
    """

    said: str
    of: SubjectKind
    where: str = ""
    ages: Ages | None = None
    element: str | None = None
    either: bool = False
    alone: bool = False
    implies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The condition."""
        return self.ages.where if self.ages else self.where


@dataclass(frozen=True)
class Over:
    """
    What stands over a figure.

    Attributes:
        named: Elements whose names head it.
        near: Elements whose names begin as something does that stands over it.
    """

    named: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


@dataclass
class Known:
    """
    What is collected, and with it, what is said of a reading.

    Attributes:
        held: Elements that some form asks; `None` is all.
    """

    catalogue: Catalogue
    held: Container[str] | None = None
    _needs: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def lacks(self, where: str) -> list[str]:
        """The elements of a condition that no form asks, and that follow from nothing that one does."""
        held = self.held
        if held is None:
            return []
        return [
            each
            for each in self.needs(where)
            if each not in held
            and not any(source in held for source in sources(each, self.catalogue))
        ]

    def needs(self, where: str) -> tuple[str, ...]:
        """The elements that a condition speaks of."""
        if where not in self._needs:
            try:
                paths = Expression.parse(where).bind(self.catalogue).paths
            except Invalid:  # the catalogue of this house lacks what the words speak of
                paths = (((), where),)
            found = dict.fromkeys(each for via, element in paths for each in (*via, element))
            self._needs[where] = tuple(found)
        return self._needs[where]

    def known(self, where: str) -> bool:
        """Whether the catalogue has all that a condition speaks of."""
        return all(each in self.catalogue.elements for each in self.needs(where))

    def name(self, element: str) -> Text:
        """What an element is called."""
        known = self.catalogue.elements.get(element)
        return known.name if known else Text(zh=element, en=element)


def sentence(code: str, **facts: str | Text) -> Text:
    """The sentence of that name, about these."""

    def said(language: str) -> dict[str, str]:
        return {
            name: getattr(each, language) if isinstance(each, Text) else each
            for name, each in facts.items()
        }

    told = document()["sentences"][code]
    return Text(zh=told["zh"].format(**said("zh")), en=told["en"].format(**said("en")))


def limit(
    piece: Piece, of: SubjectKind, over: Over, known: Known
) -> tuple[Limit | None, list[Text], list[Text]]:
    """The condition that a piece says on subjects of kind *of*, with reasons and with doubts; none where it says none."""
    if piece.ages is not None:
        return _of_ages(piece, over)
    ways = _ways([each for each in piece.meant if each.part == "where"], of, over, known)
    if not ways or _says_little(ways[0], over) or _of_another_list(ways[0], over, known):
        return None, [], []
    best = [each for each in ways if (each.of, each.rank) == (ways[0].of, ways[0].rank)]
    meant = best[0]
    doubts, because = [], []
    if len({_choice(each, known) for each in best}) > 1:
        doubts.append(sentence("several", said=piece.said))
    elif not meant.sure and meant.rank < _CODE:
        doubts.append(sentence("unsure", said=piece.said))
    where = _choice(meant, known)
    if meant.of is SubjectKind.HOUSEHOLD and of is SubjectKind.PERSON:
        where = _HOUSEHOLD.sub("person.household.", where)
    if meant.rank == _CODE and meant.element:
        name = known.name(meant.element)
        because.append(sentence("code", said=piece.said, element=name, where=where))
    else:
        because.append(sentence("class", said=piece.said, where=where))
    because += [meant.why] if meant.why else []
    ages = ages_of(where)
    on = SubjectKind.PERSON if meant.of is SubjectKind.PERSON else of
    element = meant.element if meant.rank == _CODE else None
    alone = meant.rank < _CODE and len(piece.said) > 1
    found = Limit(
        piece.said, on, "" if ages else where, ages, element, piece.either, alone, meant.implies
    )
    return found, because, doubts


def _of_ages(piece: Piece, over: Over) -> tuple[Limit | None, list[Text], list[Text]]:
    assert piece.ages is not None  # noqa: S101 – so it was asked
    if piece.ages.bare and ELEMENT not in over.named:
        return None, [], []
    found = Limit(piece.said, SubjectKind.PERSON, ages=piece.ages, either=piece.either)
    single = piece.ages.bare and piece.ages.low == piece.ages.high  # it may number the rows
    doubts = [sentence("unsure", said=piece.said)] if single else []
    return found, [sentence("age", said=piece.said, where=found.text)], doubts


def _ways(meant: list[Meant], of: SubjectKind, over: Over, known: Known) -> list[Meant]:
    """What a piece may mean of subjects of that kind, the best first: under its heading, then as people call it, then what is collected."""
    fitting = [
        each
        for each in meant
        if any(known.known(choice) for choice in each.choices) and _reaches(each, of)
    ]
    under = [each for each in fitting if each.element in over.named and each.rank == _CODE]
    if under:
        return under
    return sorted(
        fitting,
        key=lambda each: (each.of is not of, each.rank, bool(known.lacks(_choice(each, known)))),
    )


def _says_little(meant: Meant, over: Over) -> bool:
    """Whether it is a code whose words mean nothing but under the name of its list."""
    under = over.named | over.near
    return meant.rank == _CODE and not meant.sure and meant.element not in under


def _of_another_list(meant: Meant, over: Over, known: Known) -> bool:
    """Whether it is a code of some list, though another list is named over the figure."""
    if meant.rank != _CODE or meant.element in over.named:
        return False
    elements = (known.catalogue.elements.get(each) for each in over.named)
    return any(each is not None and each.code_list for each in elements)


def _reaches(meant: Meant, of: SubjectKind) -> bool:
    """Whether it can be said of subjects of that kind: of themselves, of their household, of somebody in it."""
    near = {SubjectKind.PERSON, SubjectKind.HOUSEHOLD}
    return meant.of is of or {meant.of, of} == near


def _choice(meant: Meant, known: Known) -> str:
    """The first of its conditions that is collected whole, or else the first that the catalogue knows."""
    there = [each for each in meant.choices if known.known(each)]
    return next((each for each in there if not known.lacks(each)), there[0])
