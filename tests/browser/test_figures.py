"""The figures of a summary form in its own table: opened, written, tried, fixed, undone, and not overwritten."""

import pytest

from tests.browser.community import UNIT, a_community
from tests.browser.conftest import SCANNED
from tests.browser.test_printing import amiss, paper
from tests.houses import ADMINISTRATOR, SAID
from tests.unit.intake.files import workbook
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern, register
from yibiao.matching import Choice
from yibiao.model.record import Entry

pytestmark = pytest.mark.slow

TITLE = "老年人口统计表"
AGES = ("60-69岁", "70-79岁", "80岁以上")
COVER = [["说明：本表由社区填报，每年一次。"]]
ROWS = [
    [TITLE, None, None, None, None],
    ["年龄段", "合计", "男", "女", "走访次数"],
    *([each, None, None, None, None] for each in AGES),
]


@pytest.fixture(scope="module")
def populated():
    """The community with a summary form as a department sends it, for which a unit has filed."""
    return a_summarised_community


def a_summarised_community(path):
    house = a_community(path)
    content = workbook(封面=COVER, 表=ROWS, merged=[("表", "A1:E1", TITLE)])
    said = {**SAID, "first_round": f"{house.today.year + 1}-06-15"}
    readings = register.read(house, content, "统计表.xlsx", "civil-affairs", ADMINISTRATOR, subject="unit", scope="true", **said)  # fmt: skip
    (summary,) = register.submit_all(house, readings, ADMINISTRATOR)
    form = summary.form.id
    registration = house.registry.registration(form)
    undecided = {each: Choice(new=True) for each in registration.matches if each not in registration.bindings}  # fmt: skip
    if undecided:
        register.decide(house, form, undecided, ADMINISTRATOR)
    govern.admit(house, form, ADMINISTRATOR)
    first, *_ = summary.form.leaves()
    element = house.registry.registration(form).bindings[first.id].element
    filed = Entry(id="filed", unit=UNIT, subject=f"unit:{UNIT}", kind="unit", act="open", values={element: 3})  # fmt: skip
    fill.file(house, filed, ADMINISTRATOR)
    return house


@pytest.fixture
def figures(visit, community):
    """Opens the figures of the form, and waits until they are counted."""
    with community.client() as client:
        form = next(each["id"] for each in client.get("/forms").json() if each["title"] == TITLE)

    def opened(**said):
        here = visit("reviewer", **said)
        here.at("office", "forms", form, "measures")
        here.page.wait_for_selector("td.face")
        here.page.wait_for_selector(".measure-legend .ant-spin", state="detached")
        return here

    opened.form = form
    return opened


def written(page, text):
    page.click(".cm-content")
    page.keyboard.press("Control+A")
    page.keyboard.press("Backspace")
    page.keyboard.type(text)


def left_and_come_back_to(page):
    """By the arrows, with the drawer closed meanwhile."""
    page.click(".ant-drawer [aria-label='下一格']")
    page.wait_for_selector(".ant-drawer-title:text-is('60-69岁 / 男')")
    page.click(".ant-drawer-close")
    page.wait_for_selector(".measure-drawer", state="detached")
    page.click("td.face >> nth=1")
    page.wait_for_selector(".ant-drawer-title:text-is('60-69岁 / 男')")
    page.click(".ant-drawer [aria-label='上一格']")


def undone_but_for(page, measure):
    """First nothing is known of what somebody changed, then all else is undone."""
    for _ in range(2):
        page.click("button:has-text('撤销')")
        page.wait_for_selector(f".ant-modal:has-text('{measure}')")
        page.click(".ant-modal-footer .ant-btn:not(.ant-btn-primary)")
        page.wait_for_selector(".ant-modal-wrap", state="detached")


