"""
Matches and what advisors say of the doubtful ones → the same matches, their candidates in another order.

Advice moves a candidate within its band and never across: nothing is bound by rule because a model said so, and what
people decided stays before what models think.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from yibiao.matching.lexicon import document, lexicon
from yibiao.matching.paths import minted_link
from yibiao.model.advice import Advice, Doubt
from yibiao.model.binding import Candidate, Evidence, Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind

#: Signal → the ids of field, links and element → what its advisor says.
Advised = Mapping[str, Mapping[tuple[str, tuple[str, ...], str], Advice]]

#: What keeps a doubtful candidate below the band that is bound by rule.
_BELOW: Final = 0.0001
#: Evidence of people, and of the department itself.
_DECIDED: Final = frozenset({"decided", "stated"})


def doubts(form: Form, matches: Iterable[Match], catalogue: Catalogue) -> tuple[Doubt, ...]:
    """Whatever waits for a person, candidate by candidate; best first for each field."""
    return tuple(
        Doubt(
            field=form.by_id[match.field],
            element=catalogue.elements[each.element],
            via=each.via,
            roles=tuple(filter(None, (_role(link, catalogue) for link in each.via))),
        )
        for match in matches
        if match.band == "ask"
        for each in match.candidates
    )


def _role(link: str, catalogue: Catalogue) -> str:
    """The word for whoever *link* leads to; for one that is not made yet, the role it would be made for."""
    known = catalogue.elements.get(link)
    if known is None:
        return _roles().get(link.partition(".")[2], "")
    return known.role[0] if known.role else known.name.zh


@cache
def _roles() -> dict[str, str]:
    """What links are called that roles of forms ask for → the role."""
    roles = (*lexicon().usual("role"), lexicon().concerned, lexicon().family)
    return {minted_link(SubjectKind.PERSON, each).partition(".")[2]: each for each in roles}


def advised(matches: Sequence[Match], said: Advised) -> tuple[Match, ...]:
    """
    *matches* in the light of what was *said*; bands stay, and so do matches that nothing was said of.

    What is the best candidate of one field is none of another in the same row, as ever.
    """
    if not any(said.values()):
        return tuple(matches)
    moved = [_moved(each, said) if each.band == "ask" else each for each in matches]
    return tuple(_told_apart(moved))


def _moved(match: Match, said: Advised) -> Match:
    """*match* with its candidates moved; those that nothing was said of keep their order among themselves."""
    placed: list[tuple[bool, float, Candidate]] = []
    least = 1.0
    for each in match.candidates:
        least = min(least, each.score)
        other = _with_advice(match.field, each, said)
        decided = any(one.signal in _DECIDED for one in each.evidence)
        placed.append((not decided, -(least + other.score - each.score), other))
    placed.sort(key=lambda one: one[:2])
    return match.model_copy(update={"candidates": tuple(each for *_, each in placed)})


def _with_advice(field: str, candidate: Candidate, said: Advised) -> Candidate:
    weights = document("weights.json")["advisors"]
    score, evidence = candidate.score, list(candidate.evidence)
    for signal, advice in said.items():
        one = advice.get((field, candidate.via, candidate.element))
        if one is None:
            continue
        wanted = score + weights[signal] * (2 * one.score - 1)
        after = round(_within(candidate, wanted), 4)
        evidence.append(
            Evidence(signal=signal, weight=round(after - score, 4), because=one.because)
        )
        score = after
    return candidate.model_copy(update={"score": score, "evidence": tuple(evidence)})


def _within(candidate: Candidate, wanted: float) -> float:
    """*wanted*, on the side of what is bound by rule that *candidate* is on; one that was refused does not rise."""
    auto, was = document("weights.json")["bands"]["auto"], candidate.score
    lowest, highest = (auto, 1.0) if was >= auto else (0.0, auto - _BELOW)
    if any(each.signal == "refused" for each in candidate.evidence):
        highest = was
    return min(max(wanted, lowest), max(highest, was))


def _told_apart(matches: Sequence[Match]) -> Iterator[Match]:
    """A candidate that is the best of two fields of a row is left to the one that it is likelier for."""
    left = list(matches)
    while (taken := _taken_twice(left)) is not None:
        at, target = taken
        kept = [each for each in left[at].candidates if (each.via, each.element) != target]
        left[at] = left[at].model_copy(update={"candidates": tuple(kept)})
    yield from left


def _taken_twice(matches: Sequence[Match]) -> tuple[int, tuple[tuple[str, ...], str]] | None:
    """The field that has the lesser claim to the best candidate of two, and that candidate."""
    first: dict[tuple[str, tuple[str, ...], str], int] = {}
    for at, match in enumerate(matches):
        if match.band == "new" or not match.candidates:
            continue
        best = match.candidates[0]
        row = match.field.rpartition(".")[0]
        other = first.setdefault((row, best.via, best.element), at)
        if other == at:
            continue
        weaker = max((at, other), key=lambda one: (*_claim(matches[one]), one))
        if len(matches[weaker].candidates) > 1:
            return weaker, (best.via, best.element)
    return None


def _claim(match: Match) -> tuple[bool, bool, float]:
    """The less, the better."""
    best = match.candidates[0]
    decided = any(each.signal in _DECIDED for each in best.evidence)
    return match.band != "auto", not decided, -best.score
