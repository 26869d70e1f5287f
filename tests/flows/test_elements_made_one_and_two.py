"""Two elements turn out to be one, or one to be two; every slice keeps its answers, and either can be put back."""

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.houses import ADMINISTRATOR, SAID, UNIT, a_house
from yibiao.errors import Decided, Invalid, NotFound
from yibiao.flows import ask, keep
from yibiao.flows.filling import fill
from yibiao.flows.registering import elements, govern, register
from yibiao.flows.slicing import query
from yibiao.matching import Choice, propose
from yibiao.model.form import Field, Form, Option
from yibiao.model.record import Entry

STATES = (("1", "在产"), ("2", "撂荒"), ("3", "改种"))
SWAPPED = (("A", "撂荒"), ("B", "在产"), ("C", "改种"))
number = itertools.count()


def a_form(house, department, labels, scope="true", options=None):
    """Admitted; every field means something new but 姓名."""
    fields = [
        Field(
            id=f"f{place}",
            label=label,
            kind="code" if label in (options or {}) else "text",
            options=[Option(value=one, title=two) for one, two in (options or {}).get(label, ())],
        )
        for place, label in enumerate(labels, 1)
    ]
    form = Form(
        department=department, series=f"s{next(number)}", title="茶园", subject="person",
        fields=fields, scope=scope, **SAID,
    )  # fmt: skip
    form = Form.model_validate(form.model_dump())
    choices = {
        each.id: Choice(element="person.name") if each.label == "姓名" else Choice(new=True)
        for each in form.fields
    }
    submission = register.submit(house, form, ADMINISTRATOR, choices=choices)
    govern.admit(house, form.id, ADMINISTRATOR)
    return form.id, [each.element for each in submission.bindings]


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def stated(house, subject, **values):
    opens = not house.journal.record(subject)
    entry = Entry(
        id=f"e{next(number)}", unit=UNIT, subject=subject, kind="person",
        act="open" if opens else "state", values=values,
    )  # fmt: skip
    return fill.file(house, entry, ADMINISTRATOR)


def answers(house, form, **how):
    found = query.slice_of(house, form, ADMINISTRATOR, **how).rows
    return {key[1]: row for key, row in zip(found.keys, found.rows, strict=True)}


def two(house, **options):
    """Two departments' forms and the elements of their second fields, which mean the same."""
    one, (_, first) = a_form(house, "civil-affairs", ["姓名", "茶园现状"], **options)
    other, (_, second) = a_form(house, "disabled-federation", ["姓名", "茶山情形"], **options)
    assert first != second
    return one, first, other, second


def test_values_of_either_answer_both(house):
    one, first, other, second = two(house)
    stated(house, "a", **{"person.name": "甲", first: "好"})
    stated(house, "b", **{"person.name": "乙", second: "差"})
    before = answers(house, other)
    position = house.journal.head

    seen = elements.merge(house, second, first, ADMINISTRATOR, commit=False)
    made = elements.merge(house, second, first, ADMINISTRATOR)

    assert (1, 0, 0) == (seen.held.alone, seen.held.alike, seen.held.differing)
    assert [(other, "f2", first)] == [
        (each.form, each.field, each.element) for each in seen.bindings
    ]
    assert seen.bindings == made.bindings
    assert {"a": ("甲", "好"), "b": ("乙", "差")} == answers(house, one) == answers(house, other)
    assert before == {"a": ("甲", None), "b": ("乙", "差")}
    assert ("乙", "差") == answers(house, other, as_of=position)["b"]
    assert {} == ask.missing(house, UNIT, ADMINISTRATOR)
    assert () == tuple(keep.verify(house, ADMINISTRATOR))


def test_what_is_stated_afterwards_goes_before(house):
    one, first, other, second = two(house)
    stated(house, "b", **{"person.name": "乙", second: "差"})
    elements.merge(house, second, first, ADMINISTRATOR)
    stated(house, "b", **{first: "好"})

    assert ("乙", "好") == answers(house, one)["b"] == answers(house, other)["b"]


def test_who_holds_both_and_not_the_same_is_looked_at_first(house):
    _, first, other, second = two(house)
    stated(house, "a", **{first: "好", second: "差"})
    stated(house, "b", **{first: "好", second: "好"})
    head = house.journal.head

    with pytest.raises(Invalid) as refused:
        elements.merge(house, second, first, ADMINISTRATOR)

    (finding,) = refused.value.findings
    assert ("merge-differs", 1) == (finding.code, finding.facts["count"])
    assert head == house.journal.head
    made = elements.merge(house, second, first, ADMINISTRATOR, despite=True)
    assert (0, 1, 1) == (made.held.alone, made.held.alike, made.held.differing)
    assert (None, "好") == answers(house, other)["a"]


