"""What every answer says to browsers: run nothing and show nothing that is not this service's own."""

import base64
import hashlib
import re
from collections.abc import MutableSequence
from typing import Final

from litestar.types import Message, Scope

from yibiao.web import cookies

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

_INLINE: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def policy(page: str = "") -> str:
    """The Content-Security-Policy of a page: what lies in it is told by its digest, so that nothing put in from outside runs."""
    allowed = dict(_POLICY)
    for kind, content in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        allowed[f"{kind}-src"] += f" 'sha256-{digest}'"
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


_CSP: Final = (b"content-security-policy", policy().encode())
_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
#: A year, once the service was reached over TLS.
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")
_NEVER_KEPT: Final = (b"cache-control", b"no-store")
_ASKED_AGAIN: Final = (b"cache-control", b"private, no-cache")


async def added(message: Message, scope: Scope) -> None:
    """Add them to an answer; the page's own policy, and how long its files may be kept, stand."""
    if message["type"] != "http.response.start":
        return
    headers = message["headers"]
    if not isinstance(headers, MutableSequence):
        headers = message["headers"] = list(headers)
    named = {name.lower() for name, _ in headers}
    headers.extend(_ALWAYS)
    if _CSP[0] not in named:
        headers.append(_CSP)
    if scope.get("scheme") == "https":
        headers.append(_HSTS)
    if scope["path"].startswith(("/api/", "/odata")) and _NEVER_KEPT[0] not in named:
        headers.append(_ASKED_AGAIN if b"etag" in named else _NEVER_KEPT)
    headers.extend((b"set-cookie", each) for each in cookies.given(scope))
