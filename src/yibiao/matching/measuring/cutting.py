"""What stands over a figure → its words, each with what it may mean, and what nobody understands."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from yibiao.matching.measuring.ages import Ages, age_at
from yibiao.matching.measuring.vocabulary import Meant, Vocabulary

_NUMBERING: Final = re.compile(
    r"^(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
)
_PADDING: Final = re.compile(r"[\s:：,，。;；\"“”‘’'《》()\[\]【】/|、·*★_]")
#: What stands between words of which either will do.
_EITHER: Final = re.compile(r"[、/和及与或,，]")
_YEAR: Final = re.compile(r"(?:19|20)\d{2}(?:年度?)?|\d{1,2}月份?")
#: What is counted or measured in, in brackets behind the words.
_UNIT: Final = re.compile(
    r"\((?:单位[:：]?)?(人|户|个|名|家|套|%|‰|人次|户次|元|万元|件|次|名/人|人/户)\)"
)
#: What heads a row of a table by single years, and nothing else.
_YEARS: Final = re.compile(r"\d{1,3}")
_UNKNOWN: Final = 100
_PIECE: Final = 10

#: What going on from here costs, where it leads, and what is taken on the way.
_Way = tuple[int, int, "Piece | None"]


@dataclass(frozen=True)
class Piece:
    """
    Some words in one heading.

    Attributes:
        said: As printed; for what is not understood, `meant` is empty and there are no `ages`.
        either: Words before it stand apart by 、 or 和: either is meant.
    """

    said: str
    meant: tuple[Meant, ...] = ()
    ages: Ages | None = None
    either: bool = False

    def plays(self, *parts: str) -> bool:
        """Whether it may play one of these parts."""
        return any(each.part in parts for each in self.meant)

    @property
    def unread(self) -> bool:
        """Whether it is not understood."""
        return not (self.meant or self.ages)

    @property
    def limits(self) -> bool:
        """Whether it says of whom: it is an age, or something that one is or is not."""
        return self.ages is not None or self.plays("where")


@dataclass(frozen=True)
class Heading:
    """One heading over a figure: its text, folded; its pieces; the unit of measure that stands behind it."""

    text: str
    pieces: tuple[Piece, ...]
    unit: str | None = None

    @property
    def unread(self) -> tuple[str, ...]:
        """What is not understood in it."""
        return tuple(each.said for each in self.pieces if each.unread)

    @property
    def total(self) -> bool:
        """Whether it says no more than that others are added up."""
        telling = [each for each in self.pieces if not each.plays("noise")]
        return bool(telling) and all(each.plays("total") for each in telling)

    @property
    def among(self) -> bool:
        """Whether it says that those before it are divided."""
        return bool(self.pieces) and self.pieces[0].plays("among")


def heading(text: str, vocabulary: Vocabulary) -> Heading:
    """A heading, cut where the fewest characters are left over, then into the fewest words."""
    folded = unicodedata.normalize("NFKC", text)
    folded = _NUMBERING.sub("", re.sub(r"\s+", "", folded))
    unit = _UNIT.search(folded)
    folded = _UNIT.sub("", folded)
    if found := _YEARS.fullmatch(folded):
        ages = Ages(int(folded), int(folded), bare=True)
        return Heading(folded, (Piece(found[0], ages=ages),))
    return Heading(folded, tuple(_cut(folded, vocabulary)), unit[1] if unit else None)


def _cut(text: str, vocabulary: Vocabulary) -> list[Piece]:
    best: list[_Way] = [(0, 0, None)] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        best[start] = min(_ways(text, start, best, vocabulary), key=lambda each: each[0])
    pieces: list[Piece] = []
    start, apart = 0, False
    while start < len(text):
        _, end, piece = best[start]
        if piece is None:
            apart = apart or bool(_EITHER.fullmatch(text[start:end]))
        elif piece.unread and pieces and not apart and pieces[-1].unread:
            pieces[-1] = Piece(pieces[-1].said + piece.said)
        elif piece.plays("noise") and (apart or _EITHER.fullmatch(piece.said)):
            apart = True
        else:
            pieces.append(Piece(piece.said, piece.meant, piece.ages, apart))
            apart = False
        start = end
    return pieces


def _ways(text: str, start: int, best: list[_Way], vocabulary: Vocabulary) -> list[_Way]:
    """The ways to go on from *start*: what that costs with all that follows, where it leads, and the words taken."""
    if _PADDING.match(text[start]):
        return [(best[start + 1][0], start + 1, None)]
    ways: list[_Way] = [(best[start + 1][0] + _UNKNOWN, start + 1, Piece(text[start]))]
    if year := _YEAR.match(text, start):
        ways.append((best[year.end()][0] + 1, year.end(), None))
    if found := age_at(text, start):
        end, ages = found
        ways.append((best[end][0] + _PIECE // 2, end, Piece(text[start:end], ages=ages)))
    for end, meant in vocabulary.at(text, start):
        cost = _PIECE + (meant[0].part == "noise")
        ways.append((best[end][0] + cost, end, Piece(text[start:end], tuple(meant))))
    return ways
