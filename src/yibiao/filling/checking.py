"""An entry and the one table → everything that is wrong with it, at once; `web/rules.js` says the same in the page."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, cast

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from yibiao.errors import Finding
from yibiao.filling import rules
from yibiao.filling.keys import likeness_keys
from yibiao.filling.rules import Beside, rules_of
from yibiao.model.kinds import is_date, is_id_number, is_uscc
from yibiao.model.merged import MergedTable
from yibiao.model.record import Entry, Record

#: How many of the permitted codes a finding names.
FIRST: Final = 8

FORMATS: Final[dict[str, Callable[[str], bool]]] = {
    "cn-id-number": is_id_number,
    "cn-uscc": is_uscc,
    "date": is_date,
}


def check(
    entry: Entry, table: MergedTable, *, today: date, beside: Beside | None = None
) -> tuple[Finding, ...]:
    """
    All that is wrong with *entry* (errors: nothing of it may be kept) or unusual (warnings).

    There is an error exactly when its values do not satisfy the published JSON Schema of *table*, when they break a
    rule of it that blocks and nothing held before plays a part, or when it is about another kind of subject.

    Args:
        entry: Not changed.
        table: The one table of its kind of subject.
        beside: What is held, which is then compared too.
        today: The day by which dates are judged.
    """
    beside = beside or Beside()
    if entry.kind is not table.kind:
        return alone(entry, table, today=today)
    errors = malformed(entry, table)
    sound = _sound(entry, errors)
    broken = entry.values.keys() - sound
    by_rules = (
        rules.findings(rules_of(table), entry, sound, today, beside=each, broken=broken)
        for each in (None, beside)
    )
    found = [*errors, *(finding for each in by_rules for finding in each)]
    record = beside.record
    if record is not None and entry.act not in ("open", "move") and record.unit != entry.unit:
        found.append(Finding("subject-elsewhere", "#/unit"))
    return tuple(found)


def alone(
    entry: Entry, table: MergedTable, *, today: date, asking: bool = True
) -> tuple[Finding, ...]:
    """As `check`, of what the entry says by itself, whatever else is held; not *asking*, only of what blocks."""
    if entry.kind is not table.kind:
        kinds = {"kind": entry.kind.value, "table": table.kind.value}
        return (Finding("entry-of-another-kind", "#/kind", kinds),)
    errors = malformed(entry, table)
    sound = _sound(entry, errors)
    broken = entry.values.keys() - sound
    found = rules.findings(
        rules_of(table), entry, sound, today, beside=None, asking=asking, broken=broken
    )
    return (*errors, *found)


def beside_held(
    entry: Entry, table: MergedTable, beside: Beside, *, today: date, asking: bool = True
) -> tuple[Finding, ...]:
    """As `check`, of what an entry that is well-formed says beside what is held; not *asking*, only of what blocks."""
    return tuple(
        rules.findings(rules_of(table), entry, entry.values, today, beside=beside, asking=asking)
    )


def rests_on_held(entry: Entry, table: MergedTable, record: Record | None) -> bool:
    """Whether `beside_held` could find anything that it does not find where nothing is held of anybody."""
    held = record.cells if record is not None else ()
    return rules.rests_on_held(rules_of(table), entry.values, held)


def malformed_elements(entry: Entry, table: MergedTable) -> frozenset[str]:
    """The elements of which `malformed` says something, told in a hundredth of the time that it takes to say what."""
    quick = _quick(table)
    if quick.is_valid(entry.values):
        return frozenset()
    paths = [each.instance_path for each in quick.iter_errors(entry.values)]
    # What is said of the values as a whole is that some are not asked.
    return frozenset(str(path[0]) for path in paths) if all(paths) else frozenset(entry.values)


def malformed(entry: Entry, table: MergedTable) -> tuple[Finding, ...]:
    """As `alone`, of what the published JSON Schema says: of each value by itself, whatever the others are."""
    return () if _quick(table).is_valid(entry.values) else tuple(_errors(entry, table))


def make_ready(table: MergedTable) -> None:
    """Have at hand what entries of *table* are checked by, and what their subjects' keys are made of."""
    _quick(table)
    rules_of(table)
    likeness_keys(table.kind, "", {"name": "一"})  # how names sound stands in a dictionary


def links_read(entry: Entry, table: MergedTable) -> frozenset[tuple[str, ...]]:
    """The links over which `beside_held` looks at other subjects."""
    return rules.links_read(rules_of(table), entry.values)


def elements_read(table: MergedTable) -> frozenset[str]:
    """Every element that rules of *table* read, of its subjects or of others, with the links on the way there."""
    return rules.elements_read(rules_of(table))


def elements_compared(table: MergedTable) -> frozenset[str]:
    """The elements of which rules of *table* compare what is stated with what was held before."""
    return rules.elements_compared(rules_of(table))


def paths_read(table: MergedTable) -> frozenset[tuple[str, ...]]:
    """The links over which rules of *table* look at other subjects."""
    return rules.paths_read(rules_of(table))


def _sound(entry: Entry, errors: Sequence[Finding]) -> Mapping[str, Any]:
    """The values of which nothing is wrong."""
    if not errors:
        return entry.values
    broken = {element for element in entry.values for each in errors if _within(each, element)}
    return {id_: value for id_, value in entry.values.items() if id_ not in broken}


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
        example = _written(schema.get("examples", ["…"])[0], error.instance)
        yield Finding("value-malformed", where, names | {"example": example})


def _written(example: Any, instead_of: Any) -> str:
    """An example as whoever stated something else reads it: a text as it is typed, but as JSON where no text was sent."""
    if isinstance(example, str) and isinstance(instead_of, str):
        return example
    return json.dumps(example, ensure_ascii=False, separators=(",", ":"))


def _permitted(choices: Any) -> dict[str, Any]:
    codes = [f"{each['const']} {each['title']}" for each in choices if "const" in each]
    return {"count": len(codes), "first": ", ".join(codes[:FIRST])}


def _where(*path: str | int) -> str:
    """The JSON Pointer of what stands at *path* within the entry's values."""
    steps = (str(each).replace("~", "~0").replace("/", "~1") for each in path)
    return "/".join(("#/values", *steps))
