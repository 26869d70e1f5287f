"""What a unit is reminded of, and when."""

from datetime import date
from weakref import WeakSet

import pytest

from tests.flows.test_rounds import Days, stating
from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.errors import Finding
from yibiao.flows.filling import fill
from yibiao.flows.registering import register
from yibiao.flows.units import reminders, rounds
from yibiao.flows.units.reminders import reminders as remind
from yibiao.model.actor import Actor, Grant
from yibiao.model.place import Round, Unit
from yibiao.model.record import Entry
from yibiao.store import Reading

NEIGHBOUR = "999999001002"
TOWNSHIP = "999999001000"
NEAR = ((UNIT, "示例社区"), (NEIGHBOUR, "邻社区"))
NAME = "person.name"
ROUND = Round(id="2026-01", period="monthly", opens="2026-01-15", due="2026-01-31")


@pytest.fixture
def days():
    return Days("2026-01-01")


@pytest.fixture
def house(tmp_path, days):
    with a_house(tmp_path / "data") as house:
        house.now = days
        township = Unit(code=TOWNSHIP, name="示例街道")
        near = [Unit(code=code, name=name, parent=TOWNSHIP) for code, name in NEAR]
        register.units(house, [township, *near], ADMINISTRATOR)
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        days.day = "2026-01-15"
        yield house


def told(house, code=None, unit=UNIT, **more):
    found = remind(house, unit, ADMINISTRATOR, **more)
    return [each for each in found if code is None or each.code == code]


def file(house, *arguments, **values):
    return fill.file(house, stating(*arguments, round_=None, **values), ADMINISTRATOR)


def test_a_round_is_told_of_before_it_is_due_when_it_is_over_and_when_given_back(house, days):
    """And no longer once it was handed in, or is closed; not by units that hand nothing in."""
    rounds.open_round(house, ROUND, ADMINISTRATOR)
    seen = []
    for day in ("2026-01-16", "2026-01-25", "2026-02-02"):
        days.day = day
        seen.append([(each.code, each.on, each.facts["days"]) for each in told(house, days=7)])
    rounds.extend(house, ROUND.id, date(2026, 2, 5), "雪", ADMINISTRATOR)
    rounds.submit(house, ROUND.id, UNIT, ADMINISTRATOR)
    seen.append(told(house))
    rounds.give_back(house, ROUND.id, UNIT, "请核对", ADMINISTRATOR)
    seen.append([(each.code, each.on, each.why) for each in told(house)])
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    seen.append(told(house))

    due = date(2026, 1, 31)
    assert [
        [],
        [("round-due-soon", due, 6)],
        [("round-overdue", due, 2)],
        [],
        [("round-returned", date(2026, 2, 5), "请核对")],
        [],
    ] == seen


def test_a_birthday_that_brings_somebody_into_a_scope_is_told_beforehand(house, days):
    """On its day, whatever age the scope names; neither of whoever is there already nor too early."""
    file(house, "e1", "p1", act="open", id_number=id_number("1946-02-01", 1))
    file(house, "e2", "p2", act="open", id_number=id_number("1940-02-01", 2))
    file(house, "e3", "p3", act="open", id_number=id_number("1946-03-20", 3))

    assert [("p1", date(2026, 2, 1), UNIT)] == [
        (each.subject, each.on, each.unit) for each in told(house, "scope-entered")
    ]
    days.day = "2026-02-01"
    assert ["p1"] == [each.subject for each in told(house, "scope-entered", days=0)]


