"""Entries looked at without filing them, and the rules that the page looks at them by itself with."""

from importlib import resources
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.filling import check, unusual
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Entry
from yibiao.model.text import Noun
from yibiao.web.problems import REFUSALS


class Checked(Noun):
    """
    What would become of an entry.

    Attributes:
        findings: All of them.
        blocked: Whether one of them blocks the entry.
        remark_wanted: Whether one wants a remark that the entry has not.
        double: The problem document that refuses it, where it opens a subject that may be there already.
    """

    findings: tuple[dict[str, Any], ...]
    blocked: bool
    remark_wanted: bool
    double: dict[str, Any] | None = None


class CheckRoutes(Controller):
    """`/entries/check`"""

    path = "/entries/check"
    tags = ("entries",)

    @post(
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="试填 Check an entry without filing it",
    )
    def check(
        self, data: JSONBody[Entry], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Checked:
        """
        Everything wrong with it or unusual about it, beside what is held of its subject; nothing is filed.

        Of an entry that opens a subject, `double` names those that may be the same, as the refusal would.
        """
        found = check.check(house, data, actor)
        blocked = any(each.level == "error" for each in found)
        double = None if blocked else check.double(house, data, actor)
        return Checked(
            findings=tuple(each.document() for each in found),
            blocked=blocked,
            remark_wanted=unusual.remark_wanted(data, found) is not None,
            double=None if double is None else double.document(),
        )


@get("/rules.js", media_type="text/javascript", include_in_schema=False)
async def rules() -> str:
    """What evaluates `x-rules` in the page."""
    return resources.files("yibiao.web").joinpath("rules.js").read_text(encoding="utf-8")
