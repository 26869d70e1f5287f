"""The demo's forms: real ones copied from public sources, a few modelled on published descriptions."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from yibiao.model.form import Layout, Period
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Department
from yibiao.model.text import Text


@dataclass(frozen=True)
class DemoForm:
    """
    A file as a department would send it, and what the department says of it.

    Attributes:
        content: A list of fields in JSON.
        modelled: Made for the demo; every other form was found in the place that the file names as its source.
        edition_of: File name of the earlier edition of the same series.
        adapted: How the file differs from its source, where it does.
    """

    filename: str
    content: bytes
    department: Department
    series: str
    subject: SubjectKind
    layout: Layout
    period: Period
    mandate: str
    scope: str
    first_round: date
    expires: date
    modelled: bool = False
    edition_of: str | None = None
    adapted: Text | None = None

    @property
    def stem(self) -> str:
        """The file name without its ending."""
        return self.filename.removesuffix(".json")

    @property
    def said(self) -> dict[str, Any]:
        """What the department says of it, as intake takes it."""
        return {
            "series": self.series,
            "subject": self.subject,
            "layout": self.layout,
            "period": self.period,
            "mandate": self.mandate,
            "scope": self.scope,
            "first_round": self.first_round,
            "expires": self.expires,
        }


@cache
def demo_forms() -> tuple[DemoForm, ...]:
    """Every form of the demo, in the order of its manifest; later editions after the first."""
    manifest = json.loads(_content("manifest.json"))
    departments = {each["id"]: Department.model_validate(each) for each in manifest["departments"]}
    return tuple(_form(each, departments) for each in manifest["forms"])


def _form(entry: dict[str, Any], departments: dict[str, Department]) -> DemoForm:
    return DemoForm(
        filename=entry["file"],
        content=_content(entry["file"]),
        department=departments[entry["department"]],
        series=entry["series"],
        subject=SubjectKind(entry["subject"]),
        layout=entry["layout"],
        period=entry["period"],
        mandate=entry["mandate"],
        scope=entry["scope"],
        first_round=date.fromisoformat(entry["first_round"]),
        expires=date.fromisoformat(entry["expires"]),
        modelled=entry.get("modelled", False),
        edition_of=entry.get("edition_of"),
        adapted=Text.model_validate(entry["adapted"]) if "adapted" in entry else None,
    )


def _content(name: str) -> bytes:
    return resources.files("yibiao.demo").joinpath("forms", name).read_bytes()
