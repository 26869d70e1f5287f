"""A round from opening to closing: what it asks, who handed in, what was given back, until when."""

from datetime import UTC, date, datetime

import pytest

from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    ELDERLY,
    UNIT,
    a_house,
    admitted,
    id_number,
)
from yibiao.errors import (
    Decided,
    HandedInBelow,
    Invalid,
    NotFound,
    RoundClosed,
    RoundNotOpen,
    SubmissionIncomplete,
    UnitSubmitted,
)
from yibiao.flows.carrying.worksheets import worksheets
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts
from yibiao.flows.registering import govern, register
from yibiao.flows.units import asked_kinds, rounds, unit_table
from yibiao.matching import Choice
from yibiao.model.account import Account
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Round, Unit
from yibiao.model.record import Entry

GRID = UNIT + "001"
ROUND = Round(id="2026-01", period="monthly", opens="2026-01-15", due="2026-01-31")


class Days:
    """A clock that stands at noon of a day."""

    def __init__(self, day):
        self.day = day

    def __call__(self):
        return datetime.fromisoformat(f"{self.day}T04:00:00+00:00").astimezone(UTC)


@pytest.fixture
def days():
    return Days("2026-01-01")


@pytest.fixture
def house(tmp_path, days):
    with a_house(tmp_path / "data") as house:
        house.now = days
        town = Unit(code="999999001", name="示例镇")
        units = [
            town,
            Unit(code=UNIT, name="示例社区", parent=town.code),
            Unit(code="999999001002", name="第二社区", parent=town.code),
        ]
        register.units(house, units, ADMINISTRATOR)
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        days.day = "2026-01-15"
        yield house


def opened(house, round_=ROUND):
    return rounds.open_round(house, round_, ADMINISTRATOR)


def stating(id_, subject="p1", act="state", unit=UNIT, round_=ROUND.id, **values):
    named = {f"person.{name}": value for name, value in values.items()}
    return Entry(
        id=id_, unit=unit, subject=subject, kind="person", act=act, values=named, round=round_
    )


def file(house, *arguments, **values):
    return fill.file(house, stating(*arguments, **values), ADMINISTRATOR)


def submit(house, unit=UNIT, remark=None):
    return rounds.submit(house, ROUND.id, unit, ADMINISTRATOR, remark=remark)


def give_back(house, unit=UNIT, why="请核对"):
    return rounds.give_back(house, ROUND.id, unit, why, ADMINISTRATOR)


# extending


def test_an_extension_moves_the_due_day_and_says_who_and_why(house):
    """What it was before stays with it, however often it is moved."""
    opened(house)
    rounds.extend(house, ROUND.id, date(2026, 2, 10), "雨雪", ADMINISTRATOR)
    round_ = rounds.extend(house, ROUND.id, date(2026, 2, 20), "春节", ADMINISTRATOR)

    assert date(2026, 2, 20) == round_.due
    assert [
        (date(2026, 1, 31), date(2026, 2, 10), "雨雪", "user:test"),
        (date(2026, 2, 10), date(2026, 2, 20), "春节", "user:test"),
    ] == [(each.before, each.due, each.why, each.by) for each in round_.extensions]
    assert round_.announced == ROUND


def test_extending_twice_the_same_is_harmless(house):
    opened(house)
    once = rounds.extend(house, ROUND.id, date(2026, 2, 10), "雨雪", ADMINISTRATOR)

    assert once == rounds.extend(house, ROUND.id, date(2026, 2, 10), "雨雪", ADMINISTRATOR)


@pytest.mark.parametrize("due", [date(2026, 1, 31), date(2026, 1, 30)])
def test_a_round_is_only_ever_due_later(house, due):
    opened(house)
    with pytest.raises(Invalid) as refusal:
        rounds.extend(house, ROUND.id, due, "提前", ADMINISTRATOR)

    assert ["due-not-later"] == [each.code for each in refusal.value.findings]


def test_a_closed_round_is_not_extended_and_no_reason_is_none(house):
    opened(house)
    with pytest.raises(Invalid):
        rounds.extend(house, ROUND.id, date(2026, 2, 10), " ", ADMINISTRATOR)
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)

    with pytest.raises(RoundClosed):
        rounds.extend(house, ROUND.id, date(2026, 2, 10), "雨雪", ADMINISTRATOR)


