"""A message to an address outside: connected to what was looked at, and to nothing else."""

import http.client
import socket
import ssl
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

from yibiao.errors import Problem
from yibiao.flows.outside import Outside, Target

#: Seconds that connecting, and each part of an answer, may take; and a message altogether.
_SECONDS, LONGEST = 10.0, 30.0
#: Closed by a reset, without waiting for what is under way.
_RESET: Final = struct.pack("ii", 1, 0)


class Sender:
    """
    Sends to what *outside* lets it.

    The name is looked up once, and the very address that was looked at is connected to: whoever has a name lead
    elsewhere a moment later leads nobody there. No redirection is followed, no proxy asked, no answer read.
    """

    def __init__(self, outside: Outside, longest: float = LONGEST) -> None:
        self._outside, self._longest = outside, longest

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int | None:
        """The status of the answer; nothing where there is none, or nothing may be sent there."""
        try:
            target = self._outside.target(url)
            address = self._address(target)
            if address is None:
                return None
            return self._posted(target, address, headers, body)
        except (OSError, http.client.HTTPException, Problem, ValueError):
            return None

    def _address(self, target: Target) -> str | None:
        """The first address of the host; nothing where any of them is not to be reached."""
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        reached = all(self._outside.reaches(ip_address(each.partition("%")[0]), tls=target.tls) for each in addresses)  # fmt: skip
        return addresses[0] if addresses and reached else None

    def _posted(self, target: Target, address: str, headers: Mapping[str, str], body: bytes) -> int:
        connection = http.client.HTTPConnection(target.host, target.port, timeout=_SECONDS)
        plain = connection.sock = socket.create_connection((address, target.port), timeout=_SECONDS)
        watched = plain.dup()
        # Whoever answers a byte now and then is never late with the next.
        late = threading.Timer(self._longest, _ended, [watched])
        late.start()
        try:
            if target.tls:
                secure = ssl.create_default_context()
                connection.sock = secure.wrap_socket(plain, server_hostname=target.host)
            connection.request("POST", target.path, body, {"user-agent": "yibiao", **headers})
            return connection.getresponse().status
        finally:
            late.cancel()
            watched.close()
            connection.close()


def _ended(connected: socket.socket) -> None:
    """Whoever waits for it waits no more, and who is at the other end hears at once that nobody reads what they send."""
    with suppress(OSError):  # it is over already
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connected.shutdown(socket.SHUT_RDWR)
