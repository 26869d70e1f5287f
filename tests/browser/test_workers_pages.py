"""A worker's day in the pages: a real service, a real browser, on a telephone and with the keyboard alone."""

import io
import json
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from tests.browser.community import GRID, PASSWORD, UNIT
from tests.browser.conftest import OPEN
from tests.browser.templates import file
from tests.houses import id_number
from tests.waiting import until

pytestmark = pytest.mark.slow

TELEPHONE, DESK = 390, 1440

#: Where whoever works in the community sees nobody.
ELSEWHERE = "999999001002"

ORGANISATIONS = {
    "title": "企业基本情况表",
    "fields": [
        {"label": "单位名称", "type": "text"},
        {"label": "统一社会信用代码", "type": "text"},
        {"label": "经营地址", "type": "text"},
        {"label": "从业人数", "type": "integer"},
    ],
}


def value(record, element):
    return record["cells"].get(element, {}).get("value")


def stands(records, subject, element, expected):
    """Wait until it is held: for a moment what was typed is on its way."""
    until(lambda: expected == value(records(subject), element))


def test_ten_records_are_completed_on_a_telephone(visit, records):
    """From the list to the form, a choice and a line each, and on to the next without going back."""
    here = visit(width=TELEPHONE)
    page = here.page
    page.click(".subject a >> nth=0")
    seen = []
    for n in range(10):
        page.wait_for_selector(f".sticky nav a:has-text('{n + 1} / ')")
        page.wait_for_selector("[id='root_person.registered_address']")
        seen.append(page.evaluate("decodeURIComponent(location.hash)").removeprefix("#/subject/"))
        here.choose("民族", "汉族")
        page.fill("[id='root_person.registered_address']", f"示范路{n}号")
        page.click(".sticky nav button:has-text('下一个')")

    assert 10 == len(set(seen))
    for n, subject in enumerate(seen):
        stands(records, subject, "person.registered_address", f"示范路{n}号")
        stands(records, subject, "person.ethnicity", "01")


def test_what_is_malformed_is_said_at_the_field_and_not_sent(visit, records):
    """The rest of the form is saved meanwhile; once it is mended, so is it."""
    here = visit()
    page = here.page
    here.at("subject", "person:2")
    page.fill("[id='root_person.phone']", "谁知道")
    page.fill("[id='root_person.current_address']", "示范路9号")
    page.press("[id='root_person.current_address']", "Tab")
    page.wait_for_selector("[role=alert]:has-text('联系电话')")
    stands(records, "person:2", "person.current_address", "示范路9号")
    before = records("person:2")
    page.fill("[id='root_person.phone']", "010-66660002")
    page.press("[id='root_person.phone']", "Tab")
    page.wait_for_selector("[role=alert]:has-text('联系电话')", state="detached")

    assert "010-55550002" == value(before, "person.phone")
    stands(records, "person:2", "person.phone", "010-66660002")


def test_check_digits_and_what_is_unusual_beside_them_are_said_before_anything_is_sent(
    visit, records
):
    """The service is asked nothing, and its own sentence stands at the field; what is unusual elsewhere still asks why."""
    here = visit()
    page = here.page
    here.at("subject", "person:5")
    before = records("person:5")
    sent = []
    page.on(
        "request", lambda request: sent.append(request.url) if "/entries" in request.url else None
    )
    number = value(before, "person.id_number")
    page.fill("[id='root_person.id_number']", number[:-1] + ("1" if number[-1] == "0" else "0"))
    page.fill("[id='root_person.phone']", "谁知道")
    page.press("[id='root_person.phone']", "Tab")
    page.wait_for_selector("[role=alert]:text-is('“公民身份号码”的校验位不对。')")
    page.fill("[id='root_person.id_number']", id_number("1850-01-01", 78))
    page.press("[id='root_person.id_number']", "Tab")
    page.wait_for_selector("#why")
    page.wait_for_selector("[role=alert]:text-is('“联系电话”的写法不对，应当像 13900000000。')")
    here.picture("check-digit")

    assert [] == sent
    assert before == records("person:5")


def test_nothing_is_lost_by_going_back_on_a_telephone_that_is_never_idle(visit, records):
    """Some browsers do not say when they are idle; the field that was typed in last is never left there."""
    here = visit(width=TELEPHONE)
    page = here.page
    page.evaluate("window.requestIdleCallback = window.cancelIdleCallback = undefined")
    here.at("subject", "person:4")
    page.fill("[id='root_person.current_address']", "示范路4号")
    here.at("today")

    stands(records, "person:4", "person.current_address", "示范路4号")


@pytest.mark.parametrize("width", [DESK, TELEPHONE])
def test_what_is_not_saved_is_not_lost_by_going_on(visit, records, width):
    """Whoever goes on is told once, and finds it as they left it; why it is so is asked where they look."""
    here = visit(width=width)
    page = here.page
    page.click(".subject a >> nth=0")
    page.wait_for_selector(".sticky nav")
    subject = page.evaluate("decodeURIComponent(location.hash)").removeprefix("#/subject/")
    here.at("subject", subject)
    before = records(subject)
    old = id_number("1850-01-01", 79)
    page.fill("[id='root_person.phone']", "谁知道")
    fill_in(page, "person.id_number", old)
    page.wait_for_selector("#why")
    assert page.locator("#why").bounding_box()["y"] < page.viewport_size["height"]
    here.picture(f"why-{width}")

    page.click(".sticky nav button:has-text('下一个')")
    page.wait_for_selector("text=有 2 项没有保存")
    assert page.evaluate("decodeURIComponent(location.hash)").endswith(subject)
    page.click(".sticky nav button:has-text('下一个')")
    page.wait_for_selector(".sticky nav a:has-text('2 / ')")
    page.click(".sticky nav button:has-text('上一个')")
    page.wait_for_selector("[role=alert]:text-is('“联系电话”的写法不对，应当像 13900000000。')")
    assert page.input_value("[id='root_person.phone']") == "谁知道"
    assert before == records(subject)
    explain(page, "证件上就是这样")

    stands(records, subject, "person.id_number", old)
    fill_in(page, "person.phone", "13900000000")
    stands(records, subject, "person.phone", "13900000000")


