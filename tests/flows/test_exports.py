"""A slice in every format is the same slice: the same rows under the same labels, each value as what it is."""

import csv
import io
import json
from datetime import date, datetime

import duckdb
import jsonschema
import nanoarrow
import openpyxl
import pytest

from tests.houses import ADMINISTRATOR, UNIT
from tests.residents import ASKED, residents
from yibiao import _schemas
from yibiao.errors import Invalid
from yibiao.flows.slicing import export, odata, own_sql, query
from yibiao.flows.slicing.slices import Wish
from yibiao.flows.units import rounds
from yibiao.model.actor import Actor, Grant
from yibiao.model.place import Round
from yibiao.slicing import Wanted
from yibiao.store import batches

LABELS = [each["label"] for each in ASKED["fields"]]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with residents(tmp_path_factory.mktemp("exports") / "data") as house:
        yield house


def exported(house, format_, actor=ADMINISTRATOR, **wanted):
    return export.export(house, house.form, actor, Wish(wanted=Wanted(**wanted)), format_)


def plain(house, **wanted):
    """The rows as JSON has them."""
    return query.slice_of(house, house.form, ADMINISTRATOR, wanted=Wanted(**wanted)).rows.rows


WISHES = [
    {},
    {"where": "月收入（元） > 9000 and 性别 = '男'"},
    {"order": ("-f4", "f1")},
    {"search": "张"},
]


@pytest.mark.parametrize("wanted", WISHES)
def test_json_is_the_rows(house, wanted):
    """With whose they are, and how complete."""
    document = json.loads(exported(house, "json", **wanted).content())
    rows = plain(house, **wanted)

    assert [list(row) for row in rows] == document["rows"]
    assert len(rows) == len(document["subjects"]) == document["completeness"]["rows"]
    assert sum(v is not None for row in rows for v in row) == document["completeness"]["answered"]
    assert LABELS == [each["label"] for each in document["columns"]]


@pytest.mark.parametrize("wanted", WISHES)
def test_lines_of_json_are_the_rows(house, wanted):
    """Under their labels."""
    lines = exported(house, "ndjson", **wanted).content().decode().splitlines()

    assert [dict(zip(LABELS, row, strict=True)) for row in plain(house, **wanted)] == [
        json.loads(each) for each in lines
    ]


def test_units_written_after_each_other_are_the_same_file(house, tmp_path, monkeypatch):
    """However few rows are put in order together."""
    assert len({row[0] for row in house.picture.query('SELECT "#unit" FROM "person"').rows}) > 1
    for wanted in ({}, {"where": "性别 = '男'"}):
        whole = exported(house, "csv", **wanted)
        rows = _of_parquet(house, tmp_path, **wanted)
        monkeypatch.setattr(batches, "IN_ORDER", 1)
        spread = exported(house, "csv", **wanted)
        assert rows == _of_parquet(house, tmp_path, **wanted)
        monkeypatch.undo()

        assert whole.completeness == spread.completeness
        assert whole.content() == spread.content()


def _of_parquet(house, folder, **wanted):
    """The rows of an export, with what its columns are called, and who it says that it is given to."""
    (path := folder / "spread.parquet").write_bytes(exported(house, "parquet", **wanted).content())
    bare = duckdb.connect()
    says = bare.execute("SELECT value FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    found = bare.execute("FROM read_parquet(?)", [str(path)])
    return [each[:2] for each in found.description], found.fetchall(), says


@pytest.mark.parametrize("wanted", WISHES)
def test_csv_is_the_rows(house, wanted):
    """As texts, several choices spelled as in a workbook; what a spreadsheet would run is quoted."""
    text = exported(house, "csv", **wanted).content().decode()
    head, *rows, (mark,) = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))

    def said(value):
        if isinstance(value, list):
            return "、".join(value)
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
            return "'" + value
        return "" if value is None else str(value)

    assert LABELS == head
    assert mark.startswith("# user:test 于 2026-01-01 17:00:00 导出")
    assert [[said(v) for v in row] for row in plain(house, **wanted)] == rows


