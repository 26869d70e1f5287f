"""A department loads a register in its own layout: what its columns mean, whom it is about, what the unit confirms and decides."""

import io

import openpyxl
import pytest

from tests.browser.community import UNIT
from tests.browser.templates import file
from tests.houses import id_number

pytestmark = pytest.mark.slow

HEADS = ["序号", "老人姓名", "身份证号", "联系电话", "居住情况"]
#: Somebody who is known and says otherwise, somebody of whom something is new, somebody new, and a number that is wrong.
ROWS = [
    [1, "王桂芳", id_number("1940-03-12", 1), "010-77770001", "是"],
    [2, "张德厚", id_number("1943-11-05", 4), "", "否"],
    [3, "钱多福", id_number("1939-05-05", 99), "010-77770003", "是"],
    [4, "冯长寿", "999999193801010012", "", "是"],
]


def register():
    """The bytes of the department's own workbook: a title, a line about it, headers, rows, a sum."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "独居老人"
    sheet["A1"] = "示例县独居老人台账（2026年）"
    sheet.merge_cells("A1:E1")
    for row in (HEADS, *ROWS, ["合计", len(ROWS), "", "", ""]):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_departments_register_is_loaded_confirmed_and_decided(visit, community, records):
    """Nothing is kept before it is loaded; then the worker sees it prefilled, and what says otherwise is a conflict."""
    here = visit("registrar", width=1440)
    page = here.page
    found = {}

    def look(name):
        here.settled()
        found[name] = here.hindrances_by_width(name)

    here.at("office", "holding")
    look("holding")
    here.choose("载入到哪个单元", "示例社区")
    page.set_input_files("input[type=file]", file(register(), "独居老人台账.xlsx"))
    page.wait_for_selector(".first-rows")
    look("holding-read")
    assert page.locator(".panel:has-text('表头在第 2 行，下面 4 行')").count()
    page.click("button:has-text('下一步：核对各列')")
    put_right(page)
    look("holding-columns")
    page.click("button:has-text('下一步：找人')")
    page.wait_for_selector(".registering[aria-busy=false] .figures")
    look("holding-whom")
    assert ["2", "1", "0", "1"] == page.locator(".figures .value").all_inner_texts()
    assert "person.is_living_alone" not in records("person:4")["cells"]

    page.click("button:has-text('载入 3 行到示例社区')")
    page.wait_for_selector("h1:has-text('载入结果')")
    look("holding-result")
    counted = page.locator(".result-counts li").all_inner_texts()
    assert ["新建 1", "已载入 1", "有争议 1", "未收 1"] == counted
    assert page.locator("tr:has-text('独居老人!6'):has-text('未收')").count()
    with page.expect_download() as downloading:
        page.click("button:has-text('下载结果')")
    told = io.BytesIO(downloading.value.path().read_bytes())
    assert 5 == openpyxl.load_workbook(told).active.max_row

    seen_by_the_worker(visit("worker", width=390), records, found)
    taken_back(here)
    with community.client() as client:
        answer = client.get(f"/units/{UNIT}/conflicts").raise_for_status().json()
    assert [] == answer["cells"]
    assert {each: {} for each in found} == found


def put_right(page):
    """The column that nobody could know: which element it means, chosen with the keyboard."""
    page.wait_for_selector(".deciding-list")
    page.click(".ant-segmented-item:has-text('全部')")
    page.click(".deciding-list li:has-text('居住情况')")
    page.keyboard.press("/")
    page.fill(".ant-modal input", "是否独居")
    page.keyboard.press("Enter")
    page.wait_for_selector(".deciding-list li:has-text('居住情况'):has-text('已定')")


def seen_by_the_worker(here, records, found):
    """What is prefilled waits to be confirmed, and what two said to be decided; the result is there, too."""
    cell = records("person:4")["cells"]["person.is_living_alone"]
    assert (False, True) == (cell["value"], cell["loaded"])
    page = here.page
    here.at("subject", "person:4")
    page.wait_for_selector(".field:has-text('是否独居'):has-text('待确认')")
    here.picture("holding-prefilled")
    here.at("conflicts")
    page.wait_for_selector("main:has-text('010-77770001')")
    here.at("registers")
    page.wait_for_selector(".rows a:has-text('独居老人台账.xlsx')")
    here.settled()
    found["registers"] = here.hindrances_by_width("registers")
    page.click(".rows a:has-text('独居老人台账.xlsx')")
    page.wait_for_selector("a:has-text('裁定')")
    here.settled()
    found["registers-result"] = here.hindrances_by_width("registers-result")


def taken_back(here):
    """What was loaded by mistake, by whoever loaded it."""
    page = here.page
    here.at("office", "holding")
    page.click(".rows li:has-text('民政局小方') a:has-text('独居老人台账.xlsx')")
    page.click("button:has-text('撤销这次导入')")
    page.wait_for_selector(".ant-modal:has-text('撤销以后')")
    page.fill(".ant-modal input", "放错了单元")
    page.click(".ant-modal-footer .ant-btn-dangerous")
    page.wait_for_selector(".ant-alert:has-text('放错了单元')")
