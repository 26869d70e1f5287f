"""What proves who somebody is: passwords and the rule for them, tokens, and how often one may try."""

from yibiao.credentials.attempts import Attempts
from yibiao.credentials.passwords import findings, hashed, outdated, verify
from yibiao.credentials.tokens import digest, first_password, opaque, plausible, token

__all__ = [
    "Attempts",
    "digest",
    "findings",
    "first_password",
    "hashed",
    "opaque",
    "outdated",
    "plausible",
    "token",
    "verify",
]
