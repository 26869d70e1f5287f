"""The pages of the office in charge: a form admitted, an account that is granted a unit, elements merged and put back."""

import re

import pytest

from tests.browser.conftest import PICTURES
from yibiao.credentials import findings

pytestmark = pytest.mark.slow

#: A password that somebody chooses.
OWN = "four words of my own"

PAGES = {
    "burden": ("burden",),
    "admissions": ("admissions",),
    "sentinels": ("sentinels",),
    "rounds": ("rounds",),
    "elements": ("elements",),
    "element": ("elements", "person.name"),
    "changes": ("elements", "changes"),
    "accounts": ("accounts",),
    "account": ("accounts", "user%3Aworker"),
    "audit": ("audit",),
}


def confirm(page, button):
    """Press the button in the dialog, and wait until it has gone."""
    page.locator(".ant-modal .ant-btn", has_text=button).last.click()
    page.locator(".ant-modal").last.wait_for(state="hidden")


@pytest.mark.parametrize(("width", "language"), [(390, "zh"), (1440, "zh" if PICTURES else "en")])
def test_nothing_hinders_the_office(visit, width, language):
    """By axe, and nothing scrolls sideways; every page and every form that waits."""
    here = visit("administrator", width=width, language=language)
    page = here.page
    found = {}
    for name, way in PAGES.items():
        here.at("office", *way)
        here.settled()
        if language == "zh" and PICTURES:
            here.picture(f"office-{name}")
        found[name] = here.hindrances()
    here.at("office", "admissions")
    page.click("text=高龄补贴发放名册")
    page.wait_for_selector(".review")
    here.settled()
    if language == "zh" and PICTURES:
        here.picture("office-admission")
    found["admission"] = here.hindrances()

    assert {each: [] for each in (*PAGES, "admission")} == found


def test_a_form_is_admitted_once_its_overlap_was_seen(visit, community):
    """It is shown what it largely repeats and what is new; once it is admitted it is in force, and on the dashboard."""
    here = visit("office")
    page = here.page
    here.at("office", "admissions")
    page.click("text=高龄补贴发放名册")
    page.wait_for_selector("h2:has-text('可能是同一要求换了名字')")
    repeated = page.locator(".ant-table-row", has_text="80岁以上老人花名册").inner_text()
    page.get_by_role("button", name="准入", exact=True).click()
    confirm(page, "准入")
    page.wait_for_selector(".office-head .status:has-text('在用')")
    with community.client() as client:
        states = {each["title"]: each["status"] for each in client.get("/forms").json()}
    here.at("office", "burden")
    page.wait_for_selector(".office-head:has-text('5 张在用表单')")

    assert "5 / 6" in repeated
    assert "疑似变异" in repeated
    assert "admitted" == states["高龄补贴发放名册"]


def chosen(page, password):
    """A password of one's own: what speaks against one is said while it is typed, as the service would; it can be shown."""
    page.fill("#before", password)
    for tried in ("short", "Passw0rd2024!!", "1qaz2wsx3edc", "xiao.chen tends her bees", "网格员小陈的蜂箱在后山坡", "阿阿阿阿阿阿阿阿阿阿阿阿阿", "qwertyuiop[]", "村口老槐树三月开花真好看", OWN):  # fmt: skip
        page.fill("#password", tried)
        found = [each.code for each in findings(tried, ("xiao.chen", "网格员小陈"))]
        page.wait_for_selector(f"[data-faults='{' '.join(found)}']", state="attached")
    page.click("button[aria-label='显示输入的内容'] >> nth=1")
    assert "text" == page.get_attribute("#password", "type")
    page.fill("#again", OWN)
    page.press("#again", "Enter")
    page.wait_for_selector("h1:has-text('待办')")
    assert 1 == page.locator(".top-end:has-text('示例社区')").count()


def again(page):
    """What became of the account is told at the next sign-in, once."""
    page.fill("#login", "xiao.chen")
    page.fill("#password", OWN)
    page.press("#password", "Enter")
    page.wait_for_selector(".notices li:has-text('改过密码')")
    page.click("text=知道了")
    page.wait_for_selector(".notices", state="detached")
    page.reload()
    page.wait_for_selector("h1:has-text('待办')")
    assert 0 == page.locator(".notices").count()


