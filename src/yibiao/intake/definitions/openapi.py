"""OpenAPI 2 and 3: what its requests send is a form each; without requests, every schema that is no part of another."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from yibiao.errors import Finding, NotAForm
from yibiao.intake.definitions.json_schema import Reader
from yibiao.intake.definitions.schema_places import Place, root_of
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.upload import Upload
from yibiao.intake.words.slug import slug_of

_WRITES: Final = ("post", "put", "patch")
_REFERENCE: Final = re.compile(r"^#/(?:components/schemas|definitions)/([^/]+)$")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_TITLE: Final = 40


def recognises(upload: Upload) -> bool:
    """A description of an interface, with schemas."""
    document = upload.document
    return (
        isinstance(document, Mapping)
        and ("openapi" in document or "swagger" in document)
        and bool(_schemas(document))
    )


def read(upload: Upload) -> list[PrintedForm]:
    """
    A form for each schema that people fill.

    Raises:
        NotAForm: None of them asks anything.
    """
    document = upload.document
    names = _schemas(document)
    sent = [each for each in dict.fromkeys(_sent(document)) if each in names]
    parts = {each for name in names for each in _references(names[name])}
    chosen = sent or [each for each in names if each not in parts] or list(names)
    root = root_of(document)
    path = ("definitions",) if "definitions" in document else ("components", "schemas")
    forms = [
        _form(name, replace(root.at(*path, name), followed=(id(names[name]),)), upload)
        for name in chosen
        if isinstance(names[name], Mapping)
    ]
    asking = [each for each in forms if each.questions]
    if not asking:
        raise refusal(NotAForm, Finding("nothing-asked"), upload.filename)
    left = [
        each for each in names if each not in {form.name for form in asking} and each not in parts
    ]
    if not left:
        return asking
    finding = Finding("schemas-left-out", "#/" + "/".join(path), {"schemas": "、".join(left)})
    first = asking[0]
    return [
        PrintedForm(
            first.questions, first.name, first.title, first.says, (*first.findings, finding)
        ),
        *asking[1:],
    ]


def _form(name: str, place: Place, upload: Upload) -> PrintedForm:
    findings: list[Finding] = []
    questions = tuple(Reader(findings).questions(place, ()))
    title, description = (place.schema.get(each) for each in ("title", "description"))
    said = [
        each for each in (title, description)
        if isinstance(each, str) and _CHINESE.search(each) and len(each) <= _LONGEST_TITLE
    ]  # fmt: skip
    return PrintedForm(
        questions=questions,
        name=name,
        title=said[0] if said else (title if isinstance(title, str) else None),
        says={"layout": "card", "series": slug_of(name), "source": upload.filename},
        findings=tuple(map(_cut, findings)),
    )


def _cut(finding: Finding) -> Finding:
    """Trees lead back to themselves in every program: the branch is not opened, and the rest is asked."""
    if finding.code == "circular-reference":
        return Finding("circular-part", finding.where, finding.facts)
    return finding


def _schemas(document: Mapping[str, Any]) -> Mapping[str, Any]:
    components = document.get("components")
    found = document.get("definitions") or (
        components.get("schemas") if isinstance(components, Mapping) else None
    )
    return found if isinstance(found, Mapping) else {}


def _sent(document: Mapping[str, Any]) -> Iterator[str]:
    """The schemas that requests send, in their order."""
    paths = document.get("paths")
    for path in paths.values() if isinstance(paths, Mapping) else ():
        for verb in _WRITES if isinstance(path, Mapping) else ():
            operation = path.get(verb)
            if isinstance(operation, Mapping):
                yield from _references(operation.get("requestBody"))
                for each in operation.get("parameters") or ():
                    if isinstance(each, Mapping) and each.get("in") == "body":
                        yield from _references(each.get("schema"))


def _references(value: Any) -> Iterator[str]:
    """The names of the schemas that something refers to."""
    if isinstance(value, Mapping):
        reference = value.get("$ref")
        found = _REFERENCE.match(reference) if isinstance(reference, str) else None
        if found:
            yield found[1].replace("~1", "/").replace("~0", "~")
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
