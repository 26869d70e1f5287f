"""An entry and the one table → everything that is wrong with it, at once."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, cast

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from yibiao.errors import Finding
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import effective, sources
from yibiao.model.element import Element
from yibiao.model.kinds import NUMERIC, ValueKind, is_date, is_id_number, is_uscc
from yibiao.model.merged import MergedTable
from yibiao.model.record import Entry, Record

#: Dates further back or ahead than this many years are unusual; nobody has lived longer.
LONG_AGO: Final = 130
FAR_AHEAD: Final = 70

#: How many of the permitted codes a finding names.
FIRST: Final = 8

FORMATS: Final = {"cn-id-number": is_id_number, "cn-uscc": is_uscc, "date": is_date}

_EXAMPLES: Final = {
    ValueKind.INTEGER: "12",
    ValueKind.NUMBER: "12.5",
    ValueKind.MONEY: "1234.56",
    ValueKind.AREA: "89.5",
    ValueKind.PERCENT: "12.5",
    ValueKind.DATE: '"2026-03-31"',
    ValueKind.YEAR_MONTH: '"2026-03"',
    ValueKind.YEAR: '"2026"',
    ValueKind.TIME: '"08:30"',
    ValueKind.DATETIME: '"2026-03-31T08:30"',
    ValueKind.BOOLEAN: "true",
    ValueKind.CODES: '["1", "2"]',
    ValueKind.ID_NUMBER: '"999999199001010010"',
    ValueKind.USCC: '"91350100M000100Y43"',
    ValueKind.PHONE: '"13900000000"',
    ValueKind.DIVISION: '"350100000000"',
    ValueKind.LINKS: '["s1", "s2"]',
    ValueKind.ROWS: '[{"f1.1": "…"}]',
}


def check(
    entry: Entry,
    table: MergedTable,
    catalogue: Catalogue,
    *,
    record: Record | None = None,
    today: date,
) -> tuple[Finding, ...]:
    """
    All that is wrong with *entry* (errors: nothing of it may be kept) or unusual (warnings).

    There is an error exactly when its values do not satisfy the published JSON Schema of *table*, or when it is about
    another kind of subject.

    Args:
        entry: Not changed.
        table: The one table of its kind of subject.
        catalogue: Knows what follows from what.
        record: What is held about the subject; what is stated is then compared with that too.
        today: The day by which dates are judged.
    """
    if entry.kind is not table.kind:
        kinds = {"kind": entry.kind.value, "table": table.kind.value}
        return (Finding("entry-of-another-kind", "#/kind", kinds),)
    errors = () if _quick(table).is_valid(entry.values) else tuple(_errors(entry, table))
    broken = {element for element in entry.values for each in errors if _within(each, element)}
    sound = {id_: value for id_, value in entry.values.items() if id_ not in broken}
    return (
        *errors,
        *_unusual(sound, catalogue, today),
        *_disagreeing(sound, table, catalogue, record, today),
        *_elsewhere(entry, record),
    )


def _within(finding: Finding, element: str) -> bool:
    """Whether *finding* is about the value of *element* or a part of it."""
    return f"{finding.where}/".startswith(f"{_where(element)}/")


@lru_cache(maxsize=64)
def _quick(table: MergedTable) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(table.json_schema, formats=FORMATS, validate_formats=True)


@lru_cache(maxsize=64)
def _explaining(table: MergedTable) -> Draft202012Validator:
    checker = FormatChecker(formats=())
    for name, rule in FORMATS.items():
        checker.checks(name)(_of_text(rule))
    strict = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return cast("Draft202012Validator", strict(table.json_schema, format_checker=checker))


def _of_text(rule: Any) -> Any:
    return lambda value: not isinstance(value, str) or rule(value)


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """`pattern` as ECMA-262 has it: `$` is the very end, not before a last line feed, and digits are the ten of ASCII."""
    exact = pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern
    if isinstance(value, str) and not re.search(exact, value, re.ASCII):
        yield ValidationError("")


def _errors(entry: Entry, table: MergedTable) -> Iterator[Finding]:
    """One finding for each value that breaks the schema, the first that explains it."""
    found: dict[str, Finding] = {}
    for error in sorted(_explaining(table).iter_errors(entry.values), key=_gravity):
        for finding in _findings(error, entry, table):
            found.setdefault(finding.where, finding)
    yield from found.values()


def _gravity(error: ValidationError) -> int:
    """A wrong type explains why no code fits, a wrong shape why a check digit is wrong; not the other way round."""
    order = ("additionalProperties", "type", "pattern", "uniqueItems", "items", "format", "oneOf")
    return order.index(str(error.validator))


def _findings(error: ValidationError, entry: Entry, table: MergedTable) -> Iterator[Finding]:
    if error.validator == "additionalProperties":
        known = table.json_schema["properties"]
        for element in entry.values:
            if element not in known:
                yield Finding("unknown-element", _where(element), {"element": element})
        return
    element = str(error.absolute_path[0])
    where = _where(*error.absolute_path)
    schema = table.json_schema["properties"][element]
    names = {"name_zh": schema["title"], "name_en": schema["x-title-en"]}
    if error.validator == "oneOf":
        yield Finding("code-not-in-list", where, names | _permitted(error.validator_value))
    elif error.validator == "format" and error.validator_value == "cn-id-number":
        number = str(error.instance)
        dated = is_date(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        yield Finding(
            "id-number-check-digit" if dated else "id-number-birth-date", where, dict(names)
        )
    elif error.validator == "format" and error.validator_value == "cn-uscc":
        yield Finding("uscc-check-digit", where, dict(names))
    else:
        example = _EXAMPLES.get(ValueKind(schema["x-kind"]), '"…"')
        yield Finding("value-malformed", where, names | {"example": example})


def _permitted(choices: Any) -> dict[str, Any]:
    codes = [f"{each['const']} {each['title']}" for each in choices if "const" in each]
    return {"count": len(codes), "first": ", ".join(codes[:FIRST])}


def _where(*path: str | int) -> str:
    """The JSON Pointer of what stands at *path* within the entry's values."""
    steps = (str(each).replace("~", "~0").replace("/", "~1") for each in path)
    return "/".join(("#/values", *steps))


