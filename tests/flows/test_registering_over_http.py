"""A department registers over HTTP: a file, what was misread of it, what its fields mean, and what becomes of it."""

import io
import json

import openpyxl
import pytest

from tests.houses import SAID, a_house
from tests.served import asking

FORMS = "/api/v1/forms"


def a_register():
    """A register as a county sends it: a title, headings over several rows, a list to choose from, an example row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet["A1"] = "示范县老年人基本情况台账"
    sheet.merge_cells("A1:F1")
    for place, text in {
        "A2": "序号", "B2": "基本信息", "B3": "姓名", "C3": "身份证号码", "D3": "性别", "E2": "养老情况", "E3": "居住状态",
        "F3": "经办人意见",
    }.items():  # fmt: skip
        sheet[place] = text
    for span in ("A2:A3", "B2:D2", "E2:F2"):
        sheet.merge_cells(span)
    choices = openpyxl.worksheet.datavalidation.DataValidation(
        type="list", formula1='"独居,与子女同住,机构养老"'
    )
    choices.add("E4:E30")
    sheet.add_data_validation(choices)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with (
        a_house(tmp_path_factory.mktemp("house") / "data") as house,
        asking(house) as client,
    ):
        yield client


def post(client, way, edits=None, content=None, **said):
    data = {"department": "civil-affairs", **said}
    if edits is not None:
        data["edits"] = json.dumps(edits, ensure_ascii=False)
    files = {"file": ("台账.xlsx", content or a_register())}
    return client.post(f"{FORMS}{way}", data=data, files=files)


def labels(document):
    return {id_: each["title"] for id_, each in document["form"]["properties"].items()}


def test_the_file_is_seen_as_it_is_laid_out(client):
    """Merged cells are one, blanks are cells, and each field's place is the place of one."""
    (part,) = post(client, "/likeness").json()["parts"]
    (preview,) = post(client, "/preview").json()
    places = {each["place"]: each for each in part["cells"]}

    assert "台账" == part["name"]
    assert (1, 3) == (places["台账!B2"]["rows"], places["台账!B2"]["columns"])
    assert (2, 1) == (places["台账!A2"]["rows"], places["台账!A2"]["columns"])
    assert {each["x-cell"] for each in preview["form"]["properties"].values()} <= places.keys()


def test_what_was_misread_is_put_right_before_anything_is_kept(client):
    """The preview is of the form that is meant; it says what was read, and which field became which."""
    (read,) = post(client, "/preview").json()
    ids = {label: id_ for id_, label in labels(read).items()}
    fields = [
        {"field": ids["经办人意见"], "drop": True},
        {"field": ids["居住状态"], "label": "居住方式", "required": True},
        {"field": "+1", "after": ids["性别"], "label": "联系电话", "kind": "phone"},
    ]
    decisions = {each: {"new": True} for each in ("+1", ids["居住状态"], ids["经办人意见"])}
    edit = {"fields": fields, "title": "老年人台账", "decisions": decisions}
    (meant,) = post(client, "/preview", {0: edit}).json()
    bound = {each["field"]: each["decided_by"] for each in meant["bindings"]}

    assert "老年人台账" == meant["form"]["title"]
    assert ["姓名", "身份证号码", "性别", "联系电话", "居住方式"] == [*labels(meant).values()]
    assert "f4" == meant["ids"]["+1"]
    assert "user:administrator" == bound["f4"] == bound["f5"]
    assert meant["form"]["required"] == ["f5"]
    assert read["form"] == meant["read"]
    assert meant["form"]["properties"].keys() == meant["review"]["sorts"].keys()
    assert "derivable" == meant["review"]["sorts"]["f3"]
    assert [] == client.get(FORMS).json()


def test_what_cannot_be_corrected_is_refused(client):
    """By name, and a form that is not in the file too."""
    for edits in (
        {0: {"fields": [{"field": "f77", "drop": True}]}},
        {3: {}},
        {0: {"leave_out": True}},
    ):
        answer = post(client, "/preview", edits)
        assert 422 == answer.status_code
        assert answer.json()["errors"]


def test_a_form_is_submitted_decided_given_back_and_comes_again(client):
    """What is decided beforehand is bound at once; reasons are kept; the next edition says what differs."""
    edit = {"subject": "person", "scope": "true", **SAID, "decisions": {"f4": {"new": True}}}
    (submitted,) = post(client, "", {0: edit}).json()
    form = submitted["id"]
    bound = {each["field"]: each for each in client.get(f"{FORMS}/{form}/bindings").json()}
    assert bound["f4"]["decided_by"] == "user:administrator"

    client.post(
        f"{FORMS}/{form}/admission", json={"decision": "refuse", "reasons": ["与高龄台账重复"]}
    ).raise_for_status()
    (summary,) = client.get(FORMS).json()
    assert ["submitted", "refused"] == [each["to"] for each in summary["passages"]]
    assert ["与高龄台账重复"] == summary["passages"][-1]["why"]

    edit["fields"] = [{"field": "f5", "drop": True}, {"field": "f4", "required": True}]
    (again,) = post(client, "", {0: edit}).json()
    found = client.get(f"{FORMS}/{again['id']}/differences").json()
    assert [("f5", None, []), ("f4", "f4", ["required"])] == sorted(
        (
            (each["before"]["id"], (each.get("after") or {}).get("id"), each["aspects"])
            for each in found["fields"]
        ),
        reverse=True,
    )

    client.post(f"{FORMS}/{again['id']}/withdrawal", json={"why": "写错"}).raise_for_status()
    assert 409 == client.post(f"{FORMS}/{again['id']}/withdrawal", json={"why": "写错"}).status_code
    (once_more,) = post(client, "", {0: edit}).json()
    passages = {each["id"]: each["passages"] for each in client.get(FORMS).json()}
    assert again["id"] == once_more["id"]
    assert ["submitted", "withdrawn", "submitted"] == [each["to"] for each in passages[again["id"]]]
    assert "台账" == client.get(f"{FORMS}/{form}/likeness").json()["parts"][0]["name"]


def test_codes_are_answered_by_the_options_that_a_person_says(client):
    """Those that nobody spoke of stay as rules have them; what is neither code nor option is refused."""
    book = {
        "title": "婚姻状况登记",
        "fields": [
            {"label": "姓名"},
            {"label": "婚姻状况", "type": "choice", "options": ["未婚", "有配偶", "无配偶"]},
        ],
    }
    content = json.dumps(book, ensure_ascii=False).encode()
    said = {"element": "person.marital_status"}
    (plain,) = post(
        client, "/preview", {0: {"decisions": {"f2": said}}}, content, subject="person"
    ).json()
    before = next(each for each in plain["bindings"] if each["field"] == "f2")
    code = next(iter(before["crosswalk"]))
    told = {**said, "crosswalk": {code: "无配偶"}}
    (meant,) = post(
        client, "/preview", {0: {"decisions": {"f2": told}}}, content, subject="person"
    ).json()
    after = next(each for each in meant["bindings"] if each["field"] == "f2")

    assert {**before["crosswalk"], code: "无配偶"} == after["crosswalk"]
    for wrong in ({"none": "未婚"}, {code: "没有这个选项"}):
        answer = post(
            client, "/preview", {0: {"decisions": {"f2": {**said, "crosswalk": wrong}}}}, content
        )
        assert "crosswalk-misfit" == answer.json()["errors"][0]["code"]
