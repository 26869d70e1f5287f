"""OData: what a client of that protocol asks is answered as if the slice were sifted by hand."""

import base64
import json
import re
from datetime import date
from urllib.parse import quote, unquote

import pytest
from litestar.testing import TestClient
from lxml import etree

from tests.houses import ADMINISTRATOR, UNIT
from tests.residents import PEOPLE, residents
from yibiao.flows.slicing import odata, query
from yibiao.web.app import create_app
from yibiao.web.odata_batch import MOST

SET = "居民登记表"
ROOT = "/odata/civil-affairs"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with residents(tmp_path_factory.mktemp("odata") / "data") as house:
        yield house


@pytest.fixture(scope="module")
def client(house):
    with TestClient(create_app(house, "token")) as client:
        secret = base64.b64encode(b"anybody:token").decode()
        client.headers["Authorization"] = f"Basic {secret}"
        yield client


def rows(client, **options):
    found = client.get(
        f"{ROOT}/{SET}", params={f"${name}": value for name, value in options.items()}
    )
    assert 200 == found.status_code, found.text
    told = found.json()["value"]
    assert len(told) == json.loads(found.headers["yibiao-completeness"])["rows"]
    return told


@pytest.fixture(scope="module")
def everything(house):
    """The rows by hand: subject, then name, number, sex, income, day, skills."""
    found = query.slice_of(house, house.form, ADMINISTRATOR).rows
    return [(subject, *row) for (_, subject), row in zip(found.keys, found.rows, strict=True)]


def subjects(answer):
    return [each["对象编号"] for each in answer]


def test_service_documents_lead_to_entity_sets(client):
    """From the root to a department to its slices."""
    root = client.get("/odata/").json()
    service = client.get(unquote(root["value"][0]["url"])).json()

    assert "ServiceDocument" == root["value"][0]["kind"]
    assert [(SET, "EntitySet")] == [(each["name"], each["kind"]) for each in service["value"]]
    assert service["@odata.context"].endswith(f"{ROOT}/$metadata")


def test_metadata_names_columns_and_types(client):
    """In XML; what clients build their tables from."""
    found = client.get(f"{ROOT}/$metadata")
    tree = etree.fromstring(found.content)

    assert "4.0" == found.headers["odata-version"]
    assert {
        "单元代码": "Edm.String", "对象编号": "Edm.String", "姓名": "Edm.String", "身份证号": "Edm.String",
        "性别": "Edm.String", "月收入_元": "Edm.Decimal", "来本地居住日期": "Edm.Date",
        "掌握的技能": "Collection(Edm.String)",
    } == {each.get("Name"): each.get("Type") for each in tree.iter(f"{EDM}Property")}  # fmt: skip
    assert ["对象编号"] == [each.get("Name") for each in tree.iter(f"{EDM}PropertyRef")]
    assert SET in [each.get("Name") for each in tree.iter(f"{EDM}EntitySet")]
    assert "$Version" in client.get(f"{ROOT}/$metadata", params={"$format": "json"}).json()


def test_rows_are_the_slice(client, everything):
    """Numbers as numbers, days as days."""
    told = rows(client)

    assert [each[0] for each in everything] == subjects(told)
    assert [each[4] for each in everything] == [each["月收入_元"] for each in told]
    assert [each[5] for each in everything] == [each["来本地居住日期"] for each in told]
    assert [each[6] or [] for each in everything] == [each["掌握的技能"] for each in told]


