"""Advisors in the flows: off by default, asked once a form, and never in the way."""

import socket

import pytest

from tests.builders import a_form
from tests.houses import ADMINISTRATOR, a_house
from yibiao.errors import Finding
from yibiao.flows.registering import register
from yibiao.flows.registering.advice import Hearing, advisors
from yibiao.matching import propose
from yibiao.model.advice import Advice
from yibiao.model.catalogue import starter
from yibiao.model.text import Text

FORM = a_form("civil-affairs", "| 姓名 | 公民身份号码或护照号 |")
SILENT = Finding(
    "advisor-silent",
    facts={"advisor_zh": "甲", "advisor_en": "A", "reason_zh": "不在", "reason_en": "away"},
)


class Fake:
    """An advisor that says the same of everything, or falls silent."""

    signal = "language_model"

    def __init__(self, score=None):
        self.score, self.asked = score, 0

    def advise(self, form, doubts):
        self.asked += 1
        if self.score is None:
            return SILENT
        return [Advice(score=self.score, because=Text(zh="像", en="alike"))] * len(doubts)


def signals(submission):
    return {
        one.signal
        for match in submission.matches
        for each in match.candidates
        for one in each.evidence
    }


def test_nothing_touches_the_network(tmp_path, monkeypatch):
    """Without a setting there is no advisor, and no socket is opened."""

    def never(*args):
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, never)
    monkeypatch.setattr(socket, "getaddrinfo", never)

    with a_house(tmp_path) as house:
        submission = register.submit(house, FORM, ADMINISTRATOR)

    assert () == advisors({})
    assert () == house.advisors
    assert "language_model" not in signals(submission)


def test_advice_is_kept_with_the_proposal(tmp_path):
    """What was said stands among the evidence, binds nothing, and was asked for once."""
    with a_house(tmp_path) as house:
        plain = register.submit(house, FORM, ADMINISTRATOR, commit=False)
        house.advisors = (Fake(1.0),)
        submission = register.submit(house, FORM, ADMINISTRATOR)
        kept = house.registry.registration(FORM.id).matches["f2"]

    assert 1 == house.advisors[0].asked
    assert "language_model" in signals(submission)
    assert "language_model" in {each.signal for each in kept.candidates[0].evidence}
    assert plain.bindings == submission.bindings
    assert ["f2"] == [each.field for each in submission.undecided]


def test_silence_is_said_and_stops_nothing(tmp_path):
    """A model that is away is a finding, and the form is registered as without."""
    with a_house(tmp_path) as house:
        plain = register.submit(house, FORM, ADMINISTRATOR, commit=False)
        house.advisors = (Fake(),)
        submission = register.submit(house, FORM, ADMINISTRATOR)

    assert (SILENT,) == submission.findings
    assert plain.matches == submission.matches


def test_who_fell_silent_is_not_waited_for_again():
    """Among many forms one is enough to know."""
    away, there = Fake(), Fake(0.7)
    there.signal = "embedding"
    hearing = Hearing([away, there])

    for _ in range(3):
        hearing.advise(FORM, propose(FORM, starter()), starter())

    assert (1, 3) == (away.asked, there.asked)
    assert [SILENT] == hearing.findings


def test_settings_name_advisors(tmp_path):
    """A folder, an address, and a key that lies in a file."""
    (tmp_path / "key").write_text("k\n", encoding="utf-8")
    settings = {
        "YIBIAO_EMBEDDINGS": str(tmp_path),
        "YIBIAO_LANGUAGE_MODEL": "http://127.0.0.1:1/v1",
        "YIBIAO_LANGUAGE_MODEL_KEY_FILE": str(tmp_path / "key"),
    }

    assert ["embedding", "language_model"] == [each.signal for each in advisors(settings)]
    with pytest.raises(OSError, match="gone"):
        advisors({**settings, "YIBIAO_LANGUAGE_MODEL_KEY_FILE": str(tmp_path / "gone")})