def test_a_round_opens_as_it_is_announced(house):
    """Neither closed nor extended, whatever a copied document says; and once only."""
    closed = opened(house, ROUND.model_copy(update={"closed": True}))
    rounds.extend(house, ROUND.id, date(2026, 2, 10), "雨雪", ADMINISTRATOR)

    assert not closed.closed
    assert date(2026, 2, 10) == opened(house).due
    with pytest.raises(Decided):
        opened(house, ROUND.model_copy(update={"due": date(2026, 2, 1)}))


# closing


def test_a_round_that_was_closed_says_when(house, days):
    """Whether before it was due or after, and closing it again moves nothing."""
    opened(house)
    assert house.registry.round(ROUND.id).closed_at is None
    days.day = "2026-01-20"
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    days.day = "2026-01-21"
    closed = rounds.close_round(house, ROUND.id, ADMINISTRATOR)

    assert datetime(2026, 1, 20, 4, tzinfo=UTC) == closed.closed_at
    assert ROUND == closed.announced


# what a round asks


def test_a_form_retired_meanwhile_is_asked_until_the_round_closes(house):
    """What only it asked may still be stated, in the round and without naming it, and no longer once it is closed."""
    retired_meanwhile(house)
    file(house, "e1", act="open", disability_type="1")
    file(house, "e2", "p2", act="open", round_=None, disability_type="1")
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)

    with pytest.raises(Invalid) as refusal:
        file(house, "e3", "p3", act="open", round_=None, disability_type="1")
    assert ["unknown-element"] == [each.code for each in refusal.value.findings]


def test_a_round_counts_nothing_missing_that_no_worker_sees(house):
    """The table, the page and the workbook ask what the round counts; once it is closed no more, whatever was seen before."""
    retired_meanwhile(house)
    file(house, "e1", act="open", name="示例甲")
    before = house.journal.head
    asked = seen(house)

    assert "person.disability_type" in asked
    assert missing(house) == table_of(house).cells["missing"]
    assert asked == {*unit_table.form_of(house, "p1", ADMINISTRATOR).json_schema["properties"]}
    assert asked <= columns(house)
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    assert not {"person.disability_type"} & (seen(house) | columns(house))
    assert asked == seen(house, as_of=before)


def test_a_kind_of_subject_that_only_a_retired_form_asks_of_is_found_until_the_round_closes(house):
    """And as of then afterwards, as well as in the round."""
    asked = {"title": "房屋登记表", "fields": [{"label": "房屋地址", "type": "text"}]}
    form = admitted(
        house, "civil-affairs", asked, subject="dwelling", scope="true", first_round="2026-02-15"
    )
    opened(house)
    before = kinds(house)
    govern.retire(house, form, "不再需要", ADMINISTRATOR)
    open_ = str(house.journal.head)

    assert ["person", "dwelling"] == [each.kind for each in before]
    assert before == kinds(house)
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    assert ["person"] == [each.kind for each in kinds(house)]
    assert before == kinds(house, as_of=open_) == kinds(house, round_=ROUND.id)


def test_an_edition_that_takes_the_place_of_another_takes_no_cell_away_meanwhile(house):
    """What it does not ask any more is asked until the round closes."""
    opened(house)
    file(house, "e1", act="open", name="示例甲")
    asked = seen(house)
    shorter = {**ELDERLY, "fields": ELDERLY["fields"][:2]}
    edition = admitted(house, "civil-affairs", shorter, scope="true", first_round="2026-02-15")

    assert [edition] == [each.form.id for each in house.registry.in_force(house.today)]
    assert asked == seen(house)
    assert missing(house) == table_of(house).cells["missing"]
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    assert {"person.age", "person.phone", "person.sex"} == asked - seen(house)


def test_a_form_admitted_meanwhile_is_asked_too(house):
    opened(house)
    with pytest.raises(Invalid):
        file(house, "e1", act="open", disability_type="1")
    admitted(house, "disabled-federation", DISABLED, scope="true", first_round="2026-02-15")

    file(house, "e2", act="open", disability_type="1")


