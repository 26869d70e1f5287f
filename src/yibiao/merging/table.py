"""Forms and bindings → the one table of a kind of subject, with its JSON Schema."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from yibiao.errors import Finding, Invalid, sentences
from yibiao.merging.putting import Meanings
from yibiao.merging.standing import standing_checks
from yibiao.merging.stated import StatedRules
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.check import Check
from yibiao.model.derivation import sources
from yibiao.model.element import Element
from yibiao.model.expression import Expression
from yibiao.model.form import Field, Form
from yibiao.model.kinds import EXAMPLES, SubjectKind, ValueKind, value_schema
from yibiao.model.merged import MALFORMED, Asking, Column, MergedTable
from yibiao.model.text import Text

#: Links, in order, and the element at their end.
Path = tuple[tuple[str, ...], str]


def merge(
    kind: SubjectKind,
    forms: Iterable[Form],
    bindings: Iterable[Binding],
    catalogue: Catalogue,
    kept: Iterable[str] = (),
) -> MergedTable:
    """
    The smallest table of subjects of *kind* that answers every field of *forms* that asks about them.

    Each element is one column, whoever asks it and over whatever links. A link that leads to others is a column where
    it is stated, a link read backwards is none. What a scope, a measure or a derivation needs is there too, asked by
    nobody. What forms state of their answers, and what holds whatever they state, are its checks. The order of *forms*
    and *bindings* does not matter, columns stand as the catalogue has them.

    Args:
        kind: Of the subjects.
        forms: That ask.
        bindings: What their fields mean; others are left aside.
        catalogue: Knows the elements.
        kept: Elements that stay columns though nobody may ask them any more.

    Raises:
        Invalid: A binding leads nowhere.
    """
    asked: dict[str, set[Asking]] = {}
    stated = StatedRules()
    for form, its_bindings in _by_form(forms, bindings):
        for element, asking in _askings(form, its_bindings, catalogue):
            asked.setdefault(element, set()).add(asking)
        for path in _needed(form, its_bindings.values(), catalogue):
            for element, _ in _stated(path, catalogue):
                asked.setdefault(element, set())
        stated.take(Meanings(form, _by_field(form, its_bindings), its_bindings, catalogue))
    for element in kept:
        if not catalogue.elements[element].inverse_of:
            asked.setdefault(element, set())
    for element in [source for each in asked for source in sources(each, catalogue)]:
        asked.setdefault(element, set())
    columns = tuple(
        _column(catalogue.elements[element], asked[element])
        for element in catalogue.elements
        if element in asked and catalogue.elements[element].subject is kind
    )
    checks = [
        *stated.checks(kind, columns),
        *standing_checks(kind, tuple(each.element for each in columns), asked, catalogue),
    ]
    return MergedTable(
        kind=kind,
        columns=columns,
        json_schema=_json_schema(kind, columns, checks, catalogue),
        left_out=tuple(
            each.document()
            for each in sorted(stated.left_out[kind], key=lambda each: (each.where, each.code))
        ),
    )


def _by_field(form: Form, bindings: Mapping[str, Binding]) -> dict[str, Path]:
    return {field.id: path for field, path in _paths(form.asked, (), bindings)}


def _by_form(
    forms: Iterable[Form], bindings: Iterable[Binding]
) -> Iterator[tuple[Form, dict[str, Binding]]]:
    by_form: dict[str, dict[str, Binding]] = {}
    for binding in bindings:
        by_form.setdefault(binding.form, {})[binding.field] = binding
    for form in forms:
        yield form, by_form.get(form.id, {})


def _askings(
    form: Form, bindings: Mapping[str, Binding], catalogue: Catalogue
) -> Iterator[tuple[str, Asking]]:
    """Every element to be stated for *form*, links included, with the field that asks it."""
    broken = []
    for field, path in _paths(form.asked, (), bindings):
        if not _leads(form.subject, path, catalogue):
            facts = {"field": field.label, "via": " → ".join(path[0]), "element": path[1]}
            broken.append(
                Finding("binding-path-broken", f"{form.id}#/properties/{field.id}", facts)
            )
            continue
        for element, via in _stated(path, catalogue):
            yield element, Asking(form=form.id, field=field.id, via=via)
    if broken:
        raise Invalid(*broken, count=len(broken))


def _paths(
    fields: Iterable[Field], start: tuple[str, ...], bindings: Mapping[str, Binding]
) -> Iterator[tuple[Field, Path]]:
    """Each bound field with its whole path from the form's subject: within a block it starts at the block's."""
    for field in fields:
        binding = bindings.get(field.id)
        if binding is None or binding.element is None:
            yield from _paths(field.fields, start, bindings)
            continue
        via = (*start, *binding.via)
        yield field, (via, binding.element)
        yield from _paths(field.fields, (*via, binding.element), bindings)


def _leads(subject: SubjectKind, path: Path, catalogue: Catalogue) -> bool:
    via, element = path
    try:
        return catalogue.elements[element].subject is catalogue.reached(subject, via)
    except LookupError:
        return False


def _needed(form: Form, bindings: Iterable[Binding], catalogue: Catalogue) -> Iterator[Path]:
    """What the scope and the measures of *form* name."""
    for text in (form.scope, *(each.measure for each in bindings)):
        if text is not None:
            yield from Expression.parse(text).bind(catalogue).paths


def _stated(path: Path, catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The elements that must be stated to walk *path*, each with the links to the subject of whom it is stated."""
    via, element = path
    for position, id_ in enumerate((*via, element)):
        forward = catalogue.elements[id_].inverse_of
        if forward is None:
            yield id_, via[:position]
        else:
            yield forward, (*via, element)[: position + 1]


