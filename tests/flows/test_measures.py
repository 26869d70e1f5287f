"""Figures of a summary form: proposed from their headings, tried, fixed, taken back, kept by the next edition, grouped."""

import json
from datetime import UTC, date, datetime

import pytest
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, ELDERLY, SAID, UNIT, a_house, admitted, id_number, submitted
from yibiao.cli import app
from yibiao.errors import Invalid, MeasuresChanged, NotAllowed, NotFound
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern
from yibiao.flows.slicing import breakdown, measures, query, trying
from yibiao.model.actor import Actor, Grant
from yibiao.model.binding import Binding
from yibiao.model.record import Entry
from yibiao.web.app import create_app

SUMMARY = {
    "title": "老年人口统计表",
    "layout": "summary",
    "fields": [
        {"label": "合计", "type": "integer"},
        {"label": "男", "type": "integer"},
        {"label": "女", "type": "integer"},
        {"label": "其中：独居", "type": "integer"},
        {"label": "文艺骨干", "type": "integer"},
    ],
}
OTHER = "999999002001"


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


def file(house, *people):
    """People by unit, birth date and sequence (odd: a man)."""
    for number, (unit, birth, sequence) in enumerate(people):
        values = {"person.id_number": id_number(birth, sequence)} if birth else {}
        entry = Entry(
            id=f"e{number}-{birth}", unit=unit, subject=f"person:{number}-{birth}", kind="person",
            act="open", values={"person.name": f"示例{number}", **values},
        )  # fmt: skip
        fill.file(house, entry, ADMINISTRATOR)


def a_summary(house, asked=SUMMARY, **said):
    return submitted(house, "civil-affairs", asked, subject="unit", scope="true", **{**SAID, **said}).form.id  # fmt: skip


def sure(house, form):
    """The measures that are proposed without any doubt."""
    return {
        each.field.id: each.suggestion.measure
        for each in measures.figures(house, form, ADMINISTRATOR)[0]
        if each.suggestion.band == "auto"
    }


def test_figures_are_proposed_from_what_forms_collect(house):
    """What no form collects is not sure; what nobody understands is left to the units."""
    bands = {
        each.field.label: each.suggestion.band
        for each in measures.figures(house, a_summary(house), ADMINISTRATOR)[0]
    }

    assert {
        "合计": "auto",
        "男": "auto",
        "女": "auto",
        "其中：独居": "ask",
        "文艺骨干": "new",
    } == bands


def test_nothing_is_worked_out_until_a_person_says_so(house):
    """Submitted, every figure is asked of the units as any question."""
    form = a_summary(house)

    assert all(each.measure is None for each in house.registry.registration(form).bindings.values())


def test_measures_of_what_no_form_has_asked_for_are_tried(house):
    """What disables somebody follows from the number of their certificate; the picture has no column for it yet."""
    form = a_summary(house)
    file(house, (UNIT, "1940-05-06", 1), (UNIT, "", 0))
    stated = {"person.disability_certificate_no": id_number("1940-05-06", 1) + "43"}
    entry = Entry(id="no", unit=UNIT, subject="person:0-1940-05-06", kind="person", values=stated)
    fill.file(house, entry, ADMINISTRATOR)
    counted = "count(*) filter (where person.disability_type = '4')"

    tried = trying.preview(house, form, {"f1": counted}, ADMINISTRATOR)

    assert 1 == tried.rows[0][2][0]
    assert house.registry.unregistered(["person.disability_type"])[0]


def test_measures_are_tried_before_they_are_fixed(house):
    """Unit by unit, and nothing is kept; a sum that is not that of its parts is told."""
    form = a_summary(house)
    file(
        house,
        (UNIT, "1940-05-06", 1),
        (UNIT + "001", "1950-05-06", 2),
        (UNIT, "1990-01-01", 3),
        (UNIT, "", 0),
    )
    head = house.journal.head

    tried = trying.preview(house, form, sure(house, form), ADMINISTRATOR)
    assert ((UNIT, "示例社区", (2, 1, 1)),) == tried.rows
    assert ((), head) == (tried.findings, house.journal.head)
    everybody = sure(house, form) | {"f1": "count(person)"}
    [finding] = trying.preview(house, form, everybody, ADMINISTRATOR).findings
    assert ("measure-sum-differs", "4", "2") == (
        finding.code, finding.facts["figure"], finding.facts["sum"],
    )  # fmt: skip


