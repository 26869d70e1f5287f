"""Tokens and other random secrets: how they look, and how they are kept."""

import hashlib
import string
import zlib
from typing import Final

#: Every token begins so; with its check digits that is enough to find one that lies around.
PREFIX: Final = "yb_"

_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
#: 256 bits, and a checksum of 32.
_LENGTH: Final = 43
_CHECK: Final = 6

#: Nothing that is read as something else; five groups of four are 98 bits.
_LEGIBLE: Final = "23456789abcdefghjkmnpqrstuvwxyz"


def token(chance: bytes) -> str:
    """A token made of 32 random bytes: `yb_`, 43 letters and digits, and six that check them."""
    body = _written(int.from_bytes(chance), _LENGTH)
    return PREFIX + body + _checked(body)


def plausible(presented: str) -> bool:
    """Whether it may be a token: it is written like one, and its check digits are right."""
    body, check = presented[len(PREFIX) : -_CHECK], presented[-_CHECK:]
    return (
        len(presented) == len(PREFIX) + _LENGTH + _CHECK
        and presented.startswith(PREFIX)
        and check == _checked(body)
    )


def opaque(chance: bytes) -> str:
    """What a cookie carries, made of 32 random bytes."""
    return _written(int.from_bytes(chance), _LENGTH)


def first_password(chance: bytes) -> str:
    """What somebody signs in with once, made of 32 random bytes: groups that can be read out and copied from paper."""
    text = _written(int.from_bytes(chance), 20, _LEGIBLE)
    return "-".join(text[start : start + 4] for start in range(0, 20, 4))


def digest(secret: str) -> str:
    """As what it is kept: random as it is, nobody finds it from that, however quick the hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checked(body: str) -> str:
    return _written(zlib.crc32(body.encode()), _CHECK)


def _written(number: int, length: int, alphabet: str = _ALPHABET) -> str:
    written = []
    for _ in range(length):
        number, place = divmod(number, len(alphabet))
        written.append(alphabet[place])
    return "".join(reversed(written))
