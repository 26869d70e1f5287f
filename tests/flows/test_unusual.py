"""What is malformed blocks; what is unusual asks why, and a remark lets it pass."""

import json

import pytest
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, SAID, UNIT, a_house, admitted, id_number
from yibiao.cli import app
from yibiao.errors import Invalid, RemarkWanted
from yibiao.flows.filling import check, fill
from yibiao.flows.house import House
from yibiao.flows.units import rounds, unit_table
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Round
from yibiao.model.record import Entry
from yibiao.web.app import create_app

FAMILY = {
    "title": "家庭成员登记表",
    "fields": [
        {"label": "姓名", "type": "text", "element": "person.name"},
        {"label": "公民身份号码", "type": "text"},
        {"label": "性别", "type": "choice", "options": ["男", "女"]},
        {"label": "出生日期", "type": "date"},
        {"label": "死亡日期", "type": "date"},
        {"label": "与户主关系", "type": "text"},
        {"label": "户主姓名", "type": "text"},
        {"label": "个人月收入", "type": "number"},
    ],
}
MAN, WOMAN = id_number("1950-01-01", 1), id_number("1952-01-01", 2)


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", FAMILY, **SAID, scope="true")
        columns = {each.element for each in house.table(SubjectKind.PERSON).columns}
        assert {
            "person.id_number", "person.birth_date", "person.death_date", "person.household",
            "person.relation_to_head", "person.monthly_income",
        } <= columns  # fmt: skip
        assert "household.head" in {
            each.element for each in house.table(SubjectKind.HOUSEHOLD).columns
        }
        yield house


def entry(id_, subject="p1", values=None, *, kind="person", act="state", **more):
    return Entry(
        id=id_, unit=UNIT, subject=subject, kind=kind, act=act, values=values or {}, **more
    )


def filed(house, *args, **more):
    return fill.file(house, entry(*args, **more), ADMINISTRATOR)


def why(house, *args, **more):
    with pytest.raises(RemarkWanted) as refused:
        filed(house, *args, **more)
    return [(each.code, each.where) for each in refused.value.findings]


def test_malformed_blocks_whatever_is_remarked(house):
    with pytest.raises(Invalid) as refused:
        filed(house, "e1", values={"person.birth_date": "x"}, act="open", remark="确实如此")

    assert not isinstance(refused.value, RemarkWanted)


def test_death_before_birth_in_one_entry_blocks(house):
    said = {"person.birth_date": "1950-01-01", "person.death_date": "1949-01-01"}
    with pytest.raises(Invalid) as refused:
        filed(house, "e1", values=said, act="open", remark="确实如此")

    assert ["rule-broken"] == [each.code for each in refused.value.findings]


def test_the_unusual_asks_why_and_a_remark_lets_it_pass(house):
    filed(house, "e1", values={"person.id_number": MAN}, act="open")

    assert [("derived-disagrees", "#/values/person.sex")] == why(house, "e2", values={"person.sex": "2"})  # fmt: skip
    head = house.journal.head
    assert why(house, "e2", values={"person.sex": "2"}, remark="  ")
    assert head == house.journal.head
    receipt = filed(house, "e2", values={"person.sex": "2"}, remark="登记有误，正在更正")
    assert receipt.position == head + 1


def test_what_was_filed_with_a_remark_gets_its_receipt_again(house):
    filed(house, "e1", values={"person.id_number": MAN}, act="open")
    first = filed(house, "e2", values={"person.sex": "2"}, remark="已核对")

    again = filed(house, "e2", values={"person.sex": "2"}, remark="已核对")

    assert (first.position, True) == (again.position, again.again)


def test_what_is_loaded_is_never_asked(house):
    filed(house, "e1", values={"person.id_number": MAN}, act="open")

    assert filed(house, "e2", values={"person.sex": "2"}, act="load").position


def test_relations_are_looked_at_over_links(house):
    """A son who is older than the head, and a wife of the same sex."""
    filed(house, "h", "h1", kind="household", act="open")
    filed(house, "e1", values={"person.id_number": MAN, "person.household": "h1", "person.relation_to_head": "02"}, act="open")  # fmt: skip
    filed(house, "h2", "h1", {"household.head": "p1"}, kind="household")
    child = {"person.id_number": id_number("1949-12-31", 3), "person.household": "h1"}

    assert [("rule-unusual", "#/values/person.relation_to_head")] == why(
        house, "c1", "p2", {**child, "person.relation_to_head": "20"}, act="open"
    )
    assert [("rule-unusual", "#/values/person.relation_to_head")] == why(
        house, "c1", "p2", {**child, "person.relation_to_head": "02"}, act="open"
    )
    filed(house, "c1", "p2", {**child, "person.relation_to_head": "73"}, act="open")
    filed(house, "w1", "p3", {"person.id_number": WOMAN, "person.household": "h1", "person.relation_to_head": "12"}, act="open")  # fmt: skip


