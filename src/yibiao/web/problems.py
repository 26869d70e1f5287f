"""Every refusal, ours or the framework's, as one RFC 9457 problem document."""

import traceback
import uuid
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar._signature.types import ExtendedMsgSpecValidationError
from litestar.exceptions import HTTPException
from litestar.openapi import ResponseSpec
from litestar.types import ExceptionHandlersMap
from pydantic import BaseModel, ConfigDict, ValidationError

from yibiao.errors import (
    BadRequest,
    Finding,
    Internal,
    MethodNotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    TooLarge,
)
from yibiao.model.malformed import malformed, misplaced
from yibiao.web import parameters

_log = structlog.get_logger("yibiao.web")

MEDIA_TYPE = "application/problem+json"


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
        503: "暂时不能 Not just now",
        507: "磁盘已满 No room left",
    }.items()
}


def refused(_: Request[Any, Any, Any], problem: Problem) -> Response[dict[str, Any]]:
    """The answer to a request that a flow refused."""
    return _response(problem)


def not_taken(_: Request[Any, Any, Any], error: ValidationError) -> Response[dict[str, Any]]:
    """The answer to a body that is not what the route takes: every place that is wrong, without the values."""
    return _response(malformed(error))


def framework_refused(
    request: Request[Any, Any, Any], error: HTTPException
) -> Response[dict[str, Any]]:
    """The answer to a request that did not reach a flow."""
    return _response(_translated(request, error))


def undecodable(
    request: Request[Any, Any, Any], error: UnicodeDecodeError | LookupError
) -> Response[dict[str, Any]]:
    """The answer to a body with parts in no encoding, or not in theirs; where it was no such part, we failed."""
    (*_, last) = traceback.extract_tb(error.__traceback__)
    if PurePath(last.filename).name == "_multipart.py":
        return _response(BadRequest(Finding("body-unreadable", "#"), reason="body"))
    return failed(request, error)


def too_deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[dict[str, Any]]:
    """The answer to a body of brackets in brackets, which nobody's program sends; where no body was read, we failed."""
    (*_, last) = traceback.extract_tb(error.__traceback__)
    if last.name in ("decode_json", "decode"):
        return _response(BadRequest(Finding("body-unreadable", "#"), reason="body"))
    return failed(request, error)


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """The answer to a request that we failed: a number for the caller, the trace for the log."""
    number = uuid.uuid4().hex[:12]
    route = f"{request.method} {request.scope.get('path_template', '')}"
    _log.error("internal", number=number, route=route, trace=_trace(error))
    return _response(Internal(number=number))


async def require_known(request: Request[Any, Any, Any]) -> None:
    """
    Let pass a request whose parameters are all known.

    Raises:
        BadRequest: Others are not.
    """
    if request.scope["query_string"]:
        found = parameters.unknown(request.scope["route_handler"], request.query_params)
        if found:
            raise BadRequest(*found, reason="、".join(each.where for each in found))


HANDLERS: ExceptionHandlersMap = {
    RecursionError: too_deep,
    Problem: refused,
    ValidationError: not_taken,
    UnicodeDecodeError: undecodable,
    LookupError: undecodable,
    HTTPException: framework_refused,
    Exception: failed,
}


def _trace(error: BaseException) -> list[str]:
    """
    Where it happened, innermost last, and what led to it.

    Names of errors and lines of our code, but no message and no variable: a person's values may be in either, and the
    token is in every request.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    places = [
        f"{each.filename}:{each.lineno} {each.name}"
        for each in traceback.extract_tb(error.__traceback__)
    ]
    return [*(_trace(cause) if cause else ()), *places, type(error).__qualname__]


def _translated(request: Request[Any, Any, Any], error: HTTPException) -> Problem:
    translations: Mapping[int, Problem] = {
        401: NotSignedIn(),
        404: NotFound(what_zh="地址", what_en="address", id=request.scope["path"]),
        405: MethodNotAllowed(),
        413: TooLarge(limit="", size=""),
    }
    if error.status_code in translations:
        return translations[error.status_code]
    if isinstance(error.__cause__, ExtendedMsgSpecValidationError):
        return misplaced(_below(each) for each in error.__cause__.errors)
    places = (
        [each for each in error.extra or () if isinstance(each, dict) and each.get("key")]
        if isinstance(error.extra, list)
        else []
    )
    wanted = parameters.wanted(request.scope["route_handler"], request.query_params, places)
    if wanted:
        return BadRequest(*wanted, reason="、".join(each.where for each in wanted))
    return BadRequest(Finding("body-unreadable", "#"), reason="body")


def _below(error: Mapping[str, Any]) -> dict[str, Any]:
    """The same of the body itself: it stands in a handler's argument."""
    first, *others = error["loc"] or ("",)
    return {**error, "loc": others if first == "data" else error["loc"]}


def _response(problem: Problem) -> Response[dict[str, Any]]:
    headers = {}
    if "retry_after" in problem.facts:
        headers["Retry-After"] = str(problem.facts["retry_after"])
    if isinstance(problem, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        problem.document(instance=f"urn:request:{uuid.uuid4().hex[:12]}"),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )
