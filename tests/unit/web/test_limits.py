"""How often somebody may ask."""

import pytest

from yibiao.errors import TooMany
from yibiao.web.limits import Buckets, network


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_empties_and_fills_by_itself():
    """So many at once, then so many a second; whoever is refused hears when to come back."""
    clock = Clock()
    buckets = Buckets(2, 3, clock=clock)
    for _ in range(3):
        buckets.take("a")
    with pytest.raises(TooMany) as refusal:
        buckets.take("a")
    buckets.take("b")
    clock.now += 0.5
    buckets.take("a")

    assert refusal.value.facts == {"retry_after": 1}
    with pytest.raises(TooMany):
        buckets.take("a")


def test_looking_takes_nothing():
    """Whoever has a drop left passes as often as they look."""
    buckets = Buckets(1, 1, clock=Clock())
    buckets.require("a")
    buckets.take("a")

    with pytest.raises(TooMany):
        buckets.require("a")


def test_there_are_so_many_buckets_and_no_more():
    """Memory has an end, however many addresses come."""
    buckets = Buckets(1, 5, keys=10, clock=Clock())
    for number in range(1_000):
        buckets.take(str(number))

    assert len(buckets._left) == 10


def test_a_customer_has_one_bucket():
    """Of IPv6 anybody has more addresses than there are buckets."""
    assert network("2001:db8:1:2::3") == network("2001:db8:1:2:ffff::9")
    assert network("2001:db8:1:2::3") != network("2001:db8:1:3::3")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
    assert network("testclient") == "testclient"