def test_what_is_unusual_asks_why(visit, records):
    """Before it is sent; with a reason it is held, and the reason stays with it, in its history, too."""
    here = visit()
    page = here.page
    here.at("subject", "person:3")
    old = id_number("1850-01-01", 77)
    page.fill("[id='root_person.id_number']", old)
    page.press("[id='root_person.id_number']", "Tab")
    page.wait_for_selector("#why")
    assert old != value(records("person:3"), "person.id_number")
    page.fill("#why", "证件上就是这样")
    page.click("button:has-text('写明并保存')")
    page.wait_for_selector("#why", state="detached")

    stands(records, "person:3", "person.id_number", old)
    page.click("label:has-text('看来历')")
    number = page.locator(".field:has([id='root_person.id_number'])")
    number.locator("text=网格员小林").wait_for()
    assert "《人口信息采集表》（民政局）要填" in number.inner_text()
    here.picture("whence")
    page.click("a:has-text('变更历史')")
    newest = page.locator(".time-line > li").first
    newest.wait_for()
    told = newest.inner_text()
    assert {"填写", "公民身份号码", old, "证件上就是这样"} <= {
        each for each in told.split() if each
    }
    assert "《人口信息采集表》（民政局）要填" in told
    _as_of(page, "2026-02-01")
    page.wait_for_selector("section:has-text('2026-02-01 结束时的台账'):has-text('李小雨')")
    assert old not in page.locator("section").inner_text()
    _as_of(page, "2020-01-01")
    page.wait_for_selector("[role=alert]")
    visit.refused(404)


def test_what_a_field_means_is_said_in_the_language_of_the_page(visit):
    for language, meaning in (
        ("zh", "户口登记的地址"),
        ("en", "The address in the household register"),
    ):
        here = visit(language=language)
        here.at("subject", "person:3")
        here.page.locator("[id='root_person.registered_address__foot']").filter(
            has_text=meaning
        ).wait_for()


def test_codes_are_named_in_the_language_of_the_page(visit):
    for language, named in (("zh", "丧偶"), ("en", "Widowed")):
        here = visit(language=language)
        here.at("subject", "person:1")
        codes = here.page.locator("[id='root_person.marital_status'] option")
        codes.filter(has_text=named).wait_for(state="attached")


def test_what_changed_by_more_than_half_since_the_round_opened_asks_why(visit, community, records):
    """By what was held then, whatever is held by now; with a network and, by what this device keeps, without one."""
    asked_of_organisations(community)
    with community.client() as client:
        staffed(client, "shop", 100, act="open")
        staffed(client, "works", 40, act="open")
        opened_today(client, "后一轮")
        staffed(client, "shop", 130)
    here = visit(width=TELEPHONE)
    page = here.page
    here.kept()
    here.at("subject", "shop")
    fill_in(page, STAFF, "145")
    stands(records, "shop", STAFF, 145)
    fill_in(page, STAFF, "160")
    page.wait_for_selector(".ant-alert:has-text('变化很大')")
    assert 145 == value(records("shop"), STAFF)
    here.picture("changed-much")
    explain(page, "并入一家分店")
    stands(records, "shop", STAFF, 160)
    with here.offline():
        here.at("subject", "works")
        fill_in(page, STAFF, "19")
        page.wait_for_selector(".ant-alert:has-text('变化很大')")
        explain(page, "车间已经搬走")
        page.wait_for_selector("main:has-text('待送')")
        assert 40 == value(records("works"), STAFF)
    here.at("sync")
    page.click("button:has-text('现在同步')")
    stands(records, "works", STAFF, 19)

    assert ("并入一家分店", "车间已经搬走") == (
        remark(community, "shop"),
        remark(community, "works"),
    )


STAFF = "organisation.employee_count"


def staffed(client, subject, people, **how):
    """An organisation as somebody else states it."""
    about = {"unit": GRID, "kind": "organisation", "subject": subject}
    values = {"organisation.name": subject, STAFF: people}
    entry = {"id": f"{subject} {people}", **about, "values": values, **how}
    client.post("/entries", json=entry).raise_for_status()


def opened_today(client, round_):
    """A round beside the one that is open already."""
    today = datetime.now(UTC).date()
    days = {"opens": today.isoformat(), "due": (today + timedelta(days=30)).isoformat()}
    client.post("/rounds", json={"id": round_, "period": "monthly", **days}).raise_for_status()


def fill_in(page, element, text):
    page.fill(f"[id='root_{element}']", text)
    page.press(f"[id='root_{element}']", "Tab")


def explain(page, why):
    """Why it is as unusual as it is."""
    page.fill("#why", why)
    page.click("button:has-text('写明并保存')")
    page.wait_for_selector("#why", state="detached")


def remark(community, subject):
    """With what was stated last."""
    with community.client() as client:
        told = client.get(f"/subjects/{subject}/history").raise_for_status().json()
    return max((each["by"] for each in told["steps"]), key=lambda by: by["position"])["remark"]


def test_the_units_table_is_read_as_it_was(visit):
    """As a day ended, under the names of its columns; whoever looks says so to others by the address."""
    here = visit(width=TELEPHONE)
    page = here.page
    here.at("more")
    page.click("main a:has-text('往期台账')")
    page.wait_for_selector("[role=alert]:has-text('这是现在的台账')")
    _as_of(page, "2026-02-01")
    page.wait_for_selector("[role=alert]:has-text('2026-02-01 结束时')")
    row = page.locator("tr:has(th:has-text('王桂芳'))")
    row.wait_for()
    here.picture("then-row")
    assert id_number("1940-03-12", 1) in row.inner_text()
    assert {"姓名", "公民身份号码", "婚姻状况"} <= {
        *page.locator("th[scope=col]").all_inner_texts()
    }
    assert 12 == page.locator("th[scope=row]").count()
    page.click(".ant-segmented-item:has-text('户')")
    page.wait_for_selector("th[scope=row]:has-text('示范路1号101室')")
    page.go_back()
    row.locator("a").click()
    page.wait_for_selector("section:has-text('2026-02-01 结束时的台账'):has-text('王桂芳')")


def _as_of(page, day):
    page.click("button:has(.anticon-clock-circle)")
    page.click("label:has-text('某一天结束时')")
    page.fill("input[type=date]", day)
    page.click("button:has-text('确 定'), button:has-text('确定')")


def test_a_household_is_confirmed_in_one_act(visit, community):
    """With everybody in it; what is missing stays to be done."""
    here = visit(width=TELEPHONE)
    page = here.page
    here.at("household", "household%3A2")
    page.wait_for_selector(".subject")
    assert 2 == page.locator(".subject").count()
    here.picture("household")
    page.click("button:has-text('全户没有变化')")
    page.wait_for_selector(".ant-message-success:has-text('3')")
    with community.client() as client:
        row = client.get("/subjects/person:4/form").json()["row"]

    assert [] == row["stale"] == row["due"]
    assert row["missing"]


def test_somebody_is_found_and_nobody_is_entered_twice(visit, community):
    """By the end of a number; whoever may be somebody else is shown them first, with the reasons, and a person decides."""
    here = visit()
    page = here.page
    here.at("find")
    number = id_number("1972-01-15", 6)
    page.fill("input[type=search], .ant-input-search input", number[-4:])
    page.click(".subject:has-text('陈志强') a")
    page.wait_for_selector("h1:has-text('陈志强')")
    page.go_back()
    page.wait_for_selector(".subject:has-text('陈志强')")
    here.at("new", "person")
    page.fill("[id='root_person.name']", "陈志强")
    page.fill("[id='root_person.birth_date']", "1972-01-15")
    page.fill("[id='root_person.phone']", "010-55550006")
    page.click("button:has-text('建档')")
    alike = page.locator("li:has-text('陈志强')")
    alike.wait_for()
    assert {"几乎肯定是同一个", "是同一个，打开"} <= set(alike.inner_text().splitlines())
    assert "出生日期" in alike.locator("dd").first.inner_text()
    here.picture("new-alike")
    alike.get_by_role("link").click()
    page.wait_for_selector("h1:has-text('陈志强')")
    page.go_back()
    alike.wait_for()
    assert "陈志强" == page.input_value("[id='root_person.name']")
    page.fill("[id='root_person.id_number']", number)
    page.wait_for_selector("[id='root_person.birth_date']", state="detached")
    page.click("button:has-text('建档')")
    page.wait_for_selector("li:has-text('陈志强'):has-text('号码相同')")
    assert page.locator("button:has-text('都不是')").is_disabled()
    page.fill("[id='root_person.name']", "郑新来")
    page.fill("[id='root_person.phone']", "")
    page.fill("[id='root_person.id_number']", id_number("1999-09-09", 99))
    page.click("button:has-text('建档')")
    page.wait_for_selector("h1:has-text('郑新来')")
    with community.client() as client:
        found = client.post(f"/units/{UNIT}/table/search", json={"words": "郑新来"}).json()

    assert 1 == found["found"]


def asked_of_organisations(community):
    """A form of organisations, submitted and admitted."""
    first_round = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    with community.client() as client:
        answer = client.post(
            "/forms",
            data={
                "department": "civil-affairs", "subject": "organisation", "scope": "true", "period": "yearly",
                "mandate": "示例依据〔2026〕2号", "first_round": first_round, "expires": "2099-12-31",
            },
            files={"file": ("企业.json", json.dumps(ORGANISATIONS, ensure_ascii=False).encode())},
        )  # fmt: skip
        form = answer.raise_for_status().json()[0]["id"]
        client.post(f"/forms/{form}/admission", json={"decision": "admit"}).raise_for_status()


