"""Many subjects are confirmed in one act, and nobody of whom something was stated since it was seen."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from tests.flows.test_unit_table import stating
from tests.houses import ADMINISTRATOR, ELDERLY, SAID, UNIT, a_house, admitted, id_number
from yibiao.errors import ChangedSince, NotFound, RoundClosed, TooLarge
from yibiao.flows.filling import confirm, fill
from yibiao.flows.filling.confirm import Confirmation
from yibiao.flows.registering import govern, register
from yibiao.flows.units import rounds, unit_table
from yibiao.matching import Choice
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Round, Unit


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        for number in range(1, 4):
            values = {
                "person.name": f"示例{number}",
                "person.phone": "19900000000",
                "person.id_number": id_number("1940-05-06", number),
            }
            stating(house, f"open-{number}", f"person:{number}", values, act="open")
        house.now = lambda: datetime(2026, 3, 1, 9, tzinfo=UTC)
        yield house


def confirmed(house, unit=UNIT, **members):
    asked = {"request": "r1", "base": house.journal.head, **members}
    return confirm.confirm(house, unit, Confirmation.model_validate(asked), ADMINISTRATOR)


def statuses(house):
    page = unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR)
    return {each.subject: each.status for each in page.rows}


def test_all_rows_of_a_status_are_confirmed_in_one_act(house):
    """An entry for each; then none is stale any more."""
    assert set(statuses(house).values()) == {"stale"}

    found = confirmed(house, kind="person", status=["stale"])

    assert len({each.position for each in found.receipts}) == 3
    assert (found.changed, found.refused) == ((), ())
    assert set(statuses(house).values()) == {"current"}


def test_everybody_of_whom_there_is_something_to_confirm_is_counted_and_confirmed(house):
    """The table says how many, of the status that is looked at or of all; whoever lacks something is confirmed as well."""
    stating(house, "e1", "person:2", {"person.phone": None})

    def told(*status):
        return unit_table.table(
            house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, status=status, limit=1
        )

    assert {"missing": 1, "stale": 2} == {
        each: told(each).confirmable for each in ("missing", "stale")
    }
    assert 3 == told().confirmable
    assert 1 == len(confirmed(house, kind="person", status=["missing"], todo=True).receipts)
    assert 2 == len(confirmed(house, request="r2", kind="person", todo=True).receipts)
    assert 0 == told().confirmable


def test_whoever_has_changed_since_is_shown_and_not_confirmed(house):
    """Somebody states a phone number while another looks at the table."""
    seen = house.journal.head
    stating(house, "e1", "person:2", {"person.phone": "19900000001"})

    found = confirmed(house, base=seen, kind="person", status=["stale"])

    assert [(each.subject, each.elements) for each in found.changed] == [
        ("person:2", ("person.phone",))
    ]
    assert statuses(house) == {"person:1": "current", "person:2": "stale", "person:3": "current"}


def test_a_confirmation_by_somebody_else_is_no_change(house):
    """Two workers confirm the same rows at once: both have seen what is held."""
    seen = house.journal.head
    confirmed(house, base=seen, subjects=["person:1"])

    again = confirmed(house, request="r2", base=seen, subjects=["person:1"])

    assert len(again.receipts) == 1
    assert not again.changed


def test_the_same_request_confirms_once(house):
    """Whoever did not hear the answer sends it again."""
    base = house.journal.head
    first = confirmed(house, base=base, subjects=["person:1", "person:2", "person:1"])
    head = house.journal.head

    second = confirmed(house, base=base, subjects=["person:1", "person:2"])

    assert [each.position for each in first.receipts] == [each.position for each in second.receipts]
    assert all(each.again for each in second.receipts)
    assert house.journal.head == head


def test_all_or_nothing_leaves_no_trace(house):
    """One of them has changed, or is not there: nobody is confirmed."""
    seen = house.journal.head
    stating(house, "e1", "person:2", {"person.phone": "19900000001"})
    head = house.journal.head

    with pytest.raises(ChangedSince):
        confirmed(house, base=seen, subjects=["person:1", "person:2"], all_or_nothing=True)
    with pytest.raises(NotFound):
        confirmed(house, subjects=["person:1", "person:9"], all_or_nothing=True)
    assert house.journal.head == head


def test_all_or_nothing_has_a_bound(house, monkeypatch):
    """No more than one commit takes."""
    monkeypatch.setattr(fill, "MOST_AT_ONCE", 2)

    with pytest.raises(TooLarge):
        confirmed(house, kind="person", status=["stale"], all_or_nothing=True)
    assert len(confirmed(house, kind="person", status=["stale"]).receipts) == 3


def test_a_household_is_confirmed_with_its_members(house):
    """Members by the link that leads to it; nobody else."""
    where = Choice(element="household.address", via=("person.household",))
    form = Form(
        department="civil-affairs", series="homes", title="家庭", subject="person", scope="person.age < 3",
        fields=(Field(id="f1", label="家庭住址"),), **{**SAID, "first_round": "2026-03-20"},
    )  # fmt: skip
    register.submit(house, form, ADMINISTRATOR, choices={"f1": where})
    govern.admit(house, form.id, ADMINISTRATOR)
    stating(house, "h1", "household:1", kind="household", act="open")
    stating(house, "e1", "person:3", {"person.household": "household:1"})
    found = confirmed(house, subjects=["household:1"], members=True)

    events = [house.journal.event(each.position) for each in found.receipts]

    assert [each.subject for each in events] == ["household:1", "person:3"]


def test_nobody_of_another_unit_is_confirmed(house):
    """They are refused as if they were not there; others are confirmed."""
    register.units(house, [Unit(code="999999001002", name="邻村")], ADMINISTRATOR)

    found = confirmed(house, unit="999999001002", subjects=["person:1"])

    assert found.receipts == ()
    assert [each["type"] for each in found.refused] == ["urn:yibiao:problem:not-found"]


def test_a_closed_round_takes_no_confirmations(house):
    """Each is refused with the reason, and its table counts none to be made."""
    round_ = Round(id="2026-02", period="monthly", opens="2026-02-01", due="2026-02-28")
    rounds.open_round(house, round_, ADMINISTRATOR)
    assert set(statuses(house).values()) == {"stale"}
    rounds.close_round(house, "2026-02", ADMINISTRATOR)

    with pytest.raises(RoundClosed):
        confirmed(house, subjects=["person:1"], round="2026-02", all_or_nothing=True)
    found = confirmed(house, subjects=["person:1"], round="2026-02")
    assert [each["type"] for each in found.refused] == ["urn:yibiao:problem:round-closed"]
    then = unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, round_="2026-02")
    assert (3, 0) == (len(then.rows), then.confirmable)


@pytest.mark.parametrize(
    "meant",
    [
        {},
        {"kind": "person"},
        {"status": ["stale"]},
        {"subjects": ["person:1"], "kind": "person", "status": ["stale"]},
        {"kind": "person", "status": ["contested"]},
    ],
)
def test_it_says_who_is_meant(meant):
    """Subjects, or a kind with statuses; a row that waits for a decision is confirmed by nobody in passing."""
    with pytest.raises(ValidationError):
        Confirmation.model_validate({"request": "r", "base": 0, **meant})
