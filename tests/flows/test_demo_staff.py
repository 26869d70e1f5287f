"""The demo's accounts let somebody try each kind of work."""

from tests.houses import ADMINISTRATOR, UNIT, a_house
from yibiao import credentials
from yibiao.demo import staff


def test_there_is_an_account_for_each_kind_of_person(tmp_path):
    """Each with its own grant and a password that is right at once, and the worker's unit is a grid."""
    with a_house(tmp_path / "data") as house:
        logins = staff.open_accounts(house, UNIT, ADMINISTRATOR)
        given = {each.grant.actor: each.grant for each in house.registry.grants}
        passwords = {each.login: house.keyring.password(f"user:{each.login}") for each in logins}

        assert {"worker", "head", "department", "analyst", "office"} == {e.login for e in logins}
        assert (UNIT + "001", UNIT) == (given["user:worker"].unit, given["user:head"].unit)
        assert all(passwords[e.login].first_until is None for e in logins)
        assert credentials.verify(passwords["worker"].hash, logins[0].password)
