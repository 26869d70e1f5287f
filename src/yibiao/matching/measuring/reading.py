"""The headings over one figure → what is counted, of whom, and whatever is doubtful about that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from yibiao.matching.measuring.ages import ELEMENT
from yibiao.matching.measuring.cutting import Heading, Piece, heading
from yibiao.matching.measuring.limits import Known, Limit, Over, limit, sentence
from yibiao.matching.measuring.vocabulary import Vocabulary, document
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.text import Text

Function = Literal["count", "share", "avg", "max", "min", "sum"]

#: What says that a figure is none of those that a ledger gives.
_BEYOND: Final = ("gone", "so-far", "change", "elsewhere")
#: Whoever is spoken of without being named.
_SPOKEN_OF: Final = {SubjectKind.PERSON, SubjectKind.HOUSEHOLD, SubjectKind.DWELLING}
_AGED: Final = ("年龄", "岁")
_MONEY: Final = ("元", "万元")
_PERCENT: Final = ("%", "‰")


@dataclass
class Reading:
    """
    What a figure is understood to be.

    Attributes:
        path: The headings over it, outermost first, its own label last.
        of: What is counted; `None` where nothing says so.
        limits: Of whom.
        whole: For a share that says of what it is one: of whom that is.
        everybody: It speaks of everybody, whatever the title limits.
        named: It says itself what is counted.
        beyond: It asks for something that no ledger holds.
    """

    asked: Field
    path: tuple[Heading, ...]
    of: SubjectKind | None = None
    function: Function = "count"
    element: str | None = None
    limits: list[Limit] = field(default_factory=list)
    whole: list[Limit] | None = None
    everybody: bool = False
    named: bool = False
    beyond: bool = False
    because: list[Text] = field(default_factory=list)
    doubts: list[Text] = field(default_factory=list)

    @property
    def total_at(self) -> int | None:
        """Which of its headings only says that others are added up."""
        return next((at for at, each in enumerate(self.path) if each.total), None)

    @property
    def among_at(self) -> int | None:
        """Which of its headings begins with 其中."""
        return next((at for at, each in enumerate(self.path) if each.among), None)

    @property
    def unread(self) -> list[str]:
        """What nobody understood of its headings."""
        return [words for each in self.path for words in each.unread]

    @property
    def says(self) -> bool:
        """Whether anything in it says what the figure is."""
        told = self.limits or self.of or self.everybody or self.element
        return bool(told or self.total_at is not None or self.function == "share")


def read(
    asked: Field, title: str, usual: SubjectKind | None, known: Known, vocabulary: Vocabulary
) -> Reading:
    """
    One figure by its own headings.

    Args:
        asked: The field.
        title: The form's.
        usual: What is counted where it does not say so, by the title.
        known: What is collected.
        vocabulary: The words.
    """
    path = tuple(heading(each, vocabulary) for each in (*asked.section, asked.label))
    reading = Reading(asked, path)
    pieces = [piece for each in path for piece in each.pieces]
    reading.of = _counted(path, asked)
    reading.everybody = any(each.plays("everybody") for each in pieces)
    reading.beyond = _is_beyond(pieces)
    reading.function = _function(asked, pieces)
    over = _over(pieces, (title, *(each.text for each in path)), known)
    of = reading.of or _spoken_of(pieces) or usual or SubjectKind.PERSON
    for each in path:
        _limit(reading, each, of, over, known)
    _figure(reading, pieces, known)
    for piece in pieces:  # as things stand in the period, or on its last day
        if piece.plays("within") and not any(other.plays("since") for other in pieces):
            reading.doubts.append(sentence("unsure", said=piece.said))
    reading.named = reading.of is not None
    if reading.of is None and reading.limits:
        reading.of = _subject(reading.limits, usual)
    return reading


def counted_as(of: SubjectKind) -> Text:
    """What subjects of that kind are called."""
    return Text(**document()["kinds"][of.value])


def _counted(path: Sequence[Heading], asked: Field) -> SubjectKind | None:
    """What is counted, the nearest word first, then the unit of measure."""
    for each in reversed(path):
        found = _counts(each)
        if found is not None:
            return found
        if each.unit in document()["of_units"]:
            return SubjectKind(document()["of_units"][each.unit])
    unit = document()["of_units"].get(asked.unit_of_measure or "")
    return SubjectKind(unit) if unit else None


def _counts(heading_: Heading) -> SubjectKind | None:
    for piece in reversed(heading_.pieces):
        for meant in piece.meant:
            if meant.part in ("counted", "everybody") and not piece.plays("where"):
                return meant.of
    return None


def _spoken_of(pieces: Iterable[Piece]) -> SubjectKind | None:
    """The kind of subject of which all that is said can be said, if that is one."""
    kinds = [
        {each.of for each in piece.meant if each.part == "where" and each.of}
        for piece in pieces
        if piece.plays("where")
    ]
    both = set.intersection(*kinds) & _SPOKEN_OF if kinds else set()
    return next(iter(both)) if len(both) == 1 else None


def _subject(limits: Sequence[Limit], usual: SubjectKind | None) -> SubjectKind:
    kinds = {each.of for each in limits}
    return kinds.pop() if len(kinds) == 1 else usual or SubjectKind.PERSON


def _over(pieces: Sequence[Piece], texts: Sequence[str], known: Known) -> Over:
    """The elements whose names head the figure, or begin as something does that stands over it: 视力 under 残疾人."""
    said = [meant for piece in pieces for meant in piece.meant if meant.element]
    named = {str(each.element) for each in said if each.part == "heading"}
    coded = {str(each.element) for each in said if each.part == "where" and each.rank > 1}
    near = {each for each in coded if any(known.name(each).zh[:2] in text for text in texts)}
    aged = any(word in text for text in texts for word in _AGED)
    return Over(frozenset(named | ({ELEMENT} if aged else set())), frozenset(near))


def _is_beyond(pieces: Sequence[Piece]) -> bool:
    return any(each.plays(*_BEYOND) and not each.plays("where", "since") for each in pieces)


def _function(asked: Field, pieces: Sequence[Piece]) -> Function:
    if any(each.plays("share") for each in pieces):
        return "share"
    for part, function in _FUNCTIONS.items():
        if any(each.plays(part) for each in pieces):
            return function
    money = asked.kind is ValueKind.MONEY or asked.unit_of_measure in _MONEY
    return "sum" if money else "count"


_FUNCTIONS: Final[dict[str, Function]] = {"average": "avg", "greatest": "max", "least": "min"}


def _limit(reading: Reading, heading_: Heading, of: SubjectKind, over: Over, known: Known) -> None:
    """Take what one heading says of whom; what stands behind 占 says of what it is a share."""
    negated, whole = False, False
    for piece in heading_.pieces:
        if piece.plays("share-of"):
            reading.whole, whole = [], True
        elif piece.plays("apart") and not piece.limits:
            reading.doubts.append(sentence("unsure", said=piece.said))
        elif piece.plays("negation") and not piece.limits:
            negated = True
        elif piece.plays("since"):
            _since(reading, piece)
        elif piece.limits:
            found, because, doubts = limit(piece, of, over, known)
            if found is None:
                reading.doubts.append(sentence("unread", said=piece.said))
                continue
            reading.because += because
            reading.doubts += doubts
            if negated:
                reading.doubts.append(sentence("unsure", said=piece.said))
                found = Limit(found.said, found.of, f"not ({found.text})")
                negated = False
            (reading.whole if whole and reading.whole is not None else reading.limits).append(found)


def _since(reading: Reading, piece: Piece) -> None:
    meant = next(each for each in piece.meant if each.part == "since")
    found = Limit(piece.said, SubjectKind.PERSON, meant.choices[0], alone=True)
    reading.limits.append(found)
    reading.because.append(sentence("period", said=piece.said))
    within = any(each.plays("within") for path in reading.path for each in path.pieces)
    if not within:
        reading.doubts.append(sentence("unsure", said=piece.said))


def _figure(reading: Reading, pieces: Sequence[Piece], known: Known) -> None:
    """What is averaged or added up."""
    if reading.function in ("avg", "max", "min"):
        meant = [e for piece in pieces for e in piece.meant if e.part == "averaged"]
        aged = any("年龄" in each.text for each in reading.path)
        reading.element = meant[0].element if meant else ELEMENT if aged else None
        if meant:
            reading.of = meant[0].of
        elif aged:
            reading.of = SubjectKind.PERSON
        reading.beyond = reading.beyond or reading.element is None
    elif reading.function == "sum":
        money = [
            each.element
            for piece in pieces
            for each in piece.meant
            if each.element and (each.part == "money" or (each.part == "where" and each.rank == 0))
        ]
        reading.element = money[0] if money else None
        reading.beyond = reading.beyond or not money
        if money:
            reading.of = SubjectKind(money[0].partition(".")[0])
            reading.doubts.append(sentence("money", element=known.name(money[0])))
