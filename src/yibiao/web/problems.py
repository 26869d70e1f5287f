"""Every refusal, ours or the framework's, as one RFC 9457 problem document."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi import ResponseSpec
from litestar.types import ExceptionHandlersMap
from pydantic import BaseModel, ConfigDict, ValidationError

from yibiao.errors import (
    BadRequest,
    Finding,
    Internal,
    Invalid,
    MethodNotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    TooLarge,
)

_log = structlog.get_logger("yibiao.web")

MEDIA_TYPE = "application/problem+json"

_BESIDE_THE_BODY = frozenset({"path", "query", "header", "cookie"})


class ProblemDocument(BaseModel):
    """
    One refusal (RFC 9457), Chinese first; what else it carries are facts, by name.

    Attributes:
        type: `urn:yibiao:problem:<code>`; the codes stand in `schemas/problems.json`.
        remedy: What the caller can do.
        en: Title, detail and remedy in English.
        errors: Findings: what is wrong, where, and what to do.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    en: dict[str, str]
    instance: str | None = None
    errors: list[dict[str, Any]] = []


#: The refusals that any route may give.
REFUSALS: Final = {
    status: ResponseSpec(
        ProblemDocument, generate_examples=False, description=description, media_type=MEDIA_TYPE
    )
    for status, description in {
        400: "请求无法理解 The request is not understood",
        401: "尚未登录 Not signed in",
        403: "没有权限 Not allowed",
        404: "没有找到 Not found",
        409: "与现状冲突 Conflicts with what stands",
        413: "内容过大 Too large",
        422: "内容不符合要求 Something breaks a rule",
        429: "请求过多 Too many requests",
    }.items()
}


def refused(_: Request[Any, Any, Any], problem: Problem) -> Response[dict[str, Any]]:
    """The answer to a request that a flow refused."""
    return _response(problem)


def malformed(_: Request[Any, Any, Any], error: ValidationError) -> Response[dict[str, Any]]:
    """The answer to a body that is not what the route takes: every place that is wrong, without the values."""
    return _response(
        _invalid(
            ("/".join(("#", *map(str, each["loc"]))), each["type"])
            for each in error.errors(include_url=False, include_input=False, include_context=False)
        )
    )


def framework_refused(
    request: Request[Any, Any, Any], error: HTTPException
) -> Response[dict[str, Any]]:
    """The answer to a request that did not reach a flow."""
    return _response(_translated(request, error))


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """The answer to a request that we failed: a number for the caller, the trace for the log."""
    number = uuid.uuid4().hex[:12]
    _log.error("internal", number=number, path=request.scope["path"], exc_info=error)
    return _response(Internal(number=number))


HANDLERS: ExceptionHandlersMap = {
    Problem: refused,
    ValidationError: malformed,
    HTTPException: framework_refused,
    Exception: failed,
}


def _invalid(places: Iterable[tuple[str, str]]) -> Invalid:
    """Findings that name places of a body and what belongs there, and never a value."""
    findings = [
        Finding("body-malformed", where, {"expected": expected}) for where, expected in places
    ]
    return Invalid(*findings, count=len(findings))


def _translated(request: Request[Any, Any, Any], error: HTTPException) -> Problem:
    translations: Mapping[int, Problem] = {
        401: NotSignedIn(),
        404: NotFound(what_zh="地址", what_en="address", id=request.scope["path"]),
        405: MethodNotAllowed(),
        413: TooLarge(limit="", size=""),
    }
    places = (
        [each for each in error.extra or () if isinstance(each, dict)]
        if isinstance(error.extra, list)
        else []
    )
    if places and not any(each.get("source") in _BESIDE_THE_BODY for each in places):
        return _invalid(
            ("#/" + str(each.get("key", "")).replace(".", "/"), str(each.get("message")))
            for each in places
        )
    return translations.get(error.status_code, BadRequest(reason=_names(places)))


def _names(places: list[dict[str, Any]]) -> str:
    """Which parameters were wrong; their values stay out of it."""
    return "、".join(str(each["key"]) for each in places if each.get("key")) or "body"


def _response(problem: Problem) -> Response[dict[str, Any]]:
    headers = (
        {"Retry-After": str(problem.facts["retry_after"])} if "retry_after" in problem.facts else {}
    )
    return Response(
        problem.document(instance=f"urn:request:{uuid.uuid4().hex[:12]}"),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )
