"""A department's own SQL: what it may ask is answered, and nothing else is to be had by it."""

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, NOBODY, UNIT, a_house, admitted
from yibiao.errors import Invalid, NotAllowed, NotFound, PictureBehind, TooSlow
from yibiao.flows.filling import fill
from yibiao.flows.slicing import own_sql, query
from yibiao.model.record import Entry
from yibiao.store import secluded
from yibiao.web.app import create_app

FEDERATION = "disabled-federation"
FORM = "残疾人登记表"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("own") / "data") as house:
        admitted(house, FEDERATION, DISABLED, scope="true")
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        for number, kind in enumerate(("1", "1", "4", None)):
            values = {"person.name": f"示例{number}", "person.disability_certificate_no": None}
            fill.file(
                house,
                Entry(
                    id=f"e{number}", unit=UNIT, subject=f"s{number}", kind="person", act="open",
                    values={**values, "person.disability_type": kind},
                ),
                ADMINISTRATOR,
            )  # fmt: skip
        yield house


@pytest.fixture
def client(house):
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        yield client


def ask(house, sql, department=FEDERATION):
    return own_sql.ask(house, department, sql, ADMINISTRATOR)


def codes(refusal):
    return {each.code for each in refusal.value.findings}


def test_what_may_be_asked_is_listed(house):
    """The department's own form with its columns, and the units."""
    found = own_sql.relations(house, FEDERATION, ADMINISTRATOR)

    assert {FORM, "单元"} == set(found)
    assert ["单元代码", "对象编号", "姓名"] == [each.name for each in found[FORM][:3]]
    assert {"VARCHAR"} == {each.type for each in found[FORM][:3]}
    assert all(each.label and each.type for some in found.values() for each in some)


def test_every_row_of_the_slice_is_there_and_no_other(house):
    """Asking for everything gives what the slice gives."""
    form = next(
        each.form.id for each in house.registry.registrations.values() if each.form.title == FORM
    )
    slice_ = query.slice_of(house, form, ADMINISTRATOR)
    found = ask(house, f"SELECT * FROM {FORM} ORDER BY 单元代码, 对象编号")

    assert [row[2:] for row in found.rows] == [tuple(row) for row in slice_.rows.rows]
    assert found.as_of == slice_.rows.as_of
    assert not found.more


def test_groups_joins_and_parts_with_names_are_answered(house):
    """Counts by kind of disability and the community's name."""
    found = ask(
        house,
        f"""WITH kinds AS (SELECT 单元代码, 残疾类别 AS kind FROM {FORM} -- a remark
            WHERE 残疾类别 IS NOT NULL)
            SELECT u.名称, kind, count(*) AS 人数 FROM kinds JOIN 单元 AS u ON u.代码 = kinds.单元代码
            GROUP BY ALL HAVING count(*) >= 1 ORDER BY 人数 DESC LIMIT 5""",
    )

    assert ["名称", "kind", "人数"] == [name for name, _ in found.columns]
    assert [("示例社区", 2), ("示例社区", 1)] == [(row[0], row[2]) for row in found.rows]


def test_the_answer_follows_the_journal(house):
    """What was filed since is in it, and the files of before are gone."""
    before = ask(house, f"SELECT count(*) FROM {FORM}")
    entry = Entry(
        id="late", unit=UNIT, subject="late", kind="person", act="open",
        values={"person.disability_type": "4"},
    )  # fmt: skip
    fill.file(house, entry, ADMINISTRATOR)
    after = ask(house, f"SELECT count(*) FROM {FORM}")

    assert after.as_of > before.as_of
    assert after.rows[0][0] == before.rows[0][0] + 1
    folder = house.picture.extracted("any", 0).parent
    assert [f"{after.as_of}"] == [each.name.partition("-")[0] for each in folder.glob("*.parquet")]


