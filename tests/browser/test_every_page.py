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
    "asked": ("asked",),
    "more": ("more",),
}

WIDE = """() => [
  ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
  ...[...document.querySelectorAll(".panel:not(.scroll), .top-line, .bottom a, .line, .side, .ant-collapse, .part, .ant-btn")]
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


def test_whoever_fills_nothing_in_has_the_departments_pages(visit):
    """Those that its grants let it see; nothing of a unit is shown to it."""
    here = visit("registrar")
    menu = here.page.get_by_role("navigation")

    assert ["表单", "登记表单", "核对对应", "数据元目录", "我的令牌"] == menu.get_by_role(
        "link"
    ).all_inner_texts()
    assert 0 == here.page.locator(".tabs").count()
    assert "表单 · 一表" == here.page.title()
