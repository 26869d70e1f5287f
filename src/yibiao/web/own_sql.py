"""A department's own SQL over its own slices."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.flows import own_sql
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.text import Noun
from yibiao.web.problems import REFUSALS


class Question(Noun):
    """One SELECT, the department whose slices it is over, and as of when."""

    department: str
    sql: str
    as_of: str | None = None


class Relation(Noun):
    """What may stand after FROM, and its columns."""

    name: str
    columns: tuple[str, ...]


class SqlAnswer(Noun):
    """Rows under columns, as of a position of the journal; `more`: there are others that are not here."""

    columns: tuple[dict[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    as_of: int
    more: bool


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
        return [Relation(name=name, columns=tuple(each)) for name, each in found.items()]

    @post(
        "/slices:query",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="自查 SQL over one's own slices",
    )
    def query(
        self,
        data: JSONBody[Question],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> SqlAnswer:
        """The answer to one SELECT over the department's own slices, and nothing else."""
        found = own_sql.ask(house, data.department, data.sql, actor, as_of=data.as_of)
        return SqlAnswer(
            columns=tuple({"name": name, "type": type_} for name, type_ in found.columns),
            rows=found.rows,
            as_of=found.as_of,
            more=found.more,
        )