def test_whatever_a_form_asks_of_is_added_found_and_kept(visit, community):
    """Once a form asks of organisations they are chosen beside persons and households, on every page and without a network."""
    here = visit(width=TELEPHONE)
    page = here.page
    assert 2 == page.locator(".ant-segmented-item").count()
    asked_of_organisations(community)
    page.reload()
    here.there()
    page.click(".ant-segmented-item:has-text('企业单位')")
    page.click("a:has-text('新增企业单位')")
    page.fill("[id='root_organisation.name']", "示例便利店有限公司")
    page.fill("[id='root_organisation.uscc']", "91350100M000100Y43")
    page.fill("[id='root_organisation.operating_address']", "示范路3号")
    assert {} == here.hindrances_by_width(picture="new-organisation")
    page.click("button:has-text('建档')")
    page.wait_for_selector("h1:has-text('示例便利店有限公司')")
    here.at("new", "organisation")
    page.fill("[id='root_organisation.name']", "示例便利店")
    page.fill("[id='root_organisation.operating_address']", "示范路3号")
    page.click("button:has-text('建档')")
    page.wait_for_selector("li:has-text('示例便利店有限公司')")
    page.click("button:has-text('都不是')")
    page.wait_for_selector("h1:has-text('示例便利店')")
    here.at("new", "household")
    page.fill("[id='root_household.address']", "示范路3号301室")
    page.click("button:has-text('建档')")
    page.wait_for_selector("h1:has-text('示范路3号301室')")
    here.kept()
    with here.offline():
        here.at("find")
        page.fill(".ant-input-search input", "0y43")
        page.wait_for_selector(".subject:has-text('示例便利店有限公司')")
        here.at("new", "organisation")
        page.fill("[id='root_organisation.name']", "示例便利店")
        page.click("button:has-text('建档')")
        page.wait_for_selector("li:has-text('示例便利店'):has-text('相同')")


def test_a_workbook_comes_back_with_a_report_that_stays_and_is_undone(visit, records):
    """Row by row, also after leaving the page; undoing it says what it will do, and leaves values as they were before."""
    here = visit()
    page = here.page
    here.at("workbook")
    with page.expect_download() as awaited:
        page.click("button:has-text('下载本单元的表格')")
    book = openpyxl.load_workbook(io.BytesIO(awaited.value.path().read_bytes()))
    sheet = next(each for each in book if each.title == "人")
    slots = [cell.value for cell in sheet[1]]
    phone, name = slots.index("person.phone") + 1, slots.index("person.name") + 1
    rows = {sheet.cell(row, name).value: row for row in range(2, 40)}
    before = value(records("person:11"), "person.phone")
    sheet.cell(rows["孙立"], phone).value = "010-77770011"
    sheet.cell(rows["钱红"], phone).value = "不清楚"
    buffer = io.BytesIO()
    book.save(buffer)
    page.set_input_files(
        "input[type=file]",
        file(buffer.getvalue(), "填好.xlsx"),
    )
    page.wait_for_selector("h1:has-text('逐行结果')")
    assert "010-77770011" == value(records("person:11"), "person.phone")
    here.at("today")
    here.at("workbook")
    page.click("a:has-text('填好.xlsx')")
    page.wait_for_selector("h1:has-text('逐行结果')")

    assert {} == here.hindrances_by_width("workbook-report")
    listed = page.locator("table.grid tbody tr")
    assert [f"人!{rows['钱红']}"] == [each.partition("\t")[0] for each in listed.all_inner_texts()]
    page.click(".chip:has-text('已收')")
    assert [f"人!{rows['孙立']}"] == [each.partition("\t")[0] for each in listed.all_inner_texts()]
    with page.expect_download() as annotated:
        page.click("button:has-text('下载带批注的表格')")
    assert "填好 导入结果.xlsx" == annotated.value.suggested_filename
    page.click("button:has-text('撤销这次导入')")
    page.wait_for_selector(".ant-modal li:has-text('1 个对象被改过的格')")
    page.fill(".ant-modal input", "交错了文件")
    assert {} == here.hindrances_by_width("workbook-undo")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector("section:has-text('网格员小林'):has-text('交错了文件')")
    assert before == value(records("person:11"), "person.phone")
    here.at("workbook")
    page.wait_for_selector("li:has-text('填好.xlsx') .status:has-text('已撤销')")
    assert {} == here.hindrances_by_width()


def test_conflicts_are_counted_told_in_words_and_decided(visit, community, records):
    """Whose somebody is, by the names of units; a telephone by a third number that nobody had stated."""
    entry = {"unit": GRID, "kind": "person", "act": "state"}
    with community.client() as client:
        seen = client.get("/records/person:12").json()["position"]
        for said in (
            {"id": "a", "subject": "person:10", "act": "move", "unit": UNIT},
            {"id": "b", "subject": "person:10", "act": "move"},
            {"id": "c", "subject": "person:12", "values": {"person.phone": "010-88880001"}},
            {"id": "d", "subject": "person:12", "values": {"person.phone": "010-88880002"}},
        ):
            client.post("/entries", json={**entry, "base": seen, **said}).raise_for_status()
    here = visit()
    page = here.page
    here.at("conflicts")
    page.wait_for_selector(".tabs a:has-text('裁定') .count:has-text('2')")
    moved = page.locator("section:has-text('归哪个单元')")
    stated = page.locator("section:has-text('联系电话')")
    stated.wait_for()

    assert ["第一网格", "示例社区"] == moved.locator(".value").all_inner_texts()
    stated.locator("button:has-text('都不对')").click()
    stated.get_by_label("填写").fill("010-88880003")
    assert {} == here.hindrances_by_width("conflicts-decided")
    stated.locator("button:has-text('就用这个')").click()
    stated.wait_for(state="detached")
    assert "010-88880003" == value(records("person:12"), "person.phone")
    moved.locator(".side:has-text('示例社区')").locator("button").click()
    page.wait_for_selector("h2:has-text('没有说法不一的')")
    page.wait_for_selector(".tabs .count", state="detached")
    assert UNIT == records("person:10")["unit"]


