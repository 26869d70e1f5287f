"""Rows of a workbook lead to whom other rows of it open, wherever these stand."""

import pytest

from tests.houses import ADMINISTRATOR, ELDERLY, SAID, UNIT, a_house, admitted, families, id_number
from tests.workbooks import FIRST, codes, handed_out, opened, saved
from yibiao.flows.carrying import bring, carry
from yibiao.flows.filling import fill
from yibiao.flows.registering import elements, govern, register
from yibiao.matching import Choice
from yibiao.model.form import Field, Form, Rule
from yibiao.model.record import Entry

#: Where people and a household stand that are new.
ONE, OTHER, LOST, HOME = FIRST, FIRST + 1, FIRST + 2, FIRST


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Forms ask people for their guardian and their household, and households for where they live."""
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        families(house)
        married = Rule(kind="holds", field="f1", expression="f1 is null or f0 is not null")
        asked = ("person.name", ("person.spouse",)), ("person.phone", ())
        _asked(house, "person", *asked, rules=(married,))
        _asked(house, "household", ("household.address", ()), ("person.name", ("household.head",)))
        yield house


def test_a_row_leads_to_whoever_another_row_opens(house):
    """A child to a guardian below, and both to a household on a later sheet; only who leads to nobody is left."""
    book = opened(handed_out(house))
    people = {
        ONE: ("小明", id_number("2015-01-01", 11), "示范路1号", "李芳"),
        OTHER: ("李芳", id_number("1980-01-01", 12), "示范路1号", None),
        LOST: ("王强", id_number("1981-01-01", 13), "没有的路9号", None),
    }
    of_people, of_homes = _columns(book["人"]), _columns(book["户"])
    for row, (name, number, home, guardian) in people.items():
        for element, value in (
            ("person.name", name), ("person.id_number", number),
            ("person.household", home), ("person.guardian", guardian),
        ):  # fmt: skip
            book["人"].cell(row, of_people[element]).value = value
    book["户"].cell(HOME, of_homes["household.address"]).value = "示范路1号"

    file = saved(book)

    brought = carry.carry(house, UNIT, file, ADMINISTRATOR)

    report = bring.reported(house, brought.imported.id, ADMINISTRATOR)
    rows = {each["name"]: each["rows"] for each in report["sheets"]}
    assert [ONE, OTHER, LOST] == [each["row"] for each in rows["人"]]
    assert ["accepted", "accepted", "blocked"] == [each["outcome"] for each in rows["人"]]
    assert ["workbook-link-unknown"] == [code for code, _ in codes(rows["人"][2])]
    child, guardian = (house.journal.record(each["subject"]).values for each in rows["人"][:2])
    home = rows["户"][0]["subject"]
    assert home == child["person.household"] == guardian["person.household"]
    assert rows["人"][1]["subject"] == child["person.guardian"]

    again = carry.carry(house, UNIT, file, ADMINISTRATOR)
    assert report == bring.reported(house, again.imported.id, ADMINISTRATOR)


def test_rows_lead_to_each_other(house, monkeypatch):
    """
    Spouses, a household and its head: all are opened and linked in one act; a couple of whom one is refused is not, and which.

    A rule that reads over such a link finds them there; more of them than one act may be are left as they are.
    """
    before = {each.subject for each in house.journal.records()}
    book = opened(handed_out(house))
    people, homes = book["人"], book["户"]
    first = next(row for row in range(FIRST, 99) if people.cell(row, 3).value is None)
    home = next(row for row in range(FIRST, 99) if homes.cell(row, 3).value is None)
    wrong = id_number("1963-01-01", 24)[:-1] + "Q"
    couples = (
        ("张三", id_number("1960-01-01", 21), "李四", "示范路2号", "13900000021"),
        ("李四", id_number("1961-01-01", 22), "张三", None, None),
        ("王五", id_number("1962-01-01", 23), "赵六", None, None),
        ("赵六", wrong, "王五", None, None),
    )
    of_people, of_homes = _columns(people), _columns(homes)
    asked = ("name", "id_number", "spouse", "household", "phone")
    for row, said in enumerate(couples, first):
        for element, value in zip(asked, said, strict=True):
            people.cell(row, of_people[f"person.{element}"]).value = value
    homes.cell(home, of_homes["household.address"]).value = "示范路2号"
    homes.cell(home, of_homes["household.head"]).value = "张三"
    file = saved(book)

    with monkeypatch.context() as few:
        few.setattr(fill, "MOST_AT_ONCE", 5)
        brought = carry.carry(house, UNIT, saved(opened(file), "many.xlsx"), ADMINISTRATOR)
    assert 5 == brought.counts["blocked"]

    brought = carry.carry(house, UNIT, file, ADMINISTRATOR)

    report = bring.reported(house, brought.imported.id, ADMINISTRATOR)
    rows = {each["name"]: each["rows"] for each in report["sheets"]}
    mine, other, left, refused = (each for each in rows["人"] if each["row"] >= first)
    (ours,) = (each for each in rows["户"] if each["row"] == home)
    assert ["accepted"] * 3 == [each["outcome"] for each in (mine, other, ours)]
    assert [["workbook-link-unknown"], ["value-malformed"]] == [
        [code for code, _ in codes(each)] for each in (left, refused)
    ]
    held = {each.subject: each.values for each in house.journal.records()}
    one, two, three = (each["subject"] for each in (mine, other, ours))
    assert held.keys() - before == {one, two, three}
    assert (two, three) == (held[one]["person.spouse"], held[one]["person.household"])
    assert (one, one) == (held[two]["person.spouse"], held[three]["household.head"])

    again = carry.carry(house, UNIT, file, ADMINISTRATOR)
    assert report == bring.reported(house, again.imported.id, ADMINISTRATOR)
    head = house.journal.head
    carry.carry(house, UNIT, saved(opened(file), "again.xlsx"), ADMINISTRATOR)
    stated = house.journal.events(after=head, kinds=("entry.filed",))
    assert [] == list(stated)


def test_a_row_leads_to_whoever_is_called_by_what_an_element_was_merged_from(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        families(house)
        own = _asked(house, "person", (None, ()))[0].element
        fill.file(
            house,
            Entry(
                id="g", unit=UNIT, subject="g", kind="person", act="open", values={own: "李芳"}
            ),
            ADMINISTRATOR,
        )  # fmt: skip
        elements.merge(house, own, "person.name", ADMINISTRATOR)
        book = opened(handed_out(house))
        at = _columns(book["人"])
        book["人"].cell(FIRST + 1, at["person.name"]).value = "小明"
        book["人"].cell(FIRST + 1, at["person.guardian"]).value = "李芳"

        brought = carry.carry(house, UNIT, saved(book), ADMINISTRATOR)

        report = bring.reported(house, brought.imported.id, ADMINISTRATOR)
        _, row = next(each["rows"] for each in report["sheets"] if each["name"] == "人")
        assert "g" == house.journal.record(row["subject"]).values["person.guardian"]
        rows = opened(handed_out(house))["人"].iter_rows(FIRST, values_only=True)
        assert "李芳〔g〕" in {cell for row in rows for cell in row}


def _asked(house, subject, *asked, rules=()):
    """A form in force about *subject* that asks elements over links, or new ones; what its fields mean."""
    fields = [Field(id=f"f{at}", label=f"f{at}") for at in range(len(asked))]
    form = Form(
        department="civil-affairs", series=f"{subject}s-tied", title=subject, subject=subject, scope="true",
        fields=fields, rules=rules, **SAID,
    )  # fmt: skip
    choices = {
        field.id: Choice(element=element, via=via) if element else Choice(new=True)
        for field, (element, via) in zip(fields, asked, strict=True)
    }
    submission = register.submit(house, form, ADMINISTRATOR, choices=choices)
    govern.admit(house, form.id, ADMINISTRATOR)
    return submission.bindings


def _columns(sheet):
    """By element, as the hidden row names them."""
    return {each.value: each.column for each in sheet[1] if each.value}