def test_nobody_waits_for_a_picture_that_is_far_behind(house, monkeypatch):
    """As for a slice, it is told how far the picture is."""
    house.picture.catch_up()
    entry = Entry(id="newer", unit=UNIT, subject="newer", kind="person", act="open")
    fill.file(house, entry, ADMINISTRATOR)
    monkeypatch.setattr(house.picture, "patience", 0)

    with pytest.raises(PictureBehind):
        ask(house, f"SELECT count(*) FROM {FORM}")


def test_an_answer_has_an_end(house):
    """More rows than are given are told of."""
    found = secluded.ask("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3", {}, most=2)

    assert 2 == len(found.rows)
    assert found.more


def test_what_takes_too_long_is_stopped():
    """The process is ended when its time is up."""
    slow = """SELECT count(*) FROM range(100000000) AS a(n), range(100000000) AS b(m)
        WHERE (n * 7919 + m * 104729) % 1000003 = 5"""

    with pytest.raises(TooSlow):
        secluded.ask(slow, {}, seconds=2)


def test_what_takes_too_much_memory_is_refused():
    """And the service goes on."""
    with pytest.raises(Invalid) as refusal:
        secluded.ask("SELECT count(DISTINCT n) FROM range(200000000) AS a(n)", {})

    assert codes(refusal) <= {"sql-failed", "sql-too-much"}
    assert [[1]] == secluded.ask("SELECT 1", {}).rows


def test_only_whoever_may_read_slices_asks(house):
    """Nobody else, and of no department that is not there."""
    with pytest.raises(NotAllowed):
        own_sql.ask(house, FEDERATION, "SELECT 1", NOBODY)
    with pytest.raises(NotFound):
        own_sql.ask(house, "nobody", "SELECT 1", ADMINISTRATOR)


def test_a_wrong_name_is_told_without_values(house):
    """The engine names the column that is not there."""
    with pytest.raises(Invalid) as refusal:
        ask(house, f"SELECT 没有这一列 FROM {FORM}")

    assert {"sql-failed"} == codes(refusal)
    assert "示例" not in str(refusal.value.document())


def test_a_value_that_cannot_be_converted_is_not_repeated(house):
    """Its message would hold what stands in a cell."""
    with pytest.raises(Invalid) as refusal:
        ask(house, f"SELECT CAST(姓名 AS INT) FROM {FORM}")

    assert "示例0" not in str(refusal.value.document())


# ------------------------------------------------------------------------------------------------ the escapes

OTHER = "80岁以上老人花名册"

