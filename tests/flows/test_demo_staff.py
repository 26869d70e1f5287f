"""The demo's accounts let somebody try each kind of work."""

from datetime import UTC, date, datetime

from tests.houses import ADMINISTRATOR, UNIT, a_house
from yibiao import credentials
from yibiao.demo import staff
from yibiao.demo.clock import Clock
from yibiao.model.actor import ROLES


def test_there_is_an_account_for_each_kind_of_person(tmp_path):
    """Each with its own grant and a password that is right at once, and the worker's unit is a grid."""
    with a_house(tmp_path / "data") as house:
        logins = staff.open_accounts(house, UNIT, ADMINISTRATOR)
        given = {each.grant.actor: each.grant for each in house.registry.grants}
        passwords = {each.login: house.keyring.password(f"user:{each.login}") for each in logins}

        assert {*ROLES} == {e.login for e in logins}
        assert all(given[f"user:{e.login}"].role == e.login for e in logins)
        assert (UNIT + "001", UNIT) == (given["user:worker"].unit, given["user:head"].unit)
        assert all(passwords[e.login].first_until is None for e in logins)
        assert credentials.verify(passwords["worker"].hash, logins[0].password)


def test_the_clock_runs_on_from_where_the_story_ends():
    """From today, where that is later; never back, where it is not."""
    behind, ahead = Clock(date(2020, 1, 1)), Clock(date(9000, 1, 1))
    behind.run()
    ahead.run()

    assert behind().date() >= datetime.now(UTC).date()
    assert date(9000, 1, 1) == ahead().date()
    assert ahead() <= ahead()
