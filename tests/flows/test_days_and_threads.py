"""The registry and the one table stay right while days pass and others write."""

import threading
from datetime import UTC, datetime

from tests.houses import ADMINISTRATOR, ELDERLY, a_house, admitted
from yibiao.flows.registering import register
from yibiao.flows.registry import REGISTRY_KINDS, Registry
from yibiao.model.element import Element
from yibiao.model.event import Event
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Unit
from yibiao.model.text import Text


def test_the_day_is_china_s(tmp_path):
    """At seven in the morning in Beijing, London is still in yesterday."""
    with a_house(tmp_path / "data") as house:
        house.now = lambda: datetime(2026, 1, 1, 23, tzinfo=UTC)

        assert house.today.isoformat() == "2026-01-02"


def test_what_a_form_asked_leaves_the_table_the_day_after_it_expires(tmp_path):
    """Nobody need register anything for that."""
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true", expires="2027-12-31")
        assert house.table(SubjectKind.PERSON).columns

        house.now = lambda: datetime(2028, 1, 1, 9, tzinfo=UTC)

        assert house.table(SubjectKind.PERSON).columns == ()


def test_no_element_is_lost_while_others_look_at_the_catalogue():
    """One thread folds, another reads all the while."""
    registry, done = Registry(), threading.Event()

    def look():
        while not done.is_set():
            assert registry.catalogue.elements

    reader = threading.Thread(target=look)
    reader.start()
    for position in range(1, 1_001):
        element = Element(
            id=f"person.made_up_{position}", name=Text(zh="示例", en="made up"), kind="text"
        )
        registry.apply(
            Event.model_construct(
                position=position,
                kind="element.registered",
                salt="s",
                body={"element": element.document()},
            )
        )
    done.set()
    reader.join()

    known = registry.catalogue.elements
    assert all(f"person.made_up_{position}" in known for position in range(1, 1_001))


def test_units_can_be_listed_while_others_are_registered(tmp_path):
    """Whoever walks through the registry is not disturbed by whoever adds to it."""
    with a_house(tmp_path / "data") as house:
        problems, done = [], threading.Event()

        def look():
            while not done.is_set():
                try:
                    house.registry.communities()
                    house.registry.in_force(house.today)
                except RuntimeError as error:
                    problems.append(error)

        reader = threading.Thread(target=look)
        reader.start()
        for number in range(100):
            register.units(house, [Unit(code=f"9998{number:08}", name="示例")], ADMINISTRATOR)
        done.set()
        reader.join()

        assert problems == []


def test_a_form_keeps_the_id_it_was_registered_under(tmp_path):
    """A later version may read the same document a little differently; what was bound stays bound."""
    with a_house(tmp_path / "data") as house:
        form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        events = list(house.journal.events(kinds=REGISTRY_KINDS))
    registry = Registry()
    for event in events:
        registry.apply(_read_otherwise(event) if event.kind == "form.submitted" else event)

    assert registry.registration(form).form.title == "读法变了"
    assert len(registry.registration(form).bindings) == len(ELDERLY["fields"])


def _read_otherwise(event):
    document = {**event.body["form"], "title": "读法变了"}
    return event.model_copy(update={"body": {**event.body, "form": document}})
