"""An answer to one's own SQL in every format: the same rows, of the types that the question gave them."""

import csv
import io
import json

import duckdb
import nanoarrow
import openpyxl
import pytest
from litestar.testing import TestClient

from tests.residents import PEOPLE, residents
from yibiao.web.app import create_app

SQL = """SELECT 对象编号 AS id, "月收入（元）" AS income, 来本地居住日期 AS day, 掌握的技能 AS skills, 性别 = '男' AS man,
                CAST("月收入（元）" AS DECIMAL(18, 2)) AS exact, 姓名 AS id
         FROM 居民登记表 ORDER BY 对象编号"""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with (
        residents(tmp_path_factory.mktemp("sql") / "data") as house,
        TestClient(create_app(house, "token")) as client,
    ):
        client.headers["Authorization"] = "Bearer token"
        yield client


def asked(client, format_=None, **headers):
    question = {"department": "civil-affairs", "sql": SQL}
    parameters = {"format": format_} if format_ else {}
    found = client.post("/api/v1/slices:query", json=question, params=parameters, headers=headers)
    assert 200 == found.status_code, found.text
    return found


@pytest.fixture(scope="module")
def rows(client):
    document = asked(client).json()
    assert ["id", "income", "day", "skills", "man", "exact", "id"] == [
        each["name"] for each in document["columns"]
    ]
    assert PEOPLE == len(document["rows"])
    return document["rows"]


def test_csv(client, rows):
    """A line each, and who took it out."""
    head, *lines, tail = csv.reader(io.StringIO(asked(client, "csv").text.removeprefix("\ufeff")))

    assert ["id", "income", "day", "skills", "man", "exact", "id 2"] == head
    assert [each[0] for each in rows] == [each[0] for each in lines]
    assert tail[0].startswith("# ")


def test_lines_of_json(client, rows):
    """By what is accepted."""
    found = asked(client, Accept="application/x-ndjson")

    assert [each[1] for each in rows] == [
        json.loads(line)["income"] for line in found.text.splitlines()
    ]
    assert {"rows": PEOPLE, "more": False} == json.loads(found.headers["yibiao-completeness"])


def test_parquet(client, rows, tmp_path):
    """Numbers exact or not, days, true and false."""
    path = tmp_path / "answer.parquet"
    path.write_bytes(asked(client, "parquet").content)
    found = duckdb.connect().execute("FROM read_parquet(?)", [str(path)])

    assert ["VARCHAR", "DOUBLE", "DATE", "VARCHAR", "BOOLEAN", "DECIMAL(18,2)", "VARCHAR"] == [
        str(each[1]) for each in found.description
    ]
    told = found.fetchall()
    assert [(each[0], each[1], each[2]) for each in rows] == [
        (id_, income, day and day.isoformat()) for id_, income, day, *_ in told
    ]


def test_arrow(client, rows):
    """The same."""
    table = nanoarrow.ArrayStream.from_readable(asked(client, "arrow").content).read_all()

    assert [each[0] for each in rows] == [each["id"] for each in table.to_pylist()]


def test_xlsx(client, rows):
    """Days are days, and a text that begins like a formula is one."""
    sheet = openpyxl.load_workbook(io.BytesIO(asked(client, "xlsx").content)).worksheets[0]
    head, *told = sheet.iter_rows(values_only=True)

    assert "income" == head[1]
    assert [each[2] for each in rows] == [each[2] and each[2].date().isoformat() for each in told]
    assert [each[6] for each in rows] == [each[6] for each in told]


def test_relations_say_types_and_labels(client):
    """What whoever writes a question has to know."""
    found = client.get("/api/v1/slices:relations", params={"department": "civil-affairs"}).json()
    columns = {each["name"]: each for each in found[0]["columns"]}

    assert "居民登记表" == found[0]["name"]
    assert ("DATE", "VARCHAR[]") == (
        columns["来本地居住日期"]["type"],
        columns["掌握的技能"]["type"],
    )
    assert "月收入（元）" == columns["月收入（元）"]["label"]
