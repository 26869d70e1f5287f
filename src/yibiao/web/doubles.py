"""Subjects of a unit that may be one with others."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from yibiao.flows.house import House
from yibiao.flows.subject import doubles
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.web.problems import REFUSALS


class DoubleRoutes(Controller):
    """`/units/{code}/duplicates`"""

    tags = ("filling",)

    @get(
        "/units/{code:str}/duplicates",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="疑似重复的对象 Subjects that may be one",
    )
    def duplicates(
        self,
        code: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        kind: FromQuery[SubjectKind | None] = None,
        after: FromQuery[str] = "",
    ) -> dict[str, Any]:
        """
        Pairs among the next thousand subjects of the unit and all others, the likest first, each with its reasons.

        Go on with `after`. An entry about one of the two that names the other in `unlike` says that they are two.
        """
        return doubles.doubles(house, code, actor, kind=kind, after=after).document()
