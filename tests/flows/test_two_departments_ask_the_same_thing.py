"""Two departments ask about the same people; a worker answers once; each reads its own form."""

import json

import pytest

from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    ELDERLY,
    SAID,
    UNIT,
    a_house,
    admitted,
    id_number,
    submitted,
)
from yibiao.errors import Decided, NotAdmitted, Unadmittable
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern, register
from yibiao.flows.slicing import query
from yibiao.flows.units import unit_table
from yibiao.matching import Choice
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def open_person(house, number, **values):
    entry = Entry(
        id=f"open-{number}",
        unit=UNIT,
        subject=f"person:{number}",
        kind="person",
        act="open",
        values=values,
    )
    return fill.file(house, entry, ADMINISTRATOR)


def answers(house, form, **how):
    found = query.slice_of(house, form, ADMINISTRATOR, **how)
    return [
        dict(zip([header.label for header in found.rows.headers], row, strict=True))
        for row in found.rows.rows
    ]


def test_a_value_filed_once_is_read_by_both_in_their_own_words_and_codes(house):
    """One entry answers both forms: own labels, order and codes; what follows from the ID number is not asked."""
    elderly = admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
    disabled = admitted(
        house, "disabled-federation", DISABLED, scope="person.disability_certificate_no is not null"
    )
    number = id_number("1940-05-06", 12)
    open_person(house, 1, **{
        "person.name": "示例甲", "person.id_number": number, "person.phone": "19900000001",
        "person.disability_certificate_no": number + "43",
    })  # fmt: skip
    open_person(
        house, 2, **{"person.name": "示例乙", "person.id_number": id_number("1990-05-06", 11)}
    )

    assert answers(house, elderly) == [
        {"姓名": "示例甲", "身份证号": number, "性别": "女", "年龄": 85, "联系电话": "19900000001"}
    ]
    assert answers(house, disabled) == [
        {
            "姓名": "示例甲",
            "公民身份号码": number,
            "性别": "2",
            "残疾证号": number + "43",
            "残疾类别": "肢体",
            "手机号码": "19900000001",
        }
    ]


def test_whether_somebody_is_so_old_is_worked_out_and_not_asked(house):
    """By the day of birth, in each department's own answers; where it is not known the question stands."""
    yes_or_no = {"type": "choice", "options": ["1 是", "0 否"]}
    asked = {
        "title": "老年人补贴名单",
        "fields": [
            {"label": "姓名", "type": "text"},
            {"label": "身份证号", "type": "text"},
            {"label": "是否年满80周岁", **yes_or_no},
        ],
    }
    other = {
        **asked,
        "title": "高龄名单",
        "fields": [*asked["fields"][:2], {"label": "80岁及以上老人", "type": "boolean"}],
    }
    first = admitted(house, "civil-affairs", asked, scope="person.name is not null")
    second = admitted(house, "disabled-federation", other, scope="person.name is not null")
    for number, born in ((1, "1940-05-06"), (2, "1990-05-06")):
        values = {"person.name": f"示例{number}", "person.id_number": id_number(born, 10 + number)}
        open_person(house, number, **values)
    open_person(house, 3, **{"person.name": "示例3"})

    assert ["1", "0", None] == [row["是否年满80周岁"] for row in answers(house, first)]
    assert [True, False, None] == [row["80岁及以上老人"] for row in answers(house, second)]
    cells = {
        row.subject: ({each.element for each in row.derived}, set(row.missing))
        for row in unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, limit=10).rows
    }
    old = "person.aged_80_or_over"
    assert (True, False) == (old in cells["person:1"][0], old in cells["person:1"][1])
    assert (False, True) == (old in cells["person:3"][0], old in cells["person:3"][1])


def test_the_second_form_adds_only_what_is_new(house):
    """The review of the second form says how many of its fields are held or derivable already."""
    admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
    reading = register.read(
        house, json.dumps(DISABLED).encode(), "f.json", "disabled-federation", ADMINISTRATOR,
        subject="person",
    )[0]  # fmt: skip

    review = register.submit(house, reading.form, ADMINISTRATOR, commit=False).review

    assert (review.held >= 3, review.fields) == (True, 6)


def test_previewing_keeps_nothing(house):
    """A preview says what a submission would, and leaves the journal as it was."""
    reading = register.read(
        house, json.dumps(ELDERLY).encode(), "f.json", "civil-affairs", ADMINISTRATOR,
        subject="person",
    )[0]  # fmt: skip
    head = house.journal.head

    register.submit(house, reading.form, ADMINISTRATOR, commit=False)

    assert (house.journal.head, house.registry.registrations) == (head, {})


def test_a_new_edition_inherits_bindings_and_both_editions_answer(house):
    """Only what differs is reviewed; the earlier edition steps aside, its slice keeps answering."""
    first = admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80", series="elderly")
    open_person(
        house, 1, **{"person.name": "示例甲", "person.id_number": id_number("1940-05-06", 12)}
    )
    edition = {**ELDERLY, "fields": [*ELDERLY["fields"], {"label": "政治面貌", "type": "text"}]}
    reading = register.read(
        house, json.dumps(edition).encode(), "f.json", "civil-affairs", ADMINISTRATOR,
        subject="person", series="elderly", scope="person.age >= 80",
        period="monthly", mandate="示例依据", first_round="2026-01-15", expires="2027-12-31",
    )[0]  # fmt: skip

    submission = register.submit(house, reading.form, ADMINISTRATOR)

    assert set(submission.inherited) >= {"f1", "f2", "f3", "f4", "f5"}
    if submission.undecided:
        choice = {"f6": Choice(new=True, decided_by="user:test")}
        register.decide(house, submission.form.id, choice, ADMINISTRATOR)
    govern.admit(house, submission.form.id, ADMINISTRATOR)
    assert house.registry.registration(first).status == "superseded"
    assert [row["姓名"] for row in answers(house, first)] == ["示例甲"]
    assert [row["姓名"] for row in answers(house, submission.form.id)] == ["示例甲"]


