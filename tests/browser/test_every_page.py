"""Every page of the workers': nothing that hinders anybody, nothing wider than the window, in both languages."""

import pytest

from tests.browser.conftest import PICTURES
from tests.pages import ROOT

pytestmark = pytest.mark.slow

AXE = ROOT / "src" / "webapp" / "node_modules" / "axe-core" / "axe.min.js"

PAGES = {
    "today": ("today",),
    "find": ("find",),
    "form": ("subject", "person%3A1"),
    "household": ("household", "household%3A3"),
    "new": ("new", "person"),
    "conflicts": ("conflicts",),
    "workbook": ("workbook",),
    "round": ("round",),
    "sync": ("sync",),
    "more": ("more",),
}

WIDE = """() => [
  ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
  ...[...document.querySelectorAll(".panel:not(.scroll), .top-line, .bottom a, .line, .side, .ant-collapse, .ant-btn")]
    .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
    .map(each => `${each.className}: ${each.textContent.slice(0, 40)}`)]"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_hinders_anybody(visit, width, language):
    """By axe, whose serious findings keep people out; and nothing scrolls sideways."""
    here = visit(width=width, height=844 if width < 500 else 900, language=language)
    page = here.page
    found = {}
    for name, way in PAGES.items():
        here.at(*way)
        if name == "form":
            page.wait_for_selector("[id='root_person.name']")
        if language == "zh" and PICTURES:
            here.picture(name)
        found[name] = [*page.evaluate(WIDE), *serious(page)]

    assert {each: [] for each in PAGES} == found


def serious(page):
    """What axe finds serious or critical, by rule and place."""
    if not AXE.exists():
        return []
    page.evaluate(AXE.read_text("utf-8") + "; true")
    result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for each in result["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]


def test_the_languages_change_at_once_and_are_remembered(visit):
    """The browser is told which one it is."""
    here = visit()
    page = here.page
    page.click(".top-end button[lang=en]")
    page.wait_for_selector("h1:has-text('To do')")
    page.reload()
    page.wait_for_selector("h1:has-text('To do')")

    assert "en" == page.get_attribute("html", "lang")
    assert ["To do", "Find", "Conflicts", "Workbook", "Hand in", "Sync"] == page.locator(
        ".tabs a"
    ).all_inner_texts()
    page.click(".top-end button[lang=zh]")
    page.wait_for_selector("h1:has-text('待办')")
    assert "zh-CN" == page.get_attribute("html", "lang")


def test_whoever_fills_nothing_in_is_told_where_to_go(visit):
    """A department's pages are elsewhere; nothing of a unit is shown to it."""
    here = visit(login=None)
    page = here.page
    page.fill("#login", "registrar")
    page.fill("#password", "a password of the tests")
    page.press("#password", "Enter")
    page.wait_for_selector("a[href='./office']")

    assert 0 == page.locator(".tabs").count()


def test_a_department_goes_on_to_its_own_page_with_its_session(visit):
    """It signs in once, and is shown its forms."""
    here = visit(login=None)
    page = here.page
    page.fill("#login", "registrar")
    page.fill("#password", "a password of the tests")
    page.press("#password", "Enter")
    page.click("a[href='./office']")
    page.wait_for_selector("#tabs a")
    page.click('#tabs a[href="#/forms"]')
    page.wait_for_selector(".side .list:has-text('残疾人登记表')")
    visit.complaints[:] = [each for each in visit.complaints if "403" not in each]