def _column(element: Element, asked_by: set[Asking]) -> Column:
    return Column(
        element=element.id,
        asked_by=tuple(sorted(asked_by, key=lambda each: (each.form, each.field, each.via))),
        derived=bool(element.derivations),
    )


def _json_schema(
    kind: SubjectKind, columns: tuple[Column, ...], checks: Iterable[Check], catalogue: Catalogue
) -> dict[str, Any]:
    """The JSON Schema of what may be stated of one subject in one entry."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:yibiao:merged-table/{kind}",
        "type": "object",
        "x-subject": kind.value,
        "properties": {
            column.element: _value_schema(catalogue.elements[column.element], column, catalogue)
            for column in columns
        },
        "additionalProperties": False,
        "x-malformed": sentences(*MALFORMED),
        "x-rules": [each.document() for each in checks],
    }


def _described(definition: Text | None) -> dict[str, str]:
    if definition is None:
        return {}
    return {"description": definition.zh, "x-description-en": definition.en}


def _value_schema(element: Element, column: Column, catalogue: Catalogue) -> dict[str, Any]:
    """The schema of one element's value, or of `null`, which clears it."""
    schema = value_schema(element.kind)
    schema["type"] = [schema["type"], "null"]
    codes = catalogue.codes_of(element)
    if codes is not None:
        choices = [
            {"const": each.code, "title": each.label.zh, "x-title-en": each.label.en}
            for each in codes.by_code.values()
        ]
        if element.kind is ValueKind.CODES:
            schema["items"] = {"type": "string", "oneOf": choices}
        else:
            schema["oneOf"] = [*choices, {"type": "null"}]
    annotations = {
        "x-code-list": element.code_list,
        "x-unit-of-measure": element.unit_of_measure,
        "x-target": element.target and element.target.value,
    }
    return {
        "title": element.name.zh,
        "x-title-en": element.name.en,
        **_described(element.definition),
        **schema,
        **({"examples": [EXAMPLES[element.kind]]} if element.kind in EXAMPLES else {}),
        "x-kind": element.kind.value,
        **{name: value for name, value in annotations.items() if value},
        "x-sensitivity": element.sensitivity,
        "x-derived": column.derived,
        "x-asked-by": [each.document() for each in column.asked_by],
    }