def _unusual(stated: Mapping[str, Any], catalogue: Catalogue, today: date) -> Iterator[Finding]:
    for id_, value in stated.items():
        element = catalogue.elements[id_]
        if element.kind in NUMERIC and isinstance(value, int | float) and value < 0:
            yield Finding("number-negative", _where(id_), _names(element))
        if isinstance(value, str) and _unlikely(element.kind, value, today):
            yield Finding("date-unlikely", _where(id_), _names(element))


def _unlikely(kind: ValueKind, value: str, today: date) -> bool:
    """Whether *value* is a day far from *today*, or an identity number of somebody not born yet or older than anybody."""
    if kind is ValueKind.DATE and is_date(value):
        years = date.fromisoformat(value).year - today.year
        return not -LONG_AGO <= years <= FAR_AHEAD
    if kind is ValueKind.ID_NUMBER and is_id_number(value):
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
        return born > today or today.year - born.year > LONG_AGO
    return False


def _disagreeing(
    stated: Mapping[str, Any],
    table: MergedTable,
    catalogue: Catalogue,
    record: Record | None,
    today: date,
) -> Iterator[Finding]:
    """Values filed, now or before, that are not what follows from others filed, now or before."""
    held = {id_: cell.value for id_, cell in record.cells.items()} if record else {}
    filed = {**held, **stated}
    for column in table.columns:
        element = catalogue.elements[column.element]
        if not element.derivations or filed.get(element.id) is None:
            continue
        cause = _cause(element, stated, catalogue)
        derived = effective(element.id, {**filed, element.id: None}, catalogue, today)
        if cause is not None and derived not in (None, filed[element.id]):
            source = catalogue.elements[element.derivations[0].sources[0]]
            of = {"source_zh": source.name.zh, "source_en": source.name.en}
            yield Finding("derived-disagrees", _where(cause), _names(element) | of)


def _cause(element: Element, stated: Collection[str], catalogue: Catalogue) -> str | None:
    """Which of the values *stated* may make *element* disagree: its own, or else the nearest that it follows from."""
    if element.id in stated:
        return element.id
    if _passing(element):
        return None
    return next((each for each in sources(element.id, catalogue) if each in stated), None)


def _passing(element: Element) -> bool:
    """Whether time alone changes it, so that what was filed once says nothing against what follows today."""
    return any(each.rule == "age-of-birth-date" for each in element.derivations)


def _elsewhere(entry: Entry, record: Record | None) -> Iterator[Finding]:
    if record is not None and entry.act not in ("open", "move") and record.unit != entry.unit:
        yield Finding("subject-elsewhere", "#/unit")


def _names(element: Element) -> dict[str, Any]:
    return {"name_zh": element.name.zh, "name_en": element.name.en}