#: Attempts to read, write, change or stop what is not one's own.
ESCAPES = {
    # files
    "read_csv": "SELECT * FROM read_csv('/etc/passwd')",
    "read_csv_auto": "SELECT * FROM read_csv_auto('/etc/passwd')",
    "read_text": "SELECT * FROM read_text('/etc/passwd')",
    "read_blob": "SELECT * FROM read_blob('/etc/passwd')",
    "read_json": "SELECT * FROM read_json('x.json')",
    "read_ndjson": "SELECT * FROM read_ndjson_objects('x.json')",
    "read_parquet": "SELECT * FROM read_parquet('/**/*.parquet')",
    "parquet_scan": "SELECT * FROM parquet_scan('*.parquet')",
    "parquet_metadata": "SELECT * FROM parquet_metadata('*.parquet')",
    "sniff_csv": "SELECT * FROM sniff_csv('/etc/passwd')",
    "glob": "SELECT * FROM glob('/**')",
    "file as table": "SELECT * FROM '/etc/passwd'",
    "file as quoted name": 'SELECT * FROM "/etc/passwd"',
    "parquet as quoted name": 'SELECT * FROM "extracts/1.parquet"',
    "csv over http": "SELECT * FROM 'https://example.org/x.csv'",
    "s3": "SELECT * FROM 's3://bucket/x.parquet'",
    "journal": 'SELECT * FROM "journal.sqlite"',
    "picture": 'SELECT * FROM "picture.duckdb"',
    "sqlite_scan": "SELECT * FROM sqlite_scan('journal.sqlite', 'event')",
    "sqlite_attach": "CALL sqlite_attach('journal.sqlite')",
    "postgres_scan": "SELECT * FROM postgres_scan('host=x', 'public', 't')",
    "scalar read_text": "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "lateral read_text": f"SELECT * FROM {FORM}, LATERAL read_text('/etc/passwd')",
    "join read_text": f"SELECT * FROM {FORM} JOIN read_text('/etc/passwd') ON true",
    "file in a part": "WITH a AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM a",
    "file in exists": f"SELECT 1 FROM {FORM} WHERE EXISTS (SELECT 1 FROM read_text('/etc/passwd'))",
    "file in in": f"SELECT 1 FROM {FORM} WHERE 姓名 IN (SELECT content FROM read_text('/etc/passwd'))",
    "file in order": f"SELECT 1 FROM {FORM} ORDER BY (SELECT content FROM read_text('/etc/passwd'))",
    "file in case": "SELECT CASE WHEN true THEN (SELECT content FROM read_text('/etc/passwd')) END",
    "file in union": f"SELECT 姓名 FROM {FORM} UNION SELECT content FROM read_text('/etc/passwd')",
    "file in except": f"SELECT 姓名 FROM {FORM} EXCEPT SELECT content FROM read_text('/etc/passwd')",
    "file in values": "SELECT * FROM (VALUES ((SELECT content FROM read_text('/etc/passwd'))))",
    # other statements
    "attach": "ATTACH 'journal.sqlite' AS j (TYPE sqlite)",
    "attach picture": "ATTACH 'picture.duckdb' AS p",
    "detach": "DETACH memory",
    "use": "USE memory",
    "copy to": f"COPY {FORM} TO '/tmp/out.csv'",
    "copy query to": f"COPY (SELECT * FROM {FORM}) TO '/tmp/out.csv'",
    "copy from": f"COPY {FORM} FROM '/etc/passwd'",
    "export": "EXPORT DATABASE '/tmp/out'",
    "import": "IMPORT DATABASE '/tmp/out'",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "force install": "FORCE INSTALL sqlite FROM community",
    "pragma": "PRAGMA database_list",
    "pragma settings": "PRAGMA enable_external_access=true",
    "set": "SET enable_external_access = true",
    "set global": "SET GLOBAL memory_limit = '100GB'",
    "reset": "RESET enable_external_access",
    "set variable": "SET VARIABLE x = 1",
    "create table": "CREATE TABLE t AS SELECT 1",
    "create view": "CREATE VIEW v AS SELECT 1",
    "create macro": "CREATE MACRO m(a) AS a + 1",
    "create table macro": "CREATE MACRO m() AS TABLE SELECT * FROM read_text('/etc/passwd')",
    "create secret": "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "create function": "CREATE FUNCTION f(a) AS a",
    "create schema": "CREATE SCHEMA s",
    "create sequence": "CREATE SEQUENCE s",
    "create type": "CREATE TYPE t AS ENUM ('a')",
    "insert": f"INSERT INTO {FORM} VALUES (1)",
    "update": f"UPDATE {FORM} SET 姓名 = '甲'",
    "delete": f"DELETE FROM {FORM}",
    "truncate": f"TRUNCATE {FORM}",
    "drop": f"DROP VIEW {FORM}",
    "alter": f"ALTER TABLE {FORM} RENAME TO x",
    "merge": f"MERGE INTO {FORM} USING {FORM} b ON true WHEN MATCHED THEN DELETE",
    "call": "CALL pragma_version()",
    "explain": f"EXPLAIN SELECT * FROM {FORM}",
    "explain analyze": f"EXPLAIN ANALYZE SELECT * FROM {FORM}",
    "describe": f"DESCRIBE {FORM}",
    "show": "SHOW TABLES",
    "show all": "SHOW ALL TABLES",
    "summarize": f"SUMMARIZE {FORM}",
    "checkpoint": "CHECKPOINT",
    "vacuum": "VACUUM",
    "begin": "BEGIN",
    "prepare": "PREPARE p AS SELECT 1",
    "execute": "EXECUTE p",
    "comment on": f"COMMENT ON VIEW {FORM} IS 'x'",
    "two statements": "SELECT 1; SELECT 2",
    "second statement": "SELECT 1; ATTACH 'journal.sqlite'",
    "nothing": "",
    "only a remark": "-- nothing",
    # what the engine tells of itself
    "duckdb_settings": "SELECT * FROM duckdb_settings()",
    "duckdb_tables": "SELECT * FROM duckdb_tables()",
    "duckdb_views": "SELECT sql FROM duckdb_views()",
    "duckdb_views as relation": "SELECT sql FROM duckdb_views",
    "duckdb_databases": "SELECT * FROM duckdb_databases()",
    "duckdb_secrets": "SELECT * FROM duckdb_secrets()",
    "duckdb_extensions": "SELECT * FROM duckdb_extensions()",
    "duckdb_temporary_files": "SELECT * FROM duckdb_temporary_files()",
    "information_schema": "SELECT * FROM information_schema.tables",
    "pg_catalog": "SELECT * FROM pg_catalog.pg_tables",
    "sqlite_master": "SELECT * FROM sqlite_master",
    "pragma function": "SELECT * FROM pragma_database_list()",
    "current_setting": "SELECT current_setting('memory_limit')",
    "getenv": "SELECT getenv('YIBIAO_TOKEN')",
    "getvariable": "SELECT getvariable('x')",
    "version": "SELECT version()",
    "current_user": "SELECT current_user",
    # other people's
    "other department": f"SELECT * FROM {OTHER}",
    "other department, quoted": f'SELECT * FROM "{OTHER}"',
    "other department in a part": f'WITH a AS (SELECT * FROM "{OTHER}") SELECT * FROM a',
    "other department in a condition": f'SELECT 1 FROM {FORM} WHERE 姓名 IN (SELECT 姓名 FROM "{OTHER}")',
    "other department in a count": f'SELECT (SELECT count(*) FROM "{OTHER}")',
    "other department by a part's name": f'WITH "{OTHER}" AS (SELECT * FROM "{OTHER}") SELECT * FROM "{OTHER}"',
    "the picture's table": "SELECT * FROM person",
    "statements": "SELECT * FROM statement",
    "with a database": f"SELECT * FROM memory.main.{FORM}",
    "with a schema": f"SELECT * FROM main.{FORM}",
    "temp": "SELECT * FROM temp.x",
    "system": "SELECT * FROM system.main.duckdb_settings",
    # bombs
    "recursive": "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
    "range": "SELECT count(*) FROM range(1000000000000)",
    "generate_series": "SELECT * FROM generate_series(1, 1000000000000)",
    "unnest": "SELECT unnest(range(1000000000))",
    "repeat": "SELECT repeat('x', 1000000000)",
    "repeat_row": "SELECT * FROM repeat(1, 1000000000)",
    "lpad": "SELECT lpad('x', 1000000000, 'x')",
    "list": f"SELECT list(姓名) FROM {FORM}",
    "string_agg": f"SELECT string_agg(姓名, '') FROM {FORM}",
    "cross joins": "SELECT count(*) FROM " + ", ".join(f"{FORM} AS a{n}" for n in range(20)),
    "deep brackets": "SELECT " + "(" * 400 + "1" + ")" * 400,
    "deep questions": "SELECT * FROM (" * 200 + "SELECT 1" + ") AS a" * 200,
    "long": "SELECT " + " + ".join(["1"] * 30_000),
    "regexp": f"SELECT regexp_matches(姓名, '(a+)+$') FROM {FORM}",
    "tablesample": f"SELECT * FROM {FORM} TABLESAMPLE 10%",
    "into": f"SELECT * INTO x FROM {FORM}",
    # spellings
    "remark within": "SELECT * FROM read/**/_text('/etc/passwd')",
    "remark before": "/* SELECT */ ATTACH 'x'",
    "full width": "ＳＥＬＥＣＴ * ＦＲＯＭ read_text('/etc/passwd')",
    "zero width": f"SELECT * FROM {OTHER}\u200b",
    "right to left": f"SELECT * FROM \u202e{OTHER}",
    "dollar quotes": "SELECT * FROM read_text($$/etc/passwd$$)",
    "escape string": "SELECT * FROM read_text(E'\\x2fetc\\x2fpasswd')",
    "query function": "SELECT * FROM query('SELECT 1')",
    "query_table": f"SELECT * FROM query_table('{OTHER}')",
    "chained call": "SELECT '/etc/passwd'.read_text()",
    "lambda": "SELECT list_transform([1], x -> x + 1)",
    "columns": f"SELECT COLUMNS('.*') FROM {FORM}",
    "pivot": f"PIVOT {FORM} ON 性别 USING count(*)",
    "unpivot": f"UNPIVOT {FORM} ON 姓名 INTO NAME a VALUE b",
    "cast to a type": "SELECT CAST(1 AS INET)",
    "cast to a list": "SELECT CAST('[1]' AS INT[])",
    "struct": "SELECT {'a': 1}",
    "json_execute": "SELECT json_execute_serialized_sql('x')",
    "eval": "SELECT eval('1')",
    "positional join": f"SELECT * FROM {FORM} POSITIONAL JOIN read_text('/etc/passwd')",
    "asof join": f"SELECT * FROM {FORM} ASOF JOIN read_text('/etc/passwd') t ON true",
}  # fmt: skip


