"""A department's day with its slices: a grid that asks for what is looked at, groups, charts, files, SQL, doubts, tokens."""

import csv
import io
import random

import pytest

from tests.browser.community import GRID, UNIT, a_community
from tests.browser.conftest import SCANNED
from tests.houses import ADMINISTRATOR, id_number, nobody_resembles
from yibiao.flows.filling import fill
from yibiao.model.record import Entry

pytestmark = pytest.mark.slow

#: People beside the community's own, so that a slice is longer than anybody would load.
MANY = 2_000
PEOPLE = 12 + MANY
#: Rows that the page asks for at once.
WINDOW = 200
#: Presses a button as often as it is told, at a computer that is too slow to do anything between.
HELD = """async (button, times) => { for (let n = 0; n < times; n++) { button.click(); await Promise.resolve(); } }"""
SURNAMES, NAMES = "王李张刘陈杨赵黄周吴", "桂芳德厚玉兰志强秀英建国敏晨阳红立"


@pytest.fixture(scope="module")
def populated():
    """The community among many more people than anybody would read."""
    return a_crowd


def a_crowd(path):
    house = a_community(path)
    with nobody_resembles():
        fill.file_all(house, list(_people()), ADMINISTRATOR, all_or_nothing=True)
    return house


def _people():
    drawn = random.Random(7)
    for number in range(MANY):
        year, month, day = 1930 + number % 80, 1 + number % 12, 1 + number % 28
        name = drawn.choice(SURNAMES) + "".join(drawn.sample(NAMES, 2))
        yield Entry(
            id=f"many {number}", unit=GRID if number % 3 else UNIT, subject=f"many:{number:05}", kind="person", act="open",
            values={
                "person.name": name,
                "person.id_number": id_number(f"{year}-{month:02}-{day:02}", 100 + number % 899),
                "person.ethnicity": ["01", "03", "04"][number % 7 % 3],
                "person.marital_status": None if number % 5 == 0 else ["10", "20", "30"][number % 3],
                "person.current_address": f"示范路{number // 40}号{number % 40}室",
            },
            remark="已核对",
        )  # fmt: skip


@pytest.fixture
def slice_of(visit):
    """Opens a slice by its form's title, and waits until its first rows are there."""

    def opened(title, **said):
        here = visit("analyst", **said)
        here.at("office", "slices")
        here.page.click(f".slice-name:has-text('{title}')")
        here.page.wait_for_selector(".slice-row:not([aria-busy])")
        return here

    return opened


@pytest.fixture
def answers(community):
    """What the API says of a slice, by its form's title."""
    with community.client() as client:

        def told(title, **asked):
            forms = {each["title"]: each["id"] for each in client.get("/forms").json()}
            answer = client.post(f"/slices/{forms[title]}/rows", json=asked)
            return answer.raise_for_status().json()

        yield told