def test_a_contested_choice_is_decided_by_another_of_its_list(visit, community, records):
    """Out of a list that is searched, and out of the browser's own: outside of any form, too."""
    entry = {"unit": GRID, "kind": "person", "act": "state"}
    with community.client() as client:
        seen = client.get("/records/person:12").json()["position"]
        for id_, ethnicity, marriage in (("a", "01", "10"), ("b", "02", "20")):
            values = {"person.ethnicity": ethnicity, "person.marital_status": marriage}
            said = {**entry, "id": id_, "subject": "person:12", "base": seen, "values": values}
            client.post("/entries", json=said).raise_for_status()
    here = visit()
    page = here.page
    here.at("conflicts")
    people, marriage = (page.locator(f"section:has-text('{each}')") for each in ("民族", "婚姻"))
    for contested in (people, marriage):
        contested.locator("button:has-text('都不对')").click()
    here.choose(people.get_by_label("填写"), "回族")
    marriage.get_by_label("填写").select_option(label="离婚")
    for contested in (people, marriage):
        contested.locator("button:has-text('就用这个')").click()
        contested.wait_for(state="detached")

    held = records("person:12")
    assert ("03", "40") == (value(held, "person.ethnicity"), value(held, "person.marital_status"))


def test_without_a_network_one_goes_on_and_conflicts_are_seen_afterwards(visit, community, records):
    """Found, filled in and kept; sent when there is a network again; what somebody else said meanwhile stands beside it."""
    here = visit(width=TELEPHONE)
    page = here.page
    here.kept()
    with here.offline():
        page.reload()
        here.there()
        page.wait_for_selector(".offline")
        here.at("find")
        page.fill(".ant-input-search input", "吴敏")
        page.click(".subject:has-text('吴敏') a")
        page.wait_for_selector("[id='root_person.phone']")
        page.fill("[id='root_person.phone']", "010-11110007")
        page.press("[id='root_person.phone']", "Tab")
        page.wait_for_selector("main:has-text('待送')")
        here.at("sync")
        page.wait_for_selector("h2:has-text('待送')")
        here.picture("offline")
        with community.client() as client:
            client.post(
                "/entries",
                json={
                    "id": "elsewhere", "unit": GRID, "subject": "person:7", "kind": "person",
                    "values": {"person.phone": "010-22220007"},
                },
            ).raise_for_status()  # fmt: skip
        assert "010-22220007" == value(records("person:7"), "person.phone")
    page.click("button:has-text('现在同步')")
    page.wait_for_selector("h2:has-text('别人另有说法')")
    here.picture("synced")
    here.at("conflicts")
    page.wait_for_selector(".side")
    assert ["010-11110007", "010-22220007"] == sorted(
        page.locator(".side .value").all_inner_texts()
    )
    here.picture("conflicts")
    page.click(".side:has-text('010-11110007') button")
    page.wait_for_selector("h2:has-text('没有说法不一的')")

    assert "010-11110007" == value(records("person:7"), "person.phone")


#: Puts an entry where the browser keeps those that wait to be sent, as a page that knew less would have.
KEEP_WAITING = """entry => new Promise(done => { const asked = indexedDB.open('yibiao'); asked.onsuccess = () => {
  const writing = asked.result.transaction('outbox', 'readwrite');
  writing.objectStore('outbox').add({ id: entry.id, subject: entry.subject, label: entry.values['person.name'] || entry.subject,
    at: new Date().toISOString(), state: 'waiting', entry });
  writing.oncomplete = () => { asked.result.close(); done(); }; }; })"""


def kept(id_, subject, values, act="state", number=1):
    """An entry of this device about a person of the grid."""
    chain = {"device": "of the tests", "number": number}
    about = {"unit": GRID, "kind": "person", "subject": subject, "act": act}
    return {"id": id_, "values": values, "chain": chain, **about}


def test_who_is_gone_is_not_kept_after_the_unit_is_downloaded_again(visit, community):
    """Neither listed without a network nor confirmed; what this device has to say of somebody who is gone waits still."""
    here = visit(width=TELEPHONE)
    page = here.page
    here.kept()
    page.evaluate(KEEP_WAITING, kept("of-gone", "person:7", {"person.phone": "谁知道"}))
    page.click("button:has-text('现在同步')")
    page.wait_for_selector("h2:has-text('没收的')")
    with community.client() as client:
        client.post("/units", json=[{"code": ELSEWHERE, "name": "邻近社区"}]).raise_for_status()
        for subject in ("person:8", "person:7"):
            moved = {"id": f"away {subject}", "unit": ELSEWHERE, "kind": "person", "act": "move"}
            client.post("/entries", json={**moved, "subject": subject}).raise_for_status()
        died = {"id": "died", "reason": "died"}
        client.post("/subjects/person:9/closing", json=died).raise_for_status()
        listed = client.get(f"/units/{UNIT}/table").json()
    page.click("button:has-text('重新下载')")
    page.wait_for_selector(":text('13 个对象')")
    with here.offline():
        page.reload()
        here.there()
        page.wait_for_selector(".offline")
        here.at("today")
        page.wait_for_selector(".subject:has-text('钱红')")
        shown = page.locator(".subject .label").all_inner_texts()
        assert 9 == listed["found"]
        assert {"陈晨", "陈阳"}.isdisjoint(shown)
        here.at("sync")
        page.wait_for_selector("h2:has-text('没收的')")


