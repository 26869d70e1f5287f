"""Several rounds at once in the pages: two that are open and one announced, and a township above who hands in."""

from datetime import timedelta

import pytest

from tests.browser.community import UNIT, a_community, account
from tests.houses import ADMINISTRATOR
from tests.waiting import until
from yibiao.flows.registering import govern, register
from yibiao.flows.units import rounds
from yibiao.model.place import Round, Unit

pytestmark = pytest.mark.slow

TOWN = "999999001"
MONTH, NEXT = "月度轮", "下月轮"
TELEPHONE = 390


@pytest.fixture(scope="module")
def populated():
    """A community of a town in two rounds; a form was retired since they opened, and the next one is announced."""
    return several


def several(path):
    house = a_community(path)
    town = Unit(code=TOWN, name="示例镇")
    community = house.registry.unit(UNIT).model_copy(update={"parent": TOWN})
    register.units(house, [town, community], ADMINISTRATOR)
    account(house, "township", "镇里小赵", {"role": "township", "unit": TOWN})
    today = house.today
    for id_, days in ((MONTH, 0), (NEXT, 20)):
        opens = today + timedelta(days=days)
        round_ = Round(id=id_, period="monthly", opens=opens, due=opens + timedelta(days=9))
        rounds.open_round(house, round_, ADMINISTRATOR)
    (disabled,) = [
        each.form.id
        for each in house.registry.in_force(today)
        if each.form.department == "disabled-federation"
    ]
    govern.retire(house, disabled, "不再需要", ADMINISTRATOR)
    return house


def round_of(page, id_):
    return page.locator(f"section[aria-label='{id_}']")


def test_whatever_is_open_or_announced_a_worker_fills_in(visit, records):
    """What a round asks is asked though its form was retired; what is stated is taken; nobody hands in who may not."""
    here = visit(width=TELEPHONE)
    page = here.page
    page.wait_for_selector(
        f".panel:has-text('{MONTH}'):has-text('测试轮'):has-text('下一轮：{NEXT}')"
    )
    here.at("subject", "person:1")
    page.select_option("[id='root_person.disability_grade']", label="二级")
    until(lambda: records("person:1")["cells"].get("person.disability_grade"))
    here.at("round")
    here.settled()

    assert 2 == page.locator("section h2:has-text('截止')").count()
    assert 1 == page.locator(f"section:has-text('{NEXT}')").count()
    assert 2 == page.locator("section:has-text('由单元负责人报送')").count()
    assert 0 == page.locator("button:has-text('报送'), button:has-text('退回')").count()
    assert [] == here.hindrances()


def test_each_round_is_handed_in_and_given_back_by_the_township(visit, community):
    """By itself, with a reason for what is missing; where it is shown why, and by whom alone who may."""
    here = visit("head", width=TELEPHONE)
    page = here.page
    here.at("round")
    month = round_of(page, MONTH)
    month.locator("textarea").fill("户主外出，月底补")
    here.picture("round")
    month.locator("button:has-text('报送本单元')").click()
    month.locator(".status.good:has-text('已报送')").wait_for()
    assert 1 == page.locator("button:has-text('报送本单元')").count()
    assert 0 == page.locator("button:has-text('退回')").count()

    above = visit("township", width=1440)
    town = above.page
    above.at("round")
    handed_in = round_of(town, MONTH).locator("tr:has-text('示例社区')")
    handed_in.locator("text=户主外出，月底补").wait_for()
    assert {} == above.hindrances_by_width("round-township")
    assert 0 == town.locator("button:has-text('报送本单元')").count()
    assert 1 == town.locator("button:has-text('退回')").count()
    handed_in.locator("button:has-text('退回')").click()
    town.fill("#why", "201室的电话请核对")
    town.click(".ant-modal-footer .ant-btn-primary")
    handed_in.locator(".status.bad:has-text('已退回')").wait_for()

    page.reload()
    month.locator("[role=alert]:has-text('201室的电话请核对')").wait_for()
    with community.client() as client:
        standing = client.get(f"/units/{UNIT}/rounds/{MONTH}").json()
    assert ["submit", "return"] == [each["act"] for each in standing["turns"]]