def test_a_page_has_what_rules_read_of_others_and_what_nobody_asks(house):
    """The head of the household by the link to it, and whose birth date that is; of nobody who cannot be known of."""
    filed(house, "h", "h1", kind="household", act="open")
    filed(house, "e1", values={"person.id_number": MAN, "person.household": "h1"}, act="open")
    filed(house, "h2", "h1", {"household.head": "p1"}, kind="household")
    filed(
        house, "c1", "p2", {"person.birth_date": "1980-01-01", "person.household": "h1"}, act="open"
    )

    form = unit_table.form_of(house, "p2", ADMINISTRATOR)

    assert {
        "h1": {"household.head": "p1"},
        "p1": {"person.household": "h1", "person.id_number": MAN},
    } == form.linked
    asked = {each.element for each in form.row.cells}
    assert asked.isdisjoint(form.row.unasked)
    assert {"person.birth_date", "person.household"} <= asked | form.row.unasked.keys()


def test_many_at_once_are_looked_at_over_links_as_one_by_one(house):
    filed(house, "h", "h1", kind="household", act="open")
    filed(house, "e1", values={"person.id_number": MAN, "person.household": "h1"}, act="open")
    filed(house, "h2", "h1", {"household.head": "p1"}, kind="household")
    children = [
        entry(f"c{n}", f"c{n}", {"person.birth_date": f"19{40 + n}-06-01", "person.household": "h1", "person.relation_to_head": "20"}, act="open")
        for n in range(20)
    ]  # fmt: skip

    outcomes = fill.file_all(house, children, ADMINISTRATOR)

    assert [n < 10 for n in range(20)] == [isinstance(each, RemarkWanted) for each in outcomes]


def test_a_figure_is_compared_with_what_was_held_when_the_round_opened(house):
    income = "person.monthly_income"
    filed(house, "e1", values={income: 1000}, act="open")
    assert [("changed-much", f"#/values/{income}")] == why(house, "e2", values={income: 1600})
    rounds.open_round(house, a_round(), ADMINISTRATOR)

    filed(house, "e3", values={income: 1400}, round="r")
    filed(house, "e4", values={income: 1500}, round="r")
    assert [("changed-much", f"#/values/{income}")] == why(house, "e5", values={income: 1600}, round="r")  # fmt: skip
    assert [("changed-much", f"#/values/{income}")] == why(house, "e5", values={income: 1600})
    assert {income: 1000} == unit_table.form_of(house, "p1", ADMINISTRATOR).row.before
    rounds.close_round(house, "r", ADMINISTRATOR)
    filed(house, "e6", values={income: 1600})


def a_round():
    return Round(id="r", period="monthly", opens="2026-01-01", due="2026-01-31")


def test_looking_without_filing_says_everything_and_files_nothing(house):
    filed(house, "e1", values={"person.id_number": MAN}, act="open")
    head = house.journal.head

    found = check.check(
        house, entry("e2", values={"person.sex": "2", "person.birth_date": "x"}), ADMINISTRATOR
    )

    assert {("value-malformed", "error"), ("derived-disagrees", "warning")} == {
        (each.code, each.level) for each in found
    }
    assert head == house.journal.head


def test_nothing_personal_is_said(house):
    filed(house, "e1", values={"person.id_number": MAN}, act="open")
    with pytest.raises(RemarkWanted) as refused:
        filed(house, "e2", values={"person.sex": "2", "person.birth_date": "1951-02-03"})
    said = json.dumps(refused.value.document(), ensure_ascii=False)

    assert MAN not in said
    assert "1951" not in said


@pytest.fixture
def client(house):
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        yield client


def test_over_http_one_looks_first_and_is_told_the_same(house, client):
    filed(house, "e1", values={"person.id_number": MAN}, act="open")
    said = entry("e2", values={"person.sex": "2"}).document()

    looked = client.post("/api/v1/entries/check", json=said).json()
    refused = client.post("/api/v1/entries", json=said)
    with_remark = client.post("/api/v1/entries", json={**said, "remark": "已核对"})

    assert (False, True) == (looked["blocked"], looked["remark_wanted"])
    assert looked["findings"] == refused.json()["errors"]
    assert [True] == [each["asks_why"] for each in looked["findings"]]
    assert (422, 201) == (refused.status_code, with_remark.status_code)


def test_the_rules_module_is_there_for_the_page_without_a_token(client):
    answer = client.get("/rules.js", headers={"Authorization": ""})

    assert (200, "text/javascript") == (
        answer.status_code, answer.headers["content-type"].split(";")[0]
    )  # fmt: skip
    assert "export function findings" in answer.text


def test_the_terminal_looks_without_filing(house, tmp_path):
    filed(house, "e1", values={"person.id_number": MAN}, act="open")
    head = house.journal.head
    house.close()
    lines = tmp_path / "entries.jsonl"
    lines.write_text(
        json.dumps(entry("e2", values={"person.sex": "2"}).document()) + "\n", encoding="utf-8"
    )

    told = CliRunner().invoke(app, ["check", str(lines), "--data", str(tmp_path / "data")])

    assert 1 == told.exit_code
    assert ["derived-disagrees"] == [
        each["code"] for each in json.loads(told.stdout.splitlines()[0])["findings"]
    ]
    with House(tmp_path / "data") as again:
        assert head == again.journal.head
