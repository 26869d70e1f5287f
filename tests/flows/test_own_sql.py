"""A department's own SQL: what it may ask is answered, and nothing else is to be had by it."""

import threading

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, NOBODY, UNIT, a_house, admitted
from yibiao import slicing
from yibiao.errors import Invalid, NotAllowed, NotFound, PictureBehind, TooMany, TooSlow
from yibiao.flows.filling import fill
from yibiao.flows.slicing import own_sql, query
from yibiao.model.record import Entry
from yibiao.store import answering, secluded
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


def test_what_is_filed_and_asked_meanwhile_takes_no_files_away(house, monkeypatch):
    """Whoever is answered slowly has theirs until the end; then they are removed."""
    really, seen = secluded.ask, []

    def slowly(sql, files):
        monkeypatch.setattr(secluded, "ask", really)
        entry = Entry(id="meanwhile", unit=UNIT, subject="meanwhile", kind="person", act="open")
        fill.file(house, entry, ADMINISTRATOR)
        seen.extend((*files.values(), ask(house, f"SELECT count(*) FROM {FORM}").rows[0][0]))
        return really(sql, files)

    monkeypatch.setattr(secluded, "ask", slowly)
    before = ask(house, f"SELECT count(*) FROM {FORM}").rows[0][0]

    assert [before + 1] == seen[1:]
    assert seen[0].exists()
    ask(house, f"SELECT 1 FROM {FORM}")
    assert not seen[0].exists()


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
        secluded.ask("SELECT count(DISTINCT n) FROM range(200000000) AS a(n)", {}, seconds=120)

    assert codes(refusal) <= {"sql-failed", "sql-too-much"}
    assert [[1]] == secluded.ask("SELECT 1", {}).rows


def test_what_one_text_grows_to_is_bounded_too(monkeypatch):
    """The engine does not count it: the process may not have so much."""
    monkeypatch.setattr(secluded, "IN_ALL", 400 << 20)
    grown = f"replace(replace('{'a' * 9000}', 'a', '{'b' * 9000}'), 'b', '{'c' * 8}')"

    with pytest.raises(Invalid) as refusal:
        secluded.ask(slicing.permitted(f"SELECT length({grown})", []), {}, seconds=120)

    assert codes(refusal) <= {"sql-failed", "sql-too-much"}


