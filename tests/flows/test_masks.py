"""Masks: what each leaves of an element is shown beforehand; a grant shows it so from now on, within what its giver holds."""

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, UNIT, a_house
from yibiao.errors import GrantTooWide, NotFound
from yibiao.flows.granting import grants, masks
from yibiao.model.actor import MASKS, Grant
from yibiao.model.kinds import ValueKind, is_id_number, is_uscc
from yibiao.web.app import create_app

NUMBER = "person.id_number"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("masks") / "data") as house:
        grant = Grant(
            id="analyst", actor="user:analyst", role="analyst", department="civil-affairs"
        )
        grants.give(house, grant, ADMINISTRATOR)
        yield house


def test_every_mask_is_shown_on_a_value_of_nobody(house):
    """Of numbers a part; of what is chosen all or nothing; whether it is shown at all without a grant of its own."""
    number = masks.example(house, NUMBER, ADMINISTRATOR)
    sex = masks.example(house, "person.sex", ADMINISTRATOR)
    kind = masks.example(house, "person.disability_type", ADMINISTRATOR)

    assert number.shows == {
        "none": None,
        "year-only": None,
        "last-four": "**************001X",
        "middle-hidden": "999999******15001X",
        "full": "99999919500615001X",
    }
    assert {each for each, shown in sex.shows.items() if shown} == {"full"}
    assert (sex.label.zh, sex.label.en) == ("未知的性别", "Unknown")
    assert (number.sensitive, kind.sensitive) == (False, True)


def test_examples_are_numbers_as_they_are_built(house):
    """And each has all masks, whatever its kind."""
    examples = masks._EXAMPLES

    assert is_id_number(examples[ValueKind.ID_NUMBER])
    assert is_uscc(examples[ValueKind.USCC])
    for element in house.registry.catalogue.elements:
        assert set(masks.example(house, element, ADMINISTRATOR).shows) == set(MASKS)


def test_a_grant_shows_an_element_otherwise_from_now_on(house):
    """Another stands instead of it; what it says beside stays. The same again changes nothing."""
    shown = grants.mask(house, "analyst", NUMBER, "last-four", ADMINISTRATOR)
    head = house.journal.head
    again = grants.mask(house, shown.grant.id, NUMBER, "last-four", ADMINISTRATOR)

    assert [each.id for each in house.registry.grants.of("user:analyst")] == [shown.grant.id]
    assert shown.grant.masks == {NUMBER: "last-four"}
    assert (shown.grant.role, shown.grant.department) == ("analyst", "civil-affairs")
    assert house.registry.grants["analyst"].taken.by == ADMINISTRATOR.id
    assert (again, house.journal.head) == (shown, head)
    with pytest.raises(NotFound):
        grants.mask(house, "analyst", NUMBER, "none", ADMINISTRATOR)
    for mask in ("none", "full"):
        with pytest.raises(NotFound):
            grants.mask(house, shown.grant.id, "person.unheard_of", mask, ADMINISTRATOR)

    whole = grants.mask(house, shown.grant.id, NUMBER, "full", ADMINISTRATOR)
    assert whole.grant.masks == {}


def test_nobody_shows_more_under_it_than_they_are_shown(house):
    """Within what they give; what lies outside says nothing of itself."""
    give = [
        Grant(id="reviewer", actor="user:reviewer", role="reviewer", department="civil-affairs", masks={NUMBER: "last-four"}),
        Grant(id="below", actor="user:below", role="analyst", department="civil-affairs", unit=UNIT, masks={NUMBER: "none"}),
        Grant(id="beside", actor="user:beside", role="analyst", department="disabled-federation"),
    ]  # fmt: skip
    for each in give:
        grants.give(house, each, ADMINISTRATOR)
    reviewer = house.actor("user:reviewer")
    shown = grants.mask(house, "below", NUMBER, "last-four", reviewer)

    assert shown.grant.masks == {NUMBER: "last-four"}
    with pytest.raises(GrantTooWide):
        grants.mask(house, shown.grant.id, NUMBER, "full", reviewer)
    for mask in ("none", "full"):  # it is shown in full: what changes nothing is no way in either
        with pytest.raises(NotFound):
            grants.mask(house, "beside", NUMBER, mask, reviewer)


def test_masks_over_http(house):
    """What is shown, and set."""
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        shown = client.get("/api/v1/elements/person.phone/masks").json()
        grant = Grant(id="http", actor="user:http", role="analyst", department="civil-affairs")
        grants.give(house, grant, ADMINISTRATOR)
        said = client.put("/api/v1/grants/http/masks/person.phone", json={"mask": "none"})

    assert shown["shows"]["last-four"] == "*******1234"
    assert said.json()["masks"] == {"person.phone": "none"}