def test_who_has_come_into_a_scope_is_told_of_until_somebody_has_acted_on_it(house, days):
    """
    Filled in as far as it was missing, or confirmed where nothing was; a register's word is nobody's.

    Whoever nobody sees to is told of for ninety days.
    """
    whole = {"name": "示例甲", "phone": "13900000000"}
    file(house, "e1", "p1", act="open", id_number=id_number("1946-02-01", 1), **whole)
    file(house, "e2", "p2", act="open", id_number=id_number("1946-02-01", 2), **whole)
    file(house, "e3", "p3", act="open", id_number=id_number("1946-02-01", 3), name="示例丙")
    seen = []
    days.day = "2026-02-20"
    seen.append({each.subject for each in told(house, "scope-entered")})
    file(house, "e4", "p1", act="confirm")
    file(house, "e5", "p2", act="load", phone="13900000001")
    file(house, "e6", "p3", act="confirm")
    seen.append({each.subject for each in told(house, "scope-entered")})
    file(house, "e7", "p3", phone="13900000003")
    seen.append({each.subject for each in told(house, "scope-entered")})
    days.day = "2026-05-02"
    seen.append({(each.subject, each.on) for each in told(house, "scope-entered")})
    days.day = "2026-05-03"
    seen.append({each.subject for each in told(house, "scope-entered")})

    turned = date(2026, 2, 1)
    assert [{"p1", "p2", "p3"}, {"p2", "p3"}, {"p2"}, {("p2", turned)}, set()] == seen


def test_what_is_due_soonest_comes_first_and_what_has_happened_last(house, days):
    rounds.open_round(house, ROUND, ADMINISTRATOR)
    file(house, "e1", "p1", act="open", id_number=id_number("1946-02-05", 1), name="示例甲")
    file(house, "e2", "p2", act="open", id_number=id_number("1946-01-12", 2))
    file(house, "e3", "p3", act="open", name="示例丙")
    days.day = "2026-01-20"
    move = Entry(id="e4", unit=NEIGHBOUR, subject="p3", kind="person", act="move")
    fill.file(house, move, ADMINISTRATOR)

    found = [each.code for each in told(house) if not each.code.startswith("cells")]
    assert ["scope-entered", "round-due-soon", "scope-entered", "subject-moved-away"] == found


def test_sentences_are_in_words(house):
    """Conditions, names of units; and what the subject is called, beside the sentence."""
    file(house, "e1", "p1", act="open", id_number=id_number("1946-02-01", 1), name="示例甲")

    (entered,) = told(house, "scope-entered")
    assert "示例甲" == entered.label
    assert entered.says.zh.endswith("（年龄 ≥ 80）")
    assert "示例社区" in Finding("cells-stale", "", {"unit_name": "示例社区", "count": 1}).says(
        "zh"
    )


def test_a_birthday_that_takes_somebody_out_of_a_scope_is_told_too(house):
    children = {**ELDERLY, "title": "未成年人登记表"}
    admitted(house, "civil-affairs", children, scope="person.age < 18", first_round="2026-01-25")
    file(house, "e1", "p1", act="open", id_number=id_number("2008-01-20", 1))

    (left,) = told(house, "scope-left")
    assert ("p1", date(2026, 1, 20)) == (left.subject, left.on)
    assert "未成年人登记表" in left.says.zh


def test_whoever_moves_is_told_to_both_units(house, days):
    """But not of whoever is new, nor after the position that was seen."""
    file(house, "e1", "p1", act="open", name="示例甲")
    days.day = "2026-01-20"
    move = Entry(id="e2", unit=NEIGHBOUR, subject="p1", kind="person", act="move")
    position = fill.file(house, move, ADMINISTRATOR).position

    (away,), (entered,) = told(house), told(house, unit=NEIGHBOUR)
    assert ("subject-moved-away", UNIT, "p1", date(2026, 1, 20)) == (
        away.code, away.unit, away.subject, away.on,
    )  # fmt: skip
    assert ("subject-moved-in", NEIGHBOUR) == (entered.code, entered.unit)
    assert "由示例社区迁至邻社区" in away.says.zh
    assert [] == told(house, since=position)


def test_whoever_left_is_told_by_name_to_whom_they_left_and_may_not_be_opened_there(house, days):
    """The unit that they left knew them as they were when they left; what is said of them since is the other's."""
    file(house, "e1", "p1", act="open", name="示例甲")
    days.day = "2026-01-20"
    move = Entry(id="e2", unit=NEIGHBOUR, subject="p1", kind="person", act="move")
    fill.file(house, move, ADMINISTRATOR)
    renamed = Entry(id="e3", unit=NEIGHBOUR, subject="p1", kind="person", values={NAME: "示例乙"})
    fill.file(house, renamed, ADMINISTRATOR)
    seen = []
    for unit in (UNIT, NEIGHBOUR):
        grant = Grant(id=unit, actor="user:a", role="worker", unit=unit)
        worker = Actor(id="user:a", grants=(grant,))
        seen += [(each.unit, each.label, each.readable) for each in remind(house, unit, worker)]

    assert [(UNIT, "示例甲", False), (NEIGHBOUR, "示例乙", True)] == seen


