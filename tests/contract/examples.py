"""The examples under `schemas/examples`: valid ones stand bare, invalid ones under the name of the rule they break."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yibiao import _schemas


@dataclass(frozen=True)
class Example:
    """A document and the JSON Schema keyword it breaks, if it breaks one."""

    document: Any
    rule: str | None = None


def valid(kind: str) -> list[Path]:
    """The valid examples of a format."""
    return sorted((_schemas.folder() / "examples" / kind / "valid").glob("*.json"))


def invalid(kind: str) -> list[Path]:
    """The invalid examples of a format."""
    return sorted((_schemas.folder() / "examples" / kind / "invalid").glob("*.json"))


def breaks(path: Path) -> Example:
    """The example in *path*, with the rule it breaks."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if path.parent.name == "invalid":
        return Example(document["document"], document["breaks"])
    return Example(document)
