"""An import that is undone leaves what was held before, and what others have stated since."""

import pytest

from tests.houses import ADMINISTRATOR, ELDERLY, SAID, UNIT, a_house, admitted
from yibiao.errors import ImportUndone, NotFound
from yibiao.flows.carrying import bring, undo
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern, register
from yibiao.flows.subject import subjects
from yibiao.matching import Choice
from yibiao.model.actor import Actor, Grant
from yibiao.model.form import Field, Form
from yibiao.model.joined import Moving
from yibiao.model.original import SentFile
from yibiao.model.place import Unit
from yibiao.model.record import Entry, Source
from yibiao.store import Reading

ELSEWHERE = "999999002001"
HEAD = Actor(id="user:head", grants=(Grant(id="g", actor="user:head", role="head", unit=UNIT),))

FILE = SentFile("人口.xlsx", b"PK")


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


def brought(house):
    return bring.begin(house, "workbook", FILE, ADMINISTRATOR, unit=UNIT).imported.id


def stated(house, id_, subject, values, import_=None, act="state", **more):
    source = Source(id=import_, place="人口!3") if import_ else None
    entry = Entry(
        id=id_, unit=UNIT, subject=subject, kind="person", act=act, values=values, source=source, **more
    )  # fmt: skip
    return fill.file(house, entry, ADMINISTRATOR)


def held(house, subject):
    return {id_: cell.value for id_, cell in house.journal.record(subject).cells.items()}


def test_the_same_file_for_the_same_unit_is_one_import(house):
    """Brought again it is the same; once undone it is brought anew under another id."""
    first = brought(house)
    assert first == brought(house)
    assert first != bring.begin(house, "register", FILE, ADMINISTRATOR, unit=UNIT).imported.id

    undo.undo(house, first, "导错了", ADMINISTRATOR)

    assert first != brought(house)
    assert house.blobs.content(FILE.original.digest) == FILE.content


def test_what_was_held_before_is_stated_again(house):
    """Also where nothing was held; what the import did not touch stays."""
    stated(house, "e1", "p", {"person.name": "甲", "person.phone": "010-1234567"}, act="open")
    id_ = brought(house)
    stated(house, "e2", "p", {"person.phone": "010-7654321", "person.sex": "1"}, id_)

    outcomes = undo.undo(house, id_, "导错了", ADMINISTRATOR)

    assert [("p", "restored")] == [(each.subject, each.what) for each in outcomes]
    assert held(house, "p") == {
        "person.name": "甲",
        "person.phone": "010-1234567",
        "person.sex": None,
    }
    head = house.journal.head
    assert outcomes == undo.undo(house, id_, "导错了", ADMINISTRATOR)
    assert head == house.journal.head


def test_what_others_stated_since_is_left(house):
    stated(house, "e1", "p", {"person.name": "甲"}, act="open")
    id_ = brought(house)
    stated(house, "e2", "p", {"person.name": "乙", "person.phone": "010-7654321"}, id_)
    stated(house, "e3", "p", {"person.name": "丙"})

    outcomes = undo.undo(house, id_, "导错了", ADMINISTRATOR)

    assert [("restored", ("person.phone",)), ("left", ("person.name",))] == [
        (each.what, each.elements) for each in outcomes
    ]
    assert held(house, "p") == {"person.name": "丙", "person.phone": None}
    assert outcomes == undo.undo(house, id_, "导错了", ADMINISTRATOR)


def test_subjects_that_it_opened_are_closed_unless_they_were_used(house):
    id_ = brought(house)
    stated(house, "e1", "p", {"person.name": "甲"}, id_, act="open")
    stated(house, "e2", "q", {"person.name": "乙"}, id_, act="open")
    stated(house, "e3", "q", {"person.phone": "010-7654321"})

    outcomes = undo.undo(house, id_, "导错了", ADMINISTRATOR)

    assert [("p", "closed"), ("q", "left")] == [(each.subject, each.what) for each in outcomes]
    assert house.journal.record("p").closed
    assert not house.journal.record("q").closed
    assert outcomes == undo.undo(house, id_, "导错了", ADMINISTRATOR)


