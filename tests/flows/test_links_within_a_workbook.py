"""Rows of a workbook lead to whom other rows of it open, wherever these stand."""

import pytest

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, families, id_number
from tests.workbooks import FIRST, codes, handed_out, opened, saved
from yibiao.flows.carrying import bring, carry

#: Where people and a household stand that are new.
ONE, OTHER, LOST, HOME = FIRST, FIRST + 1, FIRST + 2, FIRST


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Forms ask people for their guardian and their household, and households for where they live."""
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        families(house)
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


def _columns(sheet):
    """By element, as the hidden row names them."""
    return {each.value: each.column for each in sheet[1] if each.value}