def test_codes_of_their_own_are_read_as_the_others(house):
    """撂荒 is 2 here and A there; each form keeps its own options."""
    one, (_, first) = a_form(
        house, "civil-affairs", ["姓名", "茶园现状"], options={"茶园现状": STATES}
    )
    other, (_, second) = a_form(
        house, "disabled-federation", ["姓名", "茶山情形"], options={"茶山情形": SWAPPED}
    )
    stated(house, "a", **{first: "2"})
    stated(house, "b", **{second: "B"})
    stated(house, "c", **{first: "2", second: "A"})

    made = elements.merge(house, second, first, ADMINISTRATOR)

    assert {"A": "2", "B": "1", "C": "3"} == made.change.codes
    assert (1, 1, 0) == (made.held.alone, made.held.alike, made.held.differing)
    assert {"a": "2", "b": "1", "c": "2"} == {
        key: row[1] for key, row in answers(house, one).items()
    }
    assert {"a": "A", "b": "B", "c": "A"} == {
        key: row[1] for key, row in answers(house, other).items()
    }


def test_what_is_not_alike_is_not_merged(house):
    _, (first,) = a_form(house, "civil-affairs", ["茶园现状"], options={"茶园现状": STATES})
    _, (text,) = a_form(house, "disabled-federation", ["茶山备考"])

    for one, other in (
        (first, text),
        (text, text),
        ("person.age", text),
        ("person.household", text),
    ):
        with pytest.raises(Invalid) as refused:
            elements.merge(house, one, other, ADMINISTRATOR)
        assert {"elements-unlike"} == {each.code for each in refused.value.findings}
    with pytest.raises(NotFound):
        elements.merge(house, "person.nothing", text, ADMINISTRATOR)


def test_one_form_that_asks_both_keeps_both(house):
    _, (first, second) = a_form(house, "civil-affairs", ["茶园现状", "茶山情形"])

    with pytest.raises(Invalid) as refused:
        elements.merge(house, second, first, ADMINISTRATOR)

    assert ["element-taken"] == [each.code for each in refused.value.findings]


def test_the_next_form_is_offered_the_one_that_is_left(house):
    """All that was learned of the other speaks for it; put back, each has its own again."""
    _, first, _, second = two(house)
    form = Form(department="civil-affairs", series="next", title="茶园", subject="person",
                fields=[Field(id="f1", label="茶山情形")])  # fmt: skip
    proposed = [propose(form, house.registry.catalogue)[0].candidates[0].element]
    made = elements.merge(house, second, first, ADMINISTRATOR)
    match = propose(form, house.registry.catalogue)[0]
    proposed.append(match.candidates[0].element)
    assert second not in {each.element for each in match.candidates}
    elements.restore(house, made.id, ADMINISTRATOR)
    proposed.append(propose(form, house.registry.catalogue)[0].candidates[0].element)

    assert [second, first, second] == proposed


def test_put_back_everything_is_as_before_and_only_once(house):
    one, first, other, second = two(house)
    stated(house, "a", **{first: "好"})
    stated(house, "b", **{second: "差"})
    before = answers(house, one), answers(house, other)
    bindings = {id_: each.bindings for id_, each in house.registry.registrations.items()}
    made = elements.merge(house, second, first, ADMINISTRATOR)

    elements.restore(house, made.id, ADMINISTRATOR)

    assert before == (answers(house, one), answers(house, other))
    assert bindings == {id_: each.bindings for id_, each in house.registry.registrations.items()}
    with pytest.raises(NotFound):
        elements.restore(house, made.id, ADMINISTRATOR)


def test_what_is_split_answers_from_what_was_held_until_it_is_stated(house):
    one, first, other, second = two(house)
    stated(house, "b", **{second: "差"})
    elements.merge(house, second, first, ADMINISTRATOR)
    stated(house, "a", **{first: "好"})
    before = answers(house, one), answers(house, other)

    made = elements.split(house, first, [(other, "f2")], ADMINISTRATOR)
    assert before == (answers(house, one), answers(house, other))
    stated(house, "a", **{made.change.other: "另"})

    assert (None, "另") == answers(house, other)["a"]
    assert (None, "好") == answers(house, one)["a"]
    elements.restore(house, made.id, ADMINISTRATOR)
    assert (None, "好") == answers(house, other)["a"]


