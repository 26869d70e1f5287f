"""The cookies of a browser: the session's, and the one by which it is known again."""

from typing import Final

from litestar.types import Scope

_SESSION: Final = "yibiao"
_DEVICE: Final = "yibiao-device"

#: Names that a browser keeps to https, this host and every path; it takes them over https only.
_KEPT: Final = "__Host-"

_LOOPBACK: Final = frozenset({b"localhost", b"127.0.0.1", b"[::1]"})

_GIVEN: Final = "cookies"

#: How long a browser is known again, in seconds: half a year.
_KNOWN: Final = 180 * 24 * 3600


def private(scope: Scope) -> bool:
    """Whether nobody else reads along: over TLS, or on the very machine."""
    return scope.get("scheme") == "https" or loopback(scope)


def loopback(scope: Scope) -> bool:
    """Whether the browser was pointed to its own machine."""
    host = header(scope, b"host")
    name = host.partition(b"]")[0] + b"]" if host.startswith(b"[") else host.partition(b":")[0]
    return name in _LOOPBACK


def header(scope: Scope, wanted: bytes) -> bytes:
    """A header's value; empty if it is not there."""
    return next((value for name, value in scope["headers"] if name == wanted), b"")


def session_of(scope: Scope, cookies: bytes) -> str:
    """What the session's cookie carries."""
    return _value(cookies, _name(scope, _SESSION))


def device_of(scope: Scope) -> str:
    """What the cookie carries by which a browser is known again."""
    return _value(header(scope, b"cookie"), _name(scope, _DEVICE))


def session_cookie(scope: Scope, secret: str) -> bytes:
    """Give the browser its session; it ends with the browser, if not before."""
    return _cookie(scope, _SESSION, secret)


def device_cookie(scope: Scope, device: str) -> bytes:
    """Know the browser again."""
    return _cookie(scope, _DEVICE, device, f"; Max-Age={_KNOWN}")


def no_session(scope: Scope) -> bytes:
    """Take the session from the browser."""
    return _cookie(scope, _SESSION, "", "; Max-Age=0")


def give(scope: Scope, cookie: bytes) -> None:
    """Send it along with the answer."""
    scope["state"].setdefault(_GIVEN, []).append(cookie)


def given(scope: Scope) -> list[bytes]:
    """What is sent along."""
    found: list[bytes] = scope["state"].get(_GIVEN, [])
    return found


def _cookie(scope: Scope, name: str, value: str, lasting: str = "") -> bytes:
    secure = "; Secure" if _secure(scope) else ""
    return (
        f"{_name(scope, name)}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{lasting}".encode()
    )


def _secure(scope: Scope) -> bool:
    return scope.get("scheme") == "https" or not loopback(scope)


def _name(scope: Scope, name: str) -> str:
    return _KEPT + name if _secure(scope) else name


def _value(cookies: bytes, name: str) -> str:
    wanted = name.encode() + b"="
    for each in cookies.split(b";"):
        pair = each.strip()
        if pair.startswith(wanted):
            return pair[len(wanted) :].decode("latin-1")
    return ""
