"""你已问过: a worker reports a demand with the form that was sent, and the office says what became of it."""

import io

import openpyxl
import pytest

from tests.browser.templates import file

pytestmark = pytest.mark.slow


def demand():
    book = openpyxl.Workbook()
    book.active.append(["老年人情况摸底表"])
    book.active.append(["姓名", "身份证号", "联系电话", "是否会用智能手机"])
    book.active.append([None] * 4)
    content = io.BytesIO()
    book.save(content)
    return file(content.getvalue(), "摸底表.xlsx")


def test_what_was_asked_elsewhere_is_reported_and_answered(visit):
    """On a telephone, with the file; what is held already is said at once, and the office's answer comes back."""
    here = visit("worker", width=390)
    page = here.page
    page.click("a:has-text('你已问过')")
    page.wait_for_selector("h1:has-text('你已问过')")
    page.fill("#asker", "县民政局养老股")
    page.set_input_files("input[type=file]", demand())
    page.click("button:has-text('报上去')")
    page.wait_for_selector(".asked-questions")
    told = page.locator(".asked-questions li").all_inner_texts()
    here.picture("asked-told")
    found = here.hindrances()

    office = visit("office", width=1440)
    desk = office.page
    office.at("office", "sentinels")
    desk.click(".ant-table-row-expand-icon")
    desk.wait_for_selector(".asked-questions")
    found += office.hindrances_by_width("sentinels").values()
    desk.click("button:has-text('已告知部门')")
    desk.fill("#why", "已告知民政局从切片取数")
    desk.click(".ant-modal-footer .ant-btn-dangerous, .ant-modal-footer .ant-btn-primary")
    desk.wait_for_selector("h2:has-text('没有这样的报告')")
    here.at("find")
    here.at("asked")
    page.wait_for_selector("text=已告知民政局从切片取数")

    assert [] == found
    assert "已有" in told[0]
    assert "80岁以上老人花名册" in told[0]
    assert "已有" not in told[3]
