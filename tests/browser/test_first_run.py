"""An empty house, opened by its first administrator: the pages lead from no unit at all to a form that is in force."""

from contextlib import nullcontext

import pytest

from tests.browser.templates import file
from tests.browser.test_offices_pages import confirm
from tests.browser.test_places import unhindered
from tests.browser.test_registering import settled, with_particulars
from tests.pages import ROOT
from tests.served import TOKEN

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "docs" / "example" / "80岁以上老人花名册.csv"
UNITS = "代码,名称,上级代码\n999999001000,示例街道,\n999999001001,示例社区,999999001000\n999999001001001,第一网格,\n"
#: A community below a street that is nowhere, and one without a name.
WRONG = UNITS + "999999002001,西街社区,999999002000\n999999001002,,\n"


@pytest.fixture(scope="module")
def populated():
    """Nothing: the service makes its house by itself."""
    return nullcontext


@pytest.fixture
def first(visit, community):
    """Whoever started the service, come with the address that it shows."""
    here = visit(login=None, width=1440)
    here.page.goto(f"{community.address}/#token={TOKEN}")
    here.page.reload()
    here.there()
    return here


def test_from_an_empty_house_to_a_form_in_force(first, visit, community):
    """Units by a list, whose faults are all said before anything is kept; a department; people; a form, admitted."""
    here, page = first, first.page
    page.wait_for_selector("h1:has-text('开始使用')")
    assert 4 == page.locator(".begin > li").count()
    unhindered(here, "begin")
    page.click(".begin .next .ant-btn")
    with_units(here, community, visit)
    with_department(here)
    password = with_registrar(here)

    page.wait_for_selector(".begin .next:has-text('登记第一张表单')")
    page.click(".begin .next .ant-btn")
    page.wait_for_selector("h1:has-text('登记表单')")

    registrar = visit(login=None, width=1440)
    with_form(registrar, password)
    here.at("office")
    page.wait_for_selector(".begin .next:has-text('1 张在等准入')")
    here.picture("begin-last")
    page.click(".begin .next .ant-btn")
    page.click("text=80岁以上老人花名册")
    page.get_by_role("button", name="准入", exact=True).click()
    confirm(page, "准入")
    page.wait_for_selector(".office-head .status:has-text('在用')")
    here.at("office")
    page.wait_for_selector(".office-head:has-text('1 张在用表单')")
    with community.client() as client:
        (form,) = client.get("/forms").json()
        assert "admitted" == form["status"]
        assert ["999999001000"] == [each["unit"]["code"] for each in client.get("/units/tree").json()]  # fmt: skip


def with_units(here, community, visit):
    """A list with faults registers nothing; put right, all of it; one more by hand."""
    page = here.page
    page.set_input_files("input[type=file]", file(WRONG.encode(), "单元.csv"))
    page.wait_for_selector(".ant-alert-error:has-text('2 行有问题')")
    unhindered(here, "units-wrong")
    told = page.locator(".ant-table-row").all_inner_texts()
    assert ["没有上级单元 999999002000", "没有名称"] == [
        next(each for each in ("没有上级单元 999999002000", "没有名称") if each in row)
        for row in told
    ]
    with community.client() as client:
        assert [] == client.get("/units").json()
    page.click("text=换一个文件")
    page.set_input_files("input[type=file]", file(UNITS.encode(), "单元.csv"))
    page.click("button:has-text('登记 3 个单元')")
    page.click(".ant-alert-success >> text=看单元树")
    page.click("[aria-label='展开 示例街道']")
    page.click(".branches >> text=示例社区")
    page.wait_for_selector("h1:has-text('示例社区')")
    page.click("button:has-text('登记下级')")
    page.fill("#code", "999999001001001")
    page.fill("#name", "第二网格")
    page.locator(".ant-modal .ant-btn-primary").click()
    page.wait_for_selector("text=这个代码已经是“第一网格”")
    page.fill("#code", "999999001001002")
    confirm(page, "登记")
    page.wait_for_selector("h1:has-text('第二网格')")


def with_department(here):
    """Registered from the list of first steps."""
    page = here.page
    here.at("office")
    page.click(".begin .next .ant-btn")
    page.locator(".office-head .ant-btn", has_text="登记部门").click()
    page.fill("#zh", "民政局")
    page.fill("#id", "civil-affairs")
    confirm(page, "登记")
    page.wait_for_selector("h1:has-text('民政局')")


def with_registrar(here):
    """Somebody who registers the department's forms; their first password."""
    page = here.page
    here.at("office")
    page.click(".begin .next .ant-btn")
    page.get_by_role("button", name="开通账号").first.click()
    page.fill("#name", "民政小何")
    page.fill("#login", "he")
    page.locator(".ant-modal .ant-btn-primary").click()
    password = page.inner_text(".secret")
    here.settled()  # the dialog of before has gone, and the list behind it has them
    page.click("text=接着授权")
    page.wait_for_selector("h1:has-text('民政小何')")
    page.get_by_role("button", name="授权", exact=True).click()
    here.choose(page.locator(".ant-modal #role"), "部门登记员")
    here.choose(page.locator(".ant-modal #department"), "民政局")
    confirm(page, "授权")
    page.wait_for_selector(".ant-table-row:has-text('部门登记员'):has-text('民政局')")
    here.at("office")
    return password


def with_form(here, password):
    """The department's own list, read, understood, and submitted."""
    page = here.page
    page.fill("#login", "he")
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.fill("#before", password)
    page.fill("#password", "four words of my own")
    page.fill("#again", "four words of my own")
    page.press("#again", "Enter")
    here.there()
    here.at("office", "register")
    page.set_input_files("input[type=file]", file(EXAMPLE.read_bytes(), EXAMPLE.name))
    page.wait_for_selector(".read-fields")
    page.click("button:has-text('下一步：核对含义')")
    page.wait_for_selector(".deciding-list")
    settled(page)
    page.click("button:has-text('下一步：算账提交')")
    page.wait_for_selector(".figures")
    here.choose("多久报一次", "每月")
    settled(page)
    with_particulars(here)
    settled(page)
    page.click("button:has-text('提交审查')")
    page.wait_for_selector("h1:has-text('待准入')")