def test_a_conflict_that_others_decided_is_no_longer_told_of_in_red(visit, community):
    """Neither in the bar nor on the page of what was sent; what was stated is among what was sent."""
    here = visit(width=TELEPHONE)
    page = here.page
    about = {"unit": GRID, "subject": "person:7", "kind": "person"}
    with community.client() as client:
        seen = client.get("/records/person:7").json()["position"]
        said = {**about, "id": "elsewhere", "values": {"person.phone": "010-22220007"}}
        client.post("/entries", json=said).raise_for_status()
    values = {"person.phone": "010-11110007"}
    here.at("sync")
    page.evaluate(KEEP_WAITING, {**kept("here", "person:7", values), "base": seen})
    page.click("button:has-text('现在同步')")
    page.wait_for_selector("h2:has-text('别人另有说法')")
    with community.client() as client:
        (cell,) = client.get(f"/units/{UNIT}/conflicts").json()["cells"]
        decision = {"id": "decided", "element": cell["element"], "seen": cell["seen"]}
        decision["chosen"] = cell["held"]["by"]["position"]
        client.post("/subjects/person:7/decisions", json=decision).raise_for_status()
    here.at("today")
    here.at("sync")
    page.wait_for_selector("h2:has-text('别人另有说法')", state="detached")
    page.wait_for_selector("section:has(h2:has-text('最近送达')) a")
    page.wait_for_selector("nav .count", state="detached")


def test_what_was_refused_is_put_right_at_its_cell(visit, records):
    """The form opens where it is wrong; once it is right nothing of the refusal is left, and the rest of it is held."""
    here = visit(width=TELEPHONE)
    page = here.page
    values = {"person.phone": "谁知道", "person.registered_address": "示范路5号"}
    page.evaluate(KEEP_WAITING, kept("of-before", "person:8", values))
    here.at("sync")
    page.click("button:has-text('现在同步')")
    page.click("button:has-text('改正')")
    page.wait_for_selector("[id='root_person.phone']:focus")
    assert "谁知道" == page.input_value("[id='root_person.phone']")
    page.wait_for_selector(".field.wrong [role=alert]:has-text('联系电话')")
    here.picture("put-right")
    page.fill("[id='root_person.phone']", "010-66660008")
    page.press("[id='root_person.phone']", "Tab")
    stands(records, "person:8", "person.phone", "010-66660008")
    stands(records, "person:8", "person.registered_address", "示范路5号")
    here.at("sync")
    here.settled()

    assert 0 == page.locator("h2:has-text('没收的')").count()
    here.at("subject", "person:8")
    assert "010-66660008" == page.input_value("[id='root_person.phone']")


def test_a_relation_to_the_head_asks_why_without_a_network(visit, community):
    """By what this device keeps of the household, whose head is another; as soon as it is chosen, with nothing left."""
    head = {"id": "head of 3", "unit": GRID, "subject": "household:3", "kind": "household"}
    with community.client() as client:
        client.post(
            "/entries", json={**head, "values": {"household.head": "person:6"}}
        ).raise_for_status()
    here = visit(width=TELEPHONE)
    page = here.page
    here.kept()
    with here.offline():
        page.reload()
        here.there()
        here.at("subject", "person%3A9")
        here.choose("与户主关系", "户主")
        page.wait_for_selector(".ant-alert:has-text('这一户登记的户主是另一个人')")
        here.picture("relation-why")
        page.click("button:has-text('改回原来的')")


def test_what_is_doubted_is_corrected_or_confirmed_at_its_cell(visit, community, records):
    """The form says who doubts it and why; what is changed there answers, and so does a reason why it holds."""
    with community.client() as client:
        forms = client.get("/forms").json()
        form = next(each["id"] for each in forms if each["title"] == "80岁以上老人花名册")
        for id_, field, why in (
            ("of a phone", "f4", "打不通"),
            ("of a name", "f1", "与户籍不符"),
            ("of a row", None, "已经搬走了吧"),
        ):
            doubted = {"id": id_, "form": form, "subject": "person:10", "field": field, "why": why}
            client.post("/challenges", json=doubted).raise_for_status()
    here = visit(width=TELEPHONE)
    page = here.page
    here.at("subject", "person:10")
    page.wait_for_selector(".field:has([id='root_person.phone']) .doubt:has-text('打不通')")
    page.wait_for_selector(
        ".field:has([id='root_person.name']) .doubt:has-text('《80岁以上老人花名册》')"
    )
    page.wait_for_selector("section:has-text('已经搬走了吧')")
    found = here.hindrances_by_width("doubted")
    page.fill("[id='root_person.phone']", "010-88880010")
    page.press("[id='root_person.phone']", "Tab")
    stands(records, "person:10", "person.phone", "010-88880010")
    for place in (".field:has([id='root_person.name'])", "section:has-text('已经搬走了吧')"):
        page.click(f"{place} button:has-text('核实无误')")
        page.fill("#doubt-why", "上门看过")
        page.click(".ant-modal-footer .ant-btn-primary")
        page.wait_for_selector(f"{place} :text('核实')", state="detached")
    with community.client() as client:
        all_ = client.get("/challenges?subject=person:10").json()["challenges"]
        answers = {each["id"]: each["state"] for each in all_}

    assert {"of a phone": "corrected", "of a name": "confirmed", "of a row": "confirmed"} == answers
    assert {} == found