def test_a_long_slice_is_scrolled_to_its_end_and_only_windows_of_it_are_asked_for(
    slice_of, answers
):
    """Wherever somebody jumps, the rows of that place are there; those on the way never were."""
    here = slice_of("人口信息采集表")
    page, asked = here.page, []
    page.on(
        "request", lambda each: each.url.endswith("/rows") and asked.append(each.post_data_json)
    )
    numbers = ".slice-row:not([aria-busy]) .slice-number"
    for share, row in ((1, PEOPLE), (0.5, PEOPLE // 2 + 8)):
        page.evaluate(
            "share => { const grid = document.querySelector('.slice-grid'); grid.scrollTop = grid.scrollHeight * share }",
            share,
        )
        page.wait_for_selector(f"{numbers}:text-is('{row}')")
    page.focus(".slice-grid")
    page.keyboard.press("Control+End")
    page.wait_for_selector(f"{numbers}:text-is('{PEOPLE}')")
    page.keyboard.press("Home")
    chosen = page.wait_for_selector(f"[role=row][aria-rowindex='{PEOPLE + 1}'] .chosen")
    rows = [each for each in asked if not each.get("measure")]
    last = answers("人口信息采集表", skip=PEOPLE - 1, limit=1)["rows"][0][0]

    page.evaluate("document.querySelector('.slice-grid').scrollTop = 0")
    page.focus(".slice-grid")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ant-drawer-title:text-is('第 1 行')")
    page.locator(".ant-drawer button:has-text('下一行')").evaluate(HELD, WINDOW)
    page.wait_for_selector(f".ant-drawer-title:text-is('第 {WINDOW + 1} 行')")
    beyond = answers("人口信息采集表", skip=WINDOW, limit=1)["rows"][0][1]
    page.wait_for_selector(f".slice-fields dd:has-text('{beyond}')")
    page.wait_for_selector(f"{numbers}:text-is('1')")

    assert last == chosen.inner_text()
    assert f"{PEOPLE + 1}" == page.get_attribute(".slice-grid", "aria-rowcount")
    assert sum(each["limit"] for each in rows) <= 1_200 < PEOPLE
    assert page.locator(".slice-row").count() < 60


def test_filtered_grouped_drawn_and_taken_out(slice_of, answers):
    """What the page shows, what the chart's table says, and what is in the file, are what the API says."""
    here = slice_of("人口信息采集表")
    page = here.page
    page.click("button[aria-label='筛选“民族”']")
    page.click(".slice-among label:has-text('回族')")
    page.click(".slice-filtering button[type=submit]")
    page.click("button[aria-label='筛选“姓名”']")
    page.fill(".slice-filtering input[aria-label=文字]", "晨")
    page.press(".slice-filtering input[aria-label=文字]", "Enter")
    page.wait_for_selector(".slice-filtered .ant-tag:has-text('晨')")
    asked = {"filter": "f1 is not null and contains(f1, '晨') and f3 in ('回族')"}
    found = answers("人口信息采集表", **asked)["rows"]
    page.wait_for_selector(f".slice-foot:has-text('共 {len(found)} 行')")
    page.click("button[aria-label='按“公民身份号码”排序']")
    first = min(found, key=lambda row: row[1])
    page.wait_for_selector(f"[aria-rowindex='2'] .slice-cell:has-text('{first[1]}')")

    page.click(".slice-tools .ant-segmented-item:has-text('分组与图表')")
    page.wait_for_selector(".slice-canvas canvas")
    here.choose("按什么分组", "婚姻状况")
    page.keyboard.press("Escape")
    page.wait_for_selector(".slice-figures th:has-text('婚姻状况')")
    page.wait_for_selector(".slice-figures tbody tr:nth-child(4)")
    grouped = answers("人口信息采集表", **asked, group=["f3", "f4"])["rows"]
    told = [
        row.locator("td").all_inner_texts()
        for row in page.locator(".slice-figures tbody tr.ant-table-row").all()
    ]

    assert "img" == page.get_attribute(".slice-canvas", "role")
    assert sorted([a or "未填", b or "未填", str(n)] for a, b, n in grouped) == sorted(told)

    page.click(".slice-tools .ant-segmented-item:has-text('明细')")
    page.focus(".slice-tools button:has-text('现在')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ant-popover input[type=radio]:focus")
    page.keyboard.press("Escape")
    page.wait_for_selector(".slice-tools button:has-text('现在'):focus")
    page.click(".office-head button:has-text('导出')")
    page.click(".slice-formats label:has-text('CSV')")
    page.fill(".ant-modal input[maxlength='200']", "核对名单")
    with page.expect_download() as download:
        page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector(".ant-message-success")
    lines = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))

    assert "人口信息采集表.csv" == download.value.suggested_filename
    assert sorted(row[1] for row in found) == [row[1] for row in lines[1:-1]]
    assert ["姓名", "公民身份号码"] == lines[0][:2]


