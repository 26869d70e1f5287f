"""Our own normalised form, as `form.schema.json` has it: what was written is read back."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from yibiao import _schemas
from yibiao.errors import Finding, Invalid
from yibiao.intake.upload import Upload
from yibiao.model import rule
from yibiao.model.form import Form


def recognises(upload: Upload) -> bool:
    """A JSON Schema whose `$id` is a form's."""
    document = upload.document
    return isinstance(document, Mapping) and str(document.get("$id")).startswith("urn:yibiao:form:")


def read(upload: Upload) -> list[Form]:
    """
    The form that was written.

    Raises:
        Invalid: It claims to be a normalised form and is none; the findings say where.
    """
    findings = [
        Finding(
            "schema-violation",
            "#" + "".join(f"/{each}" for each in error.absolute_path),
            {"keyword": str(error.validator)},
        )
        for error in _validator().iter_errors(upload.document)
    ]
    if findings:
        raise Invalid(*findings, count=len(findings))
    form = Form.from_schema_document(upload.document)
    doubts = tuple(rule.doubts_of(form))
    if doubts:
        raise Invalid(*doubts, count=len(doubts))
    return [form]


@cache
def _validator() -> Draft202012Validator:
    schema: dict[str, Any] = _schemas.document("form.schema.json")
    return Draft202012Validator(schema, registry=Registry())
