"""OData: a department's slices as entity sets, described and asked as clients of that protocol do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from odatapy.errors import ODataException
from odatapy.server.serializer.metadata import MetadataSerializer
from odatapy.server.uri.expression import Binary, BinaryOperatorKind, Literal, Member
from odatapy.server.uri.parser import Parser

from yibiao import access, slicing
from yibiao.errors import Finding, Invalid, NotFound
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import completeness, slices
from yibiao.flows.slicing.asked_slice import AskedSlice, asked_slice
from yibiao.flows.slicing.odata_described import edm
from yibiao.flows.slicing.odata_names import Armour, identifier
from yibiao.flows.slicing.relations import named
from yibiao.model.actor import Actor
from yibiao.model.expression.tree import Type
from yibiao.model.kinds import ValueKind
from yibiao.model.place import Department
from yibiao.model.table import distinct
from yibiao.model.where import EVERYWHERE, OfDepartment
from yibiao.slicing import odata
from yibiao.slicing.columns import Column

#: Rows of one answer; the next ones are behind a link.
MOST: Final = 10_000
#: Rows that are left out before a page, at most: no slice has more.
FURTHEST: Final = 1_000_000_000


@dataclass(frozen=True)
class EntitySet:
    """
    A slice as OData has it.

    Attributes:
        name: What it is called.
        columns: By what each is called.
    """

    name: str
    registration: Registration
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class Page:
    """
    Rows under names.

    Attributes:
        completeness: As beside any other answer: of these rows, and of the units behind them.
        selected: Whether they are only some of the columns, or others than the entity set's.
        next: Where the next page begins, if there is one.
        count: How many rows there are on all pages, if that was asked.
    """

    names: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    as_of: int
    completeness: Mapping[str, Any]
    selected: bool
    next: str | None = None
    count: int | None = None


def departments(house: House, actor: Actor) -> list[Department]:
    """Those of whose slices the actor may read any."""
    _require_any(house, actor)
    return [
        each
        for each in house.registry.departments.values()
        if any(_seen(house, actor, one) for one in named(house, each.id).values())
    ]


def entity_sets(house: House, department: str, actor: Actor) -> dict[str, EntitySet]:
    """
    The slices of a department that the actor may read, by name.

    Raises:
        NotFound: There is no such department.
    """
    readable = _readable(house, department, actor)
    return {name: _entity_set(house, name, each, actor) for name, each in readable.items()}


def metadata(house: House, department: str, actor: Actor, *, as_json: bool = False) -> str:
    """
    The description of a department's slices: CSDL, in XML or JSON.

    Raises:
        NotFound: There is no such department.
    """
    sets = entity_sets(house, department, actor)
    described = edm({each.name: list(each.columns.items()) for each in sets.values()})
    serializer = MetadataSerializer()
    return serializer.json(described, "4.01") if as_json else serializer.xml(described, "4.0")


def ask(
    house: House,
    department: str,
    name: str,
    query: str,
    actor: Actor,
    *,
    key: str | None = None,
    most: int = MOST,
) -> Page:
    """
    The rows of an entity set that *query*, the options behind the question mark, asks for; of one, if its *key* is given.

    A page has *most* rows.

    Raises:
        NotFound: There is no such department, entity set or row.
        Invalid: The query is none, or asks what is not answered here.
        PictureBehind: The picture lacks too much to wait for.
    """
    registration = _readable(house, department, actor).get(name)
    if registration is None:
        raise NotFound(what_zh="实体集", what_en="entity set", id=name)
    found = _entity_set(house, name, registration, actor)
    armour = Armour(found.columns)
    known = {armour.inner[label]: column for label, column in found.columns.items()}
    asked = _parsed(known, armour, query)
    _require_answered(asked)
    limit = most if asked.top is None else min(asked.top.value, most)
    whole = asked_slice(house, found.registration, partial(house.sight, actor))
    wish = odata.Wish(
        filter=_with_key(asked.filter and asked.filter.expression, armour, key),
        orderby=asked.orderby.items if asked.orderby else (),
        select=_selected(asked),
        apply=asked.apply.transformations if asked.apply else (),
        after=asked.skiptoken,
        limit=limit,
        skip=min(asked.skip.value, FURTHEST) if asked.skip and not asked.skiptoken else 0,
        of=registration.form.id,
        counted=bool(asked.count and asked.count.value),
    )
    answer = odata.answer(whole.compile(), known, wish)
    counted = None if answer.count is None else house.picture.query(answer.count, as_of=whole.near)
    got = (
        counted  # nothing else is asked
        if counted and not limit
        else house.picture.query(answer.narrowed.expression, as_of=whole.near)
    )
    page, keys = got.rows[:limit], answer.narrowed.keys
    columns = [known.get(each) for each in answer.names]
    names = tuple(armour.outer(each) for each in answer.names)
    more = len(got.rows) > len(page) and (asked.top is None or asked.top.value > limit)
    if key is not None and not page:
        raise NotFound(what_zh="行", what_en="row", id="")
    house.noted(actor, "slice", found.registration.form.id, len(page), exported=True)
    return Page(
        names,
        tuple(
            {n: _value(c, v) for n, c, v in zip(names, columns, row, strict=False)} for row in page
        ),
        whole.position(got.position),
        _completeness(house, found.registration, actor, whole, _own(page, columns)),
        selected=bool(asked.select or asked.apply),
        next=slicing.after(page[-1], keys) if more and page else None,
        count=counted.rows[0][0] if counted else None,
    )


def _readable(house: House, department: str, actor: Actor) -> dict[str, Registration]:
    """The forms of a department whose slices the actor may read, by the names of their entity sets."""
    _require_any(house, actor)
    house.registry.department(department)
    readable = {
        title: each for title, each in named(house, department).items() if _seen(house, actor, each)
    }
    if not readable:
        access.require(actor, "slice.read", OfDepartment(department), house.today)
    names = distinct(identifier(title) for title in readable)
    return dict(zip(names, readable.values(), strict=True))


def _entity_set(house: House, name: str, registration: Registration, actor: Actor) -> EntitySet:
    columns = _columns(house, registration, actor)
    labels = distinct(identifier(column.label) for column in columns)
    return EntitySet(name, registration, dict(zip(labels, columns, strict=True)))


def _require_any(house: House, actor: Actor) -> None:
    """
    Let pass whoever may read some slice.

    Raises:
        NotAllowed: There is none.
    """
    if not any(_seen(house, actor, each) for each in house.registry.registrations.values()):
        access.require(actor, "slice.read", EVERYWHERE, house.today)


def _seen(house: House, actor: Actor, registration: Registration) -> bool:
    return access.may(actor, "slice.read", registration.place, house.today)


def _columns(house: House, registration: Registration, actor: Actor) -> list[Column]:
    headers = slicing.headers_seen(registration.form, house.sight(actor, registration))
    return [*odata.KEYS, *slicing.Columns.of(registration.form, headers)]


def _parsed(known: Mapping[str, Column], armour: Armour, query: str) -> Any:
    try:
        return Parser(edm({"rows": known.items()})).parse_uri("rows", armour.query(query))
    except ODataException as error:
        says = armour.readable(str(error))
    except RecursionError:
        says = "too deep"
    raise Invalid(Finding("odata-not-understood", "", {"what": says[:200]}), count=1)


#: What a query may ask for by the protocol, and is not answered here; nothing of it is passed over.
_UNANSWERED: Final = ("search", "compute", "deltatoken", "index", "schemaversion", "expand")


def _require_answered(asked: Any) -> None:
    """
    Let pass what is answered whole.

    Raises:
        Invalid: Some option is not.
    """
    found = [each for each in _UNANSWERED if getattr(asked, each) is not None]
    if found:
        raise Invalid(
            *(Finding("odata-not-answered", "", {"what": f"${each}"}) for each in found),
            count=len(found),
        )


def _selected(asked: Any) -> tuple[str, ...]:
    if asked.select is None or any(each.star for each in asked.select.items):
        return ()
    return tuple(dict.fromkeys(each.path[0] for each in asked.select.items))


def _with_key(condition: Any, armour: Armour, key: str | None) -> Any:
    if key is None:
        return condition
    member = Member([armour.subject], type_fqn="Edm.String")
    same = Binary(BinaryOperatorKind.EQ, member, Literal(key, key, "Edm.String"))
    return same if condition is None else Binary(BinaryOperatorKind.AND, condition, same)


def _own(page: Sequence[Sequence[Any]], columns: Sequence[Column | None]) -> list[list[Any]]:
    """Of each row, what the form asks."""
    own = [at for at, column in enumerate(columns) if column not in odata.KEYS]
    return [[row[at] for at in own] for row in page]


def _completeness(
    house: House,
    registration: Registration,
    actor: Actor,
    whole: AskedSlice,
    page: Sequence[Sequence[Any]],
) -> dict[str, Any]:
    answered = sum(value is not None for row in page for value in row)
    cells = len(page), len(page[0]) if page else 0, answered
    units = house.sight(actor, registration).units
    return completeness.told(house, registration.form.id, cells, units, whole.when.as_of)


def _value(column: Column | None, value: Any) -> Any:
    """A value as OData's JSON has it."""
    if column is None:
        return value
    if column.type is Type.LIST:
        return value or []
    if column.type is Type.ROWS and value is not None:
        return value if isinstance(value, str) else slices.as_json(value)
    if column.kind is ValueKind.DATETIME and column.type is Type.TEXT and value is not None:
        return f"{value.isoformat()}+08:00"
    return value
