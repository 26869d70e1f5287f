"""What a field may mean, on the shipped catalogue."""

import pytest

from tests.builders import a_form
from yibiao.matching import Choice, propose, resolve
from yibiao.matching.certainty import probability
from yibiao.matching.meaning import meaning_of_field, meanings_of_element, surroundings
from yibiao.matching.signals import contributions
from yibiao.model import catalogue
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Field, Option
from yibiao.model.kinds import SubjectKind, ValueKind

STARTER = catalogue.starter()


def meant(form, known=STARTER):
    """Label → (links, element) of the best candidate; nothing for what is new."""
    return {
        form.by_id[each.field].label: (each.candidates[0].via, each.candidates[0].element)
        if each.band != "new"
        else None
        for each in propose(form, known)
    }


def test_own_facts_of_a_person():
    """Different wordings of one fact mean one element."""
    for wording in ("身份证号", "公民身份号码", "居民身份证号码", "身份證號碼"):
        form = a_form("a", f"| 姓名 | {wording} |")

        assert ((), "person.id_number") == meant(form)[wording]


def test_a_role_is_followed_over_its_link():
    """户主姓名 on a person's form is the name of the head of the household."""
    found = meant(a_form("a", "| 姓名 | 户主姓名 | 监护人联系电话 |"))

    assert ((), "person.name") == found["姓名"]
    assert (("person.household", "household.head"), "person.name") == found["户主姓名"]
    assert (("person.guardian",), "person.phone") == found["监护人联系电话"]


def test_a_bare_role_is_a_name():
    """监护人 alone asks what the guardian is called."""
    assert (("person.guardian",), "person.name") == meant(a_form("a", "| 监护人 |"))["监护人"]


@pytest.mark.parametrize("label", ["性别代码", "性别编号", "性别名称"])
def test_a_code_and_its_name_ask_the_same(label):
    """Code, number and name are but writings of a value that is a code."""
    assert ((), "person.sex") == meant(a_form("a", f"| 姓名 | {label} |"))[label]


def test_one_of_two_names_is_a_guess_and_no_rule():
    """A label that names it in two ways may mean either, so somebody is asked."""
    form = a_form("a", "| 姓名 | 公民身份号码或护照号 |")
    match = propose(form, STARTER)[1]

    assert "ask" == match.band
    assert "person.id_number" in {each.element for each in match.candidates}


@pytest.mark.parametrize(("asked", "known"), [("最低年龄", "年龄"), ("原户籍地址", "户籍地址")])
def test_a_qualifier_nobody_means_without_saying_so_is_never_a_rule(asked, known):
    """最低年龄 is not 年龄, and 原户籍地址 is not 户籍地址."""
    taken = {
        each: propose(a_form("a", f"| 姓名 | {each} |"), STARTER)[1] for each in (asked, known)
    }

    assert "auto" == taken[known].band
    assert "auto" != taken[asked].band


def test_a_role_that_is_one_of_two_names_can_be_bound():
    """法人代表或经营业主 may be said to mean either: the link is minted like any other."""
    form = a_form("a", "| 名称 | 法人代表或经营业主 |", subject="place")
    match = propose(form, STARTER)[1]
    bound = []
    for each in match.candidates:
        choice = Choice(element=each.element, via=each.via, decided_by="a person")
        found = resolve(form, propose(form, STARTER), STARTER, {"f2": choice})
        bound += [(one.element, one.via) for one in found.bindings if one.field == "f2"]

    assert [(each.element, each.via) for each in match.candidates] == bound
    assert len(bound) == 2


def test_a_slip_of_the_input_method_is_asked_about():
    """附记 printed as 付记 sounds the same and shares half of its characters: somebody is asked, and it does not bind by itself."""
    first = a_form("a", "| 登记簿附记 |")
    found = resolve(first, propose(first, STARTER), STARTER)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)
    (match,) = propose(a_form("b", "| 登记簿付记 |"), wiser)

    assert "ask" == match.band
    assert found.bindings[0].element == match.candidates[0].element


