"""The published formats and catalogues, as shipped: in the wheel, or beside `src` in a checkout."""

import functools
import json
from importlib import resources
from pathlib import Path
from typing import Any


@functools.cache
def folder() -> Path:
    """Where the shipped `schemas/` lies."""
    inside = Path(str(resources.files("yibiao"))) / "schemas"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "schemas"


@functools.cache
def document(name: str) -> Any:
    """One shipped JSON document, such as `form.schema.json` or `elements/person.json`. Do not change it."""
    return json.loads((folder() / name).read_text(encoding="utf-8"))


def names(subfolder: str) -> list[str]:
    """The names of the shipped documents in *subfolder*, sorted, as `document` takes them."""
    return sorted(f"{subfolder}/{path.name}" for path in (folder() / subfolder).glob("*.json"))
