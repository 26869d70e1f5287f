"""A department registers a form: the original beside what was read, what fields mean, what it costs, and where it stands."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import SCANNED
from tests.browser.templates import TITLE, elderly, file
from yibiao.model.place import day_in_china

pytestmark = pytest.mark.slow

#: What a worker is asked of residents by forty fields.
FORTY = [
    "姓名",
    "身份证号码",
    "性别",
    "民族",
    "出生日期",
    "联系电话",
    "现住址",
    "户籍地址",
    "婚姻状况",
    "文化程度",
    "政治面貌",
    "职业",
    "工作单位",
    "健康状况",
    "血型",
    "宗教信仰",
    "残疾类别",
    "残疾等级",
    "残疾证号",
    "监护人姓名",
    "监护人电话",
    "配偶姓名",
    "户主姓名",
    "与户主关系",
    "家庭年收入",
    "家庭住址",
    "开户银行",
    "银行卡号",
    "社保卡号",
    "养老保险类型",
    "医疗保险类型",
    "低保证号",
    "低保金额",
    "是否独居",
    "自理能力",
    "服务需求",
    "走访日期",
    "走访人",
    "走访记录",
    "紧急联系人电话",
]


def dropped_in(here, content, name="老年人台账.xlsx"):
    """The file is dropped in, and read."""
    here.at("office", "register")
    here.page.set_input_files("input[type=file]", file(content, name))
    here.page.wait_for_selector(".read-fields")
    here.page.wait_for_selector(".sheet td.asks")


def settled(page):
    """Wait until the form was read again with what was said last."""
    page.wait_for_selector(".registering[aria-busy=false]")


def submitted(client, content, name, **edit):
    """Over HTTP; the id of the form."""
    said = {"department": "civil-affairs", "edits": json.dumps({0: edit}, ensure_ascii=False)}
    answer = client.post("/forms", data=said, files={"file": (name, content)})
    return answer.raise_for_status().json()[0]


def test_a_register_is_put_right_submitted_admitted_and_answered(visit, community):
    """From the county's own workbook to rows of a slice; nothing is kept before it is submitted."""
    here = visit(login="registrar", width=1440)
    page = here.page
    dropped_in(here, elderly())
    page.click(".sheet td:has-text('自理能力')")
    assert page.locator(".read-fields .chosen .read-name strong").inner_text() == "自理能力"
    page.click(".read-name:has-text('现住址')")
    assert page.locator(".sheet td.asks.chosen").inner_text() == "现住址"
    assert page.locator(".sheet td.answers.chosen").count() == 10

    page.click("[aria-label='删去字段：填报单位']")
    settled(page)
    page.click("[aria-label='删去字段：填报日期']")
    settled(page)
    page.click("[aria-label='改字段：居住状态']")
    page.fill(".ant-drawer-body input[id$=label]", "居住方式")
    page.click(".ant-drawer-footer .ant-btn-primary")
    page.wait_for_selector(".read-name:has-text('居住方式')")
    missed(page, "序号", "编号")
    page.reload()  # a draft is kept
    page.wait_for_selector(".read-fields .gone:has-text('填报单位')")

    page.click("button:has-text('下一步：核对含义')")
    page.wait_for_selector(".deciding-list")
    page.click(".ant-segmented-item:has-text('全部')")
    page.click(".deciding-list li:has-text('居住方式')")
    page.keyboard.press("n")
    page.wait_for_selector(".deciding-list li:has-text('居住方式'):has-text('已定')")
    page.click(".deciding-list li:has-text('性别')")
    page.wait_for_selector(".codes tr:has-text('男性')")
    settled(page)

    page.click("button:has-text('下一步：算账提交')")
    page.wait_for_selector(".figures")
    with_particulars(here)
    refused_and_undone(visit, page)
    asked_before_it_is_lost(page)
    said_of_scope(page, "person.age >= 65")
    settled(page)
    assert [] == community_forms(community, TITLE)
    page.click("button:has-text('提交审查')")
    page.wait_for_selector("h1:has-text('待准入')")

    (form,) = community_forms(community, TITLE)
    with community.client() as client:
        assert "person.age >= 65" == client.get(f"/forms/{form}").json()["x-scope"]
        client.post(f"/forms/{form}/admission", json={"decision": "admit"}).raise_for_status()
        answer = client.get(f"/slices/{form}").raise_for_status().json()
    labels = [each["label"] for each in answer["columns"]]
    assert ["编号", "姓名", "身份证号码"] == labels[:3]
    assert "居住方式" in labels
    assert {"王桂芳", "张德厚"} <= {value for row in answer["rows"] for value in row}
    page.reload()
    page.wait_for_selector("h1:has-text('在用')")


