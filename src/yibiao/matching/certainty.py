"""
Candidates of a field → how sure each is, as the share of such candidates that are right, and whether a person has to look.

`weights.json` says what each circumstance adds to the log-odds; `benchmarks/quality/fit_certainty.py` fits it on sources that
the words were not made from.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from yibiao.matching.assigning import is_worth_asking
from yibiao.matching.candidates import ANSWERED, Scored, points
from yibiao.matching.crosswalk import crosswalk, is_in_words, is_vague, yes_no
from yibiao.matching.index import Index
from yibiao.matching.lexicon import document, lexicon
from yibiao.matching.meaning import Meaning, Surroundings
from yibiao.matching.neighbours import second_person
from yibiao.model.binding import Band, Candidate, Evidence
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Field
from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind
from yibiao.model.text import Text

#: Who decided where the best of several doubtful candidates was taken, and nobody was asked.
GUESSED: Final = "rule:best"

#: Names of an element before its synonyms.
_NAMES: Final = 2
#: So many candidates that any of them is less sure.
_MANY: Final = 5
#: Kinds of subjects whose names, places and numbers other subjects of a form may have as well.
_OF_THINGS: Final = frozenset(
    {
        SubjectKind.ORGANISATION,
        SubjectKind.PLACE,
        SubjectKind.THING,
        SubjectKind.EVENT,
        SubjectKind.DWELLING,
    }
)


def explained(
    scored: Sequence[Scored], asked: Field, around: Surroundings, catalogue: Catalogue
) -> Iterator[Candidate]:
    """Each of *scored* with how sure it is and why; none is surer than one before it."""
    least = 1.0
    for each in scored:
        odds = log_odds(each, asked, around, catalogue, many=len(scored) >= _MANY)
        least = min(least, probability(odds.values()))
        yield _candidate(each, odds, round(least, 4))


def log_odds(
    scored: Scored, asked: Field, around: Surroundings, catalogue: Catalogue, *, many: bool
) -> dict[str, float]:
    """What each signal and each circumstance adds to the log-odds that *scored* is right, beside what all have."""
    weights = _weights()
    odds = {name: weights["points"] * part for name, part in scored.parts.items()}
    if "stated" in odds:
        return {"stated": weights["stated"]}
    for name in _circumstances(scored, asked, around, catalogue):
        odds[name] = odds.get(name, 0.0) + weights[name]
    if many:
        odds["many"] = weights["many"]
    return odds


def probability(odds: Iterable[float]) -> float:
    """What log-odds come to, with those that every candidate starts from."""
    return 1.0 / (1.0 + math.exp(-_weights()["start"] - sum(odds)))


def _circumstances(
    scored: Scored, asked: Field, around: Surroundings, catalogue: Catalogue
) -> Iterator[str]:
    """Those under which *scored* was found, by their names in `weights.json`."""
    met = scored.known.wording is not None
    verbatim = "same_words" in scored.parts
    minted = catalogue.elements[scored.element].minted
    holding = {
        "verbatim": verbatim,
        "decided": "decided" in scored.parts,
        "synonym": not met and scored.known.place >= _NAMES,
        "met": met,
        "same_matter": met and scored.asked.topic == scored.known.meaning.topic,
        "guessed": _is_a_guess(scored),
        "minted": minted,
        "reworded": minted and not verbatim,
        "vague": scored.asked.bare,
        "lossy": _loses_answers(asked, scored, catalogue),
        "latin": scored.asked.text.isascii(),
        "of_a_person": around.subject is SubjectKind.PERSON,
        "of_a_thing": around.subject in _OF_THINGS,
    }
    yield from (name for name, holds in holding.items() if holds)


def _candidate(scored: Scored, odds: Mapping[str, float], score: float) -> Candidate:
    words = {"asked": scored.asked.text, "known": scored.known.meaning.text}
    reasons = [_reason(name, round(float(weight), 4), words) for name, weight in odds.items()]
    members = {
        "element": scored.element,
        "via": scored.path.via,
        "score": score,
        "evidence": tuple(reasons),
    }
    return Candidate.unchecked(members, {*members})


def _reason(name: str, weight: float, words: Mapping[str, str]) -> Evidence:
    """Unchecked, as a form has a thousand of them."""
    said = {each: text.format(**words) for each, text in document("sentences.json")[name].items()}
    because = Text.unchecked(said, {*said})
    members = {"signal": name, "weight": weight, "because": because}
    return Evidence.unchecked(members, {*members})


def band_of(
    scored: Sequence[Scored],
    candidates: Sequence[Candidate],
    asked: tuple[Field, Meaning],
    around: Surroundings,
    catalogue: Catalogue,
    index: Index,
) -> Band:
    """Whether the best of *scored* is bound by rule, left to a person, or comes to nothing; *candidates* are the same, explained."""
    if not is_worth_asking(scored):
        return "new"
    best = scored[0]
    doubtful = (
        candidates[0].score < document("weights.json")["bands"]["auto"]
        or best.points < points("good")
        or not {"unanswerable", "refused"}.isdisjoint(best.parts)
        or _loses_answers(asked[0], best, catalogue)
        or _is_known_otherwise(best, catalogue)
        or _is_a_guess(best)
        or _may_be_any_organisations(asked[1], best, around)
        or sum("decided" in each.parts for each in scored) > 1
        or _may_be_anothers(asked[1], best, around, index)
    )
    return "ask" if doubtful else "auto"


def _weights() -> Mapping[str, float]:
    weights: Mapping[str, float] = document("weights.json")["certainty"]
    return weights


def _loses_answers(asked: Field, best: Scored, catalogue: Catalogue) -> bool:
    """Whether *asked* offers answers that the element cannot give, or wants a number of what is written in words."""
    element = catalogue.elements[best.element]
    if asked.kind in NUMERIC:
        return element.kind is ValueKind.TEXT
    if element.minted or not asked.options or is_in_words(element, asked):
        return False
    if ANSWERED in best.parts:  # by somebody who saw what is lost
        return False
    codes = catalogue.code_lists.get(element.code_list or "")
    walk = crosswalk(codes, asked.options) if codes else yes_no(asked.options)
    return not walk.mapping or any(not is_vague(each) for each in walk.unasked)


def _is_known_otherwise(best: Scored, catalogue: Catalogue) -> bool:
    """Whether all that is known of the element is how some form worded it, which was not so."""
    minted = catalogue.elements[best.element].minted
    return minted and "same_words" not in best.parts


def _is_a_guess(best: Scored) -> bool:
    """Whether nobody decided that the words that were met before mean the element: a guess does not become a rule."""
    return best.known.wording is not None and best.known.wording.decided_by == GUESSED


def _may_be_any_organisations(meaning: Meaning, best: Scored, around: Surroundings) -> bool:
    """Whether a mere 单位 on a form about a person leaves open which: until somebody decided it for the same words."""
    return (
        around.subject is SubjectKind.PERSON
        and meaning.text in lexicon().words("doubtful")
        and "decided" not in best.parts
    )


def _may_be_anothers(meaning: Meaning, best: Scored, around: Surroundings, index: Index) -> bool:
    """
    Whether somebody else may be meant.

    A second 姓名 is only taken for the family's because the row has one already, unless it is asked how the two are related;
    or the title is about another kind of subject too, which is asked the very same.
    """
    if meaning.role == second_person(around) and not (meaning.role_content or meaning.related):
        return True
    if best.path.via or meaning.role or best.element.partition(".")[0] in around.others:
        return False
    return any(index.names(kind, meaning) for kind in _CALLED & around.others)


#: Kinds of subjects with addresses and telephones of their own.
_CALLED: Final = frozenset({SubjectKind.ORGANISATION, SubjectKind.PLACE, SubjectKind.THING})
