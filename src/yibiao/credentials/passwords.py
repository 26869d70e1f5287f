"""
Passwords: what may be one, and their hashes.

The rule is length, and not being what anybody would try first; no classes of characters, no change by the calendar.
"""

import re
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from yibiao import _schemas
from yibiao.errors import Finding

LEAST: Final = 12
MOST: Final = 128

#: A tenth of a second on one core, and 46 MiB while it lasts.
_HASHER: Final = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)

#: Of no password: what whoever has none is checked against, so that it takes as long.
_OF_NOBODY: Final = (
    "$argon2id$v=19$m=47104,t=1,p=1$"
    "bm9ib2R5IGlzIGhlcmUhIQ$1Rc5G3bAsgWKlzt/u3oTZHn8SRpcPsB9ME6FwskOyTk"
)

#: Nobody's own words: a name shorter than this may stand in a password by chance.
_TELLING: Final = 4


def hashed(password: str, salt: bytes) -> str:
    """The argon2id hash of *password* with its parameters, salted with *salt* (16 random bytes)."""
    return _HASHER.hash(_normal(password), salt=salt)


def verify(known: str | None, password: str) -> bool:
    """Whether *known* is a hash of *password*. Where none is known it is not, and finding out takes as long."""
    try:
        _HASHER.verify(known or _OF_NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def outdated(known: str) -> bool:
    """Whether it was hashed with other parameters than are used now."""
    return _HASHER.check_needs_rehash(known)


def findings(password: str, names: tuple[str, ...]) -> tuple[Finding, ...]:
    """What speaks against *password* for whoever has these names; nothing, if it will do."""
    found, text = [], _normal(password)
    if len(text) < LEAST:
        found.append(Finding("password-too-short", "#/password", {"least": LEAST}))
    if len(text) > MOST:
        found.append(Finding("password-too-long", "#/password", {"most": MOST}))
    lowered = text.casefold()
    if any(len(each) >= _TELLING and each in lowered for each in map(_folded, names)):
        found.append(Finding("password-names-account", "#/password"))
    if _common(lowered):
        found.append(Finding("password-common", "#/password"))
    return tuple(found)


def _common(password: str) -> bool:
    """Whether anybody would try it early: a common one, with figures and marks around it or repeated, or a run of keys."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
    letters = re.sub(r"\W|_", "", password)
    tried = {password, core, letters, _unit(password), _unit(core), _unit(letters)}
    return not tried.isdisjoint(_commonest()) or any(
        each and _unit(each) in run for run in _runs() for each in (password, letters)
    )


def _unit(text: str) -> str:
    """The shortest text that *text* is a repetition of, the last time perhaps cut off."""
    for length in range(1, len(text) // 2 + 1):
        if (text[:length] * (len(text) // length + 1))[: len(text)] == text:
            return text[:length]
    return text


@cache
def _commonest() -> frozenset[str]:
    return frozenset(_schemas.document("common-passwords.json")["passwords"])


@cache
def _runs() -> tuple[str, ...]:
    runs: list[str] = _schemas.document("common-passwords.json")["runs"]
    return (*runs, *(each[::-1] for each in runs))


def _normal(password: str) -> str:
    """The same for every keyboard: full-width letters, composed or decomposed marks."""
    return unicodedata.normalize("NFKC", password)


def _folded(name: str) -> str:
    return _normal(name).casefold()
