"""The pages of units, departments and services: whoever comes with a token is shown what a mask leaves."""

import pytest

from tests.browser.conftest import PICTURES, SCANNED, WIDTHS
from tests.browser.test_offices_pages import confirm

pytestmark = pytest.mark.slow

PAGES = {
    "units": ("units",),
    "unit": ("units", "999999001001"),
    "units-import": ("units", "import"),
    "departments": ("departments",),
    "department": ("departments", "civil-affairs"),
    "services": ("services",),
}


def unhindered(here, name, scanned=WIDTHS):
    """Nothing hinders anybody here, on a telephone and at a desk."""
    if PICTURES:
        here.page.locator(".ant-message-notice").first.wait_for(state="detached")
    assert {} == here.hindrances_by_width(name, scanned)


def test_nothing_hinders_anybody_at_a_place(visit):
    """In both languages, wide and narrow."""
    here = visit("administrator", width=1440)
    page = here.page
    for name, way in PAGES.items():
        here.at("office", *way)
        here.settled()
        unhindered(here, f"office-{name}", SCANNED["en"])
    page.click(".top-end button[lang=en]")
    page.wait_for_selector("html[lang=en]", state="attached")
    page.set_viewport_size({"width": 390, "height": 844})
    found = {}
    for name, way in PAGES.items():
        here.at("office", *way)
        here.settled()
        found[name] = here.hindrances()

    assert {each: [] for each in PAGES} == found


def test_a_service_comes_with_a_token_and_is_shown_what_its_grant_shows(visit, community):
    """Opened, granted, given a token that is shown once; a mask is set where its element is, and the token is revoked."""
    here = visit("administrator", width=1440)
    page = here.page
    here.at("office", "services")
    page.get_by_role("button", name="登记系统").click()
    page.fill("#name", "数据平台")
    page.fill("#login", "platform")
    page.locator(".ant-modal .ant-btn-primary").click()
    page.click("text=接着授权")
    page.wait_for_selector("h1:has-text('数据平台')")
    page.get_by_role("button", name="授权", exact=True).click()
    here.choose(page.locator(".ant-modal #role"), "部门分析员")
    here.choose(page.locator(".ant-modal #department"), "民政局")
    confirm(page, "授权")
    page.get_by_role("button", name="新建令牌").click()
    page.get_by_label("名称").fill("每晚取数")
    page.locator(".ant-modal .ant-btn-primary").click()
    secret = page.inner_text("[data-secret]")
    page.click("text=我已保存")
    page.wait_for_selector(".ant-table-row:has-text('每晚取数'):has-text('没有用过')")
    unhindered(here, "office-service")

    here.at("office", "elements", "person.id_number")
    masked(here, "数据平台", "只留后四位")
    unhindered(here, "office-masks")
    number, seen = "", set()
    with community.client() as client:
        forms = {each["title"]: each["id"] for each in client.get("/forms").json()}
        form = forms["80岁以上老人花名册"]
        client.headers["Authorization"] = f"Bearer {secret}"
        answer = client.get(f"/slices/{form}").raise_for_status().json()
        number = [each["label"] for each in answer["columns"]].index("身份证号")
        seen = {row[number][:14] for row in answer["rows"]}
    assert {"*" * 14} == seen

    here.at("office", "services")
    page.wait_for_selector(".ant-table-row:has-text('数据平台'):has-text('部门分析员')")
    page.click("a:has-text('数据平台')")
    page.get_by_role("button", name="撤销").click()
    page.locator(".ant-modal-confirm .ant-btn-dangerous").click()
    page.wait_for_selector(".ant-table-row:has-text('每晚取数'):has-text('已撤销')")


def test_masks_are_offered_to_whoever_gives_such_grants(visit):
    """A reviewer sets what analysts of the department are shown; a registrar sees what masks leave, and no grants."""
    reviewer, registrar = visit("reviewer"), visit("registrar")
    for here in (reviewer, registrar):
        here.at("office", "elements", "person.phone")
        here.page.wait_for_selector(".masks tr:has-text('*******1234')")
        here.settled()
    reviewer.page.wait_for_selector(".ant-table-row .ant-select")
    table = reviewer.page.locator(".ant-table-row")
    offered = table.filter(has=reviewer.page.locator(".ant-select")).all_inner_texts()

    assert len(offered) < table.count()
    assert {"部门分析员"} == {each.split("\t")[1].strip() for each in offered}
    assert 0 == registrar.page.locator("text=看到的是").count()


def masked(here, who, mask):
    """How much of the element somebody is shown is set, after a look at what each mask leaves."""
    page = here.page
    page.wait_for_selector(".masks tr:has-text('只留后四位'):has-text('**************')")
    row = page.locator(".ant-table-row", has_text=who)
    here.choose(row.locator(".ant-select"), mask)
    page.wait_for_selector(f".ant-table-row:has-text('{who}') .ant-select:has-text('{mask}')")
    page.wait_for_selector(".ant-message-success")