def test_what_a_named_person_signs_is_shared_and_a_mere_signature_is_not():
    """主治医师签名 asks for somebody; 签名 asks for ink."""
    first = a_form("a", "| 主治医师签名 | 签名 |")
    found = resolve(first, propose(first, STARTER), STARTER)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)
    again = a_form("b", "| 主治医师签名 | 签名 |", title="另一张")
    bands = {again.by_id[each.field].label: each.band for each in propose(again, wiser)}

    assert {"主治医师签名": "auto", "签名": "new"} == bands


def test_a_guess_that_nobody_confirmed_does_not_become_a_rule():
    """Words that were bound to the best of doubtful candidates stay doubtful."""
    form = a_form("a", "| 姓名 | 公民身份号码或护照号 |")
    doubtful = {
        "f2": Choice(element="person.id_number", decided_by="rule:best"),
    }
    found = resolve(form, propose(form, STARTER), STARTER, doubtful)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)
    again = a_form("b", "| 姓名 | 公民身份号码或护照号 |")

    assert "ask" == propose(again, wiser)[1].band


def test_a_section_names_the_role():
    """姓名 under 监护人信息 is the guardian's."""
    form = a_form("a", "| 电话 | 姓名 |\n| | |\n| | |\n| | 监护人信息 |")

    assert (("person.guardian",), "person.name") == meant(form)["姓名"]


def test_what_only_a_person_has_belongs_to_the_role_before_it():
    """On a dwelling's form, 性别 after 产权人姓名 is the owner's."""
    form = a_form("a", "| 房屋地址 | 产权人姓名 | 性别 |", subject="dwelling")

    assert (("dwelling.owner",), "person.sex") == meant(form)["性别"]


def test_the_name_on_a_household_form_is_the_heads():
    """A household has no 姓名 but that of its head."""
    form = a_form("a", "| 姓名 | 家庭人口数 |", subject="household")

    assert (("household.head",), "person.name") == meant(form)["姓名"]


def test_what_is_the_households_is_reached_over_it():
    """家庭年收入 on a person's form is the household's."""
    found = meant(a_form("a", "| 姓名 | 家庭年收入 |"))

    assert (("person.household",), "household.annual_income") == found["家庭年收入"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("户籍地址", "现住址"),
        ("个人年收入", "个人月收入"),
        ("入伍时间", "退役时间"),
        ("残疾类别", "残疾等级"),
    ],
)
def test_qualifiers_keep_apart(one, other):
    """Labels that differ in what qualifies them mean different elements."""
    found = meant(a_form("a", f"| {one} | {other} |"))

    assert found[one]
    assert found[other]
    assert found[one] != found[other]


def test_labels_that_say_nothing_are_nobodys():
    """备注 of two departments is not one fact."""
    assert {"备注": None, "审核意见": None} == meant(a_form("a", "| 备注 | 审核意见 |"))


def test_two_fields_never_share_an_element():
    """The better match takes the element; the other does with something else, or is new."""
    form = a_form("a", "| 联系电话 | 手机号码 | 移动电话 |")
    targets = [
        (each.candidates[0].via, each.candidates[0].element)
        for each in propose(form, STARTER)
        if each.band != "new"
    ]

    assert len(targets) == len(set(targets))


def test_a_role_without_a_link_gets_one():
    """The person is asked for as a person, over a link that the catalogue does not have yet."""
    form = a_form("a", "| 事件主题 | 目击者姓名 |", subject="event")

    assert (("event.mujiren",), "person.name") == meant(form)["目击者姓名"]


def test_a_block_of_people_means_the_links():
    """家庭成员 as a table is the household's members; what its rows ask is theirs."""
    rows = (Field(id="f1.1", label="姓名"), Field(id="f1.2", label="与户主关系"))
    form = a_form("a", "| x |", subject="household")
    form = form.model_copy(
        update={"fields": (Field(id="f1", label="家庭成员情况", kind="rows", fields=rows),)}
    )

    found = meant(form)

    assert ((), "household.members") == found["家庭成员情况"]
    assert ((), "person.name") == found["姓名"]
    assert ((), "person.relation_to_head") == found["与户主关系"]