def test_a_question_decided_otherwise_meanwhile_takes_nothing_away(house):
    """Who has written the old element down may still send it, until the round closes."""
    opened(house)
    form = next(iter(house.registry.registrations))
    another = Choice(new=True, decided_by=ADMINISTRATOR.id)
    register.decide(house, form, {"f5": another}, ADMINISTRATOR)

    file(house, "e1", act="open", phone="13900000000")
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    with pytest.raises(Invalid):
        file(house, "e2", "p2", act="open", round_=None, phone="13900000000")


# several rounds


def test_a_round_announced_ahead_is_none_until_its_day(house, days):
    """What is filed meanwhile is taken and begins no unit; what it asks, whatever is retired until then, is asked from that day."""
    ahead = Round(id="2026-02", period="monthly", opens="2026-02-01", due="2026-02-28")
    disabled = admitted(
        house, "disabled-federation", DISABLED, scope="true", first_round="2026-02-15"
    )
    opened(house, ahead)
    govern.retire(house, disabled, "不再需要", ADMINISTRATOR)
    file(house, "e1", act="open", round_=None, name="示例甲")

    def standing():
        return rounds.standing(house, ahead.id, UNIT, ADMINISTRATOR).state

    assert [] == house.registry.rounds.taking(house.today)
    assert ("not-begun", False) == (standing(), "person.disability_type" in seen(house))
    days.day = "2026-02-01"
    assert [ahead] == house.registry.rounds.taking(house.today)
    assert ("not-begun", True) == (standing(), "person.disability_type" in seen(house))
    file(house, "e2", round_=None, name="示例乙")
    assert "begun" == standing()


def test_an_entry_serves_every_round_that_is_open(house):
    """Whichever it names, or none; what one of them asks is taken in the others, and handing in to one locks none else."""
    retired_meanwhile(house, ROUND.model_copy(update={"id": "quarter", "period": "quarterly"}))
    opened(house)
    file(house, "e1", act="open", disability_type="1")

    assert ["begun", "begun"] == states(house)
    submit(house, remark="缺")
    file(house, "e2", round_="quarter", disability_type="2")
    file(house, "e3", round_=None, disability_type="3")
    assert ["submitted", "begun"] == states(house)
    assert 1 == rounds.standing(house, ROUND.id, UNIT, ADMINISTRATOR).changed
    with pytest.raises(UnitSubmitted):
        file(house, "e4", disability_type="4")


def states(house):
    return [
        rounds.standing(house, each, UNIT, ADMINISTRATOR).state for each in (ROUND.id, "quarter")
    ]


def retired_meanwhile(house, round_=ROUND):
    """A form that asks what no other does, and is retired while the round is open."""
    disabled = admitted(
        house, "disabled-federation", DISABLED, scope="true", first_round="2026-02-15"
    )
    opened(house, round_)
    govern.retire(house, disabled, "不再需要", ADMINISTRATOR)


def table_of(house, **how):
    return unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, **how)


def kinds(house, **how):
    return asked_kinds.asked_kinds(house, ADMINISTRATOR, **how)


def seen(house, **how):
    """What a worker sees asked of anybody."""
    return {cell.element for row in table_of(house, **how).rows for cell in row.cells}


def missing(house):
    return rounds.progress(house, ROUND.id, UNIT, ADMINISTRATOR).units[0].counts.missing


def columns(house):
    """The elements of the workbook's columns."""
    return {column.element.id for each in worksheets(house) for column in each.columns}


# handing in and giving back


def test_what_is_missing_wants_a_remark(house):
    """The refusal says how much is missing; with a remark it is handed in, and both are kept."""
    opened(house)
    file(house, "e1", act="open", name="示例甲", id_number=id_number("1940-03-12", 1))
    with pytest.raises(SubmissionIncomplete) as refusal:
        submit(house)
    assert (1, 3, 2, 1) == tuple(
        refusal.value.facts[each] for each in ("subjects", "asked", "held", "missing")
    )

    standing = submit(house, remark="电话停机")

    assert "submitted" == standing.state
    assert ("电话停机", 1) == (standing.turns[0].why, standing.turns[0].counts.missing)


