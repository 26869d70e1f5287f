"""Grants: who may do what where, given and taken."""

import uuid
from datetime import date
from typing import Any

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.granting import grants as flow
from yibiao.flows.house import House
from yibiao.model.actor import Actor, Grant, Mask, Role
from yibiao.model.place import Division, Slug
from yibiao.model.text import Id, Noun
from yibiao.web.problems import REFUSALS


class Giving(Noun):
    """A grant to be given; under an `id` of yours, giving it again is harmless."""

    actor: Id
    role: Role
    id: Id | None = None
    unit: Division | None = None
    department: Slug | None = None
    until: date | None = None
    masks: dict[Id, Mask] = {}
    sensitive: tuple[Id, ...] = ()
    purpose: Id | None = None

    @property
    def grant(self) -> Grant:
        """The grant, under an id of its own unless it was given one."""
        return Grant.model_validate({**self.document(), "id": self.id or uuid.uuid4().hex})


class TakingGrant(Noun):
    """Why a grant is taken."""

    why: Id | None = None


class Masking(Noun):
    """How an element is shown under a grant from now on; `full` is all of it."""

    mask: Mask


class GrantRoutes(Controller):
    """`/grants`"""

    tags = ("grants",)

    @get("/grants", responses=REFUSALS, sync_to_thread=True, summary="授权清单 Who holds what")
    def given(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        of: FromQuery[str | None] = None,
    ) -> list[dict[str, Any]]:
        """The grants that the caller may read, and the caller's own; of one holder only (`of`). Taken ones say so."""
        return [each.document() for each in flow.given(house, actor, of=of)]

    @post("/grants", responses=REFUSALS, sync_to_thread=True, summary="授权 Give a grant")
    def give(
        self,
        data: JSONBody[Giving],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[dict[str, Any]]:
        """
        The grant, with who gave it and when.

        Nobody gives more than they hold: a role whose acts they have, at their place or below it, no longer than they
        have it, shown no wider. `sensitive` names kinds (`health`) or elements that are uncovered, for a `purpose` and
        `until` a day.
        """
        return Response(flow.give(house, data.grant, actor).document())

    @post(
        "/grants/{grant:str}/taking",
        responses=REFUSALS,
        status_code=HTTP_200_OK,
        sync_to_thread=True,
        summary="收回授权 Take a grant",
    )
    def take(
        self,
        grant: FromPath[str],
        data: JSONBody[TakingGrant],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> dict[str, Any]:
        """The grant, which holds no more from now on."""
        return flow.take(house, grant, actor, why=data.why).document()

    @put(
        "/grants/{grant:str}/masks/{element:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="遮盖 How a grant shows an element",
    )
    def mask(
        self,
        grant: FromPath[str],
        element: FromPath[str],
        data: JSONBody[Masking],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> dict[str, Any]:
        """The grant that stands instead, under another id: the one before is taken in the same act."""
        return flow.mask(house, grant, element, data.mask, actor).document()
