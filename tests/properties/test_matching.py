"""The laws of matching."""

from functools import cache
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.builders import a_form
from tests.effort import effort
from yibiao.matching import Choice, propose, resolve
from yibiao.matching.meaning import meaning_of_field, surroundings
from yibiao.matching.signals import contributions, total
from yibiao.model import catalogue
from yibiao.model.form import Field, Option
from yibiao.model.kinds import SubjectKind, ValueKind

STARTER = catalogue.starter()
PARTS = [
    "户主",
    "监护人",
    "家庭",
    "个人",
    "户籍",
    "现住",
    "年",
    "月",
    "最近",
    "低保",
    "残疾",
    "茶园",
    "渔船",
]
HEADS = [
    "姓名",
    "身份证号",
    "电话",
    "地址",
    "收入",
    "编号",
    "类型",
    "时间",
    "面积",
    "人数",
    "情况",
    "名称",
]
CHINESE = st.builds(
    lambda parts, head: "".join(parts) + head,
    st.lists(st.sampled_from(PARTS), max_size=2, unique=True),
    st.sampled_from(HEADS),
)
#: As surveys put it: questions, and noun phrases.
ENGLISH = st.builds(
    lambda opening, asked, whose: f"{opening} {asked} of {whose}".strip(),
    st.sampled_from(["What is the", "If yes, write the", "3a.", "Do you know the", ""]),
    st.sampled_from(["name", "date of birth", "number of children", "sex", "phone number", "age"]),
    st.sampled_from(
        ["the household head", "the person who died", "the village", "the nearest school"]
    ),
)
LABELS = CHINESE | ENGLISH | st.sampled_from(["Specify", "If no, why?", "Onde vive?", "6-digit ID"])
TITLES = st.sampled_from(["人员信息", "低保户信息", "企业信息登记表", "就业援助台账"])
SUBJECTS = st.sampled_from(["person", "household", "dwelling", "organisation", "event"])
#: Fields as surveys print them: under a heading, to be written or chosen.
FIELDS = st.builds(
    lambda label, kind, section, options: Field(
        id="f1", label=label, kind=kind, section=section, options=options
    ),
    LABELS,
    st.sampled_from([ValueKind.TEXT, ValueKind.CODE, ValueKind.INTEGER, ValueKind.DATE]),
    st.sampled_from([(), ("group_location",), ("Household head",), ("家庭情况",)]),
    st.sampled_from([(), tuple(Option(value=each, title=each) for each in ("Yes", "No"))]),
)
QUICK = settings(max_examples=effort(15, 30))
#: For laws that index several catalogues an example.
FEW = settings(max_examples=effort(4, 10))


def meaning(field, title="人员信息", subject=SubjectKind.PERSON):
    return meaning_of_field(field, surroundings(subject, title))


def score(one, other):
    return total(contributions(one, other))


def targets(matches):
    return {
        each.field: [(one.via, one.element, one.score) for one in each.candidates]
        for each in matches
    }


@QUICK
@given(FIELDS, FIELDS, TITLES, TITLES)
@example(
    Field(id="f1", label="时间"), Field(id="f1", label="年月地址"), "低保户信息", "企业信息登记表"
)
@example(
    Field(id="f1", label="3a. age of the village", section=("group_location",)),
    Field(id="f1", label="age of the nearest school"),
    "人员信息",
    "人员信息",
)
def test_a_score_is_the_same_both_ways(one, other, title, another):
    """How alike two fields are does not depend on which comes first."""
    left, right = meaning(one, title), meaning(other, another)

    assert contributions(left, right) == pytest.approx(contributions(right, left))


@QUICK
@given(FIELDS, FIELDS, TITLES)
@example(
    Field(id="f1", label="age of the village"),
    Field(id="f1", label="What is the age of the village"),
    "人员信息",
)
def test_a_field_matches_itself_best(one, other, title):
    """No other field is more like a field than it is itself."""
    assert score(meaning(one, title), meaning(one, title)) >= score(
        meaning(one, title), meaning(other, title)
    )


@QUICK
@given(st.lists(LABELS, min_size=1, max_size=6), SUBJECTS, TITLES)
def test_no_two_fields_of_a_form_share_an_element(labels, subject, title):
    """Within one form an element of one subject is bound at most once, whatever the labels."""
    form = a_form("a", "| " + " | ".join(labels) + " |", subject=subject, title=title)
    bound = [
        (each.via, each.element) for each in resolve(form, propose(form, STARTER), STARTER).bindings
    ]

    assert len(bound) == len(set(bound))