def test_what_is_doubted_is_at_the_units_table_and_its_answer_comes_back(
    slice_of, community, records
):
    """A cell, out of the grid, with a reason; the unit corrects it by an entry that names the doubt."""
    here = slice_of("80岁以上老人花名册")
    page = here.page
    page.fill(".slice-search input", "010-55550001")
    page.press(".slice-search input", "Enter")
    page.wait_for_selector(".slice-foot:has-text('共 1 行')")
    page.click(".slice-cell:has-text('010-55550001')", button="right")
    page.click(".ant-dropdown-menu-item:has-text('对这一格提出核实')")
    page.wait_for_selector(".ant-modal:has-text('010-55550001')")
    page.fill(".ant-modal textarea", "打不通，请核对")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector(".slice-cell.doubted:has-text('010-55550001')")
    with community.client() as client:
        rows = client.get(f"/units/{UNIT}/table?kind=person&status=challenged").json()["rows"]
        doubt = client.get("/challenges?state=open").json()["challenges"][0]
        here.at("office", "challenges")
        page.wait_for_selector("tr:has-text('打不通') :text('待答复')")
        entry = {
            "id": "corrected", "unit": rows[0]["unit"], "subject": "person:1", "kind": "person", "act": "state",
            "values": {"person.phone": "010-55559999"}, "challenge": doubt["id"],
        }  # fmt: skip
        client.post("/entries", json=entry).raise_for_status()
    page.reload()
    page.wait_for_selector("tr:has-text('打不通') :text('已改正')")
    here.settled()

    assert ["person:1"] == [each["subject"] for each in rows]
    assert ["challenged"] == [each["status"] for each in rows]
    assert ("打不通，请核对", "联系电话") == (doubt["why"], label_of(page))
    assert "010-55559999" == records("person:1")["cells"]["person.phone"]["value"]


def label_of(page):
    """Which cell the first challenge of the list is about."""
    return (
        page.locator("tbody tr.ant-table-row >> nth=0")
        .locator("td >> nth=1")
        .locator(".small")
        .inner_text()
    )


@pytest.mark.parametrize(
    "escape",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH 'other.db' AS other",
        "SELECT 1; DROP TABLE 单元",
    ],
)
def test_sql_that_would_escape_is_refused_with_what_to_do(visit, escape):
    """In the words of the service, on the page; what was answered before is not left beside it."""
    here = visit("analyst")
    written(here, escape)
    here.page.click(".slice-run button:has-text('查询')")
    said = here.page.wait_for_selector("[role=alert].ant-alert-error").inner_text()
    visit.refused(422)

    assert "SELECT" in said
    assert 0 == here.page.locator(".slice-grid").count()


def test_sql_is_completed_answered_and_taken_out(visit, answers):
    """Relations and columns by their Chinese names; the answer in a grid, and in a file."""
    here = visit("analyst")
    page = here.page
    written(here, "SELECT count(*) AS 人数 FROM 人")
    completed(page, "人口信息采集表")
    page.keyboard.type(" WHERE 民")
    completed(page, "民族")
    page.keyboard.type(" = '回族'")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".slice-cell")
    page.keyboard.type(" 以及没有问过的")
    number = len(answers("人口信息采集表", filter="f3 = '回族'")["rows"])
    page.click(".slice-run button:has-text('导出')")
    page.click(".slice-formats label:has-text('CSV')")
    with page.expect_download() as download:
        page.click(".ant-modal-footer .ant-btn-primary")

    assert f"{number:,}" == page.inner_text(".slice-cell")
    assert str(number) in download.value.path().read_text("utf-8-sig")


def completed(page, name):
    """Take what the editor's list offers first, with the keyboard."""
    page.wait_for_selector(f".cm-tooltip-autocomplete li[aria-selected]:has-text('{name}')")
    # For 75 ms no key takes anything from a list that has just opened below somebody's fingers.
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")


def written(here, text):
    """Type SQL where it is written."""
    here.at("office", "sql")
    here.page.wait_for_selector(
        ".slice-relations button:has-text('人口信息采集表'), .slice-relations :text('人口信息采集表')"
    )
    here.page.click(".cm-content")
    here.page.keyboard.type(text)


