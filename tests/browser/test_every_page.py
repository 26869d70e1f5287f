"""Every page of the workers': nothing that hinders anybody, nothing wider than the window, in both languages."""

import pytest

from tests.browser.conftest import SCANNED

pytestmark = pytest.mark.slow

PAGES = {
    "today": ("today",),
    "find": ("find",),
    "form": ("subject", "person%3A1"),
    "history": ("history", "person%3A1"),
    "then": ("then", "person", "day", "2026-02-01"),
    "household": ("household", "household%3A3"),
    "new": ("new", "person"),
    "conflicts": ("conflicts",),
    "doubles": ("doubles",),
    "workbook": ("workbook",),
    "registers": ("registers",),
    "round": ("round",),
    "sync": ("sync",),
    "asked": ("asked",),
    "more": ("more",),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_hinders_anybody(visit, language):
    """By axe, whose serious findings keep people out; and nothing scrolls sideways, on a telephone or at a desk."""
    here = visit(width=1440, language=language)
    page = here.page
    found = {}
    for name, way in PAGES.items():
        here.at(*way)
        if name == "form":
            page.wait_for_selector("[id='root_person.name']")
        if name == "today":
            page.click(".ant-collapse-header")
        if name == "then":
            page.wait_for_selector("th[scope=row]")
        found[name] = here.hindrances_by_width(
            name if language == "zh" else None, SCANNED[language]
        )

    assert {each: {} for each in PAGES} == found


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

    assert [
        "表单",
        "登记表单",
        "核对对应",
        "载入台账",
        "数据元目录",
        "我的令牌",
    ] == menu.get_by_role("link").all_inner_texts()
    assert 0 == here.page.locator(".tabs").count()
    assert "表单 · 一表" == here.page.title()