def test_whoever_is_closed_as_moved_away_is_told_to_whoever_receives_them_or_else_to_the_township(house):  # fmt: skip
    """To the unit that holds somebody of the same number, until it has seen to them; nobody is told of the dead."""
    number = id_number("1960-02-01", 1)
    file(house, "e1", "p1", act="open", id_number=number, name="示例甲")
    for subject, name in (("p2", "示例乙"), ("p4", "示例丁")):
        file(house, f"{subject}-open", subject, act="open", name=name)
    here = stating("e3", "p3", act="open", round_=None, id_number=number, name="示例丙")
    said = {"unit": NEIGHBOUR, "unlike": ("p1",), "remark": "刚迁来"}
    fill.file(house, here.model_copy(update=said), ADMINISTRATOR)
    for subject, reason in (("p1", "moved-away"), ("p2", "moved-away"), ("p4", "died")):
        left = stating(f"{subject}-close", subject, act="close", round_=None)
        fill.file(house, left.model_copy(update={"reason": reason}), ADMINISTRATOR)

    def seen(unit):
        return [(each.code, each.label, each.unit, each.closed) for each in told(house, unit=unit)]

    came = ("subject-came-from", "示例丙", NEIGHBOUR, False)
    gone = ("subject-gone-away", "示例乙", TOWNSHIP, True)
    assert [[], [came], [came, gone]] == [seen(each) for each in (UNIT, NEIGHBOUR, TOWNSHIP)]
    confirmed = stating("e9", "p3", act="confirm", round_=None)
    fill.file(house, confirmed.model_copy(update={"unit": NEIGHBOUR}), ADMINISTRATOR)
    assert [[], [], [gone]] == [seen(each) for each in (UNIT, NEIGHBOUR, TOWNSHIP)]


def test_nothing_of_those_who_left_other_units_is_read_or_told(house, monkeypatch):
    """Neither of whoever was closed there nor of whoever moved between them, unless it is theirs above."""
    third = Unit(code="999999001003", name="第三社区", parent=TOWNSHIP)
    register.units(house, [third], ADMINISTRATOR)
    for at, subject in enumerate(("here", "there", "mover")):
        values = {NAME: subject, "person.id_number": id_number("1960-02-01", at)}
        state(house, subject, NEIGHBOUR if at else UNIT, "open", values=values)
    state(house, "mover", third.code, "move")
    for subject, unit in (("here", UNIT), ("there", NEIGHBOUR)):
        state(house, subject, unit, "close", reason="moved-away")
    read, records, stories = set(), Reading.records_of, Reading.stories

    def noted(how):
        def reading(self, subjects):
            subjects = list(subjects)
            read.update(subjects)
            return how(self, subjects)

        return reading

    monkeypatch.setattr(Reading, "records_of", noted(records))
    monkeypatch.setattr(Reading, "stories", noted(stories))

    assert [] == told(house)
    assert {"here"} == read
    assert {"here", "there"} == {each.subject for each in told(house, unit=TOWNSHIP)}
    assert {"here", "there"} == read


@pytest.mark.parametrize(
    ("left", "there"),
    [
        ({"birth_certificate_no": "A-123456789"}, {"birth_certificate_no": "ａ１２３４５６７８９"}),
        ({"birth_certificate_no": "Ａ 123456789"}, {"birth_certificate_no": "a123456789"}),
        ({"disability_certificate_no": "{}44"}, {"id_number": "{}"}),
        ({"id_number": "{}"}, {"disability_certificate_no": "{}44"}),
    ],
)
def test_whoever_came_from_elsewhere_is_known_however_their_number_is_spelt(house, left, there):
    """In another width or case, or as what begins with it."""
    labels = ("出生医学证明编号", "残疾证号")
    asked = {"title": "证件", "fields": [{"label": each, "type": "text"} for each in labels]}
    admitted(house, "civil-affairs", asked, scope="true", first_round="2026-02-15")
    number = id_number("1960-02-01", 1)
    for subject, unit, said in (("p1", UNIT, left), ("p2", NEIGHBOUR, there)):
        values = {f"person.{id_}": each.format(number) for id_, each in said.items()}
        state(house, subject, unit, "open", values=values, unlike=("p1",), remark="刚迁来")
    assert [] == told(house, "subject-came-from", NEIGHBOUR)

    state(house, "p1", UNIT, "close", reason="moved-away")

    assert ["p2"] == [each.subject for each in told(house, "subject-came-from", NEIGHBOUR)]


