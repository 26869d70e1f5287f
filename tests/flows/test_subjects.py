"""Subjects move, close, open again, and turn out to be one; nothing that was said of any of them is lost."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.houses import (
    ADMINISTRATOR,
    ELDERLY,
    UNIT,
    a_house,
    admitted,
    id_number,
    nobody_resembles,
)
from yibiao.cli import app
from yibiao.errors import (
    EntryIdReused,
    Invalid,
    NotFound,
    RemarkWanted,
    SubjectClosed,
    SubjectExists,
)
from yibiao.flows import keep
from yibiao.flows.filling import conflicts, fill
from yibiao.flows.slicing import query
from yibiao.flows.subject import joining, parting, subjects
from yibiao.model.joined import Closing, Moving, Spot
from yibiao.model.record import Entry
from yibiao.web.app import create_app

PHONE, NAME, SEX = "person.phone", "person.name", "person.sex"
GUARDIAN, HOUSEHOLD = "person.guardian", "person.household"
GRID = UNIT + "001"
WARDS = {
    "title": "监护登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "监护人姓名", "type": "text"},
        {"label": "监护人联系电话", "type": "text"},
    ],
}


@pytest.fixture(scope="module", autouse=True)
def _alike():
    with nobody_resembles():
        yield


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        admitted(house, "disabled-federation", WARDS, scope="true")
        yield house


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        admitted(house, "disabled-federation", WARDS, scope="true")
        yield house


def state(house, id_, subject, values=None, act="state", **more):
    members = {"unit": GRID, "kind": "person", "subject": subject, **more}
    entry = Entry(id=id_, act=act, values=values or {}, **members)
    return fill.file(house, entry, ADMINISTRATOR).position


def opened(house, **subjects_):
    for subject, values in subjects_.items():
        state(house, f"open {subject}", subject, values, act="open")


def record(house, subject):
    return query.record(house, subject, ADMINISTRATOR)


def held(house, subject):
    return {id_: cell.value for id_, cell in record(house, subject).cells.items()}


def contested(house, subject):
    return {
        id_: (cell.value, {each.value for each in cell.contested})
        for id_, cell in record(house, subject).cells.items()
        if cell.contested
    }


def merge(house, subject="b", into="a", id_="m", **more):
    return joining.merge(house, subject, into, ADMINISTRATOR, id_=id_, **more)


def part(house, id_="m", **more):
    return parting.part(house, id_, ADMINISTRATOR, **more)


# moved, closed, opened again


def test_a_subject_moves(house):
    opened(house, a={NAME: "甲"})
    moving = Moving(id="move", unit=UNIT, remark="搬家")

    first = subjects.move(house, "a", moving, ADMINISTRATOR)
    again = subjects.move(house, "a", moving, ADMINISTRATOR)

    assert (UNIT, first.position, True) == (record(house, "a").unit, again.position, again.again)
    with pytest.raises(NotFound):
        subjects.move(house, "a", Moving(id="x", unit="999999009"), ADMINISTRATOR)
    with pytest.raises(NotFound):
        subjects.move(house, "nobody", moving, ADMINISTRATOR)


def test_who_died_is_closed_with_the_day(house):
    """Whether or not a form asks it."""
    opened(house, a={NAME: "甲"})
    closing = Closing(id="close", reason="died", on=date(2025, 12, 24))

    first = subjects.close(house, "a", closing, ADMINISTRATOR)
    again = subjects.close(house, "a", closing, ADMINISTRATOR)

    found = record(house, "a")
    assert (True, "died", "2025-12-24") == (
        found.closed, found.reason, found.cells["person.death_date"].value
    )  # fmt: skip
    assert (first.position, True) == (again.position, again.again)
    with pytest.raises(SubjectClosed):
        subjects.close(house, "a", Closing(id="other", reason="died"), ADMINISTRATOR)


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(1939, 12, 31)])
def test_a_death_that_cannot_be_wants_a_remark(house, day):
    """Tomorrow, or before the birth, whether or not a form asks it; nothing is closed before somebody says why."""
    opened(house, a={"person.id_number": id_number("1940-01-01", 1)})

    with pytest.raises(RemarkWanted) as refused:
        subjects.close(house, "a", Closing(id="close", reason="died", on=day), ADMINISTRATOR)
    assert {"rule-unusual"} == {each.code for each in refused.value.findings}
    assert not record(house, "a").closed

    said = Closing(id="close", reason="died", on=day, remark="以法院宣告为准")
    first = subjects.close(house, "a", said, ADMINISTRATOR)
    again = subjects.close(house, "a", said, ADMINISTRATOR)

    assert (first.position, True) == (again.position, again.again)
    assert day.isoformat() == record(house, "a").cells["person.death_date"].value


def test_a_reason_is_one_of_those_there_are(house):
    opened(house, a={})

    with pytest.raises(Invalid) as refused:
        subjects.close(house, "a", Closing(id="close", reason="bored"), ADMINISTRATOR)

    assert ["code-not-in-list"] == [each.code for each in refused.value.findings]


def test_a_reason_suits_what_is_closed(house):
    """A household is dissolved and does not die; what is held of closings from before stays."""
    state(house, "open", "h", {}, act="open", kind="household")

    with pytest.raises(Invalid) as refused:
        subjects.close(house, "h", Closing(id="close", reason="died"), ADMINISTRATOR)
    subjects.close(house, "h", Closing(id="close", reason="dissolved"), ADMINISTRATOR)

    assert ["reason-of-another-kind"] == [each.code for each in refused.value.findings]
    assert "dissolved" == record(house, "h").reason


def test_who_comes_back_is_opened_again_with_what_was_held(house):
    opened(house, a={NAME: "甲"})
    subjects.close(house, "a", Closing(id="close", reason="moved-away"), ADMINISTRATOR)
    back = Moving(id="back", unit=UNIT)

    first = subjects.reopen(house, "a", back, ADMINISTRATOR)
    again = subjects.reopen(house, "a", back, ADMINISTRATOR)

    found = record(house, "a")
    assert (False, None, UNIT, "甲") == (found.closed, found.reason, found.unit, found.cells[NAME].value)  # fmt: skip
    assert (first.position, True) == (again.position, again.again)
    with pytest.raises(SubjectExists):
        subjects.reopen(house, "a", Moving(id="more", unit=UNIT), ADMINISTRATOR)


# merged


def test_what_the_one_lacks_it_takes_over_and_what_differs_is_contested(house):
    opened(house, a={NAME: "王桂芳", PHONE: "19900000001"}, b={NAME: "王桂芬", SEX: "2", PHONE: "19900000001"})  # fmt: skip

    joined = merge(house)

    assert ((SEX,), (NAME,)) == (joined.adopted, joined.contested)
    assert {NAME: "王桂芳", PHONE: "19900000001", SEX: "2"} == held(house, "a")
    assert {NAME: ("王桂芳", {"王桂芬"})} == contested(house, "a")
    assert (True, "a") == (record(house, "b").closed, record(house, "b").merged_into)
    assert 1 == len(conflicts.conflicts(house, UNIT, ADMINISTRATOR).cells)
    assert () == keep.verify(house, ADMINISTRATOR)


def test_what_was_contested_or_loaded_stays_so(house):
    opened(house, a={}, b={NAME: "甲"})
    state(house, "other", "b", {NAME: "乙"}, base=1)
    state(house, "load", "b", {PHONE: "19900000001"}, act="load")

    merge(house)

    assert {NAME: ("乙", {"甲"})} == contested(house, "a")
    assert record(house, "a").cells[PHONE].loaded


def test_links_that_led_to_the_double_lead_to_the_one(house):
    opened(house, a={}, b={}, ward={NAME: "小明"}, other={NAME: "小红"})
    state(house, "1", "ward", {GUARDIAN: "b"})
    state(house, "2", "other", {GUARDIAN: "a"})
    state(house, "3", "a", {GUARDIAN: "b"})

    joined = merge(house)

    assert ["a", "a", None] == [held(house, each)[GUARDIAN] for each in ("ward", "other", "a")]
    assert {("ward", GUARDIAN), ("a", GUARDIAN)} == {
        (each.subject, each.element) for each in joined.redirected
    }


def test_a_contested_link_waits_for_a_person(house):
    opened(house, a={}, b={}, c={}, ward={})
    base = state(house, "1", "ward", {GUARDIAN: "b"})
    state(house, "2", "ward", {GUARDIAN: "c"}, base=base - 1)
    state(house, "3", "ward", {GUARDIAN: "b"}, base=base - 1)

    joined = merge(house)

    assert (Spot(subject="ward", element=GUARDIAN, why="contested"),) == joined.left
    assert "b" == held(house, "ward")[GUARDIAN]


def test_a_merging_sent_again_is_done_once(house):
    opened(house, a={NAME: "甲"}, b={NAME: "乙", SEX: "1"}, c={})
    first = merge(house)
    head = house.journal.head

    again = merge(house)

    assert (head, True) == (house.journal.head, again.again)
    assert [each.position for each in first.receipts] == [each.position for each in again.receipts]
    assert (first.adopted, first.contested) == (again.adopted, again.contested)
    with pytest.raises(EntryIdReused):
        merge(house, "c")


def test_a_preview_keeps_nothing(house):
    opened(house, a={NAME: "甲"}, b={NAME: "乙", SEX: "1"})
    head = house.journal.head

    shown = merge(house, commit=False)

    assert ((SEX,), (NAME,), ()) == (shown.adopted, shown.contested, shown.receipts)
    assert head == house.journal.head
    assert not record(house, "b").closed


@pytest.mark.parametrize(
    ("subject", "into", "problem"),
    [("b", "b", Invalid), ("b", "h", Invalid), ("b", "nobody", NotFound), ("nobody", "a", NotFound),
     ("closed", "a", SubjectClosed), ("b", "closed", Invalid)],
)  # fmt: skip
def test_only_two_of_a_kind_that_are_there_are_merged(house, subject, into, problem):
    opened(house, a={}, b={}, closed={})
    state(house, "h", "h", act="open", kind="household")
    state(house, "close", "closed", act="close")
    head = house.journal.head

    with pytest.raises(problem):
        merge(house, subject, into)

    assert head == house.journal.head


def test_whoever_states_a_link_while_it_is_planned_is_not_forgotten(house, monkeypatch):
    opened(house, a={}, b={}, ward={})
    asked = joining._leading

    def slowly(house, subject):
        found = asked(house, subject)
        if not held(house, "ward"):
            state(house, "meanwhile", "ward", {GUARDIAN: "b"})
        return found

    monkeypatch.setattr(joining, "_leading", slowly)
    merge(house)

    assert "a" == held(house, "ward")[GUARDIAN]


# parted again


def test_two_that_were_not_one_are_two_again(house):
    opened(house, a={NAME: "甲"}, b={NAME: "乙", SEX: "1"}, ward={})
    state(house, "1", "ward", {GUARDIAN: "b"})
    before = [held(house, each) for each in ("a", "b", "ward")]
    merge(house)

    parted = part(house)

    assert (True, ()) == (parted.reopened, parted.left)
    assert [before[0] | {SEX: None}, *before[1:]] == [
        held(house, each) for each in ("a", "b", "ward")
    ]
    assert {} == contested(house, "a")
    assert () == keep.verify(house, ADMINISTRATOR)
    head = house.journal.head
    assert part(house).again
    assert head == house.journal.head


def test_what_was_stated_since_stays(house):
    opened(house, a={NAME: "甲"}, b={NAME: "乙", SEX: "1"}, ward={})
    state(house, "1", "ward", {GUARDIAN: "b"})
    merge(house)
    state(house, "2", "a", {SEX: "2", NAME: "丙"})
    state(house, "3", "ward", {GUARDIAN: "a"})

    parted = part(house)

    assert {NAME: "丙", SEX: "2"} == held(house, "a")
    assert "a" == held(house, "ward")[GUARDIAN]
    assert {("a", NAME), ("a", SEX), ("ward", GUARDIAN)} == {
        (each.subject, each.element) for each in parted.left if each.why == "stated-since"
    }


def test_a_parting_may_be_looked_at_first(house):
    opened(house, a={}, b={SEX: "1"})
    merge(house)
    head = house.journal.head

    shown = part(house, commit=False)

    assert ((Spot(subject="a", element=SEX),), True) == (shown.restored, shown.reopened)
    assert head == house.journal.head
    with pytest.raises(NotFound):
        part(house, "nothing")


VALUES = st.dictionaries(
    st.sampled_from([NAME, PHONE, SEX]), st.sampled_from(["1", "2"]), max_size=3
).map(
    lambda some: {id_: {PHONE: f"1990000000{v}", SEX: v, NAME: v}[id_] for id_, v in some.items()}
)


@given(VALUES, VALUES, VALUES, st.integers(0, 10**9))
@settings(max_examples=25)
def test_nothing_that_either_held_is_lost(shared, ours, theirs, more, number):
    """Every value stands somewhere in the one; what both said, or one alone, is held; and parting gives it back."""
    house, n = shared, f"{number}-{shared.journal.head}"
    one, double = f"one {n}", f"double {n}"
    opened(house, **{one: ours, double: theirs})
    state(house, f"more {n}", double, more, base=0)
    before = record(house, one), record(house, double)

    merge(house, double, one, f"m{n}")

    standing = {
        id_: {cell.value, *(each.value for each in cell.contested)}
        for id_, cell in record(house, one).cells.items()
    }
    for each in before:
        for id_, cell in each.cells.items():
            assert {cell.value, *(other.value for other in cell.contested)} <= standing[id_]
    assert {id_: cell.value for id_, cell in before[0].cells.items()}.items() <= held(
        house, one
    ).items()

    part(house, f"m{n}")
    after = {id_: value for id_, value in held(house, one).items() if value is not None}
    assert {id_: cell.value for id_, cell in before[0].cells.items()} == after
    assert {} == contested(house, one)
    assert before[1].cells == record(house, double).cells


def test_both_doors_do_all_of_it(house, tmp_path):
    opened(house, a={NAME: "甲"}, b={SEX: "1"}, c={})
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"

        def sent(path, **body):
            answer = client.post(f"/api/v1/{path}", json=body)
            assert answer.is_success, answer.text
            return answer.json()

        reasons = client.get("/api/v1/closing-reasons").json()["codes"]
        sent("subjects/c/moving", id="1", unit=UNIT)
        sent("subjects/c/closing", id="2", reason=reasons[0]["code"], on="2025-12-24")
        sent("subjects/c/reopening", id="3", unit=GRID)
        shown = sent("subjects/b/merging?preview=true", id="m", into="a")
        made = sent("subjects/b/merging", id="m", into="a")
        undone = sent("mergings/m/undoing")
    assert [[SEX], [SEX], True] == [shown["adopted"], made["adopted"], undone["reopened"]]
    assert [0, len(made["receipts"])] == [len(shown["receipts"]), 2]
    house.close()

    def typed(*words):
        result = CliRunner().invoke(app, [*words, "--data", str(tmp_path / "data")])
        assert 0 == result.exit_code, result.output
        return json.loads(result.stdout)

    typed("move", "c", UNIT)
    typed("close", "c", "moved-away")
    typed("reopen", "c", GRID)
    assert [SEX] == typed("join", "b", "a", "--preview")["adopted"]
    joined = typed("join", "b", "a", "--id", "again")
    assert "again" == joined["id"]
    assert typed("part", "again")["reopened"]
    acts = [each["by"]["act"] for each in typed("history", "b", "--json")["steps"]]
    assert ["open", "merge", "open", "merge", "open"] == acts


def test_two_with_one_number_may_be_parted_and_opened_again(house):
    """Somebody has looked at both: what makes them alike is no reason to refuse them now."""
    number = id_number("1940-03-12", 1)
    opened(house, a={NAME: "甲", "person.id_number": number})
    state(house, "b", "b", {NAME: "甲", "person.id_number": number}, act="open",
          unlike=("a",), remark="发错了号")  # fmt: skip
    merge(house)

    assert part(house).reopened
    subjects.close(house, "b", Closing(id="close", reason="moved-away"), ADMINISTRATOR)
    subjects.reopen(house, "b", Moving(id="back", unit=UNIT), ADMINISTRATOR)

    assert not record(house, "b").closed
