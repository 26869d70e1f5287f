"""What is put on paper: all of it, in black on white, with nothing to press and no address of a page."""

import io
import logging
import os
from pathlib import Path
from unicodedata import normalize

import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTTextContainer

from tests.browser.hindering import still
from tests.waiting import until

pytestmark = pytest.mark.slow

#: A folder for what is printed here, for whoever wants to look at it.
PAPERS = os.environ.get("YIBIAO_PAPERS")

#: Pixels that an upright sheet has between its margins, and how far cells reach.
SHEET = 688
RIGHTMOST = "Math.max(...Array.from(document.querySelectorAll('th, td'), each => each.getBoundingClientRect().right))"

WORKERS = {
    "table": ("today",),
    "form": ("subject", "person%3A1"),
    "household": ("household", "household%3A3"),
    "round": ("round",),
}

#: What is seen on paper, and may not be; what is wider than it; and what is neither black nor on white.
AMISS = """() => {
  const seen = each => each.getClientRects().length && getComputedStyle(each).visibility !== 'hidden';
  const all = [...document.querySelectorAll('body *')].filter(seen);
  const named = each => `${each.tagName} ${each.className} ${each.textContent}`.slice(0, 60);
  const pressed = each => each.matches('.ant-btn:not(.printed), .ant-switch, .ant-pagination, .tabs, nav, textarea, [type=file], [type=checkbox]');
  const bar = each => each.matches('.meter, .meter *, .bar, .bar *, .half-line, .half-line *, .parts, .parts *, .legend i');
  const grey = each => !['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)'].includes(getComputedStyle(each).color) || !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(getComputedStyle(each).backgroundColor);
  const cut = each => each.scrollWidth > each.clientWidth + 1 && ['hidden', 'auto', 'scroll'].includes(getComputedStyle(each).overflowX) && !each.matches('.unseen, input, select');
  return { pressed: all.filter(pressed).map(named), coloured: all.filter(each => grey(each) && !bar(each)).map(named), cut: all.filter(cut).map(named) };
}"""


def amiss(page):
    """What would be wrong on paper, by what it is."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    still(page)
    found = page.evaluate(AMISS)
    page.emulate_media(media="null")
    return {name: some for name, some in found.items() if some}


def paper(page, name):
    """The pages as they come out of the printer: their sizes, and their words, without spaces."""
    made = page.pdf(prefer_css_page_size=True)
    if PAPERS:
        Path(PAPERS, f"{name}.pdf").write_bytes(made)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    sheets = []
    for sheet in extract_pages(io.BytesIO(made)):
        words = "".join(each.get_text() for each in sheet if isinstance(each, LTTextContainer))
        told = "".join(normalize("NFKC", words).split())
        sheets.append((round(sheet.width), round(sheet.height), told))
    return sheets


def test_workers_print_their_table_a_form_a_household_and_the_round(visit):
    """Everybody in it, nothing to press, upright sheets."""
    here = visit("worker")
    page, found, told = here.page, {}, {}
    for name, way in WORKERS.items():
        here.at(*way)
        if name == "form":
            page.wait_for_selector("[id='root_person.name']")
        here.settled()
        told[name] = paper(page, name)
        found[name] = amiss(page)

    assert {each: {} for each in WORKERS} == found
    assert {(595, 842)} == {
        size for sheets in told.values() for *size_, _ in sheets for size in [tuple(size_)]
    }
    assert all(name in told["table"][0][2] for name in ("王桂芳", "陈晨", "钱红"))
    assert "999999194003120013" in told["form"][0][2]
    assert [] == [each for sheets in told.values() for *_, each in sheets if "127.0.0.1" in each]


def test_the_office_prints_its_dashboard(visit):
    """Figures and tables, a heading never parted from what it heads."""
    here = visit("office")
    here.at("office", "burden")
    here.page.wait_for_selector(".tiles")
    here.settled()
    sheets = paper(here.page, "burden")

    assert {} == amiss(here.page)
    assert not any(words.endswith(("分部门", "逐月", "重复最多的问题")) for *_, words in sheets)


def test_a_list_of_several_pages_is_printed_whole(visit):
    """Whatever page of it is open, all its columns on the sheet; that page is there again afterwards."""
    here = visit("office")
    page = here.page
    here.at("office", "elements")
    page.click(".filters .ant-checkbox-wrapper")
    page.click(".ant-pagination-item-2")
    here.settled()
    rows = page.locator(".ant-table-row")
    shown = rows.all_text_contents()
    total = int("".join(filter(str.isdigit, page.inner_text(".ant-pagination-total-text"))))

    def on(media, n):
        page.emulate_media(media=media)
        until(lambda: rows.count() == n)
        return rows.all_text_contents()

    assert len(shown) < total
    assert set(shown) < set(on("print", total))
    page.set_viewport_size({"width": SHEET, "height": 900})
    assert page.evaluate(RIGHTMOST) <= SHEET
    assert shown == on("null", len(shown))


def test_a_slice_is_printed_as_a_table_of_the_rows_in_sight_and_a_row_as_a_card(visit):
    """Every column, in words; across where there are many; nothing beside the card where one is open."""
    here = visit("analyst")
    page = here.page
    here.at("office", "slices")
    page.click(".slice-name:has-text('人口信息采集表')")
    page.wait_for_selector(".slice-row:not([aria-busy])")
    page.wait_for_selector(".slice-whole b:not(:text-is('…'))")
    columns = int(page.get_attribute(".slice-grid", "aria-colcount"))
    sheets = paper(page, "slice")
    found = amiss(page)
    page.emulate_media(media="print")
    page.wait_for_selector(".slice-printed thead th")
    headings = page.locator(".slice-printed thead th").count()
    page.emulate_media(media="null")
    page.focus(".slice-grid")
    page.keyboard.press("Enter")
    page.wait_for_selector(
        ".ant-drawer-content-wrapper:not([class*='motion-right-']) .slice-fields"
    )
    card = paper(page, "card")

    assert {} == found
    assert [(842, 595)] == [each[:2] for each in sheets]
    assert columns > 7
    assert columns == headings
    assert all(each in sheets[0][2] for each in ("姓名", "王桂芳", "钱红"))
    assert [(595, 842)] == [each[:2] for each in card]
    assert "王桂芳" in card[0][2]
    assert "陈晨" not in card[0][2]
    assert {} == amiss(page)