def looked_at(here):
    """As the other sees the pages, each of which says so; and back."""
    page = here.page
    with page.expect_event("load"):
        page.click("text=以其视角查看")
    page.wait_for_selector("h1:has-text('待办')")
    page.wait_for_selector(".viewing:has-text('xiao.chen'):has-text('只能看，不能改')")
    here.at("find")
    page.wait_for_selector(".viewing")
    here.at("subject", "person:8")
    page.click("button:has-text('调整单元')")
    here.choose(page.locator(".ant-modal .ant-select"), "示例社区")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_url("**/#/today")
    here.at("sync")
    page.wait_for_selector("h2:has-text('没收的，要处理')")
    with page.expect_event("load"):
        page.click("text=结束查看")
    here.there()
    here.at("office", "accounts", "user%3Axiao.chen")
    page.wait_for_selector("h1:has-text('网格员小陈')")
    assert 0 == page.locator(".viewing").count()


def test_a_new_account_is_granted_a_unit_and_signs_in(visit):
    """The first password is shown once; whoever comes with it gives themselves another, and sees the unit."""
    here = visit("administrator")
    page = here.page
    here.at("office", "accounts")
    page.get_by_role("button", name="开通账号").click()
    page.fill("#name", "网格员小陈")
    page.fill("#login", "xiao.chen")
    page.locator(".ant-modal .ant-btn-primary").click()
    password = page.inner_text(".secret")
    page.click("text=接着授权")
    page.wait_for_selector("h1:has-text('网格员小陈')")
    page.get_by_role("button", name="授权", exact=True).click()
    here.choose("角色", "单元工作人员")
    here.choose("单元（含以下）", "示例社区")
    page.locator(".ant-modal .ant-btn-primary").click()
    page.wait_for_selector(".ant-table-row:has-text('单元工作人员'):has-text('示例社区')")
    page.locator(".ant-modal").last.wait_for(state="hidden")
    assert 0 == page.locator(f"text={password}").count(), "it is not shown again"

    other = visit(login=None).page
    other.fill("#login", "xiao.chen")
    other.fill("#password", password)
    other.press("#password", "Enter")
    chosen(other, password)
    again(visit(login=None).page)
    looked_at(here)
    visit.refused(404)  # whoever looks as another files nothing

    page.locator(".ant-table-row .ant-btn", has_text="收回").click()
    page.fill("#why", "调离")
    confirm(page, "收回")
    page.wait_for_selector("text=这个账号还没有授权")


def test_elements_are_merged_after_a_look_ahead_and_put_back(visit, community):
    """What it moves is said before; afterwards the form asks the other one, until it is put back."""

    def asked():
        with community.client() as client:
            table = client.get("/tables/household").json()
        return {each["element"] for each in table["columns"] if each.get("asked_by")}

    before = asked()
    here = visit("office")
    page = here.page
    here.at("office", "elements")
    page.fill("input[placeholder='名称、别名或编号']", "家庭主要困难")
    page.click("a:has-text('家庭主要困难')")
    page.get_by_role("button", name=re.compile("合并到另一个")).click()
    page.keyboard.type("困难及诉求")
    here.pick("困难及诉求")
    page.get_by_role("button", name="先看会怎样").click()
    page.wait_for_selector(".ant-alert:has-text('1 个字段改为问“困难及诉求”')")
    assert before == asked(), "nothing is changed by looking"
    page.get_by_role("button", name="合并", exact=True).click()
    page.wait_for_selector("h1:has-text('困难及诉求')")
    assert "household.needs_and_requests" in asked()

    here.at("office", "elements", "changes")
    page.get_by_role("button", name="撤销").click()
    confirm(page, "撤销")
    page.wait_for_selector("text=还没有合并或拆分过")
    assert before == asked()


def test_a_round_is_extended_and_its_progress_is_seen(visit):
    """By unit, down the tree; an extension stays with it, with its reason."""
    here = visit("office")
    page = here.page
    here.at("office", "rounds")
    page.click(".ant-table-row a")
    page.wait_for_selector(".ant-table-row:has-text('示例社区')")
    page.get_by_role("button", name="延期").click()
    page.fill("#due", "2099-01-31")
    page.fill("#why", "春节假期")
    confirm(page, "延期")
    page.wait_for_selector("li:has-text('2099-01-31：春节假期')")
    page.get_by_role("button", name="示例社区").click()

    page.wait_for_selector(".ant-table-row:has-text('第一网格')")


def test_whoever_audits_sees_who_looked_and_that_the_journal_is_whole(visit):
    """Looking leaves a line; deeds are told by what things are called."""
    here = visit("administrator")
    page = here.page
    page.evaluate("fetch('./api/v1/records/person:1')")
    here.at("office", "audit")
    page.click("text=办理记录")
    page.wait_for_selector(".ant-table-row:has-text('准入表单'):has-text('残疾人登记表')")
    page.click("text=核验日志")
    page.get_by_role("button", name="开始核验").click()
    page.wait_for_selector(".ant-alert-success:has-text('日志完整')")
    page.click(".ant-tabs-tab:has-text('访问记录')")

    page.wait_for_selector(".ant-table-row:has-text('一份台账')")