@pytest.mark.parametrize(
    ("label", "members"),
    [
        ("基本情况", True),
        ("申请人及共同生活的家庭成员收入", True),
        ("紧急联系人", False),
        ("姓名", False),
    ],
)
def test_rows_of_relatives_are_the_family(label, members):
    """Names with a relation, under a heading that says nothing or names the family, are its members; under another they are not."""
    rows = (Field(id="f1.1", label="姓名"), Field(id="f1.2", label="与本人关系"))
    form = a_form("a", "| x |").model_copy(
        update={"fields": (Field(id="f1", label=label, kind="rows", fields=rows),)}
    )
    target = (("person.household",), "household.members")

    assert members == (target == meant(form)[label])


def test_what_is_planned_is_not_what_was():
    """拟退役时间 is not bound to 退役时间 by rule."""
    form = a_form("a", "| 姓名 | 拟退役时间 |")

    assert "auto" != propose(form, STARTER)[1].band


def test_what_the_department_states_is_believed():
    """A field that names its element means it, whatever its label."""
    form = a_form("a", "| 甲 |")
    form = form.model_copy(
        update={"fields": (Field(id="f1", label="甲", element="person.birth_date"),)}
    )

    assert ((), "person.birth_date") == meant(form)["甲"]


def test_a_computed_figure_asks_nothing():
    """What states its measure wants no element."""
    form = a_form("a", "| 人数 |", subject="unit")
    form = form.model_copy(
        update={"fields": (Field(id="f1", label="人数", kind="integer", measure="count(*)"),)}
    )

    assert () == propose(form, STARTER)


def test_every_score_is_explained():
    """The reasons add up to the score's log-odds, no candidate is surer than one before it, each reason is a sentence in two languages."""
    for match in propose(a_form("a", "| 姓名 | 户籍所在地 | 家庭年收入 |"), STARTER):
        least = 1.0
        for candidate in match.candidates:
            least = min(least, probability(each.weight for each in candidate.evidence))

            assert least == pytest.approx(candidate.score, abs=1e-3)
            assert all(each.because.zh and each.because.en for each in candidate.evidence)


def test_an_empty_catalogue_knows_nothing():
    """Without elements every field is new."""
    assert {"姓名": None} == meant(a_form("a", "| 姓名 |"), Catalogue())


def test_a_bare_label_means_what_its_form_is_about():
    """发证日期 is the disability certificate's only on a form about the disabled."""
    on_disability = meant(a_form("a", "| 发证时间 |", title="残疾人信息"))["发证时间"]
    on_housing = meant(a_form("a", "| 发证时间 |", title="就业援助台账"))["发证时间"]

    assert on_disability is None or "disab" in on_disability[1]
    assert on_housing is None or "disab" not in on_housing[1]


def test_a_title_names_the_rows_class():
    """企业名称, 单位名称 and 名称 are one on a form about companies."""
    for label in ("企业名称", "单位名称", "名称"):
        form = a_form("a", f"| {label} |", subject=SubjectKind.ORGANISATION, title="企业信息登记表")

        assert ((), "organisation.name") == meant(form)[label]


def test_an_applicant_is_somebody_else_where_the_row_has_a_name_of_its_own():
    """On a form about somebody who died, the applicant is another person; on other forms the very person."""
    own = meant(a_form("a", "| 申请人姓名 | 身份证号 |"))
    other = meant(a_form("a", "| 申请人姓名 | 联系电话 | 亡故人姓名 | 性别 |"))

    assert ((), "person.name") == own["申请人姓名"]
    assert ((), "person.name") == other["亡故人姓名"]
    assert other["申请人姓名"][0]
    assert other["申请人姓名"][0] == other["联系电话"][0]
    assert ((), "person.sex") == other["性别"]


def test_a_second_name_is_that_of_the_family():
    """姓名 asked again on a person's form, and what follows it, is about somebody else."""
    form = a_form("a", "| 姓名 | 性别 | 年龄 | 婚否 | 姓名 | 性别 |")
    matches = {each.field: each.candidates[0] for each in propose(form, STARTER)}

    assert () == matches["f1"].via == matches["f2"].via
    assert matches["f5"].via == matches["f6"].via != ()