def tabbed_to(page, wanted, most=120):
    """Press Tab until what has the focus fits *wanted*, a test in the page's language."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(each => {wanted})(document.activeElement)"):
            return
    raise AssertionError(f"no Tab leads to what fits {wanted}")


def test_the_form_is_filled_with_the_keyboard_alone(visit, records):
    """From signing in to a choice in a list and a line, with no mouse at all."""
    here = visit(login=None)
    page = here.page
    page.focus("#login")
    page.keyboard.type("worker")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".subject")
    tabbed_to(page, "each.textContent.includes('孙立') && each.tagName === 'A'")
    page.keyboard.press("Enter")
    page.wait_for_selector("[id='root_person.marital_status']")
    tabbed_to(page, "each.id === 'root_person.marital_status'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tabbed_to(page, "each.id === 'root_person.registered_address'")
    page.keyboard.type("示范路8号")
    page.keyboard.press("Tab")

    stands(records, "person:11", "person.registered_address", "示范路8号")
    until(lambda: value(records("person:11"), "person.marital_status"))


def test_somebody_moves_and_somebody_is_closed_with_a_reason(visit, community):
    """To any unit, also one that whoever sends them away does not see; a person is closed for a person's reasons."""
    with community.client() as client:
        client.post(
            "/units", json=[{"code": "999999001002", "name": "邻近社区"}]
        ).raise_for_status()
    here = visit(width=TELEPHONE)
    page = here.page
    here.at("subject", "person:8")
    page.click("button:has-text('调整单元')")
    page.fill("#move-to", "1002")
    here.pick("邻近社区")
    page.wait_for_selector(".ant-modal p:has-text('你不再看得到')")
    here.picture("move")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_url("**/#/today")
    here.at("subject", "person:9")
    page.click("button:has-text('注销')")
    page.click(".ant-modal .ant-select")
    offered = page.locator(f"{OPEN} .ant-select-item-option").all_inner_texts()
    here.pick("迁出")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_url("**/#/today")
    with community.client() as client:

        def record(subject):
            return client.get(f"/subjects/{subject}").json()["record"]

        until(lambda: "999999001002" == record("person:8")["unit"])
        until(lambda: record("person:9")["closed"])
        assert "moved-away" == record("person:9")["reason"]
    assert ["死亡", "迁出", "注销", "误建", "其他"] == offered


def test_all_unchanged_rows_are_confirmed_in_one_act(visit, community):
    """Also those that the page does not list yet; it says how many. Of all of them who come of age, some are told of first."""
    with community.client() as client:
        for act in ("open", "load"):
            entries = [
                {"id": f"{act} many {n}", "unit": GRID, "subject": f"person:many-{n}", "kind": "person", "act": act, "values": many(n)[act]}
                for n in range(40)
            ]  # fmt: skip
            answer = client.post(
                "/entries/batch", json={"entries": entries, "all_or_nothing": True}
            )
            answer.raise_for_status()
        counted = client.get(f"/units/{UNIT}/table").json()["confirmable"]
    here = visit()
    page = here.page
    page.click(f"button:has-text('没有变化，确认这 {counted} 个')")
    page.wait_for_selector(f".ant-modal-confirm-content:has-text('全部 {counted} 个')")
    assert 30 == page.locator(".subject").count()
    here.picture("confirm-all")
    page.click(".ant-modal-confirm-btns .ant-btn-primary")
    page.wait_for_selector(f".ant-message-success:has-text('{counted}')")
    page.click(".ant-collapse-header:has-text('提醒')")
    told = page.locator(".ant-collapse-panel .rows > li")
    page.wait_for_selector(".ant-collapse-panel .rows > li >> nth=19")
    assert 20 == told.count()
    page.click(".ant-collapse-panel button:has-text('再显示')")
    page.wait_for_selector(".ant-collapse-panel .rows > li >> nth=39")
    with community.client() as client:
        assert 40 <= counted
        assert 0 == client.get(f"/units/{UNIT}/table").json()["confirmable"]


def many(n):
    """What is stated of the nth, who is eighty within the month, and what is loaded."""
    day = datetime.now(UTC) + timedelta(days=2 + n % 25)
    born = f"{day.year - 80}-{day.month:02d}-{min(day.day, 28):02d}"
    return {"open": {"person.birth_date": born}, "load": {"person.phone": f"010-5577{n:04d}"}}


def a_pair(client, name, alike, phone):
    """Two records that resemble each other, which nobody has been asked about: each was another when it was opened."""
    ones = [(f"person:{phone}-1", name), (f"person:{phone}-2", alike)]
    for at, (subject, called) in enumerate(ones):
        about = {"unit": GRID, "subject": subject, "kind": "person"}
        opened = {"person.name": ("甲", "乙")[at] + phone}
        said = {
            "person.name": called,
            "person.phone": phone,
            "person.current_address": f"长安路{at + 1}号",
        }
        for act, values in (("open", opened), ("state", said)):
            entry = {"id": f"{act} {subject}", "act": act, "values": values, **about}
            client.post("/entries", json=entry).raise_for_status()
    return [subject for subject, _ in ones]


