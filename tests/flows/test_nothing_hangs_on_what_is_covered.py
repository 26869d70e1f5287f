"""Two houses that differ only in what a reader does not see: whatever they ask, they hear the same, tags and lengths too."""

import re
from urllib.parse import quote

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, DISABLED_COUNTED, UNIT, a_house, admitted, id_number
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts, grants, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.registering import register
from yibiao.model.account import Account
from yibiao.model.actor import Grant
from yibiao.model.place import Unit
from yibiao.model.record import Entry
from yibiao.web.app import create_app

#: A unit that departments see and the worker does not, who would be told what is missing there; and others.
NEAR, OTHER, THIRD = "999999001002", "999999002001", "999999003001"
FEDERATION = "disabled-federation"
TITLE = "残疾居民登记表"
LEDGER = {
    "title": TITLE,
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "身份证号", "type": "text"},
        {"label": "联系电话", "type": "text"},
        {"label": "残疾类别", "type": "choice", "options": ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"]},
        {"label": "疾病名称", "type": "text"},
    ],
}  # fmt: skip
READERS = {
    "analyst": {"role": "analyst", "department": FEDERATION, "unit": UNIT, "masks": {"person.phone": "last-four"}},
    "reviewer": {"role": "reviewer", "department": FEDERATION, "unit": UNIT, "masks": {"person.phone": "last-four"}},
    "worker": {"role": "worker", "unit": UNIT, "masks": {"person.phone": "last-four"}},
}  # fmt: skip
#: What differs in every request, or is told to whoever fills a table: what is missing in it.
NOISE = re.compile(
    r'urn:request:[0-9a-f]+|"missing":\[[^]]*\]|"as_of":[0-9]+|"link":"[0-9a-f]{64}"|[0-9a-f]{12}(?=[。,])|number [0-9a-f]{12}'
)


def people(other):
    """What is stated in the one house, and in the *other*; as much of it."""
    said = {
        "p1": (UNIT, "示例甲", ("010-55550001", "010-66660001"), ("1", "4"), ("高血压", "糖尿病")),
        "p2": (NEAR, "示例乙", ("010-55550002",) * 2, (None, "2"), ("哮喘", None)),
        "p3": (f"{UNIT}001", "示例丙", (None, None), ("4", "1"), ("甲", "乙")),
        "q1": (OTHER, ("别处甲", "别处乙")[other], ("13900000001", "13900000002"), ("1", None), (None, "甲")),
        "q2": ((OTHER, THIRD)[other], "外人", ("13900000003",) * 2, (None, None), (None, None)),
    }  # fmt: skip
    for number, (subject, (unit, name, phone, kind, illness)) in enumerate(said.items()):
        values = {
            "person.name": name,
            "person.id_number": id_number("1950-06-15", number + 10 * (other and subject[0] == "q")),
            "person.phone": phone[other],
            "person.disability_type": kind[other],
            "person.illness_name": illness[other],
        }  # fmt: skip
        yield subject, unit, {each: value for each, value in values.items() if value}


def made(path, other):
    """A house, and what its readers present."""
    house = a_house(path)
    register.units(house, [Unit(code=NEAR, name="近社区"), Unit(code=OTHER, name="邻社区"), Unit(code=THIRD, name="远社区")], ADMINISTRATOR)  # fmt: skip
    house.forms = [
        admitted(house, FEDERATION, LEDGER, scope="true"),
        admitted(house, FEDERATION, DISABLED_COUNTED, subject="unit", scope="true"),
    ]
    for subject, unit, values in people(other):
        opened = Entry(id=subject, unit=unit, subject=subject, kind="person", act="open", values=values)  # fmt: skip
        fill.file(house, opened, ADMINISTRATOR)
    contested = {"person.disability_type": ("4", "1")[other]}
    fill.file(house, Entry(id="c", unit=UNIT, subject="p1", kind="person", values=contested, base=0), ADMINISTRATOR)  # fmt: skip
    house.presented = {}
    for who, given in READERS.items():
        id_ = f"service:{who}"
        accounts.open_(house, Account(id=id_, name=who), ADMINISTRATOR)
        for unit in (UNIT, NEAR) if who != "worker" else (UNIT,):
            grant = Grant(id=f"{who} {unit}", actor=id_, **{**given, "unit": unit})
            grants.give(house, grant, ADMINISTRATOR)
        house.presented[who] = tokens.issue(house, id_, Wanted(label="x"), ADMINISTRATOR)[0]
    return house


def of_slices(form):
    """A slice by filters, orders, groups, files, and as it stood."""
    at = f"/api/v1/slices/{form}"
    yield at
    yield from (f"{at}?format={each}" for each in ("csv", "ndjson"))
    yield from (f"{at}?as_of={each}" for each in ("14", "2026-01-01"))
    yield from (f"{at}?search={quote(each)}" for each in ("高血压", "5555"))
    yield f"{at}/changes?since=0"
    for field in ("f3", "f4"):
        for asked in ("is null", "= '视力'", "= '高血压'", "= '010-55550001'"):
            yield f"{at}?filter={quote(f'{field} {asked}')}"
        yield f"{at}?sort=-{field}&limit=1"
        yield f"{at}?group={field}&measure=count"
        yield f"{at}?group=unit&measure=count&measure=distinct({field})&measure=max({field})"


