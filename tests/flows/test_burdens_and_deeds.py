"""The burden by department and month, and who decided what: everything adds up, and no value of anybody is told."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    ELDERLY,
    UNIT,
    a_house,
    admitted,
    id_number,
    opened,
)
from yibiao.flows import burdens, deeds
from yibiao.flows.filling import fill
from yibiao.flows.granting import grants
from yibiao.flows.registering import govern
from yibiao.flows.units import rounds
from yibiao.model.actor import Grant
from yibiao.model.place import Round
from yibiao.model.record import Entry

LATER = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Two departments ask since New Year's Day; one of the forms is taken back in March."""
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        house.elderly = admitted(house, "civil-affairs", ELDERLY, scope="true")
        house.disabled = admitted(house, "disabled-federation", DISABLED, scope="true")
        opened(house, "p1", "王桂芳", id_number("1940-03-12", 1))
        yield house


def test_departments_ask_together_what_all_forms_ask(house):
    """Before merging their cells add up to those of all; what only one of them asks is there because of it."""
    whole, parts = burdens.burden(house, ADMINISTRATOR), burdens.by_department(house, ADMINISTRATOR)

    assert ["disabled-federation", "civil-affairs"] == [each.department for each in parts]
    assert whole.year.before == sum(each.burden.year.before for each in parts)
    assert whole.fields == sum(each.burden.fields for each in parts)
    # Certificate and kind of disability, monthly, of one person; whatever else is asked, both ask.
    assert [2 * 12, 0] == [each.adds for each in parts]


def test_a_month_has_the_forms_that_were_in_force_at_its_end(house):
    """The last month is as of today, and comes to what the burden comes to."""
    house.now = lambda: LATER
    govern.retire(house, house.disabled, "不再需要", ADMINISTRATOR)
    months = burdens.by_month(house, ADMINISTRATOR)

    assert [("2026-01", 2), ("2026-02", 2), ("2026-03", 1)] == [
        (each.month, each.burden.forms) for each in months
    ]
    assert burdens.burden(house, ADMINISTRATOR) == months[-1].burden
    assert months[0].burden.year.before > months[-1].burden.year.before


def test_what_changes_is_counted_when_everybody_was_heard(tmp_path):
    """A round that was just opened changes nothing: it does not stand for how much changes from round to round."""
    phones = iter(range(9))

    def stated(house, subject):
        values = {"person.phone": f"010-5555000{next(phones)}"}
        entry = Entry(
            id=f"{subject} {values}", unit=UNIT, subject=subject, kind="person", values=values
        )
        fill.file(house, entry, ADMINISTRATOR)
        return burdens.burden(house, ADMINISTRATOR).inputs.changed

    def asked(house, number):
        round_ = Round(id=f"2026-0{number}", period="monthly", opens="2026-01-15", due="2026-01-31")
        rounds.open_round(house, round_, ADMINISTRATOR)

    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        asked(house, 1)
        for number in range(4):
            name, born = (
                ("赵一", "钱大勇", "孙梅", "李国强")[number],
                f"19{41 + 9 * number}-0{1 + number}-12",
            )
            opened(house, f"p{number}", name, id_number(born, number))
        rounds.close_round(house, "2026-01", ADMINISTRATOR)
        asked(house, 2)
        assert burdens.ASSUMED_CHANGE == stated(house, "p0"), "nobody else was heard yet"
        rounds.close_round(house, "2026-02", ADMINISTRATOR)
        assert 1 / 8 == stated(house, "p1"), (
            "one of eight cells; what comes after the closing is of the next"
        )
        asked(house, 3)
        assert 1 / 8 == burdens.burden(house, ADMINISTRATOR).inputs.changed


def test_deeds_say_who_decided_what_and_nothing_of_anybody(house):
    """The newest first, a page at a time, by thing and by actor; entries are no deeds."""
    house.now = lambda: LATER + timedelta(days=1)
    grant = Grant(id="g", actor="user:wang", role="worker", unit=UNIT)
    grants.give(house, grant, ADMINISTRATOR)
    grants.take(house, "g", ADMINISTRATOR, why="调离")
    found = deeds.deeds(house, ADMINISTRATOR)
    told = {"grant": "g", "actor": "user:wang", "role": "worker", "unit": UNIT}

    assert [("grant.taken", told, "调离"), ("grant.given", told, None)] == [
        (each.kind, each.about, each.why) for each in found[:2]
    ]
    assert not any(each.kind == "entry.filed" for each in found)
    assert "王桂芳" not in str(found)
    assert [house.disabled, house.elderly] == [
        each.about["form"] for each in deeds.deeds(house, ADMINISTRATOR, kind="form.submitted")
    ]
    assert {"form.submitted", "form.admitted", "form.retired"} == {
        each.kind for each in deeds.deeds(house, ADMINISTRATOR, kind="form")
    }
    assert found[2:4] == deeds.deeds(house, ADMINISTRATOR, before=found[1].position, limit=2)
    assert [] == deeds.deeds(house, ADMINISTRATOR, of="user:wang")
