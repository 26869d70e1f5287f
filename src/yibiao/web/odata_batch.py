"""Several requests of a client of OData in one, read only."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from litestar import Response
from litestar.status_codes import HTTP_405_METHOD_NOT_ALLOWED
from odatapy.errors import ODataException
from odatapy.http.method import HttpMethod
from odatapy.server.batch import BatchHandler
from odatapy.server.request import ODataRequest, ODataResponse

from yibiao.errors import BadRequest, Problem, TooLarge
from yibiao.flows.house import House
from yibiao.flows.slicing import odata
from yibiao.model.actor import Actor
from yibiao.web import odata_answers

_COUNT: Final = "/$count"
#: Requests in one.
MOST: Final = 100


#: What the library raises for an envelope that is none; whatever has other types than it expects ends it by accident.
_NO_ENVELOPE: Final = (ODataException, AttributeError, TypeError, ValueError, LookupError, RecursionError)  # fmt: skip


class _Handler:
    """What the library, which takes the envelope apart and puts it together, asks of whoever answers."""

    service_metadata = SimpleNamespace(service_version="4.0")

    def select_processor(self, _: Any) -> None:
        """Nothing is changed, so nothing has to be taken back."""


@dataclass
class _Counting(_Handler):
    """Goes through an envelope without answering anything, so that what is wrong with it is known before."""

    requests: int = 0

    def process(self, asked: ODataRequest) -> ODataResponse:
        """One more; half a character in its address is an error."""
        self.requests += 1
        f"{asked.raw_odata_path}?{asked.raw_query_path}".encode()
        return ODataResponse()


@dataclass
class Batch(_Handler):
    """
    Answers each request as if it came by itself, but for the size of its page: all together have no more rows than one.

    Attributes:
        root: The address of the department's service.
    """

    house: House
    actor: Actor
    department: str
    root: str
    _page: int = odata.MOST

    def answered(self, body: bytes, content_type: str, prefer: str) -> Response[bytes]:
        """
        All answers, in their order; after one that is refused no more, unless the client would go on.

        Raises:
            BadRequest: It is no batch.
            TooLarge: It is more than `MOST`.
        """
        headers = {"content-type": content_type, "prefer": prefer}
        asked = ODataRequest(method=HttpMethod.POST, raw_base_uri=self.root, body=body, _headers=headers)  # fmt: skip
        requests = self._counted(asked)
        if requests > MOST:
            raise TooLarge(limit=MOST, size=requests)
        self._page = odata.MOST // max(requests, 1)
        given = BatchHandler(self, self.root).process(asked)  # type: ignore[arg-type]
        return Response(
            given.body_bytes(),
            media_type=given.get_header("content-type"),
            headers=odata_answers.HEADERS,
        )

    def _counted(self, asked: ODataRequest) -> int:
        counting = _Counting()
        try:
            BatchHandler(counting, self.root).process(asked)  # type: ignore[arg-type]
        except _NO_ENVELOPE:
            raise BadRequest(reason="$batch") from None
        return counting.requests

    def process(self, asked: ODataRequest) -> ODataResponse:
        """One of them."""
        try:
            answer = self._one(asked)
        except Problem as problem:
            answer = odata_answers.refusal(problem)
        given = ODataResponse(status_code=answer.status_code or 200)
        content = answer.content
        given.set_content(
            content if isinstance(content, bytes | str) else b"", str(answer.media_type)
        )
        for name, value in answer.headers.items():
            given.set_header(name, value)
        return given

    def _one(self, asked: ODataRequest) -> Response[Any]:
        if asked.method is not HttpMethod.GET:
            return odata_answers.error(HTTP_405_METHOD_NOT_ALLOWED, "method-not-allowed")
        path, query = unquote(asked.raw_odata_path), asked.raw_query_path or ""
        if path.endswith(_COUNT):
            name = path.removesuffix(_COUNT)
            return odata_answers.count(self.house, self.actor, self.department, name, query)
        if path == "$metadata":
            format_ = dict(parse_qsl(query)).get("$format", "")
            accept = asked.get_header("accept") or ""
            return odata_answers.described(self.house, self.department, self.actor, format_, accept)
        prefer = asked.get_header("prefer") or ""
        return odata_answers.rows(
            self.house, self.actor, self.root, self.department, path, query, prefer, self._page
        )