def test_a_token_is_made_used_and_revoked(visit, community):
    """It reaches what it was made for and nothing else; once it is revoked it lets nobody in."""
    here = visit("analyst")
    page = here.page
    here.at("office", "tokens")
    page.click(".office-head button:has-text('新建令牌')")
    page.fill("#label", "每晚导出")
    page.fill("#days", "30")
    page.click(".ant-modal-footer .ant-btn-primary")
    secret = page.inner_text("[data-secret]")
    page.click("button:has-text('我已保存')")
    with community.client() as client:
        forms = {each["title"]: each["id"] for each in client.get("/forms").json()}
        client.headers["Authorization"] = f"Bearer {secret}"
        path = f"/slices/{forms['80岁以上老人花名册']}"
        used = client.get(path, params={"limit": 1}).status_code
        beyond = client.get("/challenges").status_code
        page.reload()
        row = page.locator("tr:has-text('每晚导出')")
        row.wait_for()
        row.locator("button:has-text('撤销')").click()
        page.click(".ant-modal-confirm-btns .ant-btn-dangerous")
        page.wait_for_selector("tr:has-text('每晚导出') :text('已撤销')")
        after = client.get(path, params={"limit": 1}).status_code

    assert secret.startswith("yb_")
    assert (200, 403, 401) == (used, beyond, after)
    assert secret not in page.content()


def test_a_webhook_is_registered_and_removed(visit, community):
    """By whoever may; an address that may not be sent to is refused with why, and the secret is shown once."""
    here = visit("reviewer", language="zh")
    page = here.page
    here.at("office", "webhooks")
    page.click(".office-head button:has-text('登记推送')")
    here.choose(page.locator("#form"), "人口信息采集表")
    page.fill("#url", "http://127.0.0.1/")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector(".ant-modal .ant-alert-error")
    page.fill("#url", "https://hooks.example.org/slices")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector("[data-secret]")
    page.click("button:has-text('我已保存')")
    page.wait_for_selector("tr:has-text('hooks.example.org') :text('正常')")
    hindered = here.hindrances_by_width("webhooks")
    with community.client() as client:
        told = client.get("/webhooks").json()
    page.click("tr:has-text('hooks.example.org') .ant-btn-dangerous")
    page.click(".ant-modal-confirm-btns .ant-btn-dangerous")
    page.wait_for_selector("tr:has-text('hooks.example.org')", state="detached")
    visit.refused(400, 422)

    assert {} == hindered
    assert ["https://hooks.example.org/slices"] == [each["url"] for each in told]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_hinders_anybody_at_a_slice(slice_of, language):
    """
    By axe, at each page and whatever opens over it; nothing scrolls sideways but the grid within itself.

    On a telephone and at a desk.
    """
    here = slice_of("人口信息采集表", width=1440, language=language)
    page, found = here.page, {}

    def look(name, *, picture=True):
        found[name] = here.hindrances_by_width(
            name if language == "zh" and picture else None, SCANNED[language]
        )

    look("slice")
    page.click(".slice-filter >> nth=0")
    page.wait_for_selector(".slice-filtering")
    look("filter", picture=False)
    page.keyboard.press("Escape")
    page.focus(".slice-grid")
    page.keyboard.press("Enter")
    page.wait_for_selector(".slice-fields")
    look("slice-row")
    page.keyboard.press("Escape")
    page.wait_for_selector(".slice-fields", state="detached")
    page.click(".slice-tools .ant-segmented-item:nth-child(2)")
    page.wait_for_selector(".slice-canvas canvas")
    look("slice-groups")
    here.at("office", "slices")
    page.wait_for_selector(".slice-name")
    look("slices")
    here.at("office", "sql")
    page.wait_for_selector(".slice-examples")
    page.click(".slice-examples button >> nth=1")
    page.click(".slice-run button >> nth=0")
    page.wait_for_selector(".slice-cell")
    look("slice-sql")
    here.at("office", "challenges")
    page.wait_for_selector(".teach, tbody")
    look("slice-challenges")
    here.at("office", "tokens")
    page.wait_for_selector(".slice-how")
    look("tokens")

    assert {each: {} for each in found} == found
