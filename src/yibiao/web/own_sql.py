"""A department's own SQL over its own slices."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.house import House
from yibiao.flows.slicing import own_sql, sql_export
from yibiao.flows.slicing.watermarks import watermark_of
from yibiao.flows.slicing.written import Format
from yibiao.model.actor import Actor
from yibiao.model.text import Noun
from yibiao.web import leaving, negotiating
from yibiao.web.problems import REFUSALS


class Question(Noun):
    """One SELECT, the department whose slices it is over, and as of when."""

    department: str
    sql: str
    as_of: str | None = None


class RelationColumn(Noun):
    """A column's name, the type of its values, and the form's own words for it."""

    name: str
    type: str
    label: str
    section: tuple[str, ...] = ()


class Relation(Noun):
    """What may stand after FROM, and its columns."""

    name: str
    columns: tuple[RelationColumn, ...]


class UnitsFiled(Noun):
    """Of the units behind a slice, in the newest round that asks its form: how many hand in, have, still must, and are late."""

    round: str
    units: int
    filed: int
    due: int
    late: int


class SqlCompleteness(Noun):
    """How many rows there are, whether there are others, and who has handed in, by slice."""

    rows: int
    more: bool
    units: dict[str, UnitsFiled] = {}


class SqlAnswer(Noun):
    """
    Rows under columns, as of a position of the journal, and whom it was given.

    Attributes:
        more: There are others that are not here.
        completeness: The same beside how many there are, and, by slice, how many units behind it have handed in (`units`).
    """

    columns: tuple[dict[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    as_of: int
    more: bool
    completeness: SqlCompleteness
    watermark: str


class OwnSqlRoutes(Controller):
    """`/slices:query`, `/slices:relations`"""

    tags = ("slices",)

    @get("/slices:relations", responses=REFUSALS, sync_to_thread=True, summary="可查的表 Relations")
    def relations(
        self,
        department: FromQuery[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> list[Relation]:
        """What the department may ask of, with the columns of each."""
        found = own_sql.relations(house, department, actor)
        return [
            Relation(name=name, columns=tuple(RelationColumn(**vars(each)) for each in some))
            for name, some in found.items()
        ]

    @post(
        "/slices:query",
        responses={
            **REFUSALS,
            HTTP_200_OK: ResponseSpec(
                SqlAnswer, generate_examples=False, description="答案 Answer"
            ),
        },
        status_code=HTTP_200_OK,
        summary="自查 SQL over one's own slices",
    )
    async def query(
        self,
        data: JSONBody[Question],
        request: Request[Actor, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        format_: Annotated[Format | None, QueryParameter(name="format")] = None,
    ) -> Response[Any]:
        """
        The answer to one SELECT over the department's own slices, and nothing else.

        `completeness` says, by slice, how many of the units behind it have filed, are due and are late in the newest round that
        asks its form.

        By `format`, or else by what `Accept` says, it comes in any of the formats of slices; what is beside the rows stands
        in the header `Yibiao-Completeness` then.
        """
        answer = negotiating.format_of(request, format_)
        return await leaving.answered(request, lambda: _answered(house, data, actor, answer))


def _answered(house: House, data: Question, actor: Actor, format_: Format) -> Response[Any]:
    if format_ != "json":
        return negotiating.sent(
            sql_export.ask_as(house, data.department, data.sql, actor, format_, as_of=data.as_of)
        )
    found = own_sql.ask(house, data.department, data.sql, actor, as_of=data.as_of)
    return Response(
        SqlAnswer(
            columns=tuple({"name": name, "type": type_} for name, type_ in found.columns),
            rows=found.rows,
            as_of=found.as_of,
            more=found.more,
            completeness=SqlCompleteness.model_validate(found.completeness),
            watermark=watermark_of(house, actor),
        )
    )
