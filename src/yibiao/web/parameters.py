"""What is wrong with the parameters of a request: each by name, and what it takes; never what was sent."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from litestar.handlers import BaseRouteHandler
from litestar.params import KwargDefinition, QueryParameter

from yibiao.errors import Finding


def wanted(
    handler: BaseRouteHandler, sent: Container[str], places: Iterable[Mapping[str, Any]]
) -> tuple[Finding, ...]:
    """
    A finding for each place that the framework names.

    Args:
        handler: What was asked; it says of each parameter what it takes.
        sent: Which parameters stand in the query.
        places: What the framework says: `key`, and where that stands (`source`), if it knows.
    """
    taken = handler.parsed_fn_signature.parameters
    found = []
    keys = {str(each["key"]).partition(".")[0]: each.get("source") for each in places}
    for key, source in (keys or dict.fromkeys(_required(taken, sent))).items():
        if key == "data":
            found.append(Finding("member-missing", "#"))
        if key == "data" or key not in taken:
            continue
        name, in_path = _named(taken[key], key), source == "path"
        where = f"{{{name}}}" if in_path else f"?{name}"
        if not in_path and name not in sent:
            found.append(Finding("parameter-missing", where))
        else:
            found.append(_wanted(taken[key], where))
    return tuple(found)


def unknown(handler: BaseRouteHandler, sent: Iterable[str]) -> tuple[Finding, ...]:
    """A finding for each parameter of the query that the handler does not take: passed over, `fliter=` would filter nothing."""
    taken = sorted(
        _named(field, key)
        for key, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    )
    listed = {"listed": ", ".join(taken) or "—"}
    return tuple(
        Finding("parameter-unknown", f"?{name}", listed)
        for name in dict.fromkeys(sent)
        if name not in taken
    )


def _required(taken: Mapping[str, Any], sent: Container[str]) -> Iterator[str]:
    """Parameters of the query that must be there and are not: the framework says of one that it is, and not of which."""
    for key, field in taken.items():
        in_query = isinstance(field.kwarg_definition, QueryParameter)
        if in_query and field.is_required and _named(field, key) not in sent:
            yield key


def _named(field: Any, key: str) -> str:
    definition = field.kwarg_definition
    name: str | None = getattr(definition, "name", None) or getattr(definition, "query", None)
    return name or key


def _wanted(field: Any, where: str) -> Finding:
    kinds = [each for each in _kinds(field.annotation) if each is not type(None)]
    listed = [each for kind in kinds for each in _listed(kind)]
    if listed:
        return Finding("value-not-listed", where, {"listed": ", ".join(map(str, listed))})
    definition = field.kwarg_definition
    if int in kinds and isinstance(definition, KwargDefinition) and definition.le is not None:
        return Finding(
            "number-out-of-range", where, {"least": definition.ge, "most": definition.le}
        )
    for kind, code in (
        (bool, "truth-wanted"),
        (int, "number-wanted"),
        (float, "number-wanted"),
        (datetime, "moment-wanted"),
        (date, "date-wanted"),
    ):
        if kind in kinds:
            return Finding(code, where)
    return Finding("text-wanted", where)


def _kinds(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is made of, those of a list's members among them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in (Union, UnionType, list, tuple, set, frozenset):
        for each in get_args(annotation):
            yield from _kinds(each)
    else:
        yield annotation


def _listed(kind: Any) -> tuple[Any, ...]:
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(each.value for each in kind)
    return ()