def test_only_so_many_are_answered_at_once(monkeypatch):
    """Each of them may take a lot; whoever comes then is told to come again."""
    full = threading.BoundedSemaphore(1)
    monkeypatch.setattr(secluded, "_turns", full)
    monkeypatch.setattr(secluded, "PATIENCE", 0.0)
    with full, pytest.raises(TooMany):
        secluded.ask("SELECT 1", {})
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
    # other places for the same
    "from first, file": "FROM read_text('/etc/passwd')",
    "from first, other": f'FROM "{OTHER}"',
    "from first, file as name": "FROM '/etc/passwd'",
    "table statement": f'TABLE "{OTHER}"',
    "table statement, file": "TABLE '/etc/passwd'",
    "values of a file": "VALUES ((SELECT content FROM read_text('/etc/passwd')))",
    "describe as relation": f"SELECT * FROM (DESCRIBE {FORM})",
    "show as relation": "SELECT * FROM (SHOW ALL TABLES)",
    "summarize as relation": f"SELECT * FROM (SUMMARIZE {FORM})",
    "pivot as relation": f"SELECT * FROM (PIVOT {FORM} ON 性别 USING count(*))",
    "duckdb_functions": "SELECT * FROM duckdb_functions()",
    "duckdb_columns": "SELECT * FROM duckdb_columns()",
    "duckdb_settings as relation": "SELECT * FROM duckdb_settings",
    "pragma_table_info": f"SELECT * FROM pragma_table_info('{FORM}')",
    "pragma_storage_info": f"SELECT * FROM pragma_storage_info('{FORM}')",
    "pg_tables": "SELECT * FROM pg_tables",
    "current_schemas": "SELECT current_schemas(true)",
    "which_secret": "SELECT * FROM which_secret('s3://x', 's3')",
    "duckdb_logs": "SELECT * FROM duckdb_logs()",
    "duckdb_memory": "SELECT * FROM duckdb_memory()",
    "insert in a part": f"WITH x AS (INSERT INTO {FORM} VALUES (1) RETURNING *) SELECT * FROM x",
    "attach in a part": "WITH x AS (ATTACH 'a') SELECT 1",
    "copy in a part": f"WITH x AS (COPY {FORM} TO 'x') SELECT 1",
    "recursive, named otherwise": "WITH RECURSIVE a AS (SELECT 1 AS n), r AS (SELECT n FROM a UNION SELECT n + 1 FROM r) SELECT max(n) FROM r",
    "recursive, using key": "WITH RECURSIVE r(a) USING KEY (a) AS (SELECT 1 UNION SELECT a + 1 FROM r) SELECT * FROM r",
    "itself without the word": "WITH r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SELECT * FROM r",
    "part named later": f"WITH a AS (SELECT * FROM b), b AS (SELECT * FROM {FORM}) SELECT * FROM a",
    "part of a sister": "SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) AS p, x",
    "part named inside a part": "WITH a AS (WITH b AS (SELECT 1 AS n) SELECT * FROM b) SELECT * FROM b",
    "file in limit": f"SELECT 1 FROM {FORM} LIMIT (SELECT count(*) FROM read_text('/etc/passwd'))",
    "file in offset": f"SELECT 1 FROM {FORM} LIMIT 1 OFFSET (SELECT count(*) FROM read_text('/etc/passwd'))",
    "file in a window": f"SELECT sum(1) OVER (ORDER BY (SELECT content FROM read_text('/etc/passwd'))) FROM {FORM}",
    "file in a filter": f"SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM read_text('/etc/passwd'))) FROM {FORM}",
    "file in having": f"SELECT 1 FROM {FORM} GROUP BY ALL HAVING EXISTS (SELECT 1 FROM read_text('/etc/passwd'))",
    "file in qualify": f"SELECT 1 FROM {FORM} QUALIFY EXISTS (SELECT 1 FROM read_text('/etc/passwd'))",
    "file in a join": f"SELECT 1 FROM {FORM} a JOIN {FORM} b ON EXISTS (SELECT 1 FROM read_text('/etc/passwd'))",
    "file in a group": f"SELECT 1 FROM {FORM} GROUP BY (SELECT content FROM read_text('/etc/passwd'))",
    "file in an interval": "SELECT DATE '2026-01-01' + INTERVAL (SELECT content FROM read_text('/etc/passwd')) DAY",
    "quoted name that ends": f'SELECT * FROM "{FORM}"" UNION SELECT * FROM read_text(\'/etc/passwd\') --"',
    "alias that ends": 'SELECT 1 AS "a"";ATTACH \'x\';--" FROM "没有"',
    "nul": "SELECT * FROM read_text('/etc/passwd')\x00",
    "nul within": f"SELECT * FROM {OTHER}\x00",
    "byte order mark": "\ufeffATTACH 'x'",
    "line separator": "-- x\u2028ATTACH 'x'",
    "nested remark": "/* /* */ ATTACH 'x' */ ATTACH 'y'",
    "remark that hides the end": "SELECT 1 --\n; ATTACH 'x'",
    "compatible characters": "SELECT * FROM ８０岁以上老人花名册",
    "combining": f"SELECT * FROM {OTHER}\u0301",
    "soft hyphen": "SELECT * FROM 80岁\u00ad以上老人花名册",
    "small letters of another script": "SELECT * FROM реrson",
    "unicode escape": 'SELECT * FROM U&"\\0038\\0030岁以上老人花名册"',
    "unicode escaped text": "SELECT * FROM read_text(U&'\\002fetc\\002fpasswd')",
    "comprehension": "SELECT [x * 2 for x in range(1000000000)]",
    "list of lists": "SELECT [[1]]",
    "map": "SELECT MAP {'a': 1}",
    "arrow": f"SELECT 姓名 -> '$' FROM {FORM}",
    "double arrow": f"SELECT 姓名 ->> '$' FROM {FORM}",
    "glob operator": f"SELECT 1 FROM {FORM} WHERE 姓名 GLOB '*'",
    "similar to": f"SELECT 1 FROM {FORM} WHERE 姓名 SIMILAR TO '(a+)+$'",
    "regexp operator": f"SELECT 1 FROM {FORM} WHERE 姓名 ~ '(a+)+$'",
    "format": "SELECT format('{:999999999}', 1)",
    "printf": "SELECT printf('%999999999d', 1)",
    "rpad": "SELECT rpad('x', 1000000000, 'x')",
    "bar": "SELECT bar(1, 0, 1, 1000000000)",
    "md5_number": "SELECT md5('x')",
    "random": "SELECT random()",
    "setseed": "SELECT setseed(0.5)",
    "uuid": "SELECT uuid()",
    "now": "SELECT now()",
    "txid_current": "SELECT txid_current()",
    "error": "SELECT error('x')",
    "nextval": "SELECT nextval('s')",
    "hash": f"SELECT hash(姓名) FROM {FORM}",
    "typeof": f"SELECT typeof(姓名) FROM {FORM}",
    "alias()": f"SELECT alias(姓名) FROM {FORM}",
    "array_agg": f"SELECT array_agg(姓名) FROM {FORM}",
    "histogram": f"SELECT histogram(姓名) FROM {FORM}",
    "approx_top_k": f"SELECT approx_top_k(姓名, 3) FROM {FORM}",
    "arg_max": f"SELECT arg_max(姓名, 性别) FROM {FORM}",
    "mode": f"SELECT mode(姓名) FROM {FORM}",
    "first": f"SELECT first(姓名) FROM {FORM}",
    "any_value": f"SELECT any_value(姓名) FROM {FORM}",
    "at version": f"SELECT * FROM {FORM} AT (VERSION => 1)",
    "only": f"SELECT * FROM ONLY {FORM}",
    "with ordinality": f"SELECT * FROM {FORM} WITH ORDINALITY",
    "using sample": f"SELECT * FROM {FORM} USING SAMPLE 10",
    "lateral unnest": f"SELECT * FROM {FORM}, LATERAL unnest([1]) AS u(x)",
    "semi join file": f"SELECT * FROM {FORM} SEMI JOIN read_text('/etc/passwd') t ON true",
    "natural join file": f"SELECT * FROM {FORM} NATURAL JOIN read_text('/etc/passwd')",
    "for update": f"SELECT * FROM {FORM} FOR UPDATE",
    "set operation by name": f'SELECT * FROM {FORM} UNION BY NAME SELECT * FROM "{OTHER}"',
    "cross joins in parts": "WITH " + ", ".join(f"a{n} AS (SELECT 1 FROM {FORM})" for n in range(14)) + " SELECT count(*) FROM " + ", ".join(f"a{n}" for n in range(14)),
    "doubling parts": "WITH a0 AS (SELECT 1 AS n), " + ", ".join(f"a{n} AS (SELECT * FROM a{n-1} UNION ALL SELECT * FROM a{n-1})" for n in range(1,40)) + " SELECT count(*) FROM a39",
    "many unions": " UNION ALL ".join([f"SELECT 1 FROM {FORM}"] * 20),
    "deep case": "SELECT "+"CASE WHEN true THEN "*100+"1"+" END"*100,
    "replace with a file": f"SELECT * REPLACE ((SELECT content FROM read_text('/etc/passwd')) AS 姓名) FROM {FORM}",
    "columns lambda": f"SELECT COLUMNS(c -> true) FROM {FORM}",
    "cast regclass": f"SELECT CAST('{FORM}' AS REGCLASS)",
    "cast json": "SELECT CAST('{}' AS JSON)",
    "cast blob": "SELECT CAST('x' AS BLOB)",
    "cast hugeint": "SELECT CAST(1 AS HUGEINT)",
    "session_user": "SELECT session_user",
    "current_catalog": "SELECT current_catalog",
    "localtimestamp": "SELECT localtimestamp",
    "parameter": "SELECT ?",
    "named parameter": "SELECT $x",
    "positional": f"SELECT #1 FROM {FORM}",
    "star of a file": "SELECT t.* FROM read_text('/etc/passwd') t",
    "values as table": "SELECT * FROM (VALUES (1)) t",
    "overlay dot": "SELECT 'x'.upper()",
}  # fmt: skip