def test_a_unit_goes_from_not_begun_to_submitted_and_back(house):
    """And may hand in again what was given back to it."""
    opened(house)
    states = [rounds.standing(house, ROUND.id, UNIT, ADMINISTRATOR).state]
    file(house, "e1", act="open", unit=GRID, name="示例甲")
    states.append(rounds.standing(house, ROUND.id, UNIT, ADMINISTRATOR).state)
    states += [submit(house, remark="缺").state, give_back(house).state]
    states += [submit(house, remark="已补").state]

    assert ["not-begun", "begun", "submitted", "returned", "submitted"] == states


def test_the_round_takes_nothing_of_a_unit_that_has_handed_in(house):
    """Nor of a grid below it, nor of its subjects under another unit's name; the neighbours go on."""
    opened(house)
    file(house, "e1", act="open", name="示例甲")
    submit(house, remark="缺")

    for number, unit in enumerate((UNIT, GRID, "999999001002")):
        with pytest.raises(UnitSubmitted):
            file(house, f"locked {number}", unit=unit, name="示例乙")
    with pytest.raises(UnitSubmitted):
        file(house, "new in a grid", "p3", act="open", unit=GRID, name="示例丁")
    file(house, "e2", "p2", act="open", unit="999999001002", name="示例丙")
    give_back(house)
    file(house, "e3", name="示例乙")


def test_what_was_filed_without_naming_the_round_shows_as_changed_since(house):
    opened(house)
    file(house, "e1", act="open", name="示例甲")
    submit(house, remark="缺")
    file(house, "e2", round_=None, name="示例乙")

    assert 1 == rounds.standing(house, ROUND.id, UNIT, ADMINISTRATOR).changed


def test_an_entry_that_stood_before_gets_its_receipt_after_handing_in(house):
    """Whoever did not hear the first answer must not think that it was lost."""
    opened(house)
    first = file(house, "e1", act="open", name="示例甲")
    submit(house, remark="缺")

    again = file(house, "e1", act="open", name="示例甲")

    assert (first.position, True) == (again.position, again.again)


def test_handing_in_or_giving_back_twice_the_same_is_harmless(house):
    opened(house)
    assert submit(house, remark="缺") == submit(house, remark="缺")
    with pytest.raises(Decided):
        submit(house, remark="另一个说明")
    assert give_back(house) == give_back(house)
    with pytest.raises(Decided):
        give_back(house, why="另一个理由")


def test_nothing_is_given_back_that_was_not_handed_in_or_without_a_reason(house):
    opened(house)
    with pytest.raises(Decided):
        give_back(house)
    submit(house)
    with pytest.raises(Invalid):
        give_back(house, why="  ")
    with pytest.raises(NotFound):
        rounds.give_back(house, "none", UNIT, "请核对", ADMINISTRATOR)


def test_what_a_unit_handed_in_is_told_of_all_rounds_with_who_and_why(house, days):
    """Of those it hands in for, open or closed; whoever has an account is named."""
    accounts.open_(house, Account(id="user:zhao", name="镇里小赵"), ADMINISTRATOR)
    zhao = Actor.administrator("user:zhao")
    opened(house)
    submit(house)
    rounds.give_back(house, ROUND.id, UNIT, "请核对", zhao)
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    quarter = opened(house, ROUND.model_copy(update={"id": "quarter"}))

    told = rounds.handed_in(house, UNIT, zhao)
    (progress, *_) = rounds.progress(house, ROUND.id, UNIT, zhao).units

    assert told.hands_in
    assert {ROUND.id: progress.standing.turns} == told.turns
    assert {"user:zhao": "镇里小赵"} == told.people
    assert told.people == rounds.progress(house, ROUND.id, UNIT, zhao).people
    assert {} == rounds.progress(house, quarter.id, UNIT, zhao).people
    assert not rounds.handed_in(house, "999999001", zhao).hands_in
    with pytest.raises(NotFound):
        rounds.handed_in(house, "1234", zhao)


def test_a_town_hands_nothing_in_its_communities_do(house):
    opened(house)
    with pytest.raises(HandedInBelow):
        submit(house, "999999001")


