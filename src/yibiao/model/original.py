"""Originals: the file in which a department sent a form."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from yibiao.model.text import Noun


class Original(Noun):
    """
    Which file it was; its bytes are kept under their digest.

    Attributes:
        name: As the department called it.
        digest: SHA-256 of its bytes, in hexadecimal.
        bytes: How many they are.
        part: The sheet that the form stands on; `None` where it is the whole file.
    """

    name: str
    digest: str
    bytes: int
    part: str | None = None


@dataclass(frozen=True)
class SentFile:
    """A file as it came, and which part of it is meant."""

    name: str
    content: bytes
    part: str | None = None

    @cached_property
    def original(self) -> Original:
        """What is remembered of it."""
        digest = hashlib.sha256(self.content).hexdigest()
        return Original(name=self.name, digest=digest, bytes=len(self.content), part=self.part)

    @property
    def suffix(self) -> str:
        """The ending of its name in lower case, with its dot."""
        return "." + self.name.rpartition(".")[2].lower() if "." in self.name else ""
