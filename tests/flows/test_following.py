"""A service keeps picture and registry near the journal, and says how far they are while they are not."""

import pytest

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, id_number
from tests.waiting import until
from yibiao.errors import PictureBehind
from yibiao.flows import attendant
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.slicing import export, query
from yibiao.flows.slicing.slices import Wish
from yibiao.model.place import Unit
from yibiao.model.record import Entry
from yibiao.store import ordering, picture


def opening(number):
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number("1940-05-06", number),
    }
    return Entry(
        id=f"e{number}", unit=UNIT, subject=f"s{number}", kind="person", act="open", values=values
    )


def test_what_is_filed_is_shown_before_anybody_asks(tmp_path):
    """The picture follows by itself, and no more once the house is closed."""
    with a_house(tmp_path / "data") as house:
        house.follow()
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        receipt = fill.file(house, opening(1), ADMINISTRATOR)

        until(lambda: house.picture.at >= receipt.position)


def test_what_another_service_registers_is_known(place, tmp_path):
    """On one journal, without registering anything here."""
    url = place if place != tmp_path else f"sqlite:///{tmp_path}/journal.sqlite"
    with (
        House(tmp_path / "one", journal=url) as one,
        House(tmp_path / "other", journal=url) as other,
    ):
        other.follow()
        register.units(one, [Unit(code=UNIT, name="示例社区")], ADMINISTRATOR)

        until(lambda: UNIT in other.registry.units)


def test_the_picture_is_put_in_order(tmp_path, monkeypatch):
    """Once nothing lacks, so that a community is read without the others."""
    monkeypatch.setattr(ordering, "LEAST", 1)
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        fill.file(house, opening(1), ADMINISTRATOR)
        house.follow()

        until(lambda: house.picture.query('FROM "ordered"').rows)


def test_a_failure_does_not_end_it(tmp_path, monkeypatch):
    """What went wrong once may go right the next time."""
    monkeypatch.setattr(attendant, "TROUBLED", 0.0)
    with a_house(tmp_path / "data") as house:
        troubles = iter([RuntimeError()] * 3)
        nearer = house.picture.nearer

        def fails():
            for each in troubles:
                raise each
            return nearer()

        monkeypatch.setattr(house.picture, "nearer", fails)
        house.follow()

        until(lambda: house.picture.at == house.journal.head)


def test_far_behind_a_slice_answers_as_of_what_is_shown_to_whoever_will_have_it(
    tmp_path, monkeypatch
):
    """The answer is exactly that of the position it names; others are told how far the picture is."""
    monkeypatch.setattr(picture, "_SLICE", 1)
    with a_house(tmp_path / "data") as house:
        form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        house.picture.catch_up()
        fill.file_all(house, [opening(n) for n in range(5)], ADMINISTRATOR)
        renamed = Entry(
            id="r", unit=UNIT, subject="s0", kind="person", values={"person.name": "改名"}
        )
        fill.file(house, renamed, ADMINISTRATOR)
        house.picture.nearer()
        house.picture.nearer()
        house.picture.patience = 3

        with pytest.raises(PictureBehind):
            query.slice_of(house, form, ADMINISTRATOR)
        found = query.slice_of(house, form, ADMINISTRATOR, stale=True)
        house.picture.catch_up()
        again = query.slice_of(house, form, ADMINISTRATOR, as_of=found.rows.as_of)

        assert found.rows.as_of == house.journal.head - 4
        assert found.rows == again.rows
        assert [row[0] for row in found.rows.rows] == ["示例0", "示例1"]
        newest = query.slice_of(house, form, ADMINISTRATOR, stale=True)
        assert (newest.rows.as_of, len(newest.rows.rows)) == (house.journal.head, 5)


def test_a_slice_is_not_answered_out_of_a_picture_that_does_not_know_what_it_asks(
    tmp_path, monkeypatch
):
    """A picture that was deleted begins with nothing, not even with the elements: whoever will have it is told, too."""
    monkeypatch.setattr(picture, "_SLICE", 1)
    with a_house(tmp_path / "data") as house:
        form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        fill.file_all(house, [opening(n) for n in range(5)], ADMINISTRATOR)
    (tmp_path / "data" / "picture.duckdb").unlink()
    with House(tmp_path / "data") as house:
        house.picture.patience = 3

        with pytest.raises(PictureBehind):
            query.slice_of(house, form, ADMINISTRATOR, stale=True)
        with pytest.raises(PictureBehind):
            export.export(house, form, ADMINISTRATOR, Wish(stale=True), "csv")
        house.picture.nearer()
        house.picture.patience = None
        found = query.slice_of(house, form, ADMINISTRATOR, as_of=1)

        assert (found.rows.as_of, found.rows.rows) == (1, ())