@cache
def unrelated(subject):
    """What is known when a form that shares no word with others was registered."""
    form = a_form("b", "| 蚕种孵化批 | 桑 |", subject=subject, title="缫丝")
    found = resolve(form, propose(form, STARTER), STARTER)
    return STARTER.adding(found.elements, found.code_lists, found.wordings)


@FEW
@given(LABELS, SUBJECTS, TITLES)
def test_an_unrelated_form_moves_no_decision(label, subject, title):
    """What was learned from a form that shares no word changes nothing."""
    form = a_form("a", f"| {label} |", subject=subject, title=title)

    assert targets(propose(form, STARTER)) == targets(propose(form, unrelated(subject)))


#: Labels that need nothing beside them, and what they mean.
PLAIN = {
    "姓名": "person.name",
    "身份证号": "person.id_number",
    "民族": "person.ethnicity",
    "户籍地址": "person.registered_address",
    "文化程度": "person.education",
    "婚姻状况": "person.marital_status",
}
PLAIN_ENGLISH = {
    "Name": "person.name",
    "What is your ethnicity?": "person.ethnicity",
    "Marital status": "person.marital_status",
    "3a. Sex": "person.sex",
    "When were you born?": "person.birth_date",
}


@QUICK
@given(st.permutations(list(PLAIN)) | st.permutations(list(PLAIN_ENGLISH)))
def test_the_order_of_fields_does_not_matter(labels):
    """Fields that stand for themselves mean the same wherever they stand."""
    form = a_form("a", "| " + " | ".join(labels) + " |")
    found = {
        form.by_id[each.field].label: each.candidates[0].element for each in propose(form, STARTER)
    }

    assert found in (PLAIN, PLAIN_ENGLISH)


#: Near to each other, so that several are just as like a further one: that is where the order could tell.
NEAR = st.sampled_from(["砖窑", "烟囱", "窗花", "竹编"]).map(lambda each: f"锅炉{each}情况")


@FEW
@given(
    st.lists(NEAR | LABELS, min_size=3, max_size=5, unique=True),
    NEAR | LABELS,
    st.randoms(),
    TITLES,
)
@example(
    ["锅炉砖窑情况", "锅炉烟囱情况", "锅炉窗花情况"], "锅炉竹编情况", Random(1), "就业援助台账"
)
def test_the_order_in_which_forms_came_does_not_matter(labels, label, chance, title):
    """Against a catalogue of the same elements and wordings a field means the same, whichever form came first."""
    known, gained = STARTER, []
    for number, each in enumerate(labels):
        form = a_form(f"d{number}", f"| {each} |", title=title)
        found = resolve(form, propose(form, known), known)
        gained.append((found.elements, found.code_lists, found.wordings))
        known = known.adding(*gained[-1])
    otherwise = STARTER
    for each in chance.sample(gained, len(gained)):
        otherwise = otherwise.adding(*each)
    probe = a_form("probe", f"| {label} | {labels[0]} |", title="人员信息")

    assert targets(propose(probe, known)) == targets(propose(probe, otherwise))


ANY_ELEMENT = st.sampled_from(
    sorted(
        each.id
        for each in STARTER.elements.values()
        if each.subject is SubjectKind.PERSON and each.kind is ValueKind.TEXT
    )
)


@FEW
@given(LABELS, ANY_ELEMENT, TITLES)
def test_a_decision_of_a_person_outranks_the_machine(label, element, title):
    """What a person chose is bound, whatever the match says, and is proposed first where the same is asked again."""
    form = a_form("a", f"| {label} |", title=title)
    choice = Choice(element=element, decided_by="a person")
    found = resolve(form, propose(form, STARTER), STARTER, {"f1": choice})
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)
    again = a_form("b", f"| {label} |", title=title)

    assert [(element, "a person")] == [(each.element, each.decided_by) for each in found.bindings]
    (match,) = propose(again, wiser)
    if not match.candidates[0].via:
        assert element == match.candidates[0].element


@QUICK
@given(LABELS, SUBJECTS, TITLES)
def test_what_was_minted_is_found_again(label, subject, title):
    """A form that asks the very same gets the very same, and nothing is minted twice."""
    form = a_form("a", f"| {label} |", subject=subject, title=title)
    first = resolve(form, propose(form, STARTER), STARTER)
    if not first.bindings:
        return
    wiser = STARTER.adding(first.elements, first.code_lists, first.wordings)
    again = a_form("b", f"| {label} |", subject=subject, title=title)
    (match,) = propose(again, wiser)

    assert first.bindings[0].element == match.candidates[0].element
    assert first.bindings[0].via == match.candidates[0].via
