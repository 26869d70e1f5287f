"""Several requests of a client of OData in one, read only."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import unquote

from litestar import Response
from litestar.status_codes import HTTP_405_METHOD_NOT_ALLOWED
from odatapy.errors import ODataException
from odatapy.http.method import HttpMethod
from odatapy.server.batch import BatchHandler
from odatapy.server.request import ODataRequest, ODataResponse

from yibiao.errors import BadRequest, Problem, TooLarge
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.web import odata_answers

_COUNT: Final = "/$count"
#: Requests in one.
MOST: Final = 100


@dataclass
class Batch:
    """
    Answers each request as if it came by itself; the library takes the envelope apart and puts it together.

    Attributes:
        root: The address of the department's service.
    """

    house: House
    actor: Actor
    department: str
    root: str
    service_metadata = SimpleNamespace(service_version="4.0")
    _left: int = MOST

    def answered(self, body: bytes, content_type: str, prefer: str) -> Response[bytes]:
        """
        All answers, in their order; after one that is refused no more, unless the client would go on.

        Raises:
            BadRequest: It is no batch.
            TooLarge: It is more than `MOST`.
        """
        headers = {"content-type": content_type, "prefer": prefer}
        asked = ODataRequest(method=HttpMethod.POST, raw_base_uri=self.root, body=body, _headers=headers)  # fmt: skip
        try:
            given = BatchHandler(self, self.root).process(asked)  # type: ignore[arg-type]
        except ODataException:
            raise BadRequest(reason="$batch") from None
        return Response(
            given.body_bytes(),
            media_type=given.get_header("content-type"),
            headers=odata_answers.HEADERS,
        )

    def select_processor(self, _: Any) -> None:
        """Nothing is changed, so nothing has to be taken back."""

    def process(self, asked: ODataRequest) -> ODataResponse:
        """One of them."""
        self._left -= 1
        if self._left < 0:
            raise TooLarge(limit=MOST, size=MOST - self._left)
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
            accept = asked.get_header("accept") or ""
            return odata_answers.described(self.house, self.department, self.actor, "", accept)
        prefer = asked.get_header("prefer") or ""
        return odata_answers.rows(
            self.house, self.actor, self.root, self.department, path, query, prefer
        )