def state(house, subject, unit, act, **members):
    about = {"unit": unit, "subject": subject, "kind": "person", "act": act}
    return fill.file(house, Entry(id=f"{act} {subject}", **about, **members), ADMINISTRATOR)


def test_contested_cells_are_told_by_subject(house):
    """Nobody has read what was said of them by that."""
    opened = file(house, "e1", "p1", act="open", phone="13900000000")
    for number in (2, 3):
        entry = stating(f"e{number}", "p1", round_=None, phone=f"1390000000{number}")
        fill.file(house, entry.model_copy(update={"base": opened.position}), ADMINISTRATOR)

    assert [("p1", 1)] == [
        (each.subject, each.facts["count"]) for each in told(house, "cells-contested")
    ]
    assert [] == house.accesses.lines(what="conflicts")


def test_what_grows_stale_is_counted_by_unit(house, days):
    """A monthly form: soon after half a month, stale after two."""
    file(house, "e1", "p1", act="open", name="示例甲", id_number=id_number("1940-02-01", 2))
    days.day = "2026-02-01"
    (soon,) = told(house)
    days.day = "2026-03-01"
    (stale,) = told(house)

    assert ("cells-stale-soon", 2, date(2026, 3, 3)) == (soon.code, soon.facts["count"], soon.on)
    assert ("cells-stale", 2) == (stale.code, stale.facts["count"])


def test_what_is_filed_after_a_look_ahead_grows_stale_as_well(house):
    """Further ahead than a form's period it all does, whenever it was filed."""
    seen = []
    for number in (1, 2):
        file(
            house,
            f"e{number}",
            f"p{number}",
            act="open",
            name="示例甲",
            id_number=id_number("1940-02-01", number),
        )
        (soon,) = told(house, "cells-stale-soon", days=60)
        seen.append(soon.facts["count"])

    assert [2, 4] == seen


def test_no_sentence_holds_what_anybody_wrote_or_holds(house):
    """Every code has its sentence in both languages, from facts alone."""
    rounds.open_round(house, ROUND, ADMINISTRATOR)
    file(house, "e1", "p1", act="open", name="示例甲", id_number=id_number("1946-02-01", 1))
    rounds.submit(house, ROUND.id, UNIT, ADMINISTRATOR, remark="缺")
    rounds.give_back(house, ROUND.id, UNIT, "示例甲的证件有误", ADMINISTRATOR)

    found = told(house)
    assert {"round-returned", "scope-entered"} <= {each.code for each in found}
    for each in found:
        for sentence in (each.says.zh, each.says.en, each.remedy.zh, each.remedy.en):
            assert "{" not in sentence
            assert "示例甲" not in sentence
        assert "note" == Finding(each.code).level


def test_the_days_are_those_of_the_flow(house):
    """What is asked for beyond a year is a year."""
    assert remind(house, UNIT, ADMINISTRATOR, days=10_000) == remind(
        house, UNIT, ADMINISTRATOR, days=reminders.MOST_DAYS
    )


def test_whoever_looks_ahead_over_many_days_fills_no_memory_and_pushes_no_plan_out(house):
    """Answers may be large: the newest few are kept, apart from plans."""

    class Answer:
        pass

    plan = house.planned("plan", Answer)
    alive = WeakSet()
    for days in range(1_001):
        newest = house.once(("cells", days), Answer)
        alive.add(newest)

    assert len(alive) < 20
    assert house.planned("plan", Answer) is plan
    assert house.once(("cells", 1_000), Answer) is newest
