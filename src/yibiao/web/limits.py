"""How often somebody may ask: buckets that fill by themselves, one a caller, in memory."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from yibiao.errors import TooMany


class Buckets:
    """
    One bucket a key; whoever finds theirs empty waits.

    Args:
        rate: Drops that come back in a second.
        most: A bucket holds so many.
        keys: So many buckets at once; the one that was used longest ago is thrown away, and is full the next time.
        clock: Seconds.
    """

    def __init__(
        self,
        rate: float,
        most: int,
        *,
        keys: int = 20_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = rate
        self._most = most
        self._keys = keys
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """
        Take a drop from the bucket of *key*.

        Raises:
            TooMany: It is empty; says when it is not.
        """
        left, now = self._level(key)
        if left < 1:
            raise TooMany(retry_after=self._wait(left))
        self._left[key] = (left - 1, now)
        self._left.move_to_end(key)
        if len(self._left) > self._keys:
            self._left.popitem(last=False)

    def require(self, key: str) -> None:
        """
        Let pass whoever has a drop left, without taking it.

        Raises:
            TooMany: There is none.
        """
        left, _ = self._level(key)
        if left < 1:
            raise TooMany(retry_after=self._wait(left))

    def _level(self, key: str) -> tuple[float, float]:
        now = self._clock()
        known = self._left.get(key)
        if known is None:
            return self._most, now
        left, since = known
        return min(self._most, left + (now - since) * self._rate), now

    def _wait(self, left: float) -> int:
        return max(1, round((1 - left) / self._rate + 0.5))


@dataclass(frozen=True)
class Limits:
    """
    Everybody's buckets.

    An office's many people come from one address, so an address may ask more often than anybody; programs with a token
    file in bulk. Whoever holds the service's own token is not counted.
    """

    people: Buckets = field(default_factory=lambda: Buckets(20, 400))
    programs: Buckets = field(default_factory=lambda: Buckets(500, 5_000))
    addresses: Buckets = field(default_factory=lambda: Buckets(2_000, 10_000))
    #: What was presented and not known, by address.
    strangers: Buckets = field(default_factory=lambda: Buckets(2, 60))
    #: Attempts to sign in, by address.
    signing: Buckets = field(default_factory=lambda: Buckets(0.5, 40))


@lru_cache(10_000)
def network(address: str) -> str:
    """Whom an address stands for: itself, or with IPv6 the network that one customer has."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        mapped = known.ipv4_mapped
        return str(mapped) if mapped else f"{int(known) >> 64:x}::/64"
    return address