def test_what_a_households_form_says_bare_is_not_the_last_roles():
    """住址 after 户主姓名 on a household's form stays the household's."""
    form = a_form("a", "| 户主姓名 | 家庭住址 |", subject="household")

    assert ((), "household.address") == meant(form)["家庭住址"]


def test_an_element_of_another_kind_cannot_be_stated():
    """An element that no link leads to is not believed."""
    form = a_form("a", "| 甲 |")
    form = form.model_copy(
        update={"fields": (Field(id="f1", label="甲", element="thing.plate_no"),)}
    )

    assert meant(form)["甲"] is None


def bands(form, known=STARTER):
    """Label → band."""
    return {form.by_id[each.field].label: each.band for each in propose(form, known)}


def test_one_of_several_answers_is_no_list_of_answers():
    """A single choice is not offered as certain where the element holds several."""
    form = a_form("a", "| 社保 |\n| code |\n| 1 养老, 2 医疗, 3 工伤 |")

    assert "auto" != bands(form)["社保"]


def test_a_number_is_no_name():
    """How many 负责人 there are is not what they are called."""
    form = a_form("a", "| 负责人 |\n| integer |", subject="unit")

    assert "auto" != bands(form)["负责人"]


def test_answers_that_would_be_lost_are_asked_about():
    """The right label with options that the element cannot give is shown to a person; 其他 is no such option."""
    lossy = a_form("a", "| 性别 |\n| code |\n| 1 甲, 2 男, 3 女 |")
    vague = a_form("a", "| 性别 |\n| code |\n| 1 男, 2 女, 3 其他 |")

    assert ("ask", "auto") == (bands(lossy)["性别"], bands(vague)["性别"])


def test_a_document_belongs_to_whoever_is_named_beside_it():
    """证件号 on a form that names nobody may be any document's."""
    assert "auto" == bands(a_form("a", "| 姓名 | 证件号 |"))["证件号"]
    assert "auto" != bands(a_form("a", "| 流入原因 | 证件号 |"))["证件号"]


def test_a_telephone_on_a_form_about_a_business_is_asked_about():
    """Where the title is about a business and the rows are persons, 联系电话 may be either's."""
    form = a_form("a", "| 姓名 | 联系电话 |", title="个体工商户开业登记申请书")

    assert ("auto", "ask") == (bands(form)["姓名"], bands(form)["联系电话"])


def test_the_very_name_of_the_households_needs_no_naming():
    """风险是否消除 on a person's form is the household's beyond doubt; 近期动态 is not."""
    form = a_form("a", "| 姓名 | 风险是否消除 | 近期动态 |\n| | boolean | |")

    assert "auto" == bands(form)["风险是否消除"]
    assert "auto" != bands(form)["近期动态"]


def test_a_relation_goes_on_about_the_role_before_it():
    """监护人, 关系, 联系电话: the telephone is the guardian's, whatever stands between."""
    found = meant(a_form("a", "| 姓名 | 监护人 | 就学情况 | 关系 | 联系电话 |"))

    assert (("person.guardian",), "person.phone") == found["联系电话"]


def test_a_doctors_name_is_not_the_patients():
    """主治医师姓名 is the doctor's, and the 姓名 after it still the row's own."""
    found = meant(a_form("a", "| 主治医师姓名 | 姓名 |"))

    assert ((), "person.name") == found["姓名"]
    assert found["主治医师姓名"][0]


def test_an_elements_own_name_beats_what_another_form_called_something_else():
    """A wording decided on a form about something else does not draw away a label that is an element's own."""
    first = a_form("a", "| 户籍地址 | 户编号 |", subject="household", title="防返贫监测")
    choice = {"f2": Choice(element="household.poverty_number", decided_by="clerk")}
    found = resolve(first, propose(first, STARTER), STARTER, choice)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)
    census = a_form("b", "| 户编号 |", subject="household", title="人口普查")

    assert ((), "household.number") == meant(census, wiser)["户编号"]


