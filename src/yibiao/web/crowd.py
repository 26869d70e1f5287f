"""How many requests are under way, and how much they bring: a crowd waits outside, not in memory."""

from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from yibiao.errors import TooMany

#: Requests under way at once, and bytes of their bodies.
MOST: Final = 1_000
MOST_BYTES: Final = 256 * 1024 * 1024


class Crowd(ASGIMiddleware):
    """
    Refuses whoever comes while too many are under way, before anything of theirs is read.

    Counted in the event loop alone, so that nobody else looks meanwhile.

    Args:
        largest: What a body may have that does not say its size.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self.should_bypass_for_scope = lambda scope: scope["path"] == "/health"
        self._requests = 0
        self._bytes = 0

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """
        Let the request in, if there is room.

        Raises:
            TooMany: There is none just now.
        """
        size = self._size(scope)
        if self._requests >= MOST or (self._bytes and self._bytes + size > MOST_BYTES):
            raise TooMany(retry_after=1)
        self._requests += 1
        self._bytes += size
        try:
            await next_app(scope, receive, send)
        finally:
            self._requests -= 1
            self._bytes -= size

    def _size(self, scope: Scope) -> int:
        headers = dict(scope["headers"])
        if b"transfer-encoding" in headers:
            return self._largest
        told = headers.get(b"content-length", b"0")
        return int(told) if told.isdigit() else self._largest
