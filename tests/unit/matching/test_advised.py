"""Advice moves what is doubtful, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_form
from yibiao.matching import advised, doubts, propose
from yibiao.matching.lexicon import document
from yibiao.model.advice import Advice
from yibiao.model.binding import Candidate, Evidence, Match
from yibiao.model.catalogue import starter
from yibiao.model.text import Text

AUTO = document("weights.json")["bands"]["auto"]
STARTER = starter()
FORM = a_form(
    "a", "| 姓名 | 公民身份号码或护照号 | 联系人或监护人电话 | 住址情况 | 通讯地址或住址 |"
)
MATCHES = propose(FORM, STARTER)
SAYS = Text(zh="像", en="alike")


def a_match(field, *scores, signal="wording"):
    """A doubtful match of person.e0, person.e1 …"""
    return Match(
        form=FORM.id,
        field=field,
        band="ask",
        candidates=tuple(
            Candidate(
                element=f"person.e{at}",
                score=score,
                evidence=(
                    Evidence(signal=signal if at == 0 else "wording", weight=score, because=SAYS),
                ),
            )
            for at, score in enumerate(scores)
        ),
    )


def said(**of):
    """What the embedding says of a field's candidates: f1=(0.0, 1.0)."""
    return {
        "embedding": {
            (field, (), f"person.e{at}"): Advice(score=score, because=SAYS)
            for field, scores in of.items()
            for at, score in enumerate(scores)
        }
    }


def elements(match):
    return [each.element for each in match.candidates]


def test_it_puts_another_first_and_says_so():
    """The likelier candidate comes first, with evidence that carries the advisor's name."""
    (match,) = advised([a_match("f1", 0.80, 0.79)], said(f1=(0.0, 1.0)))

    assert ["person.e1", "person.e0"] == elements(match)
    assert [0.84, 0.75] == [each.score for each in match.candidates]
    last = match.candidates[0].evidence[-1]
    assert ("embedding", 0.05) == (last.signal, last.weight)


def test_silence_changes_nothing():
    """Without advice a match is what it was."""
    assert MATCHES == advised(MATCHES, {})
    assert MATCHES == advised(MATCHES, {"embedding": {}})


def test_what_was_decided_stays_first():
    """No model outranks a person."""
    (match,) = advised([a_match("f1", 0.80, 0.79, signal="decided")], said(f1=(0.0, 1.0)))

    assert ["person.e0", "person.e1"] == elements(match)


def test_what_was_refused_does_not_rise():
    """A model does not talk a person out of a no."""
    (match,) = advised([a_match("f1", 0.80, signal="refused")], said(f1=(1.0,)))

    assert 0.80 == match.candidates[0].score


def test_two_fields_are_not_given_one_element():
    """Where advice leads two fields to one element, the likelier has it."""
    first, second = advised(
        [a_match("f1", 0.80, 0.79), a_match("f2", 0.80, 0.78)],
        said(f1=(0.0, 1.0), f2=(0.0, 1.0)),
    )

    assert "person.e1" == elements(first)[0]
    assert ["person.e0"] == elements(second)


def test_only_what_is_doubtful_is_asked_about():
    """Advisors see the candidates that a person would be asked about, under their roles."""
    asked = doubts(FORM, MATCHES, STARTER)

    assert asked
    assert {each.field for each in MATCHES if each.band == "ask"} == {
        each.field.id for each in asked
    }
    assert "联系人 联系电话" in {each.names[0] for each in asked}


@given(st.data())
def test_no_advice_changes_a_band(data):
    """Whatever is said, bands stay, and no score leaves the limits of its band."""
    advice = {
        signal: {
            each.key: Advice(score=data.draw(st.floats(0, 1)), because=SAYS)
            for each in doubts(FORM, MATCHES, STARTER)
            if data.draw(st.booleans())
        }
        for signal in ("embedding", "language_model")
    }

    found = advised(MATCHES, advice)

    assert [(each.field, each.band) for each in MATCHES] == [
        (each.field, each.band) for each in found
    ]
    for before, after in zip(MATCHES, found, strict=True):
        was = {(each.via, each.element): each.score for each in before.candidates}
        for each in after.candidates:
            assert (was[each.via, each.element] >= AUTO) == (each.score >= AUTO)
        assert before.band == "ask" or before == after
