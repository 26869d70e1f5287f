"""Seals: the slices of a round as it was closed, in files that say the same for ever."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from yibiao.model.text import Id, Noun

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Seal(Noun):
    """
    One form's slice, sealed.

    Attributes:
        rows: How many it has.
        manifest: Digest of the file that says what it is and how it came about.
        slice: Digest of the Parquet file with its rows.
    """

    form: Id
    rows: int = Field(ge=0)
    manifest: Digest
    slice: Digest


class SealManifest(Noun):
    """
    What a sealed slice is, and how it came about.

    Attributes:
        bindings: Digest of the file with what the form's fields meant then.
        stream: Of the journal.
        position: Where the round was closed: what was filed later is not in it.
        link: The journal's there, which covers everything before it.
        day: By which ages were told.
        period: First and last day that `period_start` and `period_end` meant.
        query: What was asked of the picture, word for word: asked again, it answers the same but for what was erased.
        slice: Digest of the Parquet file.
        units: Digest of the file with the units' names and places in the tree, as they were then.
        engine: What wrote the file, and which program had it do so.
        replaces: Digest of the manifest that this one stands for now, if one was sealed before.
    """

    format: Literal["yibiao-seal"] = "yibiao-seal"
    version: Literal[1] = 1
    round: Id
    form: Id
    bindings: Digest
    stream: Id
    position: int
    link: Digest
    day: date
    period: tuple[date, date]
    query: str
    rows: int
    slice: Digest
    units: Digest
    engine: str
    program: str
    replaces: Digest | None = None


class Sealing(Noun):
    """
    How far the sealing of a round's slices is.

    Attributes:
        state: The round is `open`; or closed, and being sealed (`sealing`); or `sealed`, and its answers are final.
        forms: How many forms it asks.
        done: How many of them are sealed by now.
        position: Where it was closed.
    """

    state: Literal["open", "sealing", "sealed"]
    forms: int
    done: int
    position: int | None = None
    seals: tuple[Seal, ...] = ()