@pytest.mark.parametrize(
    ("asked", "keep"),
    [
        ("月收入_元 gt 9000 and 性别 eq '男'", lambda n, i, s, m, d, k: (m or 0) > 9000 and s == "男"),
        ("月收入_元 eq null", lambda n, i, s, m, d, k: m is None),
        ("月收入_元 ne null and not (性别 eq '女')", lambda n, i, s, m, d, k: m is not None and s != "女"),
        ("not (月收入_元 gt 9000)", lambda n, i, s, m, d, k: not (m is not None and m > 9000)),
        ("性别 ne '男'", lambda n, i, s, m, d, k: s != "男"),
        ("来本地居住日期 ge 2020-05-01", lambda n, i, s, m, d, k: d is not None and d >= "2020-05-01"),
        ("year(来本地居住日期) eq 2020 and month(来本地居住日期) le 3", lambda n, i, s, m, d, k: d is not None and d < "2020-04"),
        ("contains(姓名,'三') or startswith(姓名,'a,b')", lambda n, i, s, m, d, k: n is not None and ("三" in n or n.startswith("a,b"))),
        ("endswith(姓名,'''y''')", lambda n, i, s, m, d, k: (n or "").endswith("'y'")),
        ("性别 in ('男','女') or 月收入_元 lt 5000.5", lambda n, i, s, m, d, k: s in ("男", "女") or (m is not None and m < 5000.5)),
        ("性别 in ('男',null)", lambda n, i, s, m, d, k: s in ("男", None)),
        ("月收入_元 add 1 gt 2 mul 9000", lambda n, i, s, m, d, k: m is not None and m + 1 > 18000),
        ("月收入_元 div 0 gt 1 or 1 mod 0 eq 1", lambda n, i, s, m, d, k: False),
        ("length(姓名) eq 2 and tolower(姓名) eq '张三'", lambda n, i, s, m, d, k: n == "张三"),
        ("单元代码 eq '999999001001'", None),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_meets_it(client, everything, asked, keep):
    """As OData has it: nothing compared with anything is false, and its opposite true."""
    expected = [each[0] for each in everything if keep is None or keep(*each[1:])]
    if keep is None:
        expected = [each["对象编号"] for each in rows(client) if each["单元代码"] == UNIT]

    assert expected == subjects(rows(client, filter=asked))


def test_missing_values_come_first_upwards_and_last_downwards(client, everything):
    """As the protocol has it; whoever is alike goes by unit and subject."""
    up = [each["月收入_元"] for each in rows(client, orderby="月收入_元")]
    down = [each["月收入_元"] for each in rows(client, orderby="月收入_元 desc")]
    known = sorted(each[4] for each in everything if each[4] is not None)
    none = [None] * (PEOPLE - len(known))

    assert none + known == up
    assert known[::-1] + none == down


@pytest.mark.parametrize("order", ["月收入_元 desc", "性别,来本地居住日期 desc", "姓名"])
def test_links_lead_through_the_whole_each_row_once(client, order):
    """With what was counted, and as many rows as were asked for and no more."""
    whole = subjects(rows(client, orderby=order))
    told, link = [], None
    page = client.get(
        f"{ROOT}/{SET}", params={"$orderby": order, "$top": 25, "$count": "true"},
        headers={"Prefer": "odata.maxpagesize=7"},
    ).json()  # fmt: skip
    while True:
        assert PEOPLE == page["@odata.count"]
        told += subjects(page["value"])
        link = page.get("@odata.nextLink")
        if link is None:
            break
        page = client.get(link, headers={"Prefer": "odata.maxpagesize=7"}).json()

    assert whole[:25] == told


def test_columns_are_chosen_and_rows_skipped(client):
    """And the context says which columns they are."""
    found = client.get(
        f"{ROOT}/{SET}", params={"$select": "姓名,性别", "$top": 2, "$skip": 3}
    ).json()

    assert [{"姓名": each["姓名"], "性别": each["性别"]} for each in rows(client)[3:5]] == found[
        "value"
    ]
    assert found["@odata.context"].endswith(f"#{SET}(姓名,性别)")
    assert [] == rows(client, skip=10**20)


def test_one_row_by_its_key(client):
    """And none by one that there is not."""
    found = client.get(f"{ROOT}/{SET}('s003')")

    assert "s003" == found.json()["对象编号"]
    assert found.json() == client.get(f"{ROOT}/{SET}(对象编号='s003')").json()
    assert 404 == client.get(f"{ROOT}/{SET}('nobody')").status_code
    assert str(PEOPLE) == client.get(f"{ROOT}/{SET}/$count").text


def test_groups_are_counted_as_by_hand(client, everything):
    """After a filter, ordered by a figure, under names of any script."""
    told = rows(
        client,
        apply="filter(月收入_元 ne null)/groupby((性别),aggregate($count as 人数,月收入_元 with sum as 合计,月收入_元 with average as Mean,姓名 with countdistinct as Names))",
        orderby="人数 desc,性别",
    )
    some = [each for each in everything if each[4] is not None]

    def expected(sex):
        group = [each for each in some if each[3] == sex]
        total = round(sum(each[4] for each in group), 2)
        names = len({each[1] for each in group} - {None})
        return {
            "性别": sex,
            "人数": len(group),
            "合计": total,
            "Mean": pytest.approx(total / len(group)),
            "Names": names,
        }

    groups = (expected(each) for each in ("男", "女", None))
    assert sorted(groups, key=lambda each: (-each["人数"], each["性别"] or "")) == told
    assert [{"N": len(some)}] == rows(
        client, apply="filter(月收入_元 ne null)/aggregate($count as N)"
    )
    assert [{"性别": each} for each in (None, "女", "男")] == rows(
        client, apply="groupby((性别))", orderby="性别"
    )


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"$filter": "nobody eq 1"}, "odata-not-understood"),
        ({"$filter": "月收入_元 eq 'x'"}, "odata-not-understood"),
        ({"$filter": "姓名 eq 'x"}, "odata-not-understood"),
        ({"$filter": "掌握的技能/any(x: x eq 'a')"}, "odata-not-answered"),
        ({"$filter": "geo.distance(姓名,姓名) gt 1"}, "odata-not-answered"),
        ({"$apply": "topcount(3,月收入_元)"}, "odata-not-answered"),
        ({"$apply": "groupby((掌握的技能))"}, "odata-not-answered"),
        ({"$expand": "x"}, "odata-not-understood"),
        ({"$apply": "groupby((性别),aggregate($count as 性别))"}, "column-twice"),
        ({"$top": "-1"}, "odata-not-understood"),
        ({"$skiptoken": "x"}, "cursor-unreadable"),
        ({"$filter": "姓名 eq 'x'; drop table person"}, "odata-not-understood"),
        ({"$filter": "not " * 3000 + "姓名 eq 'x'"}, "odata-not-understood"),
    ],
)
def test_what_is_not_answered_is_refused(client, options, code):
    """In the shape that clients of the protocol show."""
    found = client.get(f"{ROOT}/{SET}", params=options)
    error = found.json()["error"]

    assert 422 == found.status_code
    assert code in {each["code"] for each in error["details"]}
    assert code != "column-twice" or "性别" in error["details"][0]["message"]


