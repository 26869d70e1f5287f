"""A picture as the store draws it, in memory, from subjects written down in a test."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import duckdb

from yibiao import slicing
from yibiao.model.catalogue import Catalogue
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field, Form

TODAY = date(2026, 3, 31)
UNIT = "330106001001"

TYPES = {
    "number": "DOUBLE", "area": "DOUBLE", "percent": "DOUBLE", "money": "DECIMAL(18,2)", "integer": "BIGINT",
    "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMP", "codes": "VARCHAR[]", "links": "VARCHAR[]",
    "rows": "JSON",
}  # fmt: skip

KINDS = ("person", "household", "dwelling", "organisation", "place", "thing", "event", "unit")


@dataclass(frozen=True)
class Subject:
    id: str
    values: dict = field(default_factory=dict)
    unit: str = UNIT
    kind: str = "person"
    closed: bool = False


def an_element(id_, kind, **more):
    name = {"zh": id_, "en": id_}
    derivations = [
        {"rule": rule, "sources": [source]} for rule, source in more.pop("derivations", ())
    ]
    return Element(id=id_, name=name, kind=kind, derivations=derivations, **more)


def a_code_list(id_, **labels):
    codes = [
        {"code": code.lstrip("_"), "label": {"zh": label, "en": label}}
        for code, label in labels.items()
    ]
    return CodeList(id=id_, name={"zh": id_, "en": id_}, source="test", codes=codes)


CATALOGUE = Catalogue().adding(
    elements=[
        an_element("person.name", "text"),
        an_element(
            "person.id_number",
            "id-number",
            derivations=[("id-number-of-disability-certificate", "person.disability_certificate")],
        ),
        an_element("person.disability_certificate", "text"),
        an_element(
            "person.disability_type",
            "code",
            derivations=[("disability-type-of-certificate", "person.disability_certificate")],
        ),
        an_element(
            "person.disability_grade",
            "code",
            derivations=[("disability-grade-of-certificate", "person.disability_certificate")],
        ),
        an_element(
            "person.sex",
            "code",
            code_list="sex",
            derivations=[("sex-of-id-number", "person.id_number")],
        ),
        an_element(
            "person.birth_date",
            "date",
            derivations=[("birth-date-of-id-number", "person.id_number")],
        ),
        an_element(
            "person.registered_division",
            "division",
            derivations=[("division-of-id-number", "person.id_number")],
        ),
        an_element(
            "person.age", "integer", derivations=[("age-of-birth-date", "person.birth_date")]
        ),
        an_element("person.income", "money", unit_of_measure="元"),
        an_element("person.tags", "codes", code_list="tags"),
        an_element("person.retired", "boolean"),
        an_element("person.kinship", "code", code_list="kinship"),
        an_element("person.seen_at", "datetime"),
        an_element("person.household", "link", target="household"),
        an_element("person.guardian", "link", target="person"),
        an_element("person.visits", "rows"),
        an_element("household.address", "address"),
        an_element("household.low_income", "boolean"),
        an_element("household.head", "link", target="person"),
        an_element("household.area", "area"),
        an_element("household.members", "links", target="person", inverse_of="person.household"),
        an_element("household.helpers", "links", target="person"),
        an_element(
            "household.member_count",
            "integer",
            derivations=[("count-of-links", "person.household")],
        ),
        an_element("organisation.uscc", "uscc"),
        an_element(
            "organisation.division",
            "division",
            derivations=[("division-of-uscc", "organisation.uscc")],
        ),
        an_element("unit.name", "text"),
    ],
    code_lists=[
        a_code_list("sex", _1="男", _2="女"),
        a_code_list("tags", a="低保", b="特困", c="残疾"),
        a_code_list("kinship", _01="本人", _10="配偶", _20="子"),
    ],
)

KEPT = slicing.kept(CATALOGUE)

#: Of these, the columns of the picture at hand that have been filled.
_FILLED = set()


def a_form(*fields, subject="person", layout="register", scope=None, **more):
    """A form of fields, each given as `Field` or as (id, kind)."""
    fields = [each if isinstance(each, Field) else a_field(*each) for each in fields]
    return Form(
        department="civil-affairs",
        series="test",
        title="表",
        subject=subject,
        layout=layout,
        scope=scope,
        fields=fields,
        **more,
    )


def a_field(id_, kind="text", **more):
    return Field(id=id_, label=more.pop("label", id_), kind=kind, **more)


@contextmanager
def a_picture(*subjects):
    """The typed tables and the history that these subjects would leave, each stated at its own position."""
    connection = _an_empty_picture()
    connection.execute("BEGIN")
    _FILLED.clear()
    try:
        newest = {each.id: (each, position) for position, each in enumerate(subjects, 1)}
        for each, position in newest.values():
            _draw(connection, each, position)
        _state(connection, subjects)
        yield connection
    finally:
        connection.execute("ROLLBACK")


def _columns(kind):
    types = {
        id_: TYPES.get(each.kind.value, "VARCHAR")
        for id_, each in CATALOGUE.elements.items()
        if id_.startswith(f"{kind}.") and not each.inverse_of
    }
    return types | {name: type_ for name, (of, type_, *_) in KEPT.items() if of == kind}


FIXED = {
    "#subject": "VARCHAR",
    "#unit": "VARCHAR",
    "#closed": "BOOLEAN",
    "#position": "BIGINT",
}
HISTORY = {
    "#position": "BIGINT",
    "#kind": "VARCHAR",
    "#subject": "VARCHAR",
    "#element": "VARCHAR",
    "value": "JSON",
}


@cache
def _an_empty_picture():
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    tables = {"statement": HISTORY, **{kind: FIXED | _columns(kind) for kind in KINDS}}
    for name, columns in tables.items():
        described = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
        connection.execute(f'CREATE TABLE "{name}" ({described})')
    return connection


def _draw(connection, subject, position):
    held = {name: value for name, value in subject.values.items() if value is not None}
    fixed = (subject.id, subject.unit, subject.closed, position)
    row = dict(zip(FIXED, fixed, strict=True)) | held
    types = FIXED | _columns(subject.kind)
    values = [json.dumps(row[name]) if types[name] == "JSON" else row[name] for name in row]
    _insert(connection, subject.kind, {name: types[name] for name in row}, [values])


def _derive(connection, text):
    """Fill those kept columns that a query names, as the store does; all of them take the engine longer than any answer."""
    for name, (kind, _, sql, _) in KEPT.items():
        if name not in _FILLED and f'"{name}"' in text:
            connection.execute(f'UPDATE "{kind}" SET "{name}" = {sql}')
            _FILLED.add(name)


def _state(connection, subjects):
    rows = [
        [position, each.kind, each.id, name, json.dumps(value)]
        for position, each in enumerate(subjects, 1)
        for name, value in {"#unit": each.unit, "#closed": each.closed, **each.values}.items()
    ]
    if rows:
        _insert(connection, "statement", HISTORY, rows)


def _insert(connection, table, types, rows):
    columns = ", ".join(f'"{name}"' for name in types)
    row = "(" + ", ".join(f"CAST(? AS {type_})" for type_ in types.values()) + ")"
    places = ", ".join([row] * len(rows))
    values = [value for each in rows for value in each]
    connection.execute(f'INSERT INTO "{table}" ({columns}) VALUES {places}', values)


def answers(connection, query):
    """The rows of a query as dictionaries by column."""
    text = query.sql() if hasattr(query, "headers") else query.sql(dialect="duckdb")
    _derive(connection, text)
    cursor = connection.execute(text)
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def an_id_number(birth="19500615", order="001", region="999999"):
    """A number that GB 11643 would accept, of a region that there is not."""
    body = f"{region}{birth}{order}"
    remainder = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body)) % 11
    return body + "10X98765432"[remainder]
