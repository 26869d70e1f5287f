"""What speaks for or against two meanings being one: small functions from two meanings to -1..1, each weighted by `weights.json`."""

from collections.abc import Callable, Mapping
from typing import Final

from yibiao.matching.lexicon import document, lexicon
from yibiao.matching.meaning import Meaning
from yibiao.model.kinds import NUMERIC, ValueKind

Signal = Callable[[Meaning, Meaning], float]

_DATES: Final = frozenset(
    {ValueKind.DATE, ValueKind.YEAR_MONTH, ValueKind.YEAR, ValueKind.DATETIME, ValueKind.TIME}
)
#: What words that are spelled otherwise and said alike have in common.
MISSPELT: Final = 0.92
#: How much more it says when only one of them has such a qualifier.
_MARKED: Final = 2.5
#: Qualifiers that say how the answer is written: the ID, or the ID of six digits.
_OF_WRITING: Final = frozenset({"digits"})
#: How much more it says when figures differ.
_NEVER: Final = 2
#: Answers that say yes, as `meaning.folded` writes them.
_YES: Final = frozenset({"是", "有", "yes", "sim", "si", "oui", "y", "true", "1"})
_CHOICES: Final = frozenset({ValueKind.CODE, ValueKind.CODES, ValueKind.BOOLEAN})
_CHOSEN: Final = "chosen"
#: Kinds of which no value can be one of another family; all others are of none.
_FAMILIES: Final[Mapping[ValueKind | None, str]] = {
    **dict.fromkeys(_CHOICES, "choice"),
    **dict.fromkeys(NUMERIC, "number"),
    **dict.fromkeys(_DATES, "date"),
    ValueKind.ID_NUMBER: "id number",
    ValueKind.USCC: "uscc",
    ValueKind.PHONE: "phone",
    ValueKind.FILE: "file",
    ValueKind.SIGNATURE: "signature",
}


def wording(one: Meaning, other: Meaning) -> float:
    """The share of what both say that they say alike."""
    if one.verbatim == other.verbatim:
        return 1.0
    if not one.weight or not other.weight:
        return 0.0
    if one.text != other.text and one.sound == other.sound and len(one.text) > 1:
        return MISSPELT
    fewer, more = one.content, other.content
    if len(fewer) > len(more):
        fewer, more = more, fewer
    common = 0.0
    for each, weight in fewer.items():
        if theirs := more.get(each):
            common += min(weight, theirs)
    doubt = 0.0 if fewer == more else _doubt(one, other)
    return 2 * common / (one.weight + other.weight + doubt)


def _doubt(one: Meaning, other: Meaning) -> float:
    """Words of Latin script are whole words: of two of them one in common is little, of six four are much."""
    latin = one.text.isascii() and other.text.isascii()
    return float(document("weights.json")["content"]["latin_doubt"]) if latin else 0.0


def same_words(one: Meaning, other: Meaning) -> float:
    """The very same label."""
    return float(one.verbatim == other.verbatim)


def head(one: Meaning, other: Meaning) -> float:
    """A number is not a date: both close with a word that says so, and the words differ."""
    if one.head == other.head:
        return 0.0
    return float(not {one.head, other.head} & {None, "代码"})


def qualifier(one: Meaning, other: Meaning) -> float:
    """户籍 against 现住, 年 against 月: how many qualifiers contradict each other; part 1 is never part 2."""
    if not (one.qualifiers and other.qualifiers):
        return 0.0
    return float(
        sum(
            (_NEVER if dimension == "figures" else 1)
            * (other.qualifiers.get(dimension, value) != value)
            for dimension, value in one.qualifiers.items()
        )
    )


def half_qualifier(one: Meaning, other: Meaning) -> float:
    """How many qualifiers only one of them has; 最高 and 其他 count more, as nobody means them without saying so."""
    if one.qualifiers == other.qualifiers:
        return 0.0
    only = (one.qualifiers.keys() ^ other.qualifiers.keys()) - _OF_WRITING
    return sum(_MARKED if each in lexicon().marked else 1.0 for each in only)