def missed(page, text, label):
    """A cell that was not read as a field is made one."""
    page.click(f".sheet td:has-text('{text}')")
    page.click(".unread button")
    page.fill(".ant-drawer-body input[id$=label]", label)
    page.click(".ant-drawer-footer .ant-btn-primary")
    page.wait_for_selector(f".read-fields li:has-text('{label}') .status.good")
    settled(page)


def with_particulars(here):
    """What the office asks of a form before it lets it into circulation."""
    page = here.page
    begins = day_in_china(datetime.now(UTC)) + timedelta(days=10)
    page.fill("input[placeholder='文件名称和文号']", "示范县老年人服务办法")
    page.fill("input[placeholder='至少提前 7 天']", begins.isoformat())
    page.keyboard.press("Enter")
    settled(page)
    page.locator("label:has-text('有效期至') input").fill(
        (begins + timedelta(days=300)).isoformat()
    )
    page.keyboard.press("Enter")
    settled(page)
    here.choose("问哪些对象", "60 岁以上")
    page.wait_for_selector(".status:has-text('齐了')")


def said_of_scope(page, text):
    """Typed, and left."""
    scope = page.get_by_label("问哪些对象").first
    scope.fill(text)
    scope.press("Tab")


def refused_and_undone(visit, page):
    """What is refused leaves the form as it was read before, also when the page is opened anew, and can be taken back."""
    said_of_scope(page, "person.nothing_of_the_kind >= 1")
    page.wait_for_selector("button:has-text('撤销没被接受的改动')")
    assert 1 == page.locator(".figures").count()
    page.reload()
    page.click("button:has-text('撤销没被接受的改动')")
    page.wait_for_selector(".status:has-text('齐了')")
    settled(page)
    assert "person.age >= 60" == page.get_by_label("问哪些对象").first.input_value()
    visit.refused(422)


def asked_before_it_is_lost(page):
    """Signing out takes drafts with it, so it says that there is one."""
    page.click("header button:has-text('退出')")
    page.wait_for_selector(".ant-modal-confirm :text('有 1 份没有提交的草稿')")
    page.click(".ant-modal-confirm button:has-text('取消')")
    page.wait_for_selector(".ant-modal-confirm", state="hidden")


def community_forms(community, title):
    with community.client() as client:
        return [each["id"] for each in client.get("/forms").json() if each["title"] == title]


def test_forty_matches_are_reviewed_with_the_keyboard_alone(visit, community):
    """Accepted, made new, refused, looked for and taken back; the focus is where the next one is; nothing is kept before it is said."""
    asked = {"title": "居民综合台账", "fields": [{"label": each} for each in FORTY]}
    content = json.dumps(asked, ensure_ascii=False).encode()
    with community.client() as client:
        form = submitted(client, content, "台账.json", subject="person")["id"]
        bound = {each["field"]: each for each in client.get(f"/forms/{form}/bindings").json()}
        for each in bound.values():
            refused = {key: each[key] for key in ("field", "element", "via")}
            client.post(f"/forms/{form}/refusals", json=refused).raise_for_status()
    here = visit(login="registrar")
    page = here.page
    here.at("office", "review", form)
    page.wait_for_selector(".deciding-list")
    page.wait_for_selector(".deciding-list li:focus")

    keys = page.keyboard
    keys.press("j")
    keys.press("k")
    keys.press("n")
    wait_for_field(page, FORTY[1])
    keys.press("u")
    wait_for_field(page, FORTY[0])
    assert "拿不准的 40" in page.inner_text(".deciding")
    for number, label in enumerate(FORTY):
        wait_for_field(page, label)
        best = page.locator(".candidate").count() and bound.get(f"f{number + 1}", {})
        keys.press("Enter" if best and not best["decided_by"].startswith("rule:new") else "n")
    page.wait_for_selector(".status:has-text('都定好了')")
    keys.press("Home")
    wait_for_field(page, FORTY[0])
    keys.press("x")
    keys.press("/")
    page.wait_for_selector("#elements-found li")
    page.wait_for_selector("input[role=combobox]:focus")
    keys.press("Enter")
    page.wait_for_selector(f".deciding-list li:has-text('{FORTY[0]}'):has-text('已定')")
    with community.client() as client:
        assert [] == client.get(f"/forms/{form}/bindings").json()
    page.reload()  # decisions are kept here until they are saved
    page.wait_for_selector(f".deciding-list li:focus:has-text('{FORTY[0]}'):has-text('已定')")
    keys.press("Control+Enter")
    page.wait_for_selector("footer :text('保存前随时可以撤销')")

    with community.client() as client:
        decided = client.get(f"/forms/{form}/bindings").json()
        summaries = {each["id"]: each for each in client.get("/forms").json()}
    assert {"user:registrar"} == {each["decided_by"] for each in decided}
    assert 0 == summaries[form]["undecided"]