def test_a_fixed_measure_answers_and_can_be_taken_back(house):
    """Then the figure is asked of the units again, by the element it had before."""
    form = a_summary(house)
    before = dict(house.registry.registration(form).bindings)
    measures.fix(house, form, sure(house, form), ADMINISTRATOR)
    govern.admit(house, form, ADMINISTRATOR)
    file(house, (UNIT, "1940-05-06", 1))

    assert (1, 1, 0, None, None) == query.slice_of(house, form, ADMINISTRATOR).rows.rows[0]
    measures.fix(house, form, dict.fromkeys(["f1", "f2", "f3"]), ADMINISTRATOR)
    after = house.registry.registration(form).bindings
    assert {id_: each.element for id_, each in before.items()} == {
        id_: each.element for id_, each in after.items()
    }
    with pytest.raises(NotFound):
        measures.fix(house, form, {"f1": None}, ADMINISTRATOR)


def test_measures_are_fixed_and_taken_back_together_or_not_at_all(house):
    """Over HTTP too; and not once somebody has fixed others than were seen."""
    form = a_summary(house)
    measures.fix(house, form, {"f1": "count(person)"}, ADMINISTRATOR)
    head, path = house.journal.head, f"/api/v1/forms/{form}/measures"
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        seen = client.get(path).headers["etag"]
        refused = [
            client.put(path, json={"f2": "count(person)", **bad}, headers={"if-match": seen})
            for bad in ({"f3": None}, {"f1": None, "f3": "person.name"}, {"f1": None, "f9": None})
        ]
        assert [404, 422, 404] == [each.status_code for each in refused]
        assert head == house.journal.head
        both = {"f1": None, "f2": "count(person)"}
        done = client.put(path, json=both, headers={"if-match": seen})
        late = client.put(path, json={"f2": None}, headers={"if-match": seen})
        now = client.get(path)

    assert [200, 409] == [done.status_code, late.status_code]
    assert "urn:yibiao:problem:measures-changed" == late.json()["type"]
    assert seen != now.headers["etag"]
    assert {"f2": "count(person)"} == {
        each["field"]: each["measure"] for each in now.json() if each["measure"]
    }


def test_measures_are_fixed_by_whoever_saw_one_of_several_or_anything(house):
    """As `If-Match` says: several tags, weak ones too, or a star."""
    form = a_summary(house)
    path = f"/api/v1/forms/{form}/measures"
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        said = [
            client.put(path, json={"f1": "count(person)"}, headers={"if-match": tags}).status_code
            for tags in (
                '"other"',
                '"other", "another"',
                f'"other", W/{client.get(path).headers["etag"]}',
                "*",
            )
        ]

    assert said == [409, 409, 200, 200]


def test_measures_that_another_process_fixes_just_before_are_seen(house):
    """The tag is compared in the writer's turn."""
    form = a_summary(house)
    _, seen = measures.figures(house, form, ADMINISTRATOR)
    other = Binding(
        form=form, field="f2", how="measure", measure="count(person)", of="person", decided_by="user:other"
    )  # fmt: skip
    draft = house.draft("binding.decided", Actor(id="user:other"), {"binding": other.document()})
    write = house.journal.write

    def overtaken(decide):
        write(lambda writing: writing.append(draft))
        return write(decide)

    house.journal.write = overtaken
    with pytest.raises(MeasuresChanged):
        measures.fix(house, form, {"f1": "count(person)"}, ADMINISTRATOR, seen=[seen])

    bindings = house.registry.registration(form).bindings
    assert {"f2": "count(person)"} == {id_: each.measure for id_, each in bindings.items() if each.measure}  # fmt: skip


