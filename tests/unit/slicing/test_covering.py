"""What is seen of a slice: masked columns, by the units that rows are of."""

import pytest

from tests.unit.slicing.village import (
    CATALOGUE,
    TODAY,
    UNIT,
    Subject,
    a_field,
    a_form,
    a_picture,
    answers,
)
from yibiao import slicing
from yibiao.model.binding import Binding
from yibiao.model.form import Field
from yibiao.model.sight import WHOLE, Pane, Sight

OTHER = "999999001002"


def bind(field, element, *via, **more):
    return Binding(form="test", field=field, element=element, via=via, **more)


def seen(form, bindings, sight, *subjects):
    query = slicing.compile(form, bindings, CATALOGUE, today=TODAY)
    with a_picture(*subjects) as picture:
        return answers(picture, slicing.covered(query, form, sight))


@pytest.mark.parametrize(
    ("kind", "element", "value", "mask", "shown"),
    [
        ("id-number", "id_number", "999999195006150017", "last-four", "**************0017"),
        ("id-number", "id_number", "999999195006150017", "middle-hidden", "999999******150017"),
        ("id-number", "id_number", "999999195006150017", "year-only", None),
        ("id-number", "id_number", "999999195006150017", "none", None),
        ("text", "name", "张三", "last-four", "**"),
        ("text", "name", "张三", "middle-hidden", "**"),
        ("text", "name", "1234567", "middle-hidden", "*******"),
        ("text", "name", "123456789", "middle-hidden", "1******89"),
        ("text", "name", "12345", "last-four", "*2345"),
        ("text", "name", "1950年", "year-only", "1950"),
        ("datetime", "seen_at", "2026-01-02T08:30", "year-only", "2026"),
        ("boolean", "retired", True, "last-four", None),
        ("boolean", "retired", True, "none", None),
        ("codes", "tags", ["a"], "middle-hidden", None),
    ],
)
def test_a_masked_column_shows_no_more(kind, element, value, mask, shown):
    """A part of what is written; of what is not, nothing."""
    form = a_form(("f1", kind))
    sight = Sight((Pane(None, {"f1": mask}),))
    subject = Subject("p1", {f"person.{element}": value})

    assert seen(form, [bind("f1", f"person.{element}")], sight, subject)[0]["f1"] == shown


def test_a_column_says_how_it_is_shown():
    """Where it is shown least; years are no days."""
    form = a_form(("f1", "date"), ("f2",))
    sight = Sight((Pane((UNIT,), {"f1": "year-only"}), Pane((OTHER,))))
    query = slicing.covered(slicing.compile(form, [], CATALOGUE, today=TODAY), form, sight)

    assert [(each.mask, each.kind) for each in query.headers] == [
        ("year-only", "year"),
        ("full", "text"),
    ]


def test_a_row_is_shown_as_its_unit_is_seen():
    """Each pane has its own masks, and types do not mix."""
    form = a_form(("f1",), ("f2", "boolean"))
    bindings = [bind("f1", "person.name"), bind("f2", "person.retired")]
    sight = Sight((Pane((UNIT,), {"f1": "none"}), Pane((OTHER,), {"f2": "none"})))
    subjects = [
        Subject("p1", {"person.name": "张三", "person.retired": True}, unit=UNIT),
        Subject("p2", {"person.name": "李四", "person.retired": True}, unit=OTHER),
    ]
    found = seen(form, bindings, sight, *subjects)

    assert [(each["f1"], each["f2"]) for each in found] == [(None, True), ("李四", None)]


def test_whoever_sees_everything_gets_the_very_same_query():
    """Nothing is laid around it, and nothing costs anything."""
    form = a_form(("f1",))
    query = slicing.compile(form, [bind("f1", "person.name")], CATALOGUE, today=TODAY)

    assert slicing.covered(query, form, WHOLE).sql() == query.sql()


def test_questions_of_a_block_are_masked_row_by_row():
    """A block within a block likewise; what is not masked stays."""
    inner = Field(id="f1.3", label="人", kind="rows", fields=[a_field("f1.3.1"), a_field("f1.3.2")])
    block = Field(
        id="f1", label="走访", kind="rows", fields=[a_field("f1.1", "date"), a_field("f1.2"), inner]
    )
    visits = [{"f1.1": "2026-01-01", "f1.2": "甲", "人": [{"f1.3.1": "张三", "f1.3.2": "乙"}]}]
    sight = Sight((Pane(None, {"f1.1": "year-only", "f1.3.1": "none"}),))
    form = a_form(block)
    found = seen(
        form, [bind("f1", "person.visits")], sight, Subject("p1", {"person.visits": visits})
    )

    expected = [{"f1.1": "2026", "f1.2": "甲", "人": [{"f1.3.1": None, "f1.3.2": "乙"}]}]
    assert found[0]["f1"] == expected