def test_somebody_without_a_role_is_whom_the_row_concerns():
    """姓名 and 性别 on a form about an event are doubtful until somebody decided; then they are certain."""
    form = a_form("a", "| 事件主题 | 性别 |", subject="event", title="事件")
    choice = {"f2": Choice(element="person.sex", via=("event.suosherenyuan",), decided_by="clerk")}
    found = resolve(form, propose(form, STARTER), STARTER, choice)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)

    assert (("event.suosherenyuan",), "person.sex") == meant(form)["性别"]
    assert ("ask", "auto") == (bands(form)["性别"], bands(form, wiser)["性别"])


def test_what_one_form_made_is_certain_only_in_its_words():
    """An element that is known from one form's wording is asked about where another form words it otherwise."""
    first = a_form("a", "| 茶叶采摘种类 |")
    found = resolve(first, propose(first, STARTER), STARTER)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)

    assert "auto" == bands(a_form("b", "| 茶叶采摘种类 |"), wiser)["茶叶采摘种类"]
    assert "ask" == bands(a_form("b", "| 茶叶采摘类型 |"), wiser)["茶叶采摘类型"]


def test_a_second_name_is_doubtful():
    """Whose a second 姓名 is, a person says."""
    form = a_form("a", "| 姓名 | 性别 | 姓名 |")

    assert ["auto", "auto", "ask"] == [each.band for each in propose(form, STARTER)]


def questions(*asked):
    """What a form in Latin script that asks *asked*, each a label, a kind and headings, comes to after one before it."""
    known, again = (
        a_form("a" if first else "b", f"| {label} |").model_copy(
            update={"fields": (Field(id="f1", label=label, kind=kind, section=section),)}
        )
        for first, (label, kind, section) in zip((True, False), asked, strict=True)
    )
    found = resolve(known, propose(known, STARTER), STARTER)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)
    (match,) = propose(again, wiser)
    return match


def test_a_reworded_question_under_another_heading_is_less_alike():
    """Headings that share a word, or none, say nothing against it; nor do any against the very same words."""
    text = ValueKind.TEXT
    first = ("Colour of the painted fence", text, ("group_garden",))
    apart = questions(first, ("Painted fence colour code", text, ("group_health",)))
    near = questions(first, ("Painted fence colour code", text, ("Garden",)))
    bare = questions(first, ("Painted fence colour code", text, ()))
    same = questions(first, ("Colour of the painted fence", text, ("group_health",)))

    assert "sections_clash" in signals_of(apart)
    assert not any("sections_clash" in signals_of(each) for each in (near, bare, same))
    assert apart.candidates[0].score < near.candidates[0].score


def test_what_is_written_is_not_what_is_chosen_in_other_words():
    """Name of the nearest clinic, in words, and Nearest clinic, from a list; in the very same words it may be."""
    chosen = ("Colour of the painted fence", ValueKind.CODE, ())
    reworded = questions(chosen, ("Painted fence colour code", ValueKind.TEXT, ()))
    same = questions(chosen, ("Colour of the painted fence", ValueKind.TEXT, ()))

    assert "written_and_chosen" in signals_of(reworded)
    assert "written_and_chosen" not in signals_of(same)


def test_a_row_picked_from_an_attached_list_is_not_what_is_stated():
    """XLSForms that search an attached list have its column's name for an answer, and maybe one for what is not in it."""
    plain = surroundings(SubjectKind.PERSON, "Census")

    def looks_up(*titles):
        options = tuple(Option(value=each, title=each) for each in titles)
        asked = Field(id="f1", label="Select the village", kind=ValueKind.CODE, options=options)
        return meaning_of_field(asked, plain)

    stated = meaning_of_field(Field(id="f1", label="Village", kind=ValueKind.CODE), plain)
    column, beside = looks_up("vil_name"), looks_up("village", "Other (not in the list)")

    assert -0.3 > contributions(column, stated)["looked_up"]
    assert "looked_up" not in contributions(column, beside)
    assert not any(looks_up(*each).looks_up for each in (("Hamlet",), ("yes", "no"), ()))