def test_there_are_attempts_enough():
    """Two hundred at least."""
    assert len(ESCAPES) >= 200


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


@pytest.mark.parametrize(
    "asked",
    [
        f"SELECT rowid FROM {FORM}", f"SELECT filename FROM {FORM}", f"SELECT file_row_number FROM {FORM}",
        'SELECT "current_database"', 'SELECT "a"" FROM read_text(\'/etc/passwd\') --"', "SELECT \"current_setting('memory_limit')\"",
    ],
)  # fmt: skip
def test_names_that_mean_more_to_the_engine_are_names_of_columns(house, asked):
    """There are none such; no path of a file is told."""
    with pytest.raises(Invalid) as refusal:
        ask(house, asked)

    assert "extracts" not in str(refusal.value.document())


def test_the_process_has_no_secret(monkeypatch):
    """Nothing of the service's settings is in its environment."""
    monkeypatch.setenv("YIBIAO_TOKEN", "secret-of-the-service")

    assert "secret-of-the-service" not in secluded.environment().values()


@pytest.mark.parametrize(
    ("allowed", "memory", "time"), [(5, (5, 5), (5, 5)), (-1, (99, 99), (40, 41))]
)
def test_a_system_that_allows_less_than_is_asked_for_is_content(monkeypatch, allowed, memory, time):
    """Nobody but an administrator may raise what whoever started the process has set."""
    resource = pytest.importorskip("resource")
    bounds = {}
    monkeypatch.setattr(resource, "RLIM_INFINITY", -1)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (allowed, allowed))
    monkeypatch.setattr(resource, "setrlimit", bounds.__setitem__)

    answering._limit(seconds=20, in_all=99)

    assert (memory, time) == (bounds[resource.RLIMIT_DATA], bounds[resource.RLIMIT_CPU])


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
