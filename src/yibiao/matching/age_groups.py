"""
A yes or no about the age of the row's own person (是否60岁以上) → the element that says it, which follows from the day of birth.

Nobody needs to be asked it whose day of birth is known. Where the words leave open whether an age itself belongs to it
(16岁以下), the question is read as any other.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from yibiao.matching.crosswalk import yes_no
from yibiao.matching.label import folded
from yibiao.matching.lexicon import document
from yibiao.matching.meaning import Meaning
from yibiao.matching.measuring.ages import Ages, age_at
from yibiao.model.binding import Candidate, Evidence
from yibiao.model.element import Derivation, Element
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.text import Text

_BIRTH: Final = "person.birth_date"
#: What says nothing of the ages.
_APART: Final = re.compile(r"[\s:*]|\(是[/或]否\)")
#: What may stand before the ages, and behind them: who is so old is asked of the person whose row it is.
_BEFORE: Final = re.compile(r"(?:是否|是不是)?(?:已|属于|为|是)?(?:年龄|周岁)?(?:在|已)?")
_BEHIND: Final = re.compile(
    r"(?:的)?(?:老人|老年人|高龄老人|高龄老年人|人员|人口|人群|儿童|未成年人)?[?？]?"
)
_SIGNAL: Final = "age_group"
#: How sure it is that the words mean what they say.
_SCORE: Final = 0.99
_WEIGHT: Final = 4.6


def age_groups(
    fields: Iterable[tuple[Field, Meaning]], subject: SubjectKind, known: Mapping[str, Element]
) -> list[Element | None]:
    """
    For each field the element that it wants of a *subject*, if it asks whether the row's own person is of some age.

    Whoever asks for the same ages once more means something else.

    Args:
        fields: Each with what was read of it among its neighbours: whose age it is.
        subject: Whom the row is about.
        known: The elements there are; without a day of birth nothing follows, and one that was merged into another is not asked.
    """
    found: list[Element | None] = []
    for asked, meaning in fields:
        element = _wanted(asked, meaning, subject, known)
        found.append(None if element in found else element)
    return found


def _wanted(
    asked: Field, meaning: Meaning, subject: SubjectKind, known: Mapping[str, Element]
) -> Element | None:
    if subject is not SubjectKind.PERSON or meaning.role or _BIRTH not in known:
        return None
    ages = ages_asked(asked)
    element = _element(ages) if ages else None
    there = known.get(element.id) if element else None
    return None if there and there.merged_into else element


def ages_asked(asked: Field) -> Ages | None:
    """The ages of which *asked* wants a yes or no, if it says nothing beside them; whose is not looked at."""
    if asked.element is not None or not _wants_yes_or_no(asked):
        return None
    return _ages(_APART.sub("", folded(asked.label)))


def said(asked: Field, element: Element) -> Candidate:
    """That *asked* means *element*, with the reason."""
    words = {"asked": asked.label, "known": element.name.zh}
    told = document("sentences.json")[_SIGNAL]
    because = Text(zh=told["zh"].format(**words), en=told["en"].format(**words))
    reason = Evidence(signal=_SIGNAL, weight=_WEIGHT, because=because)
    return Candidate(element=element.id, score=_SCORE, evidence=(reason,))


def _wants_yes_or_no(asked: Field) -> bool:
    if asked.options:
        walk = yes_no(asked.options)
        return len(walk.mapping) > 1 and not walk.unasked
    return asked.kind is ValueKind.BOOLEAN


def _ages(text: str) -> Ages | None:
    """The ages that *text* asks about, where it says nothing beside them."""
    before = _BEFORE.match(text)
    found = age_at(text, before.end() if before else 0)
    if found is None:
        return None
    end, ages = found
    surely = not ages.bare and ages.edge is None
    return ages if surely and _BEHIND.fullmatch(text, end) else None


def _element(ages: Ages) -> Element:
    low, high = ages.low, ages.high
    if low is not None and high is not None:
        id_, zh, en = f"{low}_to_{high}", f"{low}至{high}岁", f"{low} to {high}"
    elif low is not None:
        id_, zh, en = f"{low}_or_over", f"{low}岁及以上", f"{low} or over"
    else:
        under = (high or 0) + 1
        id_, zh, en = f"under_{under}", f"不满{under}岁", f"under {under}"
    return Element(
        id=f"person.aged_{id_}",
        name=Text(zh=f"是否{zh}", en=f"Aged {en}"),
        kind=ValueKind.BOOLEAN,
        derivations=(
            Derivation(
                rule="age-group-of-birth-date", sources=(_BIRTH,), from_age=low, to_age=high
            ),
        ),
        minted=True,
    )