def as_typed(row):
    """A row as it is in a format that has types."""
    *some, arrived, skills = row
    return (*some, arrived and date.fromisoformat(arrived), skills)


@pytest.mark.parametrize("wanted", WISHES)
def test_parquet_is_the_rows(house, wanted, tmp_path):
    """Numbers are numbers, days are days, several answers a list."""
    path = tmp_path / "rows.parquet"
    path.write_bytes(exported(house, "parquet", **wanted).content())
    found = duckdb.connect().execute("FROM read_parquet(?)", [str(path)])

    assert LABELS == [each[0] for each in found.description]
    assert [as_typed(row) for row in plain(house, **wanted)] == found.fetchall()


@pytest.mark.parametrize("wanted", WISHES)
def test_arrow_is_the_rows(house, wanted):
    """The same, as a stream of batches."""
    table = nanoarrow.ArrayStream.from_readable(
        exported(house, "arrow", **wanted).content()
    ).read_all()

    assert [dict(zip(LABELS, as_typed(row), strict=True)) for row in plain(house, **wanted)] == [
        *table.to_pylist()
    ]


@pytest.mark.parametrize("wanted", WISHES)
def test_xlsx_is_the_rows(house, wanted):
    """Read by another library than wrote it: numbers, days, and texts that stay texts."""
    content = exported(house, "xlsx", **wanted).content()
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)

    def said(row):
        *some, arrived, skills = row
        day = arrived and datetime.fromisoformat(arrived)
        return (*some, day, "、".join(skills) if skills else None)

    assert LABELS == list(head)
    assert [said(row) for row in plain(house, **wanted)] == rows


def test_groups_in_json_are_counted_as_by_hand(house):
    """By an answer and a level of units, with their names; what is not answered is a group, too."""
    document = json.loads(
        exported(
            house, "json", group=("性别", "community"), measures=("count", "sum(f4)", "max(f5)")
        ).content()
    )
    rows = plain(house)

    def expected(sex):
        some = [row for row in rows if row[2] == sex]
        days = [row[4] for row in some if row[4]]
        total = round(sum(row[3] or 0 for row in some), 2)
        return [sex, UNIT, "示例社区", len(some), total, max(days)]

    assert [expected(sex) for sex in ("女", "男", None)] == document["rows"]
    assert ["f3", "community", "community.name", "count", "sum(f4)", "max(f5)"] == [
        each["id"] for each in document["columns"]
    ]


@pytest.mark.parametrize("format_", ["ndjson", "csv", "parquet", "arrow", "xlsx"])
def test_groups_come_in_every_format(house, format_):
    """By months and each of several answers."""
    found = exported(house, format_, group=("month(f5)", "f6", "unit"), measures=("count",))

    assert found.content()


def test_pages_of_groups_are_the_whole(house):
    """Ordered by a figure, whatever the size of a page."""
    whole = json.loads(
        exported(house, "json", group=("year(f5)", "f1"), order=("-count",)).content()
    )
    told, cursor = [], None
    while True:
        page = json.loads(
            exported(
                house, "json", group=("year(f5)", "f1"), order=("-count",), limit=3, after=cursor
            ).content()
        )
        told += page["rows"]
        if (cursor := page.get("next")) is None:
            break

    assert whole["rows"] == told


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"group": ("f9",)}, "unknown-field"),
        ({"group": ("decade(f5)",)}, "unknown-group"),
        ({"group": ("year(f1)",)}, "no-day"),
        ({"group": ("f3", "f3")}, "column-twice"),
        ({"measures": ("median(f4)",)}, "unknown-measure"),
        ({"measures": ("sum(f1)",)}, "no-figures"),
        ({"measures": ("sum(f9)",)}, "unknown-field"),
        ({"group": ("f3",), "order": ("f4",)}, "unknown-field"),
    ],
)
def test_what_makes_no_groups_is_refused(house, wanted, code):
    """With a finding that says what."""
    with pytest.raises(Invalid) as refusal:
        exported(house, "json", **wanted)

    assert code in {each.code for each in refusal.value.findings}
    for each in refusal.value.findings:
        assert each.says("zh")
        assert each.says("en")
        assert each.remedy("zh")


