"""The page of departments and the office, as somebody uses it: a real service, a real browser, nothing from elsewhere."""

import csv
import io
import json
import shutil

import pytest

from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    ELDERLY,
    SAID,
    UNIT,
    a_house,
    admitted,
    id_number,
)
from tests.served import TOKEN, Server
from yibiao.flows.filling import fill
from yibiao.flows.registering import register
from yibiao.model.record import Entry

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (pip install 'yibiao[browser]')"
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome on the path"),
]

TABS = ("overview", "forms", "tables", "slices", "elements")
VISIT = {
    "title": "走访登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        *({"label": each, "type": "text"} for each in ("学历程度", "健康状态描述", "房号", "党员")),
    ],
}
FOR_EVER = {**SAID, "expires": "2099-12-31"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A service over three people, two forms in force, and one form that waits for decisions."""
    path = tmp_path_factory.mktemp("browser") / "data"
    with a_house(path) as house:
        admitted(house, "civil-affairs", ELDERLY, **{**FOR_EVER, "scope": "person.age >= 80"})
        admitted(house, "disabled-federation", DISABLED, **{**FOR_EVER, "scope": "true"})
        file(house)
        reading = register.read(
            house,
            json.dumps(VISIT, ensure_ascii=False).encode(),
            "visit.json",
            "civil-affairs",
            ADMINISTRATOR,
            **{**FOR_EVER, "subject": "person", "scope": "true"},
        )[0]
        submission = register.submit(house, reading.form, ADMINISTRATOR)
        assert len(submission.undecided) >= 2
    server = Server(path)
    yield server
    server.stop()


def file(house):
    """Two people over 80 and one who is not."""
    entries = [
        Entry(
            id=f"e{n}",
            unit=UNIT,
            subject=f"person:{n}",
            kind="person",
            act="open",
            values={"person.name": f"示例{n}", "person.id_number": id_number(born, n)},
        )
        for n, born in enumerate(("1930-01-02", "1931-03-04", "1990-05-06"), 1)
    ]
    fill.file_all(house, entries, ADMINISTRATOR, all_or_nothing=True)


@pytest.fixture(scope="module")
def browser(served):
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, served):
    """Opens the signed-in page in a window so wide; whatever it complained of, or asked of others, fails the test."""
    complaints, contexts = [], []

    def open_page(width=1280, height=900):
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "console",
            lambda said: said.type in ("error", "warning") and complaints.append(said.text),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(elsewhere(request.url)))
        page.goto(f"{served.address}/office#token={TOKEN}")
        page.wait_for_selector(".tiles")
        return page

    def elsewhere(url):
        return [] if url.startswith((f"{served.address}/", "data:", "blob:")) else [url]

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def api(served):
    with served.client() as client:
        yield lambda path: client.get(path).raise_for_status().json()


def go(page, tab):
    """Choose a tab and wait until it is there."""
    page.click(f'#tabs a[href="#/{tab}"]')
    page.wait_for_selector(f'#tabs a[href="#/{tab}"][aria-current=page]')
    page.wait_for_selector("#view h1", state="attached")


def tabbed_to(page, wanted):
    """Press Tab until what has the focus fits *wanted*, a test in the page's language."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(f"(each => {wanted})(document.activeElement)"):
            return
    raise AssertionError(f"no Tab leads to what fits {wanted}")


def form_of(api, title):
    return next(each for each in api("/forms") if each["title"] == title)


def test_the_token_signs_in_and_is_not_kept_in_the_address(opened, served):
    """Neither the address bar nor the history holds it; without it the page asks."""
    page = opened()

    assert page.url == f"{served.address}/office#/overview"
    page.evaluate("sessionStorage.clear()")
    page.reload()
    page.fill("#token", TOKEN)
    page.click(".signin button")
    page.wait_for_selector(".tiles")


def test_the_overview_shows_the_burden(opened, api):
    """The numbers are those of the API, for the first collection and for a year."""
    page = opened()
    burden = api("/burden")
    labels = {"first": "首次采集", "year": "一年的维护"}

    for account, label in labels.items():
        page.click(f"button:text-is('{label}')")
        cells, submissions = (
            page.locator(".tile", has_text=each).locator("dd").text_content()
            for each in ("要填的格数", "报送次数")
        )
        given = burden[account]
        assert cells.split("→") == [f"{given['before']:,}", f"{given['after']:,}"]
        assert submissions.split("→") == [
            f"{given['submissions_before']:,}",
            f"{given['submissions_after']:,}",
        ]


def test_a_doubtful_match_is_accepted_with_the_keyboard_alone(opened, api):
    """From the tabs to the form to its first doubtful field; what was accepted is bound, and the next one has the focus."""
    form = form_of(api, VISIT["title"])
    page = opened()
    tabbed_to(page, "each.getAttribute('href') === '#/forms'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".side .list")
    tabbed_to(page, f"each.textContent.includes('{VISIT['title']}') && each.tagName === 'A'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".field.ask")
    doubtful = page.locator(".field.ask").count()
    tabbed_to(page, "each.textContent === '接受'")
    field = page.evaluate("document.activeElement.closest('.field').id").removeprefix("field-")
    matches = {each["field"]: each for each in api(f"/forms/{form['id']}/matches")}
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")
    playwright.expect(page.locator(".field.ask")).to_have_count(doubtful - 1)
    page.wait_for_selector(".field.ask :focus")

    bound = {each["field"]: each for each in api(f"/forms/{form['id']}/bindings")}
    assert bound[field]["element"] == matches[field]["candidates"][0]["element"]
    assert bound[field]["decided_by"].startswith("user:")
    assert form_of(api, VISIT["title"])["undecided"] == doubtful - 1


def test_a_slice_is_shown_and_downloaded_in_the_departments_columns(opened, api):
    """Under the labels of its own form, and the file holds the same."""
    form = form_of(api, ELDERLY["title"])
    labels = [each["label"] for each in ELDERLY["fields"]]
    page = opened()
    go(page, "slices")
    page.select_option("#view select >> nth=0", form["id"])
    page.wait_for_selector(f"h2:text-is('{ELDERLY['title']}')")
    page.wait_for_selector(".grid tbody tr")
    shown = [
        [cell.inner_text() for cell in row.locator("td:not(.index)").all()]
        for row in page.locator(".grid tbody tr").all()
    ]
    with page.expect_download() as awaited:
        page.click("button:text-is('下载 CSV')")
    file = awaited.value
    *rows, (mark,) = csv.reader(io.StringIO(file.path().read_bytes().decode("utf-8-sig")))

    assert "导出" in mark  # who took it out, and when
    assert page.locator(".grid thead th:not(.index)").all_inner_texts() == labels == rows[0]
    assert file.suggested_filename == f"{ELDERLY['title']}.csv"
    assert [row[0] for row in shown] == ["示例1", "示例2"] == [row[0] for row in rows[1:]]
    assert [row[1:3] for row in shown] == [row[1:3] for row in rows[1:]]


def wide(page):
    """What is wider than the window, or than its own box."""
    return page.evaluate("""() => [
      ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
      ...[...document.querySelectorAll(".tile, .tile dd, .card:not(.scroll), .legend li, .facts dd, header, .bar > :not(nav)")]
        .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
        .map(each => `${each.className || each.tagName}: ${each.textContent.slice(0, 40)}`)]""")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(opened, api, width, language):
    """On any tab, with a form open, with a city's numbers, on a telephone as on a desk."""
    page = opened(width, 844)
    page.route("**/api/v1/burden", lambda route: route.fulfill(json=of_a_city(api("/burden"))))
    page.evaluate(f"localStorage.setItem('yibiao.language', '{language}')")
    page.reload()
    page.wait_for_selector(".tiles")
    found = {}
    for tab in TABS:
        go(page, tab)
        playwright.expect(page.locator(".wait")).to_have_count(0)
        found[tab] = wide(page)
    for title in (VISIT["title"], DISABLED["title"]):
        page.goto(page.url.partition("#")[0] + f"#/forms/{form_of(api, title)['id']}")
        page.wait_for_selector(".detail .heads", state="attached")
        found[title] = wide(page)

    assert found == {each: [] for each in (*TABS, VISIT["title"], DISABLED["title"])}


def of_a_city(burden):
    """The burden with numbers as long as they come."""
    for account in ("first", "year"):
        burden[account].update(
            before=12_850_279,
            after=10_581_612,
            submissions_before=1_204_311,
            submissions_after=604_000,
            hours_before={"low": 21_234.5, "high": 54_321.0},
            hours_after={"low": 11_234.5, "high": 34_321.0},
        )
    return burden


def test_the_language_is_changed_and_remembered(opened):
    """The page speaks English at once, says so to the browser, and still does after it is loaded again."""
    page = opened()
    page.click("#language")
    page.wait_for_selector("h1:text-is('Overview')")
    page.reload()
    page.wait_for_selector("h1:text-is('Overview')")

    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("#tabs a").all_inner_texts() == [
        *("Overview", "Forms", "One table", "Slices", "Elements")
    ]
    page.click("#language")
    page.wait_for_selector("h1:text-is('概览')")
    assert page.get_attribute("html", "lang") == "zh-CN"


def test_a_refusal_is_said_with_its_remedy(opened, api):
    """A form that still has doubtful fields is not admitted; the page says why and what to do."""
    form = form_of(api, VISIT["title"])
    page = opened()
    page.goto(page.url.partition("#")[0] + f"#/forms/{form['id']}")
    page.click("button:text-is('准入')")
    page.wait_for_selector("#said [role=alert]")

    assert ["status of 422" in each for each in opened.complaints] == [True]
    opened.complaints.clear()  # the browser's own, about the refusal itself
    assert "→" in page.inner_text("#said")
    assert page.locator("#said li").count() >= 1
