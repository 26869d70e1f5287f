"""A department loads a register in its own layout: what its columns mean, whom it is about, what the unit confirms and decides."""

import io

import openpyxl
import pytest

from tests.browser.community import UNIT
from tests.browser.templates import file
from tests.houses import id_number

pytestmark = pytest.mark.slow

HEADS = ["序号", "老人姓名", "身份证号", "联系电话", "居住情况"]
#: Somebody who is known and says otherwise, somebody of whom something is new, somebody new, a number that is wrong, and
#: somebody who resembles whom the unit knows.
ROWS = [
    [1, "王桂芳", id_number("1940-03-12", 1), "010-77770001", "是"],
    [2, "张德厚", id_number("1943-11-05", 4), "", "否"],
    [3, "钱多福", id_number("1939-05-05", 99), "010-77770003", "是"],
    [4, "冯长寿", "999999193801010012", "", "是"],
    [5, "李建国", "", "010-55550002", "否"],
]
#: What the head of a building has written down: that one, and somebody new.
NEIGHBOURS = [
    ["三号楼人员登记表"],
    ["序号", "姓名", "联系电话", "现住址", "备注"],
    [1, "李建国", "010-55550002", "示范路1号101室", ""],
    [2, "钱有余", "010-77770009", "示范路9号", ""],
]


def register():
    """The bytes of the department's own workbook: a title, headers, rows, a sum."""
    return workbook(["示例县独居老人台账（2026年）"], HEADS, *ROWS, ["合计", len(ROWS), "", "", ""])


def workbook(*rows):
    """The bytes of a workbook of one sheet; a row of one cell goes over all of them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "独居老人"
    for at, row in enumerate(rows, 1):
        sheet.append(row)
        if len(row) == 1:
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(HEADS))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_departments_register_is_loaded_confirmed_and_decided(visit, community, records):
    """Nothing is kept before it is loaded; then the worker sees it prefilled, and what says otherwise is a conflict. What the department leads needs nobody else."""
    with community.client() as client:
        said = {"department": "civil-affairs"}
        client.put("/elements/person.phone/lead", json=said).raise_for_status()
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
    assert page.locator(".panel:has-text('表头在第 2 行，下面 5 行')").count()
    page.click("button:has-text('下一步：核对各列')")
    put_right(page)
    look("holding-columns")
    page.click("button:has-text('下一步：找人')")
    page.wait_for_selector(".registering[aria-busy=false] .figures")
    page.wait_for_selector(".panel:has-text('李建国'):has-text('请把这些行交给社区')")
    page.click("label:has-text('联系电话')")
    page.wait_for_selector(".registering[aria-busy=false] .ant-checkbox-checked")
    look("holding-whom")
    assert ["2", "1", "1", "1"] == page.locator(".figures .value").all_inner_texts()
    assert "person.is_living_alone" not in records("person:4")["cells"]

    page.click("button:has-text('载入 3 行到示例社区')")
    page.wait_for_selector("h1:has-text('载入结果')")
    look("holding-result")
    counted = ["要处理 3", "新建 1", "已载入 1", "有争议 1", "待核对 1", "未收 1", "全部 5"]
    assert counted == page.locator(".chip").all_inner_texts()
    page.click(".chip:has-text('待核对')")
    assert ["独居老人!7"] == page.locator("tbody td:first-child").all_inner_texts()
    page.click(".chip:has-text('要处理')")
    assert page.locator("tr:has-text('独居老人!6'):has-text('未收')").count()
    with page.expect_download() as downloading:
        page.click("button:has-text('下载结果')")
    told = io.BytesIO(downloading.value.path().read_bytes())
    assert 6 == openpyxl.load_workbook(told).active.max_row

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
    a_neighbour_is_told(here, found)


def a_neighbour_is_told(here, found):
    """Whoever resembles somebody is that one, says the worker; who goes elsewhere before they load it comes back to what they have said."""
    page = here.page
    here.at("registers")
    page.set_input_files("input[type=file]", file(workbook(*NEIGHBOURS), "楼长记的.xlsx"))
    page.wait_for_selector(".first-rows")
    page.click("button:has-text('下一步：核对各列')")
    page.click("button:has-text('下一步：找人')")
    page.click("label:has-text('就是李建国')")
    here.at("today")
    page.go_back()
    page.wait_for_selector("label:has-text('就是李建国') :checked")
    here.settled()
    found["registers-whom"] = here.hindrances_by_width("registers-whom")
    page.click("button:has-text('载入 2 行到示例社区')")
    page.wait_for_selector("h1:has-text('载入结果')")
    counted = ["要处理 0", "新建 1", "没有变化 1", "全部 2"]
    assert counted == page.locator(".chip").all_inner_texts()


def taken_back(here):
    """What was loaded by mistake, by whoever loaded it."""
    page = here.page
    here.at("office", "holding")
    page.click(".rows li:has-text('民政局小方') a:has-text('独居老人台账.xlsx')")
    page.click("button:has-text('撤销这次导入')")
    page.wait_for_selector(".ant-modal:has-text('撤销以后')")
    page.fill(".ant-modal input", "放错了单元")
    page.click(".ant-modal-footer .ant-btn-dangerous")
    page.wait_for_selector("section:has-text('放错了单元')")
