"""A summary form → for each of its figures, how it may be worked out, with reasons, and how sure that is."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Final

from yibiao.errors import Invalid
from yibiao.matching.measuring.ages import Ages
from yibiao.matching.measuring.cutting import Piece, heading
from yibiao.matching.measuring.limits import Known, Limit, Over, limit, sentence
from yibiao.matching.measuring.reading import Reading, counted_as, read
from yibiao.matching.measuring.relating import Sum, added, base_of, totals, touching
from yibiao.matching.measuring.vocabulary import Vocabulary, document
from yibiao.model.binding import Band
from yibiao.model.catalogue import Catalogue
from yibiao.model.expression import Expression
from yibiao.model.form import Field, Form
from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind
from yibiao.model.measure import Suggestion
from yibiao.model.text import Text

#: The name of a place in a title.
_PLACE: Final = re.compile(
    r".{0,8}(省|市|县|区|镇|乡|街道|村|社区|居|村居|乡镇|镇街|居委会|村委会)"
)
_COUNTED: Final = (SubjectKind.PERSON, SubjectKind.HOUSEHOLD)
_FIGURES: Final = {*NUMERIC, ValueKind.INTEGER}
#: Words over a figure that were not understood may be so many, of all of them, for it to be worth asking.
_MOST_UNREAD: Final = 0.5


def suggest(
    form: Form, catalogue: Catalogue, held: Container[str] | None = None
) -> tuple[Suggestion, ...]:
    """
    How each figure of a summary form may be worked out of the ledgers; fields that take no figure are left out.

    Args:
        form: The form.
        catalogue: Knows the elements, and what they are called.
        held: The elements that some form asks, so that figures of them are no undercount; `None` takes all as asked.
    """
    vocabulary = Vocabulary(catalogue)
    desk = _Desk(form, Known(catalogue, held), vocabulary)
    return tuple(desk.suggestions())


@dataclass
class _Desk:
    """One form, while it is read."""

    form: Form
    known: Known
    vocabulary: Vocabulary
    readings: list[Reading] = field(default_factory=list)
    classes: list[Piece] = field(default_factory=list)
    usual: SubjectKind | None = None
    title_doubts: list[Text] = field(default_factory=list)

    def suggestions(self) -> Sequence[Suggestion]:
        self._read_title()
        self.readings = [
            read(each, self.form.title, self.usual, self.known, self.vocabulary)
            for each in self.form.leaves()
            if _is_figure(each)
        ]
        touching(self.readings)
        sums = totals(self.readings)
        self._add_up(sums)
        self._look_beside()
        self._look_among(sums)
        return [self._suggestion(place, sums) for place in range(len(self.readings))]

    # ----------------------------------------------------------------------------------------- title

    def _read_title(self) -> None:
        """What the title limits the whole form to; two classes at once limit nothing that is sure."""
        title = heading(self.form.title, self.vocabulary)
        counted = [m.of for p in title.pieces for m in p.meant if m.part == "counted" and m.of]
        self.usual = counted[-1] if counted else None
        self.classes = [each for each in title.pieces if each.limits and not _only_code(each)]
        codes = [
            each
            for each in title.pieces
            if each not in self.classes
            and any(m.part == "where" and m.of in _COUNTED for m in each.meant)
        ]
        self.title_doubts += [sentence("unsure", said=each.said) for each in codes]
        self.title_doubts += [
            sentence("unsure", said=each.said)
            for each in title.pieces
            if each.plays("apart") and not each.limits
        ]
        if len([each for each in self.classes if not each.ages]) > 1:
            said = "、".join(each.said for each in self.classes)
            self.title_doubts.append(sentence("several", said=said))
            self.classes = []
        unread = [
            each.said
            for each in title.pieces
            if each.unread and not (_PLACE.fullmatch(each.said) or _names_place(each, title.text))
        ]
        self.title_doubts += [sentence("unread_title", said=each) for each in unread]

    def _base(self, of: SubjectKind) -> tuple[list[Limit], list[Text], list[Text]]:
        """What the title says of subjects of that kind, with reasons and doubts."""
        limits, because, doubts = [], [], []
        for piece in self.classes:
            found, why, unsure = limit(piece, of, Over(), self.known)
            if found is not None:
                limits.append(found)
                because += why
                doubts += unsure
        return limits, because, doubts

    # ------------------------------------------------------------------------------- beside one another

    def _add_up(self, sums: Sequence[Sum]) -> None:
        done: set[int] = set()
        for each in sums:
            total = self.readings[each.total]
            members = [self.readings[part] for part in each.parts]
            labels = " + ".join("/".join((*e.asked.section, e.asked.label)) for e in members)
            total.because.append(sentence("total", parts=labels))
            if each.total in done:
                continue
            done.add(each.total)
            total.of = total.of or members[0].of
            total.doubts += [doubt for one in members for doubt in one.doubts]
            whole = added(members, each.at, self.known)
            if whole is None or (whole and each.beside):
                total.doubts.append(sentence("unsure", said=labels))
            else:
                total.limits += whole

    def _look_beside(self) -> None:
        for place, reading in enumerate(self.readings):
            if self._may_be_part(reading, place):
                reading.doubts.append(sentence("unsure", said=reading.asked.label))

    def _look_among(self, sums: Sequence[Sum]) -> None:
        for place, reading in enumerate(self.readings):
            if reading.among_at is None:
                continue
            before = base_of(place, self.readings, sums)
            if before is None:
                reading.doubts.append(sentence("unsure", said="其中"))
                continue
            other = self.readings[before]
            known = {each.text for each in reading.limits}
            reading.limits[:0] = [each for each in other.limits if each.text not in known]
            reading.of = reading.of if _names_kind(reading) else other.of or reading.of
            reading.everybody = reading.everybody or other.everybody
            reading.doubts += other.doubts
            reading.because.append(sentence("among", said=other.asked.label))

    # ------------------------------------------------------------------------------------ one of them

    def _suggestion(self, place: int, sums: Sequence[Sum]) -> Suggestion:
        reading = self.readings[place]
        adds = next((each.parts for each in sums if each.total == place), ())
        parts = tuple(self.readings[each].asked.id for each in adds)
        of = reading.of or self.usual or SubjectKind.PERSON
        base, because, doubts = self._base(of)
        doubts += self._doubts(reading, place, base)
        measure = None
        if not reading.beyond and self._worth(reading):
            measure = _measure(reading, of, base)
        bound = self._bound(measure)
        if measure is None or bound is None:
            doubts = list(dict.fromkeys(doubts))
            return Suggestion(field=reading.asked.id, band="new", doubts=tuple(doubts), parts=parts)
        counted = bound.subject(of)
        lacking = dict.fromkeys(
            lack for via, element in bound.paths for one in (*via, element) for lack in self.known.lacks(one)
        )  # fmt: skip
        doubts += [sentence("unheld", element=self.known.name(each)) for each in lacking]
        band: Band = "ask" if doubts else "auto"
        reasons = (sentence("counted", what=counted_as(counted)), *because, *reading.because)
        return Suggestion(
            field=reading.asked.id,
            band=band,
            measure=measure,
            of=counted,
            because=tuple(dict.fromkeys(reasons)),
            doubts=tuple(dict.fromkeys(doubts)),
            parts=parts,
        )

    def _bound(self, measure: str | None) -> Expression | None:
        try:
            return Expression.parse(measure).bind(self.known.catalogue) if measure else None
        except Invalid:  # the catalogue of this house lacks what the words speak of
            return None

    def _worth(self, reading: Reading) -> bool:
        """Whether enough of it is understood to be worth a question."""
        letters = sum(len(each.text) for each in reading.path)
        unread = sum(map(len, reading.unread))
        unit = reading.asked.unit_of_measure
        percent = reading.asked.kind is ValueKind.PERCENT or unit in ("%", "‰")
        if percent and reading.function != "share":
            return False
        if any(each.pieces and len(each.unread) == len(each.pieces) for each in reading.path):
            return False  # a whole heading says nothing
        if unread and not reading.limits:
            return False  # what may limit it is what nobody understood
        odd = unit and reading.of is None and not reading.limits and reading.function == "count"
        return reading.says and not odd and unread <= _MOST_UNREAD * letters

    def _doubts(self, reading: Reading, place: int, base: Sequence[Limit]) -> list[Text]:
        label = reading.asked.label
        doubts = [*self.title_doubts, *reading.doubts]
        doubts += [sentence("unread", said=each) for each in reading.unread]
        if reading.everybody and self.classes and reading.function != "share":
            doubts.append(sentence("everybody", said=label))
        if reading.function == "share" and reading.whole is None:
            doubts.append(sentence("unsure", said=label))
        if self._counts_nobody_named(reading, base):
            of = reading.of or SubjectKind.PERSON
            doubts.append(sentence("assumed", what=counted_as(of)))
        crossing = reading.of is SubjectKind.HOUSEHOLD and any(
            each.of is SubjectKind.PERSON for each in (*base, *reading.limits)
        )
        if self._follows_among(reading, place) or crossing:
            doubts.append(sentence("unsure", said=label))
        if any(each.either for each in reading.limits):
            doubts.append(sentence("several", said=label))
        return doubts

    def _counts_nobody_named(self, reading: Reading, base: Sequence[Limit]) -> bool:
        """Whether it is not said what is counted, and more than one thing may be."""
        if reading.named or reading.function != "count":
            return False
        if not (reading.limits or base):
            return self.usual is None
        if any("户" in each.said for each in (*reading.limits, *base)):
            return False
        limits = (*reading.limits, *base)
        return any(each.of is SubjectKind.HOUSEHOLD or "household." in each.text for each in limits)

    def _may_be_part(self, reading: Reading, place: int) -> bool:
        """Whether it says no more than 男 or 60岁以上 beside somebody that is named, and may be one of those."""
        if reading.total_at is not None or reading.among_at is not None or _names_kind(reading):
            return False
        if not reading.limits or any(each.alone for each in reading.limits):
            return False
        over = [each.text for each in reading.path[:-1]]
        return any(
            [each.text for each in other.path[:-1]] == over
            and other.of is SubjectKind.PERSON
            and any(each.alone for each in other.limits)
            for other in self.readings[:place]
        )

    def _follows_among(self, reading: Reading, place: int) -> bool:
        """Whether 其中 right before it may go on: it names nobody itself."""
        if not place or reading.among_at is not None or reading.total_at is not None:
            return False
        before = self.readings[place - 1]
        same = [each.text for each in before.path[:-1]] == [each.text for each in reading.path[:-1]]
        named = _names_kind(reading) or any(each.alone for each in reading.limits)
        return same and before.path[-1].among and not named


def _measure(reading: Reading, of: SubjectKind, base: Sequence[Limit]) -> str:
    """The expression; what the title says already is not said again."""
    share = reading.function == "share"
    said = "、".join(each.said for each in base)
    implied = {text for each in (*base, *reading.limits) for text in each.implies}
    mine = [
        each
        for each in reading.limits
        if each.ages or not (each.said in said or each.text in implied)
    ]
    own = [*([] if reading.everybody and not share else base), *mine]
    counted, limits = _counted(of, own)
    if share:
        # 低保对象占非农人口: whom the title limits the form to is the part here, not the whole.
        part = reading.whole is not None and len(mine) < len(reading.limits)
        whole = [*([] if reading.everybody or part else base), *(reading.whole or ())]
        own = [*whole, *(base if part else ()), *limits]
        return f"100 * {_filtered(counted, own)} / {_filtered(counted, whole)}"
    if reading.function == "count":
        return _filtered(counted, limits)
    return _filtered(f"{reading.function}({reading.element})", limits)


def _names_place(piece: Piece, title: str) -> bool:
    """Whether what stands behind it says that it is the name of a place."""
    return any(f"{piece.said}{each}" in title for each in document()["places"])


def _only_code(piece: Piece) -> bool:
    """Whether it is nothing but one code of some list: in a title that says too little."""
    ways = [each for each in piece.meant if each.part == "where" and each.of in _COUNTED]
    return piece.ages is None and all(each.rank > 1 for each in ways)


def _names_kind(reading: Reading) -> bool:
    """Whether its own label says what is counted."""
    return any(each.plays("counted", "everybody") for each in reading.path[-1].pieces)


def _is_figure(asked: Field) -> bool:
    return asked.kind in _FIGURES and asked.measure is None and not asked.fields


def _counted(of: SubjectKind, limits: Sequence[Limit]) -> tuple[str, list[Limit]]:
    """What is counted under these conditions: households of persons are counted by their members."""
    if of is SubjectKind.HOUSEHOLD and any(each.of is SubjectKind.PERSON for each in limits):
        mine = [
            each if each.of is SubjectKind.PERSON else Limit(each.said, each.of, each.text.replace("household.", "person.household."))
            for each in limits
        ]  # fmt: skip
        return "count(distinct person.household)", mine
    return f"count({of.value})", [*limits]


def _filtered(figure: str, limits: Sequence[Limit]) -> str:
    """The figure of those who meet the conditions, ages as one."""
    wheres: list[str] = []
    spans = [each.ages for each in limits if each.ages]
    ages = Ages()
    for span in spans:
        ages = ages.within(span)
    for each in limits:
        text = ages.where if each.ages else each.where
        if each.either and wheres and not each.ages:
            wheres[-1] = f"({wheres[-1]} or {text})"
        elif text not in wheres:
            wheres.append(text)
    bare = [
        f"({each})" if " or " in each and len(wheres) > 1 and not each.startswith("(") else each
        for each in wheres
    ]
    return f"{figure} filter (where {' and '.join(bare)})" if bare else figure