def test_a_place_that_is_not_bound_to_it_is_not_split_off(house):
    one, first, *_ = two(house)

    with pytest.raises(NotFound):
        elements.split(house, first, [(one, "f1")], ADMINISTRATOR)


VALUES = st.none() | st.sampled_from(["好", "差"])
#: Nothing, one answer, the same one twice, and two.
ROWS = [(None, "好"), ("好", None), ("好", "好"), ("好", "差"), (None, None)]


@settings(max_examples=effort(1, 12))
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5), st.booleans())
@example(ROWS, False)
@example(ROWS, True)
def test_no_answer_is_lost_or_altered(rows, also_split):
    """What a slice answered it answers after a merge and a split, unless both were held otherwise; and put back, exactly."""
    with tempfile.TemporaryDirectory() as folder, a_house(Path(folder) / "data") as house:
        one, first, other, second = two(house)
        for place, (left, right) in enumerate(rows):
            stated(house, f"p{place}", **{first: left, second: right})
        before = {form: answers(house, form) for form in (one, other)}
        made = elements.merge(house, second, first, ADMINISTRATOR, despite=True)
        if also_split:
            elements.split(house, first, [(other, "f2")], ADMINISTRATOR)
        after = {form: answers(house, form) for form in (one, other)}

        assert made.held.differing == sum(None not in row and row[0] != row[1] for row in rows)
        for place, (left, right) in enumerate(rows):
            united = right if left is None else left
            assert before[one][f"p{place}"][1] == left
            assert after[one][f"p{place}"][1] == united == after[other][f"p{place}"][1]
        if not also_split:
            elements.restore(house, made.id, ADMINISTRATOR)
            assert before == {form: answers(house, form) for form in (one, other)}


def test_what_follows_from_others_is_not_split(house):
    """A sex that the identity number says would be lost to what is split off."""
    form, _ = a_form(house, "civil-affairs", ["姓名", "茶园现状"])

    for element in ("person.sex", "person.household"):
        with pytest.raises(Invalid) as refused:
            elements.split(house, element, [(form, "f1")], ADMINISTRATOR)
        assert ["element-not-split"] == [each.code for each in refused.value.findings]


def test_nothing_is_split_off_nowhere(house):
    _, first, *_ = two(house)

    with pytest.raises(NotFound):
        elements.split(house, first, [], ADMINISTRATOR)


def test_changes_of_an_element_are_put_back_in_reverse(house):
    one, first, other, second = two(house)
    third_form, (_, third) = a_form(house, "civil-affairs", ["姓名", "茶地样子"])
    for subject, element in zip("abc", (first, second, third), strict=True):
        stated(house, subject, **{element: subject})
    before = [answers(house, each) for each in (one, other, third_form)]
    earlier = elements.merge(house, first, second, ADMINISTRATOR)
    later = elements.merge(house, second, third, ADMINISTRATOR)
    head = house.journal.head

    with pytest.raises(Decided):
        elements.restore(house, earlier.id, ADMINISTRATOR)
    assert head == house.journal.head
    elements.restore(house, later.id, ADMINISTRATOR)
    elements.restore(house, earlier.id, ADMINISTRATOR)

    assert before == [answers(house, each) for each in (one, other, third_form)]


def test_what_was_merged_is_chosen_no_more(house):
    _, first, other, second = two(house)
    elements.merge(house, second, first, ADMINISTRATOR)

    with pytest.raises(Invalid) as refused:
        register.decide(house, other, {"f2": Choice(element=second)}, ADMINISTRATOR)

    assert ["element-merged"] == [each.code for each in refused.value.findings]


def test_tables_of_rows_are_not_merged(house):
    """Their rows have names of their own."""
    ids = []
    for series in ("one", "two"):
        rows = [Field(id="f1.1", label=f"品种{series}"), Field(id="f1.2", label=f"株数{series}")]
        form = Form(
            department="civil-affairs", series=series, title="茶园", subject="person",
            fields=[Field(id="f1", label=f"茶树{series}", kind="rows", fields=rows)], **SAID,
        )  # fmt: skip
        made = register.submit(house, form, ADMINISTRATOR, choices={"f1": Choice(new=True)})
        ids.append(next(each.element for each in made.bindings if each.field == "f1"))

    with pytest.raises(Invalid) as refused:
        elements.merge(house, *ids, ADMINISTRATOR)

    assert ["elements-unlike"] == [each.code for each in refused.value.findings]