def test_there_are_attempts_enough():
    """A hundred at least."""
    assert len(ESCAPES) >= 100


@pytest.mark.parametrize("attempt", ESCAPES.values(), ids=ESCAPES)
def test_no_attempt_gets_past_the_reading_of_the_question(house, attempt):
    """Refused before anything is run, with a finding that says what."""
    with pytest.raises(Invalid) as refusal:
        ask(house, attempt)

    assert all(each.code.startswith("sql-") and each.says("zh") for each in refusal.value.findings)
    assert "sql-failed" not in codes(refusal)


#: What would be asked of the engine if the reading of the question let it pass.
BEHIND = {
    name: attempt
    for name, attempt in ESCAPES.items()
    if any(
        word in attempt
        for word in (
            "/etc/passwd", "journal.sqlite", "picture.duckdb", "ATTACH", "COPY", "EXPORT", "INSTALL", "LOAD",
            "enable_external_access", "memory_limit = ", "SECRET", "https:", "s3:",
        )
    )
}  # fmt: skip


@pytest.mark.parametrize("attempt", BEHIND.values(), ids=BEHIND)
def test_the_process_would_not_let_it_out_either(house, attempt):
    """The second wall: with the first one taken away the engine has no files, no network, no other settings."""
    table = house.picture.extracted("one", house.picture.extract({"one": own_sql._units(house)}))

    with pytest.raises(Invalid) as refusal:
        secluded.ask(attempt, {FORM: table})

    assert {"sql-failed"} == codes(refusal)


def test_the_process_has_no_secret(monkeypatch):
    """Nothing of the service's settings is in its environment."""
    monkeypatch.setenv("YIBIAO_TOKEN", "secret-of-the-service")

    assert "secret-of-the-service" not in secluded.environment().values()


def test_over_http(client):
    """What may be asked, an answer, and a refusal."""
    asked = client.post(
        "/api/v1/slices:query",
        json={"department": FEDERATION, "sql": f"SELECT count(*) AS 人数 FROM {FORM}"},
    )
    refused = client.post(
        "/api/v1/slices:query", json={"department": FEDERATION, "sql": "ATTACH 'x'"}
    )
    listed = client.get("/api/v1/slices:relations", params={"department": FEDERATION})

    assert "人数" == asked.json()["columns"][0]["name"]
    assert 422 == refused.status_code
    assert "sql-not-permitted" == refused.json()["errors"][0]["code"]
    assert {FORM, "单元"} == {each["name"] for each in listed.json()}
