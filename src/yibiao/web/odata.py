"""OData: departments' slices for Excel, Power BI and whatever else speaks that protocol; read only."""

import re
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.status_codes import HTTP_400_BAD_REQUEST, HTTP_404_NOT_FOUND
from pydantic_core import to_json

from yibiao.errors import NotSignedIn, Problem
from yibiao.flows.house import House
from yibiao.flows.slicing import odata
from yibiao.model.actor import Actor
from yibiao.web import leaving
from yibiao.web.security import BASIC

PATH: Final = BASIC
_PAGE: Final = re.compile(r"\bmaxpagesize\s*=\s*(\d{1,9})", re.ASCII)
_HEADERS: Final = {"OData-Version": "4.0"}
_JSON: Final = "application/json;odata.metadata=minimal;charset=utf-8"


def refused(_: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """A refusal as OData has it: Chinese, with the findings as details."""
    details = [
        {"code": each.code, "message": f"{each.says('zh')} {each.says('en')}", "target": each.where}
        for each in problem.findings
    ]
    message = f"{problem.detail('zh')} {problem.detail('en')}"
    answer = _refusal(problem.status, problem.code, message, details)
    if isinstance(problem, NotSignedIn):
        answer.headers["WWW-Authenticate"] = 'Basic realm="Yibiao", charset="UTF-8"'
    if "retry_after" in problem.facts:
        answer.headers["Retry-After"] = str(problem.facts["retry_after"])
    return answer


def not_found(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """A refusal of the framework."""
    known = error.status_code == HTTP_404_NOT_FOUND
    status = HTTP_404_NOT_FOUND if known else HTTP_400_BAD_REQUEST
    return _refusal(status, "not-found" if known else "bad-request", "", [])


def _refusal(
    status: int, code: str, message: str, details: list[dict[str, str]]
) -> Response[bytes]:
    told = {"code": code, "message": message, **({"details": details} if details else {})}
    return Response(
        to_json({"error": told}), status_code=status, media_type=_JSON, headers=_HEADERS
    )


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
        return _answer({"@odata.context": f"{_root(request)}/$metadata", "value": found})

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
        root = _root(request, department)
        return _answer({"@odata.context": f"{root}/$metadata", "value": sets})

    @get("/{department:str}/$metadata", sync_to_thread=True)
    def metadata(
        self,
        department: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[str]:
        """Their columns and types, in XML, or in JSON if that is asked for."""
        asked = str(request.query_params.get("$format") or request.headers.get("accept", ""))
        as_json = "json" in asked and "xml" not in asked
        text = odata.metadata(house, department, actor, as_json=as_json)
        return Response(
            text,
            media_type="application/json" if as_json else "application/xml",
            headers={"OData-Version": "4.01" if as_json else "4.0"},
        )

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
        query = request.scope["query_string"].decode("latin-1")
        set_, key = _with_key(name)
        most = _preferred(request)
        page = await leaving.answered(
            request,
            lambda: odata.ask(house, department, set_, query, actor, key=key, most=most),
        )
        root = _root(request, department)
        columns = f"({','.join(page.names)})" if page.selected else ""
        context = f"{root}/$metadata#{set_}{columns}"
        if key is not None:
            return _answer({"@odata.context": f"{context}/$entity", **page.rows[0]})
        told: dict[str, Any] = {"@odata.context": context}
        if page.count is not None:
            told["@odata.count"] = page.count
        told["value"] = page.rows
        if page.next is not None:
            link = _next(query, page)
            told["@odata.nextLink"] = f"{root}/{quote(set_)}?{link}"
        return _answer(told)

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
        query = request.scope["query_string"].decode("latin-1")
        asked = "&".join(filter(None, (query, "$count=true", "$top=0")))
        page = await leaving.answered(
            request, lambda: odata.ask(house, department, name, asked, actor)
        )
        return Response(str(page.count), media_type="text/plain", headers=_HEADERS)


def _root(request: Request[Any, Any, Any], *below: str) -> str:
    base = str(request.base_url).rstrip("/")
    return "/".join((f"{base}{PATH}", *below))


def _with_key(name: str) -> tuple[str, str | None]:
    """An entity set's name, and the key behind it: `花名册('person-1')`."""
    before, mark, behind = name.partition("('")
    if not mark or not behind.endswith("')"):
        return name, None
    return before, behind[:-2].replace("''", "'")


def _preferred(request: Request[Any, Any, Any]) -> int:
    """How many rows of a page whoever asks prefers, as far as there may be so many."""
    found = _PAGE.search(request.headers.get("prefer", ""))
    return min(max(int(found[1]), 1), odata.MOST) if found else odata.MOST


def _next(query: str, page: odata.Page) -> str:
    """The options of the next page: those of this one, fewer rows where a number was asked for, and where it begins."""
    options = dict(parse_qsl(query, keep_blank_values=True))
    options.pop("$skip", None)
    if "$top" in options:
        options["$top"] = str(int(options["$top"]) - len(page.rows))
    options["$skiptoken"] = str(page.next)
    return urlencode(options, quote_via=quote, safe="$")


def _answer(document: dict[str, Any]) -> Response[bytes]:
    return Response(to_json(document, inf_nan_mode="null"), media_type=_JSON, headers=_HEADERS)