def test_the_next_edition_keeps_its_measures(house):
    """A figure asked in the same words is worked out the same way; one worded otherwise is not."""
    form = a_summary(house)
    fixed = sure(house, form)
    measures.fix(house, form, fixed, ADMINISTRATOR)
    fields = [*SUMMARY["fields"][:2], {"label": "女性人数", "type": "integer"}]
    after = a_summary(house, {**SUMMARY, "fields": fields})

    kept = house.registry.registration(after).bindings
    assert {"f1": fixed["f1"], "f2": fixed["f2"]} == {
        id_: each.measure for id_, each in kept.items() if each.measure
    }
    assert all(each.element is None for each in kept.values() if each.measure)


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ("person.age >= 60", "measure-no-figure"),
        ("count(nobody.knows)", "unknown-element"),
        ("count(person", "expression-invalid"),
        ("sum(person.name)", "expression-types"),
    ],
)
def test_what_is_no_figure_is_refused(house, measure, code):
    """With a finding that names the figure; nothing of the others is kept either."""
    form = a_summary(house)
    head = house.journal.head

    with pytest.raises(Invalid) as refused:
        measures.fix(house, form, {"f1": "count(person)", "f2": measure}, ADMINISTRATOR)
    assert [(code, "#/properties/f2")] == [(e.code, e.where) for e in refused.value.findings]
    assert head == house.journal.head


def answering(house, **said):
    """A summary in force, its sure measures fixed, and one for whom was born in the period."""
    fields = [*SUMMARY["fields"], {"label": "本期出生人数", "type": "integer"}]
    form = a_summary(house, {**SUMMARY, "fields": fields}, **said)
    born = "count(person) filter (where person.birth_date between period_start and period_end)"
    measures.fix(house, form, sure(house, form) | {"f6": born}, ADMINISTRATOR)
    govern.admit(house, form, ADMINISTRATOR)
    return form


def test_figures_by_level_by_code_and_by_period(house):
    """Each level with all below it; each code of whoever is counted; each period as things stood on its last day."""
    form = answering(house)
    file(house, (UNIT, "1940-05-06", 1), (UNIT + "001", "1950-05-06", 2), (UNIT, "2025-12-31", 3))

    [(code, _, group, values)] = breakdown.figures(
        house, form, ADMINISTRATOR, by="county"
    ).rows  # fmt: skip
    assert (UNIT[:6], "", (2, 1, 1)) == (code, group, values[:3])
    by_sex = breakdown.figures(house, form, ADMINISTRATOR, by="person.sex").rows
    assert [("男性", 1), ("女性", 1)] == [(group, values[0]) for _, _, group, values in by_sex]
    house.now = lambda: datetime(2026, 2, 10, tzinfo=UTC)
    monthly = breakdown.figures(
        house, form, ADMINISTRATOR, by="monthly", period=(date(2025, 12, 1), date(2026, 2, 28))
    ).rows
    # In December nobody had been filed yet; the second of them, on New Year's Day, was born in no later month.
    assert [("2026-01-01/2026-01-31", 2, 0), ("2026-02-01/2026-02-10", 2, 0)] == [
        (group, values[0], values[5]) for _, _, group, values in monthly
    ]
    for nothing in ("person.person_tags", "month(person.sex)", "week(person.birth_date)"):
        with pytest.raises(Invalid):
            breakdown.figures(house, form, ADMINISTRATOR, by=nothing)


