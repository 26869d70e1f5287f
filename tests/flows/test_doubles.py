"""A subject that may be there already is not opened before a person has decided."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import databases
from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao.errors import SubjectIdentified, SubjectResembles
from yibiao.flows import keep
from yibiao.flows.filling import check, fill
from yibiao.flows.house import House
from yibiao.flows.subject import doubles, joining, parting
from yibiao.flows.subject import pairs as among
from yibiao.model.record import Entry

GRID = UNIT + "001"
NUMBER, ANOTHER = "999999194003120021", "999999194311050010"
ZHANG = {"person.name": "张晓丽", "person.phone": "13900000001"}
ALIKE = {"person.name": "张小丽", "person.phone": "13900000001"}


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


def entry(subject, values, act="open", id_=None, **more):
    return Entry(
        id=id_ or f"{act} {subject}", subject=subject, kind="person", act=act, values=values, **{"unit": UNIT, **more}
    )  # fmt: skip


def pairs(found):
    return [(each.one.subject, each.other.subject) for each in found]


def filed(house, *said, **more):
    return fill.file(house, entry(*said, **more), ADMINISTRATOR)


def test_the_same_number_is_refused_unless_others_are_named_and_it_is_said_why(house):
    """A number that two have is an error of some register, and somebody has to say so."""
    filed(house, "p1", {"person.name": "甲", "person.id_number": NUMBER})
    again = {"person.name": "乙", "person.id_number": NUMBER}

    with pytest.raises(SubjectIdentified) as refused:
        filed(house, "p2", again)
    with pytest.raises(SubjectIdentified):
        filed(house, "p2", again, unlike=("p1",))
    filed(house, "p2", again, unlike=("p1",), remark="老户籍重号")

    assert ["p1"] == [each["subject"] for each in refused.value.facts["candidates"]]
    assert house.journal.record("p2") is not None


def test_a_number_is_free_again_once_it_was_corrected(house):
    """The table of numbers follows the records."""
    filed(house, "p1", {"person.name": "甲", "person.id_number": NUMBER})
    filed(house, "p1", {"person.id_number": ANOTHER}, act="state")

    filed(house, "p2", {"person.name": "乙", "person.id_number": NUMBER})
    with pytest.raises(SubjectIdentified):
        filed(house, "p3", {"person.name": "丙", "person.id_number": ANOTHER})


def test_whoever_resembles_another_is_opened_once_a_person_says_that_they_are_two(house):
    """The refusal says whom and why, without any value; afterwards nobody is asked about the two again."""
    filed(house, "p1", ZHANG)

    with pytest.raises(SubjectResembles) as refused:
        filed(house, "p2", ALIKE)
    assert ["before", "name", "phone"] == [
        each["comparison"] for each in refused.value.facts["candidates"][0]["parts"]
    ]
    assert "丽" not in str(refused.value.document())
    filed(house, "p2", ALIKE, unlike=("p1",))

    assert () == doubles.doubles(house, UNIT, ADMINISTRATOR).found


def test_whom_it_may_be_is_told_before_it_is_filed(house):
    """As filing it would say; nothing is kept by asking, and nothing is said once a person has decided."""
    filed(house, "p1", ZHANG)
    filed(house, "p2", {"person.name": "乙", "person.id_number": NUMBER})
    head = house.journal.head
    for values in (ALIKE, {"person.name": "丙", "person.id_number": NUMBER}):
        told = check.double(house, entry("p3", values), ADMINISTRATOR)
        with pytest.raises(type(told)) as refused:
            filed(house, "p3", values)

        assert refused.value.document() == told.document()

    assert None is check.double(house, entry("p3", ALIKE, unlike=("p1",)), ADMINISTRATOR)
    assert head == house.journal.head


def test_whoever_holds_another_number_is_another(house):
    """Two numbers that are both right are of two persons, however much else is alike."""
    filed(house, "p1", {**ZHANG, "person.id_number": NUMBER})
    filed(house, "p2", {**ZHANG, "person.id_number": ANOTHER})


def test_doubles_in_one_batch_are_found(house):
    """The second of a batch sees the first, also where all are looked up at once."""
    many = [entry(f"q{n}", {"person.name": f"王{chr(0x4E00 + 97 * n)}"}) for n in range(20)]
    outcomes = fill.file_all(house, [entry("p1", ZHANG), *many, entry("p2", ALIKE)], ADMINISTRATOR)

    assert isinstance(outcomes[-1], SubjectResembles)
    assert "p1" == outcomes[-1].facts["candidates"][0]["subject"]


def test_doubles_that_are_there_are_listed_until_somebody_decides(house):
    """The likest first, each pair once; to say that they are others is an entry like any."""
    filed(house, "p1", {"person.name": "张晓丽"})
    filed(house, "p2", {"person.name": "李四", "person.phone": "13900000001"})
    filed(house, "p1", ZHANG, act="state", id_="later")
    filed(house, "p2", ALIKE, act="state", id_="later still")

    listed = doubles.doubles(house, UNIT, ADMINISTRATOR)
    assert [("p1", "p2")] == pairs(listed.found)
    filed(house, "p2", {}, act="state", id_="decided", unlike=("p1",))

    assert () == doubles.doubles(house, UNIT, ADMINISTRATOR).found
    assert () == keep.verify(house, ADMINISTRATOR)


@pytest.mark.parametrize("together", [1, 3, 1_000])
def test_however_few_are_looked_at_together_the_same_are_found(house, monkeypatch, together):
    """And only those are at hand with whom one of these may be one."""
    for number in range(4):
        phone = {"person.phone": f"1390000100{number}"}
        for subject, name in ((f"a{number}", "张晓丽"), (f"b{number}", "张小丽")):
            filed(house, subject, {"person.name": subject})
            filed(house, subject, {"person.name": f"{name}{number}", **phone}, act="state")
    at_hand = []
    known = among._undecided
    monkeypatch.setattr(
        among, "_undecided", lambda *said: (at_hand.append(len(said[1])), known(*said))[1]
    )
    monkeypatch.setattr(among, "TOGETHER", together)
    found = doubles.doubles(house, UNIT, ADMINISTRATOR).found

    assert [(f"a{number}", f"b{number}") for number in range(4)] == sorted(pairs(found))
    assert {1: [1] * 8, 3: [3, 3, 2], 1_000: [8]}[together] == at_hand


def test_to_count_them_names_nobody_and_leaves_no_record_of_access(house):
    """Whoever wants to know whether there are any reads none of them yet."""
    for subject, values in (("p1", ZHANG), ("p2", ALIKE)):
        filed(house, subject, {"person.name": subject})
        filed(house, subject, values, act="state")

    counted = doubles.doubles(house, UNIT, ADMINISTRATOR, counted=True)
    lines = house.accesses.lines(what="doubles")
    listed = doubles.doubles(house, UNIT, ADMINISTRATOR)

    assert ((), 1, []) == (counted.found, counted.count, lines)
    assert [("p1", "p2")] == pairs(listed.found)
    assert [1] == [each.access.rows for each in house.accesses.lines(what="doubles")]


def test_doubles_in_two_units_below_are_listed_once_and_from_either_side_of_one(house):
    """The unit above sees the pair once; each of the two knows of the other, and what it is called."""
    filed(house, "p1", {"person.name": "张晓丽"})
    filed(house, "p2", {"person.name": "李四"}, unit=GRID)
    for subject, values, unit in (("p1", ZHANG, UNIT), ("p2", ALIKE, GRID)):
        filed(house, subject, values, act="state", id_=f"later {subject}", unit=unit)

    assert [("p1", "p2")] == pairs(doubles.doubles(house, UNIT, ADMINISTRATOR).found)
    assert [("p2", "p1")] == pairs(doubles.doubles(house, GRID, ADMINISTRATOR).found)
    (found,) = doubles.doubles_of(house, "p2", ADMINISTRATOR)
    assert ("张小丽", "张晓丽", GRID) == (found.one.label, found.other.label, found.one.unit)
    assert ("merge", "tell-apart") == found.may


def test_two_that_were_told_apart_can_still_be_compared(house):
    """Whoever said so by mistake looks at the two again, and merges them all the same."""
    filed(house, "p1", ZHANG)
    filed(house, "p2", ALIKE, unlike=("p1",))

    assert () == doubles.doubles_of(house, "p1", ADMINISTRATOR)
    (found,) = doubles.doubles_of(house, "p1", ADMINISTRATOR, other="p2")
    assert (True, ("merge",)) == (found.told_apart, found.may)


def test_who_was_merged_is_listed_until_it_is_undone(house):
    """With the id by which it is undone, from the unit and from whoever was merged."""
    filed(house, "p1", ZHANG)
    filed(house, "p2", ALIKE, unlike=("p1",))
    joining.merge(house, "p2", "p1", ADMINISTRATOR, id_="m")

    (listed,) = doubles.mergings(house, UNIT, ADMINISTRATOR).found
    assert ("m", "p2", "p1", True) == (
        listed.merging,
        listed.double.subject,
        listed.into.subject,
        listed.may_undo,
    )
    assert (listed,) == doubles.merging(house, "p2", ADMINISTRATOR).found
    parting.part(house, "m", ADMINISTRATOR)
    assert () == doubles.mergings(house, UNIT, ADMINISTRATOR).found
    assert () == doubles.merging(house, "p2", ADMINISTRATOR).found


def test_keys_are_verified_made_again_and_made_where_there_were_none(house, tmp_path):
    """What finds subjects again comes out of the records, whatever became of it."""
    filed(house, "p1", {"person.name": "甲", "person.id_number": NUMBER})
    with house.journal._writing() as connection:
        connection.exec_driver_sql("DELETE FROM subject_key")
    assert ["keys-differ"] == [each.code for each in keep.verify(house, ADMINISTRATOR)]
    keep.rebuild(house, ADMINISTRATOR)
    assert () == keep.verify(house, ADMINISTRATOR)
    with house.journal._writing() as connection:
        connection.exec_driver_sql("DELETE FROM subject_key")
        connection.exec_driver_sql("UPDATE stream SET keyed = NULL")
    house.close()

    with House(tmp_path / "data", now=house.now) as again:
        assert () == keep.verify(again, ADMINISTRATOR)
        with pytest.raises(SubjectIdentified):
            filed(again, "p2", {"person.name": "乙", "person.id_number": NUMBER})


def test_of_two_at_once_one_is_opened(house):
    """Whoever comes second, if only by a moment, is told of the first."""
    assert raced([house], 16) == 1


@pytest.mark.skipif(not databases.POSTGRESQL, reason="YIBIAO_POSTGRESQL names no database")
def test_of_two_processes_at_once_one_opens(tmp_path):
    """Two houses on one journal take turns: what the one opened the other finds."""
    with (
        databases.a_schema() as url,
        a_house(tmp_path / "one", journal=url) as one,
    ):
        admitted(one, "civil-affairs", ELDERLY, scope="true")
        with House(tmp_path / "other", journal=url, now=one.now) as other:
            assert raced([one, other], 16) == 1


@pytest.mark.skipif(not databases.POSTGRESQL, reason="YIBIAO_POSTGRESQL names no database")
def test_what_one_process_counted_it_counts_again_after_an_entry_of_another(tmp_path):
    """Two houses on one journal: what is known in the one is forgotten when the other decides."""
    with databases.a_schema() as url, a_house(tmp_path / "one", journal=url) as one:
        admitted(one, "civil-affairs", ELDERLY, scope="true")
        with House(tmp_path / "other", journal=url, now=one.now) as other:
            for subject, values in (("p1", ZHANG), ("p2", ALIKE)):
                filed(one, subject, {"person.name": subject})
                filed(one, subject, values, act="state")

            assert [1, 1] == [count_in(one), count_in(other)]
            filed(other, "p2", {}, act="state", id_="decided", unlike=("p1",))
            assert [0, 0] == [count_in(one), count_in(other)]


def count_in(house):
    return doubles.doubles(house, UNIT, ADMINISTRATOR, counted=True).count


def raced(houses, count):
    """How many of *count* clients at once open somebody with one and the same number."""

    def opened(n):
        values = {"person.name": f"甲{n}", "person.id_number": NUMBER}
        try:
            filed(houses[n % len(houses)], f"p{n}", values)
        except SubjectIdentified:
            return 0
        return 1

    with ThreadPoolExecutor(count) as clients:
        return sum(clients.map(opened, range(count)))