@pytest.mark.parametrize(
    "option", [{"$search": "张"}, {"$compute": "year(来本地居住日期) as Y"}, {"$index": "3"}]
)
def test_no_option_is_passed_over(client, option):
    """Whoever asked for less would take everything for the answer."""
    assert 422 == client.get(f"{ROOT}/{SET}", params=option).status_code


@pytest.mark.parametrize("path", ["", SET, f"{SET}('s003')", "$metadata"])
def test_what_does_not_come_so_is_refused(client, path):
    """And not given as JSON to whoever reads something else; `$format` counts before what is accepted."""
    address = f"{ROOT}/{path}"
    described = path == "$metadata"

    for wanted in ("atom", "application/atom+xml", *([] if described else ["xml"])):
        refused = client.get(address, params={"$format": wanted}, headers={"Accept": "*/*"})
        assert (406, "not-acceptable") == (refused.status_code, refused.json()["error"]["code"])
    for taken in ("json", "application/json;odata.metadata=minimal"):
        asked = {"params": {"$format": taken}, "headers": {"Accept": "text/csv"}}
        assert 200 == client.get(address, **asked).status_code
    if not described:
        assert 406 == client.get(address, headers={"Accept": "application/atom+xml"}).status_code


#: What Power Query sends with each request.
POWER_QUERY = {
    "Accept": "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7",
    "OData-MaxVersion": "4.0",
    "MaxDataServiceVersion": "3.0",
    "Prefer": 'odata.maxpagesize=7,odata.include-annotations="*"',
}


def test_power_query_is_answered_as_it_expects(client):
    """XML where the accepted types name both, the version, and that its page size was heeded."""
    described = client.get(f"{ROOT}/$metadata", headers=POWER_QUERY)
    page = client.get(f"{ROOT}/{SET}", params={"$select": "姓名"}, headers=POWER_QUERY)
    terms = {
        each.get("Term") for each in etree.fromstring(described.content).iter(f"{EDM}Annotation")
    }

    assert "application/xml" == described.headers["content-type"].partition(";")[0]
    assert {
        "Org.OData.Aggregation.V1.ApplySupported",
        "Org.OData.Capabilities.V1.BatchSupported",
    } < terms
    assert "4.0" == page.headers["odata-version"]
    assert page.headers["content-type"].startswith("application/json;odata.metadata=minimal")
    assert "odata.maxpagesize=7" == page.headers["preference-applied"]
    assert 7 == len(page.json()["value"])


def test_what_is_too_long_for_an_address_goes_into_the_body(client):
    """Options of the address and of the body are one question."""
    asked = client.post(
        f"{ROOT}/{SET}/$query?$select=姓名", content="$filter=性别 eq '男'&$top=3".encode(),
        headers={"content-type": "text/plain"},
    ).json()["value"]  # fmt: skip

    assert rows(client, filter="性别 eq '男'", select="姓名", top="3") == asked


