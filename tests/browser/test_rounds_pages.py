"""Several rounds at once in the pages: two that are open and one announced, and a township above who hands in."""

from datetime import datetime, timedelta

import pytest

from tests.browser.community import UNIT, a_community, account
from tests.houses import ADMINISTRATOR
from tests.waiting import until
from yibiao.flows.registering import govern, register
from yibiao.flows.units import rounds
from yibiao.model.actor import Actor
from yibiao.model.place import CHINA, Round, Unit

pytestmark = pytest.mark.slow

TOWN = "999999001"
MONTH, NEXT = "月度轮", "下月轮"
TELEPHONE = 390
OFFICE = Actor.administrator("user:office")


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
    rounds.extend(house, NEXT, today + timedelta(days=40), "雨雪", OFFICE)
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
    month.locator("[role=alert]:has-text('201室的电话请核对'):has-text('镇里小赵')").wait_for()
    here.picture("round-returned")
    with community.client() as client:
        standing = client.get(f"/units/{UNIT}/rounds/{MONTH}").json()
    assert minute(standing["turns"][-1]["at"]) in month.locator("[role=alert]").inner_text()
    assert [] == here.hindrances()
    here.at("today")
    told = page.locator(f".panel .tight:has-text('{MONTH}')").filter(has_text="201室的电话请核对")
    assert "镇里小赵" in told.first.inner_text()
    assert ["submit", "return"] == [each["act"] for each in standing["turns"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_round_that_was_ended_early_says_so_and_what_the_unit_handed_in(
    visit, community, language
):
    """When it ended, when it was to be due, and where it was not handed in or was given back for good."""
    with community.client() as client:
        ended = client.post(f"/rounds/{MONTH}/closing").raise_for_status().json()
    day, due = minute(ended["closed_at"])[:10], ended["due"]
    here = visit("head", width=TELEPHONE, language=language)
    here.at("round")
    closed = here.page.locator(f"main li:has-text('{MONTH}')")
    said = SAID_OF_ENDED[language]
    closed.locator(f"text={said['ended'].format(day=day, due=due)}").wait_for()
    closed.locator(f".status.bad:has-text('{said['nothing']}')").wait_for()
    here.settled()
    here.picture(f"round-ended-{language}")

    assert [] == here.hindrances()
    office = visit("office", language=language)
    office.at("office", "rounds")
    office.page.locator(f"tr:has-text('{MONTH}'):has-text('{day}')").first.wait_for()


def test_what_was_given_back_when_a_round_ended_counts_as_not_handed_in(visit, community):
    """By whom, when and why stays; what another round was handed in for stays handed in."""
    with community.client() as client:
        at = f"/units/{UNIT}/rounds/{MONTH}"
        client.post(f"{at}/submission", json={"remark": "外出"}).raise_for_status()
        standing = client.post(f"{at}/return", json={"why": "电话请核对"}).raise_for_status().json()
        client.post(f"/rounds/{MONTH}/closing").raise_for_status()
        other = next(each["id"] for each in client.get("/rounds").json() if "测试轮" in each["id"])
        at = f"/units/{UNIT}/rounds/{other}"
        client.post(f"{at}/submission", json={"remark": "外出"}).raise_for_status()
        client.post(f"/rounds/{other}/closing").raise_for_status()
    here = visit("head", width=TELEPHONE)
    here.at("round")
    closed = here.page.locator(f"main li:has-text('{MONTH}')")
    closed.locator(".status.bad:has-text('退回后没有再报送')").wait_for()
    here.page.locator("main li:has-text('测试轮') .status.good:has-text('已报送')").wait_for()
    here.picture("round-ended-returned")

    assert "电话请核对" in closed.inner_text()
    assert minute(standing["turns"][-1]["at"]) in closed.inner_text()
    assert [] == here.hindrances()


def test_whoever_extended_a_round_is_named(visit):
    here = visit("office")
    here.at("office", "rounds", NEXT)
    here.page.locator("li:has-text('雨雪'):has-text('减负办老何')").wait_for()


SAID_OF_ENDED = {
    "zh": {"ended": "已于 {day} 结束（原定 {due} 截止）", "nothing": "没有报送"},
    "en": {"ended": "Ended {day} (due {due})", "nothing": "Not handed in"},
}


def minute(moment):
    """As the pages write it, by China's time."""
    return f"{datetime.fromisoformat(moment).astimezone(CHINA):%Y-%m-%d %H:%M}"
