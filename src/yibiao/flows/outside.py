"""Addresses outside: what may be sent to, and what is nobody's business – this machine, its network, its cloud's."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from yibiao.errors import Finding, Invalid

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: Public addresses behind which clouds tell machines about themselves.
_TELLING: Final = frozenset(map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192")))


@dataclass(frozen=True)
class Target:
    """Where a message goes: the host by name, and the path that is asked there."""

    host: str
    port: int
    path: str
    tls: bool


@dataclass(frozen=True)
class Outside:
    """What may be sent to: everybody on the internet, over TLS; and, as configured, some networks that are not."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, said: str) -> "Outside":
        """
        Of networks as they are written, with commas: `10.20.0.0/16, 127.0.0.1`.

        Raises:
            ValueError: One is none.
        """
        return cls(tuple(ip_network(each.strip()) for each in said.split(",") if each.strip()))

    def target(self, url: str) -> Target:
        """
        Where *url* leads.

        Raises:
            Invalid: It is no address that anything may be sent to.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError:
            raise _refused("malformed") from None
        plain = parts.scheme == "http" and bool(self.networks)
        if parts.scheme != "https" and not plain:
            raise _refused("https")
        if (
            not host
            or parts.username is not None
            or parts.password is not None
            or not url.isascii()
        ):
            raise _refused("malformed")
        if any(each <= " " or each == "\x7f" for each in url):
            raise _refused("malformed")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        target = Target(host, port, path, parts.scheme == "https")
        try:
            written = ip_address(host)
        except ValueError:
            return target
        if not self.reaches(written, tls=target.tls):
            raise _refused("address")
        return target

    def reaches(self, address: Address, *, tls: bool) -> bool:
        """Whether anything may be sent to *address*; without TLS only in a network that is configured."""
        inner = tuple(_inner(address))
        if any(
            each.version == one.version and one in each for each in self.networks for one in inner
        ):
            return True
        return tls and all(
            one.is_global and not one.is_multicast and not one.is_reserved and one not in _TELLING
            for one in inner
        )


def _inner(address: Address) -> Iterable[Address]:
    """The address, and the one that it carries within itself."""
    yield address
    if isinstance(address, IPv6Address):
        carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in IPv6Network("64:ff9b::/96"):
            carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (each for each in carried if each is not None)


def _refused(why: str) -> Invalid:
    return Invalid(Finding("webhook-address", "#/url", {"why": why}), count=1)