def kind(one: Meaning, other: Meaning) -> float:
    """Both take the same kind of value."""
    return float(one.kind is not None and one.kind is other.kind and one.kind is not ValueKind.TEXT)


def kind_clash(one: Meaning, other: Meaning) -> float:
    """A date is no amount."""
    if one.kind is other.kind:
        return 0.0
    mine, theirs = _FAMILIES.get(one.kind), _FAMILIES.get(other.kind)
    return float(mine is not None and theirs is not None and mine != theirs)


def options(one: Meaning, other: Meaning) -> float:
    """The same permitted answers, by the share of the shorter list."""
    return _shared_options(one, other) if _both_offer(one, other) else 0.0


def options_clash(one: Meaning, other: Meaning) -> float:
    """No permitted answer in common; things to choose from are no yes or no."""
    if _both_offer(one, other):
        return float(not _shared_options(one, other))
    return float(_wants_a_yes(one) != _wants_a_yes(other) and bool(one.options or other.options))


def _both_offer(one: Meaning, other: Meaning) -> bool:
    """Whether both let choose; a single answer is no choice, and often but the name of a list that is elsewhere."""
    return min(len(one.options), len(other.options)) > 1


def _wants_a_yes(meaning: Meaning) -> bool:
    """Whether nothing but yes and no answers it."""
    return meaning.kind is ValueKind.BOOLEAN or bool(meaning.options & _YES)


def _shared_options(one: Meaning, other: Meaning) -> float:
    fewer, more = sorted((one.options, other.options), key=len)
    return sum(
        any(each in known or known in each for known in more if known) for each in fewer
    ) / len(fewer)


def yes_no_clash(one: Meaning, other: Meaning) -> float:
    """One asks whether, the other what."""
    return float(one.asks_whether != other.asks_whether)


def written_and_chosen(one: Meaning, other: Meaning) -> float:
    """In Latin script: one is to be written, the other to be chosen, and they are not worded alike to the letter."""
    kinds = {_CHOSEN if each.kind in _CHOICES else each.kind for each in (one, other)}
    return float(_are_reworded_questions(one, other) and kinds == {_CHOSEN, ValueKind.TEXT})


def looked_up(one: Meaning, other: Meaning) -> float:
    """Only one of them picks a row of a list that comes with the form, which is no statement of what the row says."""
    return float(one.looks_up != other.looks_up)


def sections_clash(one: Meaning, other: Meaning) -> float:
    """In Latin script: not worded alike to the letter, under headings that share no word."""
    apart = bool(one.section and other.section) and not one.section & other.section
    return float(apart and _are_reworded_questions(one, other))


def _are_reworded_questions(one: Meaning, other: Meaning) -> bool:
    """Whether both are questions of forms in Latin script, which say how they are answered, and not the same one."""
    return (
        one.verbatim != other.verbatim
        and not (one.of_element or other.of_element)
        and one.text.isascii()
        and other.text.isascii()
    )


def alternative(one: Meaning, other: Meaning) -> float:
    """A label names it in two ways, and this is one of them."""
    return float(one.alternative or other.alternative)


def column(one: Meaning, other: Meaning) -> float:
    """Not the label says so, only the name of its column."""
    return float(one.column or other.column)


def class_clash(one: Meaning, other: Meaning) -> float:
    """The name of a building is not the name of a company."""
    return float(bool(one.class_ and other.class_ and one.class_ != other.class_))


def unit_clash(one: Meaning, other: Meaning) -> float:
    """Percents are no yuan."""
    return float(bool(one.unit and other.unit and one.unit != other.unit))


def bare(one: Meaning, other: Meaning) -> float:
    """类别 says less than 族别: only one of them says of what."""
    return float(one.telling != other.telling)


