"""What pydantic found wrong with a document → findings: every place and what belongs there, never a value."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from yibiao.errors import Finding, Invalid

Facts = Callable[[Mapping[str, Any]], dict[str, Any]]


def malformed(error: ValidationError) -> Invalid:
    """The refusal of a document that is no such noun."""
    return misplaced(error.errors(include_url=False, include_input=False))


def misplaced(errors: Iterable[Mapping[str, Any]]) -> Invalid:
    """The refusal of a document, by pydantic's errors (`type`, `loc`, `ctx`)."""
    findings = [finding(each) for each in errors]
    return Invalid(*findings, count=len(findings))


def finding(error: Mapping[str, Any]) -> Finding:
    """One thing that is wrong. A rule of our own has its own code: the error's type, in kebab-case."""
    type_, said = str(error["type"]), error.get("ctx") or {}
    where = "/".join(("#", *(str(each) for each in error["loc"])))
    if type_ in _KINDS:
        code, facts = _KINDS[type_]
        return Finding(code, where, facts(said))
    code = type_.replace("_", "-")
    if code in _RULES:
        return Finding(code, where)
    return Finding("body-malformed", where, {"expected": type_})


def _nothing(_: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _named(fact: str, member: str) -> Facts:
    return lambda said: {fact: said[member]}


#: Rules of nouns that are about several members together.
_RULES: Final = frozenset(
    {
        "chosen-or-value",
        "due-not-before-opens",
        "into-with-merge",
        "loaded-of-values",
        "loaded-with-open",
        "reason-with-close",
        "subjects-or-status",
        "grant-department",
        "grant-unit",
        "grant-purpose",
        "either-element-or-new",
        "unit-or-department",
        "one-department",
    }
)

_TEXT, _NUMBER = ("text-wanted", _nothing), ("number-wanted", _nothing)
_DATE, _MOMENT = ("date-wanted", _nothing), ("moment-wanted", _nothing)
_LIST, _OBJECT = ("list-wanted", _nothing), ("object-wanted", _nothing)

_KINDS: Final[dict[str, tuple[str, Facts]]] = {
    "missing": ("member-missing", _nothing),
    "extra_forbidden": ("member-unknown", _nothing),
    "string_type": _TEXT,
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": ("truth-wanted", _nothing),
    "bool_parsing": ("truth-wanted", _nothing),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "mapping_type": _OBJECT,
    "enum": ("value-not-listed", _named("listed", "expected")),
    "literal_error": ("value-not-listed", _named("listed", "expected")),
    "string_pattern_mismatch": ("pattern-broken", _named("pattern", "pattern")),
    "string_too_short": ("text-too-short", _named("least", "min_length")),
    "string_too_long": ("text-too-long", _named("most", "max_length")),
    "too_short": ("list-too-short", _named("least", "min_length")),
    "too_long": ("list-too-long", _named("most", "max_length")),
    "greater_than_equal": ("number-too-small", _named("least", "ge")),
    "less_than_equal": ("number-too-large", _named("most", "le")),
}
