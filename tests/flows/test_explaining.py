"""One figure explained while its measure is written: what is wrong and where, what it says and gives, whom it counts."""

import pytest
from litestar.testing import TestClient

from tests.flows.test_measures import a_summary, file
from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao.errors import NotAllowed
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern
from yibiao.flows.slicing import breaking, explaining, measures, query, trying
from yibiao.flows.slicing.explaining import explain
from yibiao.model.actor import Actor, Grant
from yibiao.model.expression import Expression
from yibiao.model.record import Entry
from yibiao.web.app import create_app

OLD_WOMEN = "count(person) filter (where person.age >= 60 and person.sex = '2')"
MARRIAGES = {
    "title": "婚姻状况花名册",
    "fields": [
        {"label": "姓名", "type": "text", "required": True},
        {"label": "身份证号", "type": "text", "required": True},
        {"label": "婚姻状况", "type": "choice", "options": ["未婚", "有配偶", "丧偶", "离婚"]},
    ],
}
#: Who reads what a department's forms ask, telephones aside, and decides their measures.
OFFICIAL = Actor(
    id="user:official",
    grants=tuple(
        Grant(
            id=role,
            actor="user:official",
            role=role,
            department="civil-affairs",
            masks={"person.phone": "none"},
        )
        for role in ("registrar", "analyst")
    ),
)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A house with registers of the old and of marriages, a summary form, and three people in two units."""
    with a_house(tmp_path_factory.mktemp("explaining") / "data") as house:
        register = admitted(house, "civil-affairs", ELDERLY, scope="true")
        admitted(house, "civil-affairs", MARRIAGES, scope="true")
        form = a_summary(house)
        govern.admit(house, form, ADMINISTRATOR)
        file(
            house, (UNIT, "1940-05-06", 2), (UNIT + "001", "1950-05-06", 1), (UNIT, "1990-01-01", 4)
        )
        yield house, form, register


def explained(known, measure, actor=ADMINISTRATOR, **said):
    house, form, _ = known
    return explain(house, form, "f1", measure, actor, **said)


@pytest.mark.parametrize(
    ("measure", "wrong"),
    [
        (
            "count(person) filter (where person.sexx = '2' and person.agee > 3 and per)",
            {"person.sexx": "unknown-element", "person.agee": "unknown-element", "per": "unknown-element"},
        ),
        ("count(person) filter (where foo(person.age) and bar(person.age))", {"foo(person.age)": "expression-invalid", "bar(person.age)": "expression-invalid"}),
        ("count(person", {"person": "expression-invalid"}),
        ("sum(person.name)", {"sum": "expression-types"}),
        ("count(person) filter (where person.sex = '77')", {"'77'": "measure-code-unknown"}),
        ("count(person) filter (where person.employer is null)", {"person.employer": "measure-not-held"}),
        ("count(person) filter (where person.phone = '示例')", {"person.phone": "measure-singles-out"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(known, measure, wrong):
    """All at once, and as an answer: it is asked while somebody writes."""
    found = explained(known, measure)

    assert wrong == {measure[slice(*at)]: each.code for each, at in found.findings}


def test_what_it_gives_and_whom_it_counts(known):
    """With the register that shows their rows, by filters that leave as many as are counted."""
    house, _, register = known
    found = explained(known, OLD_WOMEN).answer
    ((counted, (shown,)),) = [(each, each.slices) for each in found.counted]

    assert (1, False, 1) == (found.value, found.covered, counted.count)
    assert (register, {"f4": {"least": 60}, "f3": {"among": ["女"]}}) == (shown.form, shown.filters)
    seen = query.slice_of(house, register, ADMINISTRATOR).rows.rows
    assert 1 == len([row for row in seen if row[3] >= 60 and row[2] == "女"])


def test_a_share_counts_two_sets_and_a_mean_those_that_have_it(known):
    """In percent of all; whoever has no age is no part of its mean."""
    share = explained(known, f"100 * {OLD_WOMEN} / count(person)").answer
    mean = explained(known, "avg(person.age)", unit=UNIT).answer

    assert (pytest.approx(100 / 3), [1, 3]) == (share.value, [each.count for each in share.counted])
    assert ["年龄已填的人数"] == [each.says.zh for each in mean.counted]


def test_groups_are_of_the_unit_that_is_asked_for(known):
    """By code and level, all that is below it together."""
    by_sex = explained(known, "count(person)", by="person.sex").answer
    by_level = explained(known, "count(person)", by="community").answer

    assert {("", "男性", 1), ("", "女性", 2)} == {(u, group, n) for u, _, group, n in by_sex.groups}
    assert [(UNIT, "示例社区", 3)] == [(unit, name, n) for unit, name, _, n in by_level.groups]
    assert "person.sex" in by_sex.groupable


def test_who_decides_and_does_not_read_is_told_what_it_says(known):
    """Who only reads is told of what is fixed, and of nothing else."""
    registrar, analyst = (
        Actor(id=f"user:{role}", grants=(Grant(id=role, actor=f"user:{role}", role=role, department="civil-affairs"),))
        for role in ("registrar", "analyst")
    )  # fmt: skip
    house, form, _ = known
    told = explained(known, OLD_WOMEN, registrar)

    assert (None, "年龄 ≥ 60，且性别为女性的人数") == (told.answer, told.says.zh)
    with pytest.raises(NotAllowed):
        explained(known, OLD_WOMEN, analyst)
    with pytest.raises(NotAllowed):
        trying.preview(house, form, {"f1": OLD_WOMEN}, analyst, together=True)
    measures.fix(house, form, {"f1": OLD_WOMEN}, ADMINISTRATOR)
    assert 1 == explained(known, OLD_WOMEN, analyst).answer.value
    measures.fix(house, form, {"f1": None}, ADMINISTRATOR)


def test_rows_are_shown_only_where_options_leave_just_those_that_are_counted(known):
    """Where an option stands for several codes, or codes have none, a filter of options leaves others than are counted."""

    def shown(condition):
        (counted,) = explained(known, f"count(person) filter (where {condition})").answer.counted
        return [each.filters for each in counted.slices]

    married = "person.marital_status in ('20', '21', '22', '23')"
    assert [] == shown("person.marital_status = '21'") == shown("person.sex is not null")
    assert [{"f3": {"among": ["有配偶"]}}] == shown(married)


def test_a_measure_of_many_figures_is_answered_in_few_questions(known):
    """Whom the first of them count."""
    many = " + ".join(f"count(person) filter (where person.age > {age})" for age in range(9))

    assert 5 == len(explained(known, many).answer.counted)


def test_what_a_department_asks_is_worked_out_once(known, monkeypatch):
    """For all groups there may be: each measure of its forms is read again for none of them."""
    house, form, _ = known
    measures.fix(house, form, {"f2": OLD_WOMEN}, ADMINISTRATOR)
    read = []

    class Reading(Expression):
        @classmethod
        def parse(cls, text):
            read.append(text)
            return Expression.parse(text)

    monkeypatch.setattr(breaking, "Expression", Reading)
    groupable = explained(known, "count(person)", OFFICIAL).answer.groupable
    measures.fix(house, form, {"f2": None}, ADMINISTRATOR)

    assert {"person.sex", "person.marital_status"} <= set(groupable)
    assert 1 == read.count(OLD_WOMEN)


def test_the_record_of_access_says_how_many_figures_were_told(known):
    """The figure, whom it counts, its groups; none of them where it is covered."""
    house, *_ = known

    def noted(measure, **said):
        answer = explained(known, measure, OFFICIAL, **said).answer
        (line,) = house.accesses.lines(what="figures", newest=True, limit=1)
        return answer.covered, line.access.rows

    assert (False, 4) == noted("count(person)", by="person.sex")
    assert (True, 0) == noted("count(distinct person.phone)", by="person.sex")


def test_what_is_not_known_is_no_nought(known, monkeypatch):
    """Neither the figure nor those behind it."""
    monkeypatch.setattr(explaining._Asking, "_rows", lambda *_, **__: [])
    found = explained(known, "count(person)").answer

    assert (None, [None]) == (found.value, [each.count for each in found.counted])


def test_what_units_filed_stands_beside_it(tmp_path):
    """Added up over the units, before and after the measure is fixed; what nothing can be tried on is left out."""
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        form = a_summary(house)
        element = house.registry.registration(form).bindings["f1"].element
        govern.admit(house, form, ADMINISTRATOR)
        entry = Entry(id="u", unit=UNIT, subject=f"unit:{UNIT}", kind="unit", act="open", values={element: 7})  # fmt: skip
        fill.file(house, entry, ADMINISTRATOR)
        file(house, (UNIT, "1940-05-06", 2))
        tried = {
            "f1": "count(person)",
            "f2": "count(person) filter (where person.employer is not null)",
        }
        before = trying.preview(house, form, tried, ADMINISTRATOR, together=True)
        measures.fix(house, form, {"f1": "count(person)"}, ADMINISTRATOR)
        after = explain(house, form, "f1", "count(person)", ADMINISTRATOR)

    assert ({"f1": (7, 1)}, (1, None)) == (before.filed, before.rows[0][2])
    assert (7, 1) == after.answer.filed


def test_it_is_asked_over_http(known):
    """As JSON; a figure that the form has not is refused."""
    house, form, _ = known
    path = f"/api/v1/forms/{form}/measures:explain"
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        told = client.post(path, json={"field": "f1", "measure": OLD_WOMEN}).json()
        wrong = client.post(path, json={"field": "f1", "measure": "count("}).json()
        none = client.post(path, json={"field": "f99", "measure": OLD_WOMEN})

    assert (1, "person") == (told["answer"]["value"], told["answer"]["counted"][0]["of"])
    assert (None, "expression-invalid") == (wrong["says"], wrong["findings"][0]["code"])
    assert 404 == none.status_code