def test_a_slice_as_of_an_earlier_position_shows_what_was_held_then(house):
    """Later statements do not change an earlier answer."""
    elderly = admitted(house, "civil-affairs", ELDERLY, scope="true")
    receipt = open_person(house, 1, **{"person.name": "示例甲", "person.phone": "19900000001"})
    fill.file(
        house,
        Entry(
            id="later",
            unit=UNIT,
            subject="person:1",
            kind="person",
            values={"person.phone": "19900000002"},
        ),
        ADMINISTRATOR,
    )

    assert [row["联系电话"] for row in answers(house, elderly)] == ["19900000002"]
    assert [row["联系电话"] for row in answers(house, elderly, as_of=receipt.position)] == [
        "19900000001"
    ]


def test_different_cells_never_collide_and_a_contested_cell_keeps_both(house):
    """Two workers who saw the same: other cells both stand; on the same cell both statements are kept until settled."""
    admitted(house, "civil-affairs", ELDERLY, scope="true")
    base = open_person(
        house, 1, **{"person.name": "示例甲", "person.phone": "19900000001"}
    ).position

    def state(id_, values, base):
        entry = Entry(
            id=id_, unit=UNIT, subject="person:1", kind="person", values=values, base=base
        )
        return fill.file(house, entry, ADMINISTRATOR)

    state("a", {"person.name": "示例乙"}, base)
    assert state("b", {"person.phone": "19900000002"}, base).contested == ()
    contested = state("c", {"person.phone": "19900000003"}, base)
    assert contested.contested == ("person.phone",)
    cell = query.record(house, "person:1", ADMINISTRATOR).cells["person.phone"]
    assert {cell.value, *(each.value for each in cell.contested)} == {"19900000002", "19900000003"}
    state("d", {"person.phone": "19900000003"}, contested.position)
    assert query.record(house, "person:1", ADMINISTRATOR).cells["person.phone"].contested == ()


def test_a_form_registered_twice_is_refused_and_retired_ones_answer(house):
    """The same edition is registered once; a retired form still answers."""
    elderly = admitted(house, "civil-affairs", ELDERLY, scope="true")
    form = house.registry.registration(elderly).form

    with pytest.raises(Decided):
        register.submit(house, form, ADMINISTRATOR)
    open_person(house, 1, **{"person.name": "示例甲"})
    govern.retire(house, elderly, "不再需要", ADMINISTRATOR)
    assert [row["姓名"] for row in answers(house, elderly)] == ["示例甲"]


def test_everything_verifies_and_comes_back_from_the_journal(house, tmp_path):
    """The journal verifies; records and picture rebuilt from it answer the same."""
    elderly = admitted(house, "civil-affairs", ELDERLY, scope="true")
    open_person(house, 1, **{"person.name": "示例甲"})
    before = answers(house, elderly)

    keep.rebuild(house, ADMINISTRATOR)

    assert (answers(house, elderly), tuple(keep.verify(house, ADMINISTRATOR))) == (before, ())


def test_a_summary_is_computed_for_the_community_with_all_its_grids(house):
    """A figure is asked of nobody: it counts whom the ledgers hold, grids included, and says of which unit it is."""
    admitted(house, "civil-affairs", ELDERLY, scope="true")
    summary = admitted(house, "disabled-federation", {
        "title": "高龄老人统计表",
        "layout": "summary",
        "fields": [{"label": "80岁以上人数", "type": "integer", "measure": "count(*) filter (where person.age >= 80)"}],
    }, scope="true", subject="unit")  # fmt: skip
    for number, (unit, birth) in enumerate(
        [(UNIT, "1940-05-06"), (UNIT + "001", "1941-05-06"), (UNIT + "001", "1990-05-06")]
    ):
        values = {"person.id_number": id_number(birth, number)}
        entry = Entry(
            id=f"e{number}",
            unit=unit,
            subject=f"person:{number}",
            kind="person",
            act="open",
            values=values,
        )
        fill.file(house, entry, ADMINISTRATOR)

    printed = query.slice_of(house, summary, ADMINISTRATOR).printed

    assert [header.label for header in printed.headers] == ["填报单位", "80岁以上人数"]
    assert printed.rows == (("示例社区", 2),)


def test_a_form_that_was_never_admitted_gives_nothing_out(house):
    """Registering a form does not open the ledgers to its department."""
    form = submitted(house, "civil-affairs", ELDERLY, **SAID, scope="true").form

    with pytest.raises(NotAdmitted):
        query.slice_of(house, form.id, ADMINISTRATOR)
    govern.refuse(house, form.id, ["无必要"], ADMINISTRATOR)
    with pytest.raises(NotAdmitted):
        query.slice_of(house, form.id, ADMINISTRATOR)


def test_a_form_that_would_lose_an_answer_is_not_admitted(house):
    """Two questions bound to one meaning: the proof says so, and the form stays out."""
    form = submitted(house, "civil-affairs", ELDERLY, **SAID, scope="true").form
    bindings = house.registry.registration(form.id).bindings
    twice = bindings["f5"].model_copy(update={"element": bindings["f1"].element})
    house.record([house.draft("binding.decided", ADMINISTRATOR, {"binding": twice.document()})])

    with pytest.raises(Unadmittable) as refused:
        govern.admit(house, form.id, ADMINISTRATOR)
    assert refused.value.findings
    assert house.registry.registration(form.id).status == "submitted"
