from dataclasses import replace

from tests.builders import a_form
from yibiao.matching import registered
from yibiao.model import catalogue

STARTER = catalogue.starter()


def test_forms_are_registered_one_by_one():
    """The second form finds what the first one asked; every field is listed once."""
    first = a_form("a", "| 姓名 | 茶园编号 |")
    second = a_form("b", "| 茶园的编号 | 人员姓名 |")
    known, rows = registered([("one", first), ("two", second)], STARTER)
    keys = {(each.stem, each.position): each.key for each in rows}

    assert 4 == len(rows)
    assert keys["one", 1] == keys["two", 0]
    assert keys["one", 0] == keys["two", 1]
    assert "person.chayuanbianhao" in known.elements


def test_classes_of_things_are_listed_apart():
    """The name of a company and that of a team are no duplicates."""
    company = a_form("a", "| 名称 |", subject="organisation", title="企业信息")
    team = a_form("b", "| 名称 |", subject="organisation", title="社会组织信息")
    _, rows = registered([("one", company), ("two", team)], STARTER)

    assert rows[0].key != rows[1].key


def test_the_position_is_that_in_the_file():
    """Headings of the file count, as the reader noted."""
    form = a_form("a", "| 姓名 |")
    form = form.model_copy(
        update={"fields": (form.fields[0].model_copy(update={"cell": "#/fields/7"}),)}
    )
    _, rows = registered([("one", form)], STARTER)

    assert 7 == rows[0].position


def test_what_means_the_same_of_two_kinds_is_named_alike():
    """A new meaning of an event is called as the same meaning of a person was."""
    person = a_form("a", "| 茶园承包备案编号 |")
    event = a_form("b", "| 茶园承包备案的编号 |", subject="event", title="事件")
    known, rows = registered([("one", person), ("two", event)], STARTER)

    assert rows[0].key == rows[1].key
    assert "event.chayuanchengbaobeianbianhao" in known.elements


def test_what_is_true_of_the_unit_is_one_meaning():
    """所属辖区 of a person and of a building is where the unit lies."""
    person = a_form("a", "| 姓名 | 所属辖区 |")
    place = a_form("b", "| 楼栋名称 | 所属辖区 |", subject="place", title="楼栋信息")
    _, rows = registered([("one", person), ("two", place)], STARTER)

    assert rows[1].key == rows[3].key


def test_what_a_dwelling_says_of_its_building_is_the_buildings():
    """所属楼栋 of a dwelling is what a building is called, and its number the building's."""
    dwelling = a_form("a", "| 房屋地址 | 所属楼栋 | 楼号 |", subject="dwelling", title="房屋信息")
    place = a_form("b", "| 楼栋名称 | 楼栋编号 |", subject="place", title="楼栋信息")
    _, rows = registered([("one", dwelling), ("two", place)], STARTER)

    assert [each.key for each in rows[1:3]] == [each.key for each in rows[3:]]


def test_what_says_little_is_told_apart_by_kind():
    """地图定位 of a line is not that of an event, as far as nobody has described either."""
    known = replace(
        STARTER,
        elements={id_: e for id_, e in STARTER.elements.items() if "map_location" not in id_},
    )
    line = a_form("a", "| 线路名称 | 地图定位 |", subject="thing", title="护路护线信息")
    event = a_form("b", "| 事件名称 | 地图定位 |", subject="event", title="事件信息")
    _, rows = registered([("one", line), ("two", event)], known)

    assert rows[1].key != rows[3].key


def test_what_cannot_be_answered_is_listed_and_not_bound():
    """A doubtful field that its best candidate cannot answer still shows what it resembles."""
    form = a_form("a", "| 户籍地址 |\n| code |\n| 1 本市, 2 外市 |")
    known, rows = registered([("one", form)], STARTER)

    assert [("person.registered_address", "ask")] == [(each.key[-1], each.band) for each in rows]
    assert () == known.wordings
