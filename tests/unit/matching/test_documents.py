"""Labels that do not say of what they ask."""

from tests.builders import a_form
from yibiao.matching import propose, resolve
from yibiao.model import catalogue

STARTER = catalogue.starter()


def meant(form, known=STARTER):
    """The best candidate of each field, links and element; nothing for what is new."""
    return [
        (each.candidates[0].via, each.candidates[0].element) if each.band != "new" else None
        for each in propose(form, known)
    ]


def test_a_date_of_issue_is_that_of_the_document_before_it():
    """发证日期 after 残疾证号 is another than after 就业创业证号."""
    form = a_form("a", "| 姓名 | 残疾证号 | 发证日期 | 就业创业证号 | 发证时间 |")

    assert [
        ((), "person.disability_certificate_date"),
        ((), "person.employment_certificate_date"),
    ] == [meant(form)[at] for at in (2, 4)]


def test_where_nobody_is_named_a_document_is_that_of_the_title():
    """证件号 beside a name is an identity number; on a mere list of inflow it is the residence permit's."""
    named = a_form("a", "| 姓名 | 证件号 |", title="流动人口信息")
    unnamed = a_form("b", "| 流入原因 | 证件号 |", title="流动人口信息")

    assert ((), "person.id_number") == meant(named)[1]
    assert ((), "person.residence_permit_no") == meant(unnamed)[1]


def test_an_address_of_somebody_is_where_they_live():
    """A mere 地址 beside a name is no dwelling's."""
    assert ((), "person.current_address") == meant(a_form("a", "| 姓名 | 地址 |"))[1]


def test_a_person_is_asked_about_their_business():
    """统一社会信用代码 on a form about persons is that of whatever they run; what it shares with persons they keep."""
    found = meant(
        a_form("a", "| 姓名 | 电话 | 统一社会信用代码 | 注册资金 |", title="创业补贴申请表")
    )

    assert [((), "person.name"), ((), "person.phone")] == found[:2]
    assert [
        (("person.employer",), "organisation.uscc"),
        (("person.employer",), "organisation.registered_capital"),
    ] == found[2:]


def test_names_side_by_side():
    """「姓名 姓名 出生年月 身份证号 身份证号」: the second of each is the spouse's, what is asked once is one's own."""
    labels = "| 姓名 | 姓名 | 出生年月 | 身份证号 | 身份证号 |"
    found = meant(a_form("a", labels, title="婚姻信息查询结果"))

    assert [(), ("person.spouse",), (), (), ("person.spouse",)] == [each[0] for each in found]


def test_a_mere_employer_waits_for_a_person():
    """单位 may employ, insure or send somebody; 工作单位 says which."""
    bands = [each.band for each in propose(a_form("a", "| 姓名 | 单位名称 |"), STARTER)]
    told = [each.band for each in propose(a_form("a", "| 姓名 | 工作单位 |"), STARTER)]

    assert (["auto", "ask"], ["auto", "auto"]) == (bands, told)


def test_what_is_understood_by_its_neighbours_teaches_nothing():
    """That a mere 地址 was where somebody lives says nothing of a 坐落 on the next form."""
    first = a_form("a", "| 姓名 | 地址 |")
    found = resolve(first, propose(first, STARTER), STARTER)
    wiser = STARTER.adding(found.elements, found.code_lists, found.wordings)
    second = a_form("b", "| 权利人姓名 | 坐落 |")

    assert meant(second) == meant(second, wiser)