def wait_for_field(page, label):
    """Until it is the one to be decided, and the keys go there."""
    page.wait_for_selector(
        f".deciding-list li[aria-selected=true]:focus:has(strong:text-is('{label}'))"
    )


@pytest.fixture
def editions(community):
    """A form that was given back, and its next edition, of which something waits to be decided."""
    said = {
        "title": "高龄老人服务台账",
        "subject": "person",
        "scope": "person.age >= 80",
        "period": "quarterly",
    }
    with community.client() as client:
        first = submitted(client, elderly(more=("备注",)), "高龄台账.xlsx", **said)["id"]
        reasons = ["与《80岁以上老人花名册》大半相同，请改为在它上面加栏", "没有写依据"]
        client.post(
            f"/forms/{first}/admission", json={"decision": "refuse", "reasons": reasons}
        ).raise_for_status()
        fields = [
            {"field": "f14", "drop": True},
            {"field": "f8", "required": True},
            {"field": "f10", "label": "失能等级"},
        ]
        second = submitted(client, elderly(more=("备注",)), "高龄台账.xlsx", **said, fields=fields, mandate="示范县高龄老人服务办法")  # fmt: skip
        doubtful = [
            id_
            for id_, each in second["form"]["properties"].items()
            if each["title"] in ("现住址", "是否参加养老保险", "月养老金（元）", "监护人电话")
        ]
        for each in (one for one in second["bindings"] if one["field"] in doubtful):
            refused = {key: each[key] for key in ("field", "element", "via")}
            client.post(f"/forms/{second['id']}/refusals", json=refused).raise_for_status()
    return first, second["id"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_hinders_anybody(visit, editions, language):
    """By axe, whose serious findings keep people out; and nothing scrolls sideways, on a telephone or at a desk."""
    first, second = editions
    here = visit(login="registrar", width=1440, language=language)
    page = here.page
    found = {}

    def look(name, *way, wait):
        if way:
            here.at("office", *way)
        page.wait_for_selector(wait)
        found[name] = (
            here.hindrances_by_width(name, SCANNED["zh"]) if language == "zh" else here.hindrances()
        )

    look("register", "register", wait=".drop")
    page.set_input_files("input[type=file]", file(elderly(title="示范县独居老人台账")))
    look("read", wait=".read-fields")
    draft = page.evaluate("location.hash.split('/')[3]")
    page.click(".read-name >> nth=8")
    page.wait_for_selector(".sheet td.chosen")
    look("read-chosen", wait=".chosen")
    look("meanings", "register", draft, "meanings", wait=".deciding-list")
    look("cost", "register", draft, "cost", wait=".figures")
    look("forms", "forms", wait=".ant-table-row")
    look("form-returned", "forms", first, wait=".ant-timeline")
    look("form-meanings", "forms", second, "meanings", wait=".ant-table-row")
    look("form-editions", "forms", second, "editions", wait="table.grid")
    look("form-original", "forms", second, "original", wait=".sheet td.asks")
    look("review", "review", wait=".rows li")
    look("deciding", "review", second, wait=".deciding-list")

    assert [] == [each for each in found.items() if each[1]]


def test_a_form_is_taken_back_with_a_reason(visit, editions, community):
    """The page says so, and offers to submit again."""
    _, second = editions
    here = visit(login="registrar")
    page = here.page
    here.at("office", "forms", second)
    page.click("button:has-text('撤回')")
    page.fill(".ant-modal textarea", "范围写错了")
    page.click(".ant-modal-footer .ant-btn-primary")
    page.wait_for_selector("h1:has-text('已撤回')")

    page.wait_for_selector(".ant-timeline :text('范围写错了')")
    assert 1 == page.locator("a:has-text('改好再提交')").count()