def test_several_requests_in_one(client):
    """In the protocol's two envelopes; what changes anything is refused, and what comes after it not answered."""
    one, two = f"{SET}?$top=1&$select=姓名", f"{SET}/$count"
    asked = [
        {"id": str(at), "method": "GET", "url": url}
        for at, url in enumerate((one, two, "$metadata", "nothing", two))
    ]
    told = client.post(f"{ROOT}/$batch", json={"requests": asked}).json()["responses"]
    lines = ["--b", "Content-Type: application/http", "", f"GET {quote(one, safe='?&=$/')} HTTP/1.1", "", "",
             "--b", "Content-Type: application/http", "", f"DELETE {quote(SET)} HTTP/1.1", "", "", "--b--", ""]  # fmt: skip
    parts = client.post(
        f"{ROOT}/$batch", content="\r\n".join(lines).encode(), headers={"content-type": "multipart/mixed; boundary=b"}
    )  # fmt: skip
    many = client.post(f"{ROOT}/$batch", json={"requests": [asked[1]] * (MOST + 1)})

    assert [200, 200, 200, 404] == [each["status"] for each in told]
    assert rows(client, top="1", select="姓名") == told[0]["body"]["value"]
    assert str(PEOPLE) == str(told[1]["body"])
    assert ["200", "405"] == re.findall(r"HTTP/1\.1 (\d+)", parts.text)
    assert [413, 400] == [many.status_code, client.post(f"{ROOT}/$batch", content=b"x").status_code]


def in_parts(address):
    """A request of an address in the older envelope."""
    lines = ["--b", "Content-Type: application/http", "", f"GET {address} HTTP/1.1", "", "", "--b--", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


def in_json(**request):
    """A request in the newer envelope."""
    return json.dumps({"requests": [{"id": "0", "method": "GET", "url": SET, **request}]}).encode()


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (in_json(headers=5), "application/json"),
        (in_json(headers=[1]), "application/json"),
        (in_json(dependsOn=5), "application/json"),
        (in_json(url="http://[x"), "application/json"),
        (in_json(url="\ud800"), "application/json"),
        (in_json(url=f"{SET}?$filter=姓名 eq '\ud800'"), "application/json"),
        (in_json(body="\ud800"), "application/json"),
        (b"[" * 100_000, "application/json"),
        (in_parts("http://[x"), "multipart/mixed; boundary=b"),
        (in_parts("/odata"), "multipart/mixed; boundary=c"),
        (b"", ""),
    ],
)
def test_an_envelope_that_is_none_is_refused(client, body, type_):
    """Whatever is wrong with it; nothing of it is answered."""
    found = client.post(f"{ROOT}/$batch", content=body, headers={"content-type": type_})

    assert (400, "bad-request") == (found.status_code, found.json()["error"]["code"])


def test_several_requests_have_no_more_rows_than_one(client, monkeypatch):
    """Each has its share of a page, and a link that leads through the rest."""
    monkeypatch.setattr(odata, "MOST", 40)
    asked = [{"id": str(at), "method": "GET", "url": f"{SET}?$top=30"} for at in range(4)]
    answers = client.post(f"{ROOT}/$batch", json={"requests": asked}).json()["responses"]
    told = [each["body"] for each in answers]
    rest = client.get(told[0]["@odata.nextLink"]).json()

    assert [10] * 4 == [len(each["value"]) for each in told]
    assert rows(client, top="30") == told[0]["value"] + rest["value"]
    assert "@odata.nextLink" not in rest


def test_a_description_in_an_envelope_comes_in_the_format_asked_for(client):
    """As it does by itself."""
    found = client.post(f"{ROOT}/$batch", content=in_json(url="$metadata?$format=json"), headers={"content-type": "application/json"})  # fmt: skip

    assert "$Version" in found.json()["responses"][0]["body"]


@pytest.mark.parametrize("path", [f"{ROOT}/{SET}", "/odata/", f"{ROOT}/$metadata"])
def test_who_is_not_signed_in_is_asked_for_a_password(house, path):
    """So that Excel opens its dialogue."""
    with TestClient(create_app(house, "token")) as client:
        asked = client.get(path)
        wrong = client.get(path, auth=("anybody", "wrong"))

    assert (401, 401) == (asked.status_code, wrong.status_code)
    assert asked.headers["www-authenticate"].startswith("Basic ")


def test_basic_credentials_open_nothing_else(house):
    """A browser sends them without being asked."""
    with TestClient(create_app(house, "token")) as client:
        assert 401 == client.get("/api/v1/forms", auth=("anybody", "token")).status_code


def test_an_entity_set_that_there_is_not(client):
    """Nor a department."""
    assert 404 == client.get(f"{ROOT}/nothing").status_code
    assert 404 == client.get("/odata/nowhere/$metadata").status_code
    assert "error" in json.loads(client.get(f"{ROOT}/nothing").content)
    assert date.fromisoformat(
        rows(client, filter="来本地居住日期 ne null", top="1")[0]["来本地居住日期"]
    )
