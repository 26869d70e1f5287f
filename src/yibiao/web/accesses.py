"""The record of access, for auditors."""

from datetime import date
from typing import Annotated, Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from pydantic import Field

from yibiao.flows.granting import accesses as flow
from yibiao.flows.house import House
from yibiao.model.accessed import AccessLine, What
from yibiao.model.actor import Actor
from yibiao.web.problems import REFUSALS


class AccessRoutes(Controller):
    """`/accesses`"""

    tags = ("access",)

    @get(
        "/accesses",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="访问记录 Who read what",
    )
    def accesses(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        of: FromQuery[str | None] = None,
        seen_by: FromQuery[str | None] = None,
        what: FromQuery[What | None] = None,
        place: FromQuery[str | None] = None,
        exported: FromQuery[bool | None] = None,
        unusual: FromQuery[bool | None] = None,
        since: FromQuery[date | None] = None,
        until: FromQuery[date | None] = None,
        after: FromQuery[Annotated[int, Field(ge=0)] | None] = None,
        before: FromQuery[Annotated[int, Field(ge=0)] | None] = None,
        limit: FromQuery[Annotated[int, Field(ge=1, le=flow.MOST_AT_ONCE)]] = flow.MOST_AT_ONCE,
    ) -> list[dict[str, Any]]:
        """
        Lines, the newest first, at most a thousand.

        Of one reader (`of`), of what an administrator saw as others (`seen_by`), of one kind (`what`), of one form, unit, department or subject (`place`), of some days; only
        what was taken out (`exported`), or what was out of the ordinary (`unusual`). `before` is the number of the last
        line of the page before. With `after` a number, what was written after that line, the oldest first.
        """
        found = flow.accesses(
            house,
            actor,
            of=of,
            seen_by=seen_by,
            what=what,
            place=place,
            exported=exported,
            unusual=unusual,
            since=since,
            until=until,
            after=after,
            before=before,
            limit=limit,
        )
        return [document(each) for each in found]


def document(line: AccessLine) -> dict[str, Any]:
    """A line as it is shown: flat, what was not said left out."""
    said = line.access.document()
    return {
        "number": line.number,
        **said,
        "rows": line.access.rows,
        "unusual": line.unusual,
        "link": line.link,
    }