def test_a_label_is_read_by_its_own_title():
    """Whoever else has asked in the same words, and under whatever title, changes nothing of what a form's field means."""
    asked = Field(id="f1", label="监护人姓名")
    own, others, again = (
        meaning_of_field(asked, surroundings(SubjectKind.PERSON, title))
        for title in ("监护人登记表", "困境儿童登记表", "监护人登记表")
    )

    assert ["", "监护人", ""] == [each.role for each in (own, others, again)]
    assert "w:监护人" in own.topic - others.topic
    assert own == again


def test_nobody_asks_the_name_of_a_yes_or_a_no():
    """Whether somebody is the household's head is not who the head is."""
    asked = meaning_of_field(
        Field(id="f1", label="Name of the household head"),
        surroundings(SubjectKind.PERSON, "Census"),
    )
    (whether,) = (
        each
        for each in meanings_of_element(STARTER.elements["person.is_head"])
        if each.text == "household head"
    )

    assert contributions(asked, whether)["head"] < 0


def signals_of(match):
    return {each.signal for each in match.candidates[0].evidence} if match.candidates else set()


def test_which_place_is_asked_keeps_places_apart():
    """A village of residence is no village of birth, nor simply the village."""
    told = [
        meaning_of_field(Field(id="f1", label=label), surroundings(SubjectKind.PERSON, "Census"))
        for label in ("Village of residence", "Birth village", "Village", "Aldeia de residência")
    ]

    assert ["address", "birth", None, "address"] == [each.qualifiers.get("place") for each in told]


@pytest.mark.parametrize(
    "labels",
    [
        "| 姓名 | 性别 | 姓名 | 与本人关系 | 工作单位 |",
        "| 姓名 | 性别 | 关系 | 姓名 | 工作单位 |",
        "| 姓名 | 性别 | 姓名 | 工作单位 |\n|  |  |  |  |\n|  |  |  |  |\n|  |  | 家庭成员情况 | 家庭成员情况 |",
    ],
)
def test_a_relation_or_a_heading_says_whose_a_second_name_is(labels):
    """Where it is asked how the two are related, or the heading says so, it is one of the family."""
    form = a_form("a", labels)
    family = [
        each.band
        for each in propose(form, STARTER)
        if each.candidates and each.candidates[0].via == ("person.main_family_member",)
    ]

    assert ["auto", "auto"] == family


@pytest.mark.parametrize(
    ("named", "element"),
    [
        ("家庭成员姓名", "person.main_family_member_relation"),
        ("监护人姓名", "person.guardian_relation"),
    ],
)
def test_how_somebody_is_related_to_whom_the_row_is_about(named, element):
    """与本人关系 after somebody was named is how that one is related; so is a mere 关系, and 与申请人的关系."""
    for label in ("与本人关系", "关系", "与申请人的关系"):
        found = meant(a_form("a", f"| 姓名 | {named} | {label} |"))

        assert ((), element) == found[label]


def test_whose_it_is_may_be_the_beginning_of_a_word():
    """家庭人均收入 is no person's, though no blank and no 的 stands after 家庭."""
    form = a_form("a", "| 姓名 | 家庭人均收入 |\n|  | money |")
    best = propose(form, STARTER)[1].candidates[0]

    assert ("person.household",) == best.via
    assert "named" in {each.signal for each in best.evidence}


def test_a_business_has_one_legal_representative():
    """企业法人 and 单位法人代表 on a form about persons are the 法定代表人 of whoever employs them."""
    found = meant(a_form("a", "| 姓名 | 企业法人 | 单位法人代表电话 |"))
    path = ("person.employer", "organisation.legal_representative")

    assert (path, "person.name") == found["企业法人"]
    assert (path, "person.phone") == found["单位法人代表电话"]


def test_where_somebody_is_written_to():
    """联系地址 of a role is where they are written to."""
    found = meant(a_form("a", "| 姓名 | 监护人联系地址 |"))

    assert (("person.guardian",), "person.mailing_address") == found["监护人联系地址"]