def test_before_it_opens_and_after_it_closes_nothing_is_handed_in_or_given_back(house, days):
    opened(house)
    days.day = "2026-01-14"
    with pytest.raises(RoundNotOpen):
        submit(house)
    days.day = "2026-01-20"
    submit(house)
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)

    with pytest.raises(RoundClosed):
        give_back(house)
    with pytest.raises(RoundClosed):
        submit(house)


# how far all of them are


def test_progress_is_summed_up_the_tree(house):
    """Cells by what stands, units by where they stand; a grid's work counts with its community."""
    opened(house)
    number = id_number("1940-03-12", 1)
    file(house, "e1", act="open", unit=GRID, name="示例甲", id_number=number)
    file(house, "e2", "p2", act="open", unit="999999001002", phone="13900000000")
    submit(house, "999999001002", remark="缺")

    found = rounds.progress(house, ROUND.id, "999999001", ADMINISTRATOR)
    by_unit = {each.unit: each for each in found.units}

    town, community = by_unit["999999001"], by_unit[UNIT]
    assert ["999999001", UNIT, "999999001002"] == [each.unit for each in found.units]
    assert (1, 3, 2, 1) == cells(community)
    assert (1, 5, 1, 4) == cells(by_unit["999999001002"])
    assert (2, 8, 3, 5) == cells(town)
    assert (2, 1, 0, 1, 0) == (
        town.units.units,
        town.units.submitted,
        town.units.returned,
        town.units.begun,
        town.units.not_begun,
    )
    assert ("begun", "submitted") == (
        community.standing.state,
        by_unit["999999001002"].standing.state,
    )
    assert town.standing is None


def test_without_a_unit_progress_is_of_those_below_no_other(house):
    opened(house)
    found = rounds.progress(house, ROUND.id, None, ADMINISTRATOR)

    assert ["999999001"] == [each.unit for each in found.units]


def cells(progress):
    counts = progress.counts
    return counts.subjects, counts.asked, counts.held, counts.missing


def test_whoever_first_hands_in_by_the_due_day_is_on_time(house, days):
    """With the extension; and what is given back later does not make it late."""
    opened(house)
    days.day = "2026-02-03"
    assert rounds.standing(house, ROUND.id, UNIT, ADMINISTRATOR).late
    rounds.extend(house, ROUND.id, date(2026, 2, 5), "雨雪", ADMINISTRATOR)
    assert not rounds.standing(house, ROUND.id, UNIT, ADMINISTRATOR).late
    submit(house)
    days.day = "2026-02-06"
    give_back(house)
    submit(house, "999999001002")

    found = {
        each.unit: each.standing.late
        for each in rounds.progress(house, ROUND.id, "999999001", ADMINISTRATOR).units[1:]
    }
    assert {UNIT: False, "999999001002": True} == found


def test_what_nobody_stated_or_confirmed_for_a_month_is_stale(house, days):
    """Of a form that is asked monthly; what was stated lately is not, and confirming brings the rest up to date."""
    opened(house)
    number = id_number("1940-03-12", 1)
    file(house, "e1", act="open", name="示例甲", id_number=number, phone="13900000000")
    days.day = "2026-02-20"
    assert 3 == stale(house)
    file(house, "e2", phone="13900000001")
    assert 2 == stale(house)
    file(house, "e3", act="confirm")
    assert 0 == stale(house)


def stale(house):
    return rounds.progress(house, ROUND.id, UNIT, ADMINISTRATOR).units[0].counts.stale


def test_once_closed_a_round_shows_what_stood_then(house, days):
    """Whatever is filed afterwards, and however old everybody has become."""
    opened(house)
    file(house, "e1", act="open", name="示例甲")
    file(house, "e2", "p2", act="open", unit="999999001002", name="示例乙")
    submit(house, "999999001002", remark="缺")
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    closed = rounds.progress(house, ROUND.id, "999999001", ADMINISTRATOR)
    days.day = "2026-06-20"
    number = id_number("1940-03-12", 1)
    file(house, "e3", "p3", act="open", round_=None, name="示例丙", id_number=number)
    file(house, "e4", round_=None, id_number=id_number("1941-03-12", 1))

    assert closed == rounds.progress(house, ROUND.id, "999999001", ADMINISTRATOR)
    assert house.registry.rounds.closed[ROUND.id] == closed.as_of