def of_odata():
    """The same by OData."""
    at = f"/odata/{FEDERATION}/{quote(TITLE)}"
    yield at
    for column in ("疾病名称", "联系电话"):
        for asked in (f"{column} ne null", f"contains({column},'高')", f"{column} gt '5'", f"length({column}) gt 2"):  # fmt: skip
            yield f"{at}/$count?$filter={quote(asked)}"
        yield f"{at}?$orderby={quote(column)}&$top=1"
        yield f"{at}?$apply=groupby(({quote(column)}),aggregate($count%20as%20n))"
        yield f"{at}?$apply=aggregate({quote(column)}%20with%20max%20as%20n)"


def of_units():
    """Tables, records, histories, of one's own and of others."""
    for subject in ("p1", "q1", "q2"):
        yield f"/api/v1/records/{subject}"
        yield from (f"/api/v1/subjects/{subject}{each}" for each in ("", "?as_of=9", "/history", "/form", "/history?element=person.illness_name"))  # fmt: skip
    for unit in (UNIT, OTHER):
        yield from (f"/api/v1/units/{unit}/{each}" for each in ("conflicts", "duplicates", "records", "records?as_of=9", "table", "table?status=contested"))  # fmt: skip
    yield from ("/api/v1/accesses", f"/api/v1/challenges?unit={UNIT}")


def asked_by(who, forms):
    """What each of them is there for: addresses, with a body where there is one; what changes something comes last."""
    if who == "analyst":
        ways = (*of_slices(forms[0]), f"/api/v1/slices/{forms[1]}", *of_odata())
        return [*((each, None) for each in ways), *of_sql()]
    if who == "reviewer":
        return list(of_reviews(forms))
    return [*((each, None) for each in of_units()), *of_tables()]


def of_tables():
    """Found in the unit's table, and what is wrong with an entry."""
    for words in ("视力", "高血压", "010-55550001", "别处"):
        yield f"/api/v1/units/{UNIT}/table/search", {"words": words}
    for values in ({"person.disability_type": "1"}, {"person.illness_name": "高血压"}):
        said = {"unit": UNIT, "subject": "p1", "kind": "person", "act": "state", "values": values}
        yield "/api/v1/entries/check", {"id": "x", **said, "base": 0}


def of_sql():
    """Inferred from joins, conditions and the least of what is covered."""
    for sql in (
        f"SELECT 对象编号, CASE WHEN 疾病名称 LIKE '%血%' THEN 1 ELSE 0 END FROM {TITLE} ORDER BY 1",
        f"SELECT count(a.疾病名称), min(a.联系电话), count(b.姓名) FROM {TITLE} a LEFT JOIN {TITLE} b ON a.残疾类别 = b.残疾类别",
    ):
        yield "/api/v1/slices:query", {"department": FEDERATION, "sql": sql}


def of_reviews(forms):
    """Figures that are tried, and cells that are doubted."""
    for measure in ("count(person.illness_name)", "count(distinct person.disability_type)", "count(person) filter (where person.disability_type = '1')"):  # fmt: skip
        yield f"/api/v1/forms/{forms[1]}/measures:preview", {"measures": {"f1": measure}}
    for number, field in enumerate(("f3", "f4", "f5")):
        yield "/api/v1/challenges", {"id": f"d{number}", "form": forms[0], "subject": "p2", "field": field, "why": "疑"}  # fmt: skip


@pytest.fixture(scope="module")
def heard(tmp_path_factory):
    """What every reader hears in either house, by what they asked."""
    found = ({}, {})
    for other in (0, 1):
        with (
            made(tmp_path_factory.mktemp("house") / "data", other) as house,
            TestClient(create_app(house, "secret")) as client,
        ):
            for who, secret in house.presented.items():
                client.headers["Authorization"] = f"Bearer {secret}"
                for way, body in asked_by(who, house.forms):
                    heard = client.get(way) if body is None else client.post(way, json=body)
                    told = heard.headers.get("etag"), heard.headers.get("yibiao-completeness")
                    answer = heard.status_code, told, NOISE.sub("", heard.text)
                    found[other][who, way, str(body)] = answer
    return found


@pytest.mark.parametrize("who", READERS)
def test_the_same_is_heard_in_both_houses(heard, who):
    """Values, whether there are any, how many, in which order, and that anybody lives elsewhere: nothing hangs on it."""
    one, other = ({key: each for key, each in some.items() if key[0] == who} for some in heard)

    differing = {key[1:]: (one[key], other[key]) for key in one if one[key] != other[key]}
    assert [*differing.items()][:1] == []
    assert {200} <= {status for status, _, _ in one.values()} <= {200, 201, 400, 403, 404, 422}
    assert sum(status in (200, 201) for status, _, _ in one.values()) > 3


def test_a_tag_is_of_who_reads(tmp_path):
    """What one is shown of a table is not taken for what another, or the same later, would be."""
    with a_house(tmp_path / "data") as house, TestClient(create_app(house, "secret")) as client:
        presented = []
        for who, masks in (("one", {}), ("other", {"person.phone": "none"})):
            id_ = f"service:{who}"
            accounts.open_(house, Account(id=id_, name=who), ADMINISTRATOR)
            given = Grant(id=who, actor=id_, role="worker", unit=UNIT, masks=masks)
            grants.give(house, given, ADMINISTRATOR)
            presented.append(tokens.issue(house, id_, Wanted(label="x"), ADMINISTRATOR)[0])
        way = f"/api/v1/units/{UNIT}/table"
        first, second = ({"Authorization": f"Bearer {each}"} for each in presented)
        tag = {"If-None-Match": client.get(way, headers=first).headers["etag"]}

        assert client.get(way, headers={**first, **tag}).status_code == 304
        assert client.get(way, headers={**second, **tag}).status_code == 200
        grants.take(house, "one", ADMINISTRATOR)
        assert client.get(way, headers={**first, **tag}).status_code == 403
