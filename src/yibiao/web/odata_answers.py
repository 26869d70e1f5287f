"""What clients of OData are given: descriptions, pages of rows, counts, refusals, as that protocol writes them."""

import re
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Response
from pydantic_core import to_json

from yibiao.errors import NotAcceptable, NotSignedIn, Problem
from yibiao.flows.house import House
from yibiao.flows.slicing import odata
from yibiao.model.actor import Actor
from yibiao.web import negotiating

HEADERS: Final = {"OData-Version": "4.0"}
JSON: Final = "application/json;odata.metadata=minimal;charset=utf-8"
_PAGE: Final = re.compile(r"\bmaxpagesize\s*=\s*(\d{1,9})", re.ASCII)
#: An entity set and the key behind it: 花名册('person-1'), or with the name of the key.
_KEYED: Final = re.compile(r"(.+?)\((?:\w+=)?'((?:[^']|'')*)'\)", re.DOTALL)


def refusal(problem: Problem) -> Response[bytes]:
    """A refusal as OData has it: Chinese, with the findings as details."""
    details = [
        {"code": each.code, "message": f"{each.says('zh')} {each.says('en')}", "target": each.where}
        for each in problem.findings
    ]
    message = f"{problem.detail('zh')} {problem.detail('en')}"
    answer = error(problem.status, problem.code, message, details)
    if isinstance(problem, NotSignedIn):
        answer.headers["WWW-Authenticate"] = 'Basic realm="Yibiao", charset="UTF-8"'
    if "retry_after" in problem.facts:
        answer.headers["Retry-After"] = str(problem.facts["retry_after"])
    return answer


def error(
    status: int, code: str, message: str = "", details: list[dict[str, str]] | None = None
) -> Response[bytes]:
    """An error by its code."""
    told = {"code": code, "message": message, **({"details": details} if details else {})}
    return Response(to_json({"error": told}), status_code=status, media_type=JSON, headers=HEADERS)


def document(said: dict[str, Any]) -> Response[bytes]:
    """What is said, as JSON."""
    return Response(to_json(said, inf_nan_mode="null"), media_type=JSON, headers=HEADERS)


def require_json(query: str, accept: str = "") -> None:
    """
    Let pass whoever takes JSON: by `$format`, or else by what they accept.

    Raises:
        NotAcceptable: They would be given what they did not ask for.
    """
    _require(dict(parse_qsl(query)).get("$format") or accept, "json")


def _require(asked: str, *formats: str) -> None:
    types = {each.partition(";")[0].strip().lower() for each in asked.split(",")} - {""}
    given = {"*/*", "application/*", *formats, *(f"application/{each}" for each in formats)}
    if types and not types & given:
        raise NotAcceptable(formats="、".join(formats))


def described(
    house: House, department: str, actor: Actor, format_: str, accept: str
) -> Response[str]:
    """The columns and types of a department's slices, in XML, or in JSON if that is asked for."""
    if format_:
        _require(format_, "xml", "json")
    asked = format_ or accept
    as_json = "json" in asked and "xml" not in asked
    text = odata.metadata(house, department, actor, as_json=as_json)
    return Response(
        text,
        media_type="application/json" if as_json else "application/xml",
        headers={"OData-Version": "4.01" if as_json else "4.0"},
    )


def rows(
    house: House,
    actor: Actor,
    root: str,
    department: str,
    name: str,
    query: str,
    prefer: str = "",
    page_size: int = odata.MOST,
) -> Response[bytes]:
    """A page of the rows of an entity set, of *page_size* unless fewer are preferred; or one row, by its key."""
    require_json(query)
    keyed = _KEYED.fullmatch(name)
    set_, key = (keyed[1], keyed[2].replace("''", "'")) if keyed else (name, None)
    preferred = _PAGE.search(prefer)
    most = min(max(int(preferred[1]), 1), page_size) if preferred else page_size
    page = odata.ask(house, department, set_, query, actor, key=key, most=most)
    columns = f"({','.join(page.names)})" if page.selected else ""
    context = f"{root}/$metadata#{set_}{columns}"
    beside = negotiating.beside(page.as_of, page.completeness)
    if key is not None:
        answer = document({"@odata.context": f"{context}/$entity", **page.rows[0]})
        answer.headers.update(beside)
        return answer
    told: dict[str, Any] = {"@odata.context": context}
    if page.count is not None:
        told["@odata.count"] = page.count
    told["value"] = page.rows
    if page.next is not None:
        told["@odata.nextLink"] = f"{root}/{quote(set_)}?{_next(query, page)}"
    answer = document(told)
    answer.headers.update(beside)
    if preferred:
        answer.headers["Preference-Applied"] = f"odata.maxpagesize={most}"
    return answer


def count(house: House, actor: Actor, department: str, name: str, query: str) -> Response[str]:
    """How many rows there are."""
    asked = "&".join(filter(None, (query, "$count=true", "$top=0")))
    page = odata.ask(house, department, name, asked, actor)
    headers = {**HEADERS, **negotiating.beside(page.as_of, page.completeness)}
    return Response(str(page.count), media_type="text/plain", headers=headers)


def _next(query: str, page: odata.Page) -> str:
    """The options of the next page: those of this one, fewer rows where a number was asked for, and where it begins."""
    options = dict(parse_qsl(query, keep_blank_values=True))
    options.pop("$skip", None)
    if "$top" in options:
        options["$top"] = str(int(options["$top"]) - len(page.rows))
    options["$skiptoken"] = str(page.next)
    return urlencode(options, quote_via=quote, safe="$")