def test_json_is_as_published(house):
    """Whole, a page, and in groups; a round that asks the form beside it."""
    with_round(house)
    published = jsonschema.Draft202012Validator(_schemas.document("slice.schema.json"))
    wishes = (
        {},
        {"limit": 3},
        {"group": ("f3", "year(f5)", "township"), "measures": ("count", "mean(f4)")},
    )
    documents = [json.loads(exported(house, "json", **each).content()) for each in wishes]

    assert [] == [str(each) for document in documents for each in published.iter_errors(document)]
    units = documents[0]["completeness"]["units"]
    assert {"round": "2026-Q1", "units": 1, "filed": 0, "due": 1, "late": 0} == units


def test_completeness_counts_units_that_filed(house):
    """As of an earlier position, as it was then."""
    with_round(house)
    before = house.journal.head
    rounds.submit(house, "2026-Q1", UNIT, ADMINISTRATOR, remark="如实报送")

    def units(as_of=None):
        wish = Wish(as_of=as_of)
        found = export.export(house, house.form, ADMINISTRATOR, wish, "csv")
        assert found.content()
        return found.completeness["units"]

    assert (1, 0) == (units()["filed"], units()["due"])
    assert (0, 1) == (units(before)["filed"], units(before)["due"])


def test_who_asks_otherwise_is_told_as_much(house):
    """By OData, and in SQL of one's own by slice."""
    with_round(house)
    expected = json.loads(exported(house, "json", limit=7).content())["completeness"]
    page = odata.ask(house, "civil-affairs", "居民登记表", "$top=7", ADMINISTRATOR)
    sql = 'SELECT 1 FROM "居民登记表", "单元"'
    answer = own_sql.ask(house, "civil-affairs", sql, ADMINISTRATOR)

    assert expected["rows"] == 7
    assert expected["answered"] < expected["cells"]
    assert expected == page.completeness
    assert answer.completeness["units"] == {"居民登记表": expected["units"]}


def with_round(house):
    """A round that asks the form is open."""
    if "2026-Q1" not in house.registry.rounds:
        opened = Round(id="2026-Q1", period="quarterly", opens="2026-01-01", due="2026-03-31")
        rounds.open_round(house, opened, ADMINISTRATOR)


@pytest.mark.parametrize("format_", ["ndjson", "csv", "parquet", "arrow", "xlsx"])
@pytest.mark.parametrize(
    "wanted", [*WISHES, {"group": ("f3", "township"), "measures": ("sum(f4)",)}, {"limit": 7}]
)
def test_every_format_is_as_complete(house, format_, wanted):
    """What is counted beside a file is what is counted in JSON, also of a page."""
    made, document = (exported(house, each, **wanted) for each in (format_, "json"))
    content, expected = made.content(), json.loads(document.content())

    assert expected["completeness"] == made.completeness
    if format_ == "csv":
        lines = list(csv.reader(io.StringIO(content.decode())))
        assert {len(expected["columns"])} == {len(each) for each in lines[: len(expected["rows"])]}


@pytest.mark.parametrize("format_", ["csv", "parquet"])
@pytest.mark.parametrize("mask", ["last-four", "middle-hidden", "year-only", "none"])
def test_what_is_covered_is_counted_as_it_is_shown(house, format_, mask):
    """Days and numbers among it, of which a mask leaves a text or nothing."""
    bindings = house.registry.registrations[house.form].bindings.values()
    masks = {each.element: mask for each in bindings}
    grant = Grant(id="m", actor="user:m", role="analyst", department="civil-affairs", masks=masks)
    made, document = (
        exported(house, each, Actor(id="user:m", grants=(grant,))) for each in (format_, "json")
    )

    assert made.content()
    assert json.loads(document.content())["completeness"] == made.completeness
