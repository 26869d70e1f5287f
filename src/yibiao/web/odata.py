"""OData: departments' slices for Excel, Power BI and whatever else speaks that protocol; read only."""

from typing import Any, Final
from urllib.parse import quote

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_404_NOT_FOUND

from yibiao.errors import Problem
from yibiao.flows.house import House
from yibiao.flows.slicing import odata
from yibiao.model.actor import Actor
from yibiao.web import leaving, odata_answers, odata_batch
from yibiao.web.security import BASIC

PATH: Final = BASIC


def refused(_: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """A refusal."""
    return odata_answers.refusal(problem)


def not_found(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """A refusal of the framework."""
    known = error.status_code == HTTP_404_NOT_FOUND
    status = HTTP_404_NOT_FOUND if known else HTTP_400_BAD_REQUEST
    return odata_answers.error(status, "not-found" if known else "bad-request")


class ODataRoutes(Controller):
    """`/odata/{department}/`"""

    path = PATH
    tags = ("odata",)
    include_in_schema = False  # the protocol describes itself
    exception_handlers = {Problem: refused, HTTPException: not_found}

    @get("/", sync_to_thread=True)
    def departments(
        self,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[bytes]:
        """A service document that leads to those of the departments."""
        found = [
            {
                "name": each.id,
                "title": each.name.zh,
                "kind": "ServiceDocument",
                "url": f"{_root(request)}/{each.id}/",
            }
            for each in odata.departments(house, actor)
        ]
        _require_json(request)
        context = f"{_root(request)}/$metadata"
        return odata_answers.document({"@odata.context": context, "value": found})

    @get("/{department:str}", sync_to_thread=True)
    def service(
        self,
        department: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[bytes]:
        """A department's slices."""
        sets = [
            {"name": name, "kind": "EntitySet", "url": quote(name)}
            for name in odata.entity_sets(house, department, actor)
        ]
        _require_json(request)
        context = f"{_root(request, department)}/$metadata"
        return odata_answers.document({"@odata.context": context, "value": sets})

    @get("/{department:str}/$metadata", sync_to_thread=True)
    def metadata(
        self,
        department: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[str]:
        """Their columns and types, in XML, or in JSON if that is asked for."""
        format_ = str(request.query_params.get("$format") or "")
        accept = request.headers.get("accept", "")
        return odata_answers.described(house, department, actor, format_, accept)

    @get("/{department:str}/{name:str}")
    async def rows(
        self,
        department: FromPath[str],
        name: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[bytes]:
        """The rows of an entity set, a page at a time; or one, by its key."""
        return await _rows(request, house, actor, department, name, _query(request))

    @post("/{department:str}/{name:str}/$query", status_code=HTTP_200_OK)
    async def asked_at_length(
        self,
        department: FromPath[str],
        name: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[bytes]:
        """The same, with options in the body: Chinese names make addresses longer than they may be."""
        said = (await request.body()).decode("utf-8", "replace").strip()
        query = "&".join(filter(None, (_query(request), said)))
        return await _rows(request, house, actor, department, name, query)

    @get("/{department:str}/{name:str}/$count")
    async def count(
        self,
        department: FromPath[str],
        name: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[str]:
        """How many rows there are."""
        query = _query(request)
        return await leaving.answered(
            request, lambda: odata_answers.count(house, actor, department, name, query)
        )

    @post("/{department:str}/$batch", status_code=HTTP_200_OK)
    async def batch(
        self,
        department: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[bytes]:
        """Several of these requests in one, or one that is too long for an address."""
        body, type_ = await request.body(), request.headers.get("content-type", "")
        batch = odata_batch.Batch(house, actor, department, _root(request, department))
        return await leaving.answered(
            request, lambda: batch.answered(body, type_, request.headers.get("prefer", ""))
        )


async def _rows(
    request: Request[Any, Any, Any], house: House, actor: Actor, department: str, name: str, query: str
) -> Response[bytes]:  # fmt: skip
    _require_json(request, query)
    root, prefer = _root(request, department), request.headers.get("prefer", "")
    return await leaving.answered(
        request, lambda: odata_answers.rows(house, actor, root, department, name, query, prefer)
    )


def _require_json(request: Request[Any, Any, Any], query: str | None = None) -> None:
    said = _query(request) if query is None else query
    odata_answers.require_json(said, request.headers.get("accept", ""))


def _query(request: Request[Any, Any, Any]) -> str:
    return str(request.scope["query_string"].decode("latin-1"))


def _root(request: Request[Any, Any, Any], *below: str) -> str:
    base = str(request.base_url).rstrip("/")
    return "/".join((f"{base}{PATH}", *below))