def test_a_link_leads_again_to_whoever_has_moved_away(house):
    """Whoever undoes it does not see them any more; that they were the guardian was said before they left."""
    asked = Field(id="f1", label="监护人电话")
    form = Form(
        department="civil-affairs", series="wards", title="被监护人", subject="person", scope="true",
        fields=[asked], **SAID,
    )  # fmt: skip
    choice = Choice(element="person.phone", via=("person.guardian",))
    register.submit(house, form, ADMINISTRATOR, choices={asked.id: choice})
    govern.admit(house, form.id, ADMINISTRATOR)
    register.units(house, [Unit(code=ELSEWHERE, name="别处社区")], ADMINISTRATOR)
    for each in ("guardian", "other"):
        stated(house, f"open-{each}", each, {}, act="open")
    stated(house, "e1", "p", {"person.guardian": "guardian"}, act="open")
    id_ = brought(house)
    stated(house, "e2", "p", {"person.guardian": "other"}, id_)
    subjects.move(house, "guardian", Moving(id="m", unit=ELSEWHERE), ADMINISTRATOR)

    outcomes = undo.undo(house, id_, "导错了", HEAD)

    assert [("p", "restored")] == [(each.subject, each.what) for each in outcomes]
    assert held(house, "p") == {"person.guardian": "guardian"}


def test_a_conflict_that_it_made_is_gone(house):
    """A statement that nobody had seen contests what is held, until it is undone."""
    opened = stated(house, "e1", "p", {"person.name": "甲"}, act="open")
    id_ = brought(house)
    stated(house, "e2", "p", {"person.name": "丙"})
    stated(house, "e3", "p", {"person.name": "乙"}, id_, base=opened.position)
    assert house.journal.record("p").cells["person.name"].contested

    undo.undo(house, id_, "导错了", ADMINISTRATOR)

    assert held(house, "p") == {"person.name": "丙"}
    assert not house.journal.record("p").cells["person.name"].contested


@pytest.mark.parametrize("together", [1, 2, 3])
def test_in_how_large_parts_it_is_undone_changes_nothing(tmp_path, monkeypatch, together):
    """What was foreseen, what came of it, and what the journal has of it afterwards."""
    whole = undone_anew(tmp_path / "whole")
    monkeypatch.setattr(undo, "_TOGETHER", together)

    assert {"restored", "closed", "left"} == {each.what for each in whole[0]}
    assert whole == undone_anew(tmp_path / "parts")


def undone_anew(path):
    """What undoing says beforehand and afterwards, and then the journal, of an import that did something of everything."""
    with a_house(path) as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        for each in ("e", "d", "c"):
            stated(house, f"open-{each}", each, {}, act="open")
        id_ = brought(house)
        for each in ("b", "e", "a", "d", "c"):
            act = "open" if each in "ab" else "state"
            values = {"person.sex": "1", "person.phone": f"010-765432{ord(each) % 10}"}
            stated(house, f"brought-{each}", each, values, id_, act=act)
        for each in ("a", "d"):
            stated(house, f"since-{each}", each, {"person.sex": "2"})
        said = undo.foreseen(house, id_, ADMINISTRATOR), undo.undo(house, id_, "错", ADMINISTRATOR)
        events = house.journal.events(kinds=("entry.filed",))
        return *said, [(each.subject, each.body) for each in events]


def test_of_all_that_was_said_of_subjects_it_holds_one_story_at_a_time(house, monkeypatch):
    """However many there are, and however long each is."""
    id_ = brought(house)
    for each in "abc":
        stated(house, each, each, {"person.name": "甲"}, id_, act="open")
    seen = []
    stories, plan = Reading.stories, undo._plan

    def read(reading, subjects):
        for subject, told in stories(reading, subjects):
            seen.append(subject)
            yield subject, told

    def planned(brought, record, told):
        seen.append(f"{record.subject} planned")
        return plan(brought, record, told)

    monkeypatch.setattr(Reading, "stories", read)
    monkeypatch.setattr(undo, "_plan", planned)

    undo.foreseen(house, id_, ADMINISTRATOR)

    assert ["a", "a planned", "b", "b planned", "c", "c planned"] == seen


def test_nothing_comes_of_an_import_that_was_undone_or_that_nobody_knows(house):
    id_ = brought(house)
    undo.undo(house, id_, "导错了", ADMINISTRATOR)

    with pytest.raises(ImportUndone):
        stated(house, "e1", "p", {"person.name": "甲"}, id_, act="open")
    with pytest.raises(NotFound):
        stated(house, "e2", "p", {"person.name": "甲"}, "import-0", act="open")