def test_a_figure_is_written_tried_fixed_and_undone(figures, visit, community):
    """With the keyboard; what is wrong is underlined, and whoever fixed another meanwhile is not overwritten."""
    page = figures().page
    page.focus(".sheet table")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector(".ant-drawer-title:text-is('60-69岁 / 合计')")
    page.wait_for_selector("[data-answer]:text-is('1')")
    page.wait_for_selector(".figure:has-text('上次填报') .value:text-is('3')")

    written(page, "count(person) filter (where person.agee > 3 and person.sexx")
    page.wait_for_selector(".cm-wrong:text-is('person.sexx')")
    wrong = page.locator(".cm-wrong").all_inner_texts()
    written(page, "count(person) filter (where 年龄")
    # A key would be taken for what is written while the list is renewed.
    page.click(".cm-tooltip-autocomplete li:has-text('年龄'):has-text('person.age')")
    page.wait_for_selector(".cm-content:has-text('person.age')")
    page.keyboard.type(" >= 80")
    page.wait_for_selector(".measure-said:has-text('年龄 ≥ 80的人数')")
    page.wait_for_selector("[data-answer]:text-is('4')")
    link = page.wait_for_selector(".measure-behind a:has-text('80岁以上老人花名册')").inner_text()
    left_and_come_back_to(page)
    # What is not fixed yet is there again, and written on without pointing at it.
    page.wait_for_selector(".cm-focused:has-text('person.age >= 80')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".ant-drawer-title:not(:text-is('60-69岁 / 合计'))")
    page.wait_for_selector(".cm-focused:not(:has-text('person.age >= 80'))")
    page.click(".ant-drawer-close")
    page.wait_for_selector("td.fixed:has-text('4')")
    path = f"/forms/{figures.form}/measures"
    with community.client() as client:
        fixed = {
            each["field"]: each["measure"] for each in client.get(path).json() if each["measure"]
        }
        (field,) = fixed
        client.put(path, json={field: "count(household)"}).raise_for_status()
    page.click("button:has-text('定下有把握的')")
    page.wait_for_selector(".ant-modal:has-text('count(household)')")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector(".ant-modal-wrap", state="hidden")
    page.wait_for_selector("button:has-text('有把握的都定了')")
    with community.client() as client:
        after = {each["field"]: each["measure"] for each in client.get(path).json() if each["measure"]}  # fmt: skip
        other = next(each for each in after if each != field)
        client.put(path, json={other: "count(person)"}).raise_for_status()
    # What somebody else changed since is theirs; all else is taken back.
    undone_but_for(page, "count(person)")
    page.wait_for_selector("button:has-text('定下有把握的')")
    with community.client() as client:
        undone = {each["field"]: each["measure"] for each in client.get(path).json() if each["measure"]}  # fmt: skip
        client.put(path, json={field: None, other: None}).raise_for_status()
    visit.refused(409)

    assert ["person.agee", "person.sexx"] == wrong
    assert "4 行" in link
    assert {field: "count(person) filter (where person.age >= 80)"} == fixed
    assert "count(household)" == after[field]
    assert len(after) > 3
    assert {field: "count(household)", other: "count(person)"} == undone


def test_the_rows_that_are_counted_are_seen_in_the_slice(figures):
    """As many as are counted, by filters that somebody can see and take away."""
    here = figures()
    page = here.page
    page.click(f"tr:has-text('{AGES[2]}') td.face >> nth=0")
    page.click(".measure-behind a")
    page.wait_for_selector(".slice-foot:has-text('共 4 行')")

    assert "80" in page.inner_text(".slice-filtered")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_hinders_anybody_at_figures(figures, language):
    """By axe, on a telephone and at a desk; the table scrolls within itself; and on paper it is the department's own."""
    here = figures(width=1440, language=language)
    page, pictured, scanned = here.page, language == "zh", SCANNED[language]
    found = {"figures": here.hindrances_by_width("figures" if pictured else None, scanned)}
    page.click("td.face >> nth=1")
    page.wait_for_selector("[data-answer]")
    page.wait_for_selector(".measure-behind")
    here.settled()
    found["figure"] = here.hindrances_by_width("figure" if pictured else None, scanned)
    assert {each: {} for each in found} == found
    if language == "zh":
        page.click(".ant-drawer-close")
        page.wait_for_selector(".measure-drawer", state="detached")
        (sheet,) = paper(page, "figures")
        assert {} == amiss(page)
        assert all(each in sheet[2] for each in (TITLE, *AGES, "女"))
