"""Parts of a FHIR resource as they are looked for: objects in lists, extensions, texts."""

from collections.abc import Mapping, Sequence
from typing import Any


def extension(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The extension whose address ends with a name; an empty one where there is none."""
    return next(
        (
            each
            for each in objects(of, "extension")
            if str(each.get("url")).rpartition("/")[2] == name
        ),
        {},
    )


def control(item: Mapping[str, Any]) -> str:
    """How the item is shown: `help`, `unit`, `gtable`; nothing where it does not say."""
    concept = extension(item, "questionnaire-itemControl").get("valueCodeableConcept")
    codings = objects(concept, "coding") if isinstance(concept, Mapping) else []
    return str(codings[0].get("code")) if codings else ""


def objects(of: Mapping[str, Any], member: str) -> list[Mapping[str, Any]]:
    """The objects in a list; what is none of either is passed over."""
    found = of.get(member)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def named(reference: Any) -> str | None:
    """The last part of an address, without its version: what it names."""
    address = (text(reference) or "").partition("|")[0].rstrip("/")
    return address.rpartition("/")[2].lstrip("#") or None


def length(value: Any) -> int | None:
    """A length that something may have."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def texts(values: Any) -> Sequence[str]:
    """The texts in a list."""
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []


def text(value: Any) -> str | None:
    """A text in one line; nothing where it is none."""
    return " ".join(value.split()) or None if isinstance(value, str) else None
