from datetime import date

import pytest

from yibiao.errors import RoundClosed, RoundNotOpen
from yibiao.governance import may_file
from yibiao.model.place import Round


def a_round(**more):
    return Round(
        id="2026-03", period="monthly", opens=date(2026, 3, 1), due=date(2026, 3, 25), **more
    )


def test_an_open_round_takes_entries_late_ones_too():
    for day in (date(2026, 3, 1), date(2026, 3, 25), date(2026, 4, 30)):
        may_file(a_round(), day)


def test_before_it_opens_a_round_takes_nothing():
    with pytest.raises(RoundNotOpen) as refusal:
        may_file(a_round(), date(2026, 2, 28))

    assert {"round": "2026-03", "opens": "2026-03-01"} == refusal.value.facts


def test_a_closed_round_takes_nothing():
    with pytest.raises(RoundClosed):
        may_file(a_round(closed=True), date(2026, 3, 2))