def test_possible_duplicates_are_told_apart_or_merged_and_parted_again(visit, community, records):
    """Each pair is seen with its reasons; two people do not come back; what is merged is one, and two again when that is undone."""
    with community.client() as client:
        two = a_pair(client, "马晓丽", "马小丽", "13900000021")
        one = a_pair(client, "冯建军", "冯建君", "13900000022")
    here = visit(width=TELEPHONE)
    page = here.page
    page.click("p:has-text('有 2 对台账可能重复') a")
    pair = page.locator("section:has-text('马小丽')")
    pair.wait_for()
    assert {"姓名读音相同或相近", "电话相同"} <= set(
        pair.locator("dd").first.inner_text().split("、")
    )
    pair.get_by_role("button", name="对比").click()
    pair.get_by_role("button", name="是两个人").click()
    pair.wait_for(state="detached")
    until(lambda: [two[1]] == records(two[0]).get("unlike"))

    pair = page.locator("section:has-text('冯建君')")
    pair.get_by_role("button", name="对比").click()
    pair.locator("tr:has-text('现住址') .contested").first.wait_for()
    assert {} == here.hindrances_by_width("doubles")
    pair.get_by_label("留下乙").check()
    pair.get_by_role("button", name="合并，留下乙").click()
    page.wait_for_selector("[role=alert]:has-text('已合并，留下的是冯建君')")
    until(lambda: records(one[0])["closed"])
    assert ["长安路1号"] == [
        each["value"] for each in records(one[1])["cells"]["person.current_address"]["contested"]
    ]
    here.at("history", one[0].replace(":", "%3A"))
    page.wait_for_selector("h1:has-text('冯建军')")
    assert "合并" == page.locator(".time-line strong").first.inner_text()
    page.get_by_role("button", name="撤销合并").click()
    page.wait_for_selector("h1:has-text('冯建军')")
    until(lambda: not records(one[0])["closed"])
    assert [] == records(one[1])["cells"]["person.current_address"].get("contested", [])


def test_one_that_was_closed_by_mistake_is_opened_again(visit, community, records):
    """From its own page, which says why it was closed; everything is held still."""
    with community.client() as client:
        said = {"id": "closed by mistake", "reason": "mistaken"}
        client.post("/subjects/person:12/closing", json=said).raise_for_status()
    here = visit()
    page = here.page
    here.at("subject", "person%3A12")
    page.wait_for_selector("[role=alert]:has-text('误建')")
    page.get_by_role("button", name="重新建档").click()
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector("[id='root_person.name']")
    visit.refused(409)

    assert (False, "钱红") == (
        records("person:12")["closed"],
        value(records("person:12"), "person.name"),
    )


def test_somebody_new_who_is_there_already_is_filled_in_there(visit, community, records):
    """What was kept offline is refused with the reasons, the unit and what differs; the values are stated of the one that is there, which is opened again for it."""
    with community.client() as client:
        a_pair(client, "邓国强", "邓国祥", "13900000023")
    here = visit()
    page = here.page
    here.at("sync")
    values = {
        "person.name": "邓国翔",
        "person.phone": "13900000023",
        "person.current_address": "长安路8号",
    }
    page.evaluate(KEEP_WAITING, kept("kept", "person:kept", values, "open"))
    page.click("button:has-text('现在同步')")
    alike = page.locator(".side:has-text('邓国祥')")
    alike.locator("dd:has-text('电话相同')").wait_for()
    alike.locator("tr:has-text('长安路8号'):has-text('长安路2号')").wait_for()
    assert "第一网格" in alike.inner_text()
    alike.get_by_role("button", name="是同一个，填到这一份").click()
    page.wait_for_selector("h1:has-text('邓国祥')")

    address = records("person:13900000023-2")["cells"]["person.current_address"]
    assert ["长安路8号"] == [each["value"] for each in address["contested"]]

    with community.client() as client:
        said = {"id": "closed once more", "reason": "mistaken"}
        client.post("/subjects/person:13900000023-2/closing", json=said).raise_for_status()
    here.at("sync")
    page.evaluate(KEEP_WAITING, kept("kept again", "person:kept-again", values, "open", 2))
    page.click("button:has-text('现在同步')")
    here.picture("closed-alike")
    alike.get_by_role("button", name="是同一个，重新建档并填上").click()
    page.wait_for_selector("h1:has-text('邓国翔')")

    again = records("person:13900000023-2")
    assert (False, "长安路8号") == (again["closed"], value(again, "person.current_address"))


def test_what_this_browser_keeps_goes_when_somebody_signs_out(visit):
    """Nothing of the unit is left for whoever comes next."""
    here = visit()
    page = here.page
    here.at("more")
    page.click("button:has-text('退出')")
    page.click(
        ".ant-modal-confirm-btns .ant-btn-primary, .ant-modal-confirm-btns .ant-btn-dangerous"
    )
    page.wait_for_selector("#login")
    left = page.evaluate(
        """() => new Promise(resolve => { const asked = indexedDB.open('yibiao'); asked.onsuccess = () => {
          const all = asked.result.transaction(['rows', 'outbox']), counts = [];
          for (const each of ['rows', 'outbox']) all.objectStore(each).count().onsuccess = event => counts.push(event.target.result);
          all.oncomplete = () => resolve(counts); }; })"""
    )

    assert [0, 0] == left