def topic(one: Meaning, other: Meaning) -> float:
    """发证日期 on a form about the disabled is not 发证日期 on one about housing."""
    return float(not (one.of_element or other.of_element) and _told_apart(one, other))


def elements_topic(one: Meaning, other: Meaning) -> float:
    """发证日期 is a synonym of 残疾人证发证日期 only on a form about the disabled."""
    return float((one.of_element or other.of_element) and not _agree_on_topic(one, other))


def _told_apart(one: Meaning, other: Meaning) -> bool:
    return bool(one.topic and other.topic) and not _agree_on_topic(one, other)


def _agree_on_topic(one: Meaning, other: Meaning) -> bool:
    """Whether nothing but a topic is wanting, or the topics share a word."""
    if not (one.bare and other.bare) or {one.head, other.head} & lexicon().common_heads:
        return True
    return bool(one.topic & other.topic)


SIGNALS: Final[tuple[Signal, ...]] = (
    wording, same_words, head, qualifier, half_qualifier, kind, kind_clash, options, options_clash,
    yes_no_clash, written_and_chosen, looked_up, sections_clash, alternative, column, class_clash, unit_clash, bare, topic, elements_topic,
)  # fmt: skip


#: Those that look at nothing but heads, qualifiers, kinds, units, classes, and whether a yes or no is wanted.
OF_SHAPE: Final[tuple[Signal, ...]] = (
    head, qualifier, half_qualifier, kind, kind_clash, yes_no_clash, class_clash, unit_clash,
)  # fmt: skip

#: All by name, and those that are not of the shape.
_NAMED: Final = tuple((each.__name__, None if each in OF_SHAPE else each) for each in SIGNALS)


def contributions(
    one: Meaning, other: Meaning, shape: Mapping[str, float] | None = None
) -> dict[str, float]:
    """What each signal adds to the score of *one* and *other*, of whose *shape* that may be known; symmetric."""
    weights: Mapping[str, float] = document("weights.json")["signals"]
    shape = of_shape(one, other) if shape is None else shape
    parts = {}
    for name, signal in _NAMED:
        if signal is None:
            if name in shape:
                parts[name] = shape[name]
        elif value := signal(one, other):
            parts[name] = weights[name] * value
    return parts


_BESIDE: Final = tuple(
    each.__name__ for each in SIGNALS if each is not wording and each not in OF_SHAPE
)


def of_shape(one: Meaning, other: Meaning) -> dict[str, float]:
    """What each signal adds that knows no words, options or topics."""
    weights: Mapping[str, float] = document("weights.json")["signals"]
    return {
        each.__name__: weights[each.__name__] * value
        for each in OF_SHAPE
        if (value := each(one, other))
    }


def most_of_shape() -> float:
    """What `of_shape` adds up to at most."""
    weights: Mapping[str, float] = document("weights.json")["signals"]
    return sum(max(0.0, weights[each.__name__]) for each in OF_SHAPE)


def most_beside(*, same: bool, options: bool) -> float:
    """
    What may speak for a match beside its shape and the share of words that are alike, at most.

    *same* says that all words are, *options* that both offer answers.
    """
    weights: Mapping[str, float] = document("weights.json")["signals"]
    impossible = (*(() if same else ("same_words",)), *(() if options else ("options",)))
    return sum(max(0.0, weights[each]) for each in _BESIDE if each not in impossible)


def most_decided() -> float:
    """What it says that a person decided so before."""
    return float(document("weights.json")["signals"]["decided"])


def of_share(share: float) -> float:
    """What a share of words that are alike gives."""
    weights: Mapping[str, float] = document("weights.json")["signals"]
    return weights["wording"] * share


def total(parts: Mapping[str, float]) -> float:
    """The score that *parts* add up to, in 0..1."""
    return round(min(1.0, max(0.0, sum(parts.values()))), 4)