def test_money_by_the_month_of_a_day_and_as_it_was_at_the_end_of_each_period(house):
    """What was paid when, by a day that is held; what is due each month, as things stood on the month's last day."""
    aid = {"title": "救助名册", "fields": [{"label": "姓名", "type": "text"}, {"label": "救助金额", "type": "text"}, {"label": "救助时间", "type": "date"}]}  # fmt: skip
    bound = admitted(house, "civil-affairs", aid, scope="true")
    paid, on = (each.element for each in list(house.registry.registration(bound).bindings.values())[1:])  # fmt: skip
    fields = [{"label": "救助金额合计", "type": "number"}, {"label": "救助人数", "type": "integer"}]
    form = a_summary(house, {**SUMMARY, "title": "救助统计表", "fields": fields})
    given = {"f1": f"sum({paid})", "f2": f"count(person) filter (where {paid} > 0)"}
    measures.fix(house, form, given, ADMINISTRATOR)
    govern.admit(house, form, ADMINISTRATOR)
    for number, (day, amount) in enumerate([("2025-11-03", 500), ("2026-01-05", 200.1), ("2026-01-09", 100.2)]):  # fmt: skip
        at = datetime(2026, 1 + number // 2, 10 + number, tzinfo=UTC)
        house.now = lambda at=at: at
        values = {"person.name": f"示例{number}", paid: amount, on: day}
        fill.file(
            house, Entry(id=f"a{number}", unit=UNIT, subject=f"p{number}", kind="person", act="open", values=values, remark="如实"),
            ADMINISTRATOR,
        )  # fmt: skip
    house.now = lambda: datetime(2026, 3, 2, tzinfo=UTC)

    def grouped(by, **more):
        found = breakdown.figures(house, form, ADMINISTRATOR, by=by, **more).rows
        return [(group, *values) for _, _, group, values in found]

    assert [("2025-11", 500, 1), ("2026-01", 300.3, 2)] == grouped(f"month({on})")
    assert [("2025-Q4", 500, 1), ("2026-Q1", 300.3, 2)] == grouped(f"quarter({on})")
    assert [("2025", 500, 1), ("2026", 300.3, 2)] == grouped(f"year({on})")
    stood = grouped("monthly", period=(date(2026, 1, 1), date(2026, 2, 28)))
    assert [("2026-01-01/2026-01-31", 700.1, 2), ("2026-02-01/2026-02-28", 800.3, 3)] == stood


def test_ages_are_those_on_the_last_day_where_the_form_says_so(house):
    """Else they are today's; 本期 is the form's own period where none is asked for."""
    plainly, reckoned = answering(house), answering(house, reckoned="period-end")
    file(house, (UNIT, "1966-01-20", 1), (UNIT, "2026-01-01", 2))

    def asked(form, period=None):
        return query.slice_of(house, form, ADMINISTRATOR, period=period).rows.rows[0]

    assert (0, 1) == (asked(plainly)[0], asked(plainly)[5])
    assert 1 == asked(reckoned)[0]
    assert 0 == asked(reckoned, (date(2025, 12, 1), date(2025, 12, 31)))[0]


def test_somebody_who_may_not_see_an_element_cannot_group_by_it(house):
    """Groups tell its values."""
    form = answering(house)
    admitted(house, "disabled-federation", {"title": "残疾人名册", "fields": [{"label": "姓名", "type": "text"}, {"label": "残疾类别", "type": "choice", "options": ["视力", "听力"]}]}, scope="true")  # fmt: skip
    grant = Grant(id="g", actor="user:a", role="analyst", department="civil-affairs")
    analyst = Actor(id="user:a", grants=(grant,))

    breakdown.figures(house, form, analyst, by="person.sex")
    with pytest.raises(NotAllowed):
        breakdown.figures(house, form, analyst, by="person.disability_type")


def test_a_figure_is_nobodys_own_value(house):
    """No group and no figure tells a name or a number of one of those who are counted; nothing is tried on what nobody was asked."""
    form = answering(house)
    file(house, (UNIT, "1940-05-06", 1))
    several = (
        "person.name",
        "person.id_number",
        "person.phone",
        "person.birth_date",
        "person.household",
        "person.employer",
    )
    for by in several:
        with pytest.raises(Invalid) as refused:
            breakdown.figures(house, form, ADMINISTRATOR, by=by)
        assert [each.code for each in refused.value.findings] == ["group-unknown"]
    for measure, code in (
        ("min(person.name)", "expression-types"),
        ("max(person.id_number)", "expression-types"),
        ("count(person) filter (where person.employer is null)", "measure-not-held"),
        ("count(person) filter (where person.employer = '示例')", "measure-singles-out"),
        ("count(person) filter (where person.name in ('示例'))", "measure-singles-out"),
        (
            "avg(person.age) filter (where starts_with(person.id_number, '9999'))",
            "measure-singles-out",
        ),
        ("count(person) filter (where '1' <= coalesce(person.phone, ''))", "measure-singles-out"),
    ):
        with pytest.raises(Invalid) as refused:
            trying.preview(house, form, {"f1": measure}, ADMINISTRATOR)
        assert [each.code for each in refused.value.findings] == [code]
    counted = (
        "count(person) filter (where not person.name is null) + count(distinct person.id_number)"
    )
    assert 2 == trying.preview(house, form, {"f1": counted}, ADMINISTRATOR).rows[0][2][0]


def test_a_department_groups_by_what_its_own_forms_ask(house):
    """Who fills the unit's table sees the element there in any case."""
    form = answering(house)
    marriage = {"title": "婚姻登记表", "fields": [{"label": "姓名", "type": "text"}, {"label": "婚姻状况", "type": "choice", "options": ["未婚", "已婚", "丧偶", "离婚"]}]}  # fmt: skip
    other = admitted(house, "disabled-federation", marriage, scope="true")
    asked = list(house.registry.registration(other).bindings.values())[1].element

    def grouped(**said):
        held = Grant(id="g", actor="user:a", **said)
        return breakdown.figures(house, form, Actor(id="user:a", grants=(held,)), by=asked)

    with pytest.raises(NotAllowed):
        grouped(role="analyst", department="civil-affairs")
    assert grouped(role="worker", unit=UNIT).rows == ()


def test_figures_over_http(house):
    """Proposed, tried, fixed, grouped, given back; a day alone is no period."""
    form = a_summary(house)
    file(house, (UNIT, "1940-05-06", 1), (UNIT, "1950-05-06", 2))
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        at = f"/api/v1/forms/{form}"

        proposed = client.get(f"{at}/measures").json()
        sure = {each["field"]: each["suggestion"]["measure"] for each in proposed[:3]}
        tried = client.post(f"{at}/measures:preview", json={"measures": sure}).json()
        assert [[2, 1, 1]] == [each["values"] for each in tried["rows"]]
        assert 3 == len(client.put(f"{at}/measures", json=sure).json())
        govern.admit(house, form, ADMINISTRATOR)
        grouped = client.get(f"{at}/figures", params={"by": "person.sex"}).json()
        assert ["男性", "女性"] == [each["group"] for each in grouped["rows"]]
        released = client.put(f"{at}/measures", json={"f1": None}).json()
        assert [("f1", "exact")] == [(each["field"], each["how"]) for each in released]
        alone = client.get(f"{at}/figures", params={"by": "monthly", "period_start": "2026-01-01"})
        assert 400 == alone.status_code


def test_figures_in_a_terminal(house, tmp_path):
    """Without --fix nothing is kept; --release gives back."""
    form = a_summary(house)
    house.close()
    data = ["--data", str(tmp_path / "data")]

    def run(*arguments):
        result = CliRunner().invoke(app, [*arguments, *data])
        assert 0 == result.exit_code, result.output
        return result.output

    assert "合计" in run("measures", form)
    run("measure", form, "--sure", "f5=count(household)")
    assert json.loads(run("measures", form, "--json"))[0]["measure"] is None
    run("measure", form, "--sure", "--fix")
    assert "count(person)" in json.loads(run("measures", form, "--json"))[0]["measure"]
    run("measure", form, "--release", "f1")
    assert json.loads(run("measures", form, "--json"))[0]["measure"] is None
