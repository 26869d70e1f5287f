"""A form as it was read, and what a person says of it → the form that is meant."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from yibiao.errors import Finding, Invalid
from yibiao.intake.words import labels
from yibiao.intake.words.options import code_list_of
from yibiao.model import catalogue
from yibiao.model.correction import Correction
from yibiao.model.form import Field, Form, Rule
from yibiao.model.kinds import ValueKind
from yibiao.model.rule import fields_of

_ID: Final = re.compile(r"\bf\d+(?:\.\d+)*\b")
_WORDS: Final = re.compile(r"[^\W_]")
_CHOSEN: Final = (ValueKind.CODE, ValueKind.CODES, ValueKind.BOOLEAN)
#: What no single answer is.
_OTHER: Final = (ValueKind.ROWS, ValueKind.LINK, ValueKind.LINKS)


class Corrected(NamedTuple):
    """The form that is meant; its ids, by those that fields were read or called by."""

    form: Form
    ids: dict[str, str]


def corrected(form: Form, corrections: Sequence[Correction]) -> Corrected:
    """
    *form* with what was misread put right: its fields are numbered anew, in the order in which they stand then.

    Rules that speak of a field that is none are dropped with it.

    Raises:
        Invalid: A correction is of no field of the form, or leaves one without a label or anything to choose or write.
    """
    if not corrections:
        return Corrected(form, {id_: id_ for id_ in form.by_id})
    desk = _Desk(form, corrections)
    fields = (*desk.missed(""), *desk.block(form.fields))
    if findings := [*desk.findings, *desk.nowhere()]:
        raise Invalid(*findings, count=len(findings))
    if not fields:
        raise Invalid(Finding("corrected-to-nothing", "#/fields"), count=1)
    ids: dict[str, str] = {}
    numbered = _numbered(fields, "f", ids)
    numbered = tuple(_with_figures(numbered, ids))
    rules = tuple(_rules(form.rules, ids))
    return Corrected(form.restated(fields=numbered, rules=rules), ids)


class _Desk:
    """The corrections of one form, and what is wrong with them."""

    def __init__(self, form: Form, corrections: Sequence[Correction]) -> None:
        self._of = {each.field: each for each in corrections if not each.missed}
        self._after: dict[str, list[Correction]] = {}
        for each in corrections:
            if each.after is not None:
                self._after.setdefault(each.after, []).append(each)
        self._read = form.by_id
        missed = [each.field for each in corrections if each.missed]
        known = {*form.by_id, *missed}
        named = [*self._of, *(each for each in self._after if each)]
        self.findings = [
            Finding("corrected-field-unknown", "#/fields", {"field": each})
            for each in named
            if each not in known
        ]
        self.findings += [
            Finding("corrected-name-taken", "#/fields", {"field": name})
            for name, times in Counter([*form.by_id, *missed]).items()
            if times > 1
        ]

    def block(self, fields: Sequence[Field]) -> tuple[Field, ...]:
        """*fields* as they are meant, with those that were missed among them."""
        found: list[Field] = []
        for each in fields:
            meant = self._meant(each)
            if meant is not None:
                found.append(meant)
            found.extend(self.missed(each.id))
        return tuple(found)

    def missed(self, after: str) -> Iterator[Field]:
        """The fields that were missed after one, and those missed after them."""
        waiting = self._after.pop(after, [])
        while waiting:
            each = waiting.pop(0)
            made = self._changed(Field(id=each.field, label=each.label or ""), each)
            if not each.drop:
                yield made
            waiting[:0] = self._after.pop(each.field, [])

    def nowhere(self) -> list[Finding]:
        """Missed fields that follow one another, and nothing that was read."""
        return [
            Finding("corrected-field-unknown", "#/fields", {"field": each.field})
            for after, some in self._after.items()
            if after not in self._read
            for each in some
        ]

    def _meant(self, field: Field) -> Field | None:
        correction = self._of.get(field.id)
        if correction is not None and correction.drop:
            return None
        update: dict[str, Any] = {}
        if field.fields:
            update["fields"] = self.block(field.fields)
            if not update["fields"]:
                return None
        if field.figures:
            update["figures"] = self.block(field.figures) or None
        field = field.model_copy(update=update) if update else field
        return self._changed(field, correction) if correction else field

    def _changed(self, field: Field, correction: Correction) -> Field:
        said = correction.model_dump(
            exclude={"field", "drop", "after", "options"}, exclude_unset=True
        )
        # Only what may be nothing is taken back by saying nothing.
        said = {k: v for k, v in said.items() if v is not None or k in ("unit_of_measure", "hint")}
        label = labels.clean(said.get("label", field.label))
        if not _WORDS.search(label):
            self._doubt("corrected-without-label", field)
        kind = said.get("kind", field.kind)
        if kind is not field.kind and (kind in _OTHER or field.kind in _OTHER):
            self._doubt("corrected-kind-unfit", field)
        said["label"] = label
        return field.model_copy(update=said | self._options(field, label, kind, correction))

    def _options(
        self, field: Field, label: str, kind: ValueKind, correction: Correction
    ) -> dict[str, Any]:
        """What may be chosen, and the code list that it is; a question that got options is chosen from."""
        if correction.options is None:
            if kind in _CHOSEN or not field.options:
                return {}
            return {"options": (), "code_list": None}
        options = correction.options
        if options and kind not in _CHOSEN:
            kind = ValueKind.CODE
        codes = None
        if kind in (ValueKind.CODE, ValueKind.CODES):
            codes = code_list_of(options, label, catalogue.starter().code_lists)
        return {"kind": kind, "options": options, "code_list": codes}

    def _doubt(self, code: str, field: Field) -> None:
        self.findings.append(
            Finding(code, f"#/fields/{field.id}", {"field": field.label or field.id})
        )


def _numbered(fields: Sequence[Field], prefix: str, ids: dict[str, str]) -> tuple[Field, ...]:
    """The fields under ids of their place; *ids* gathers what each was called."""
    found = []
    for number, each in enumerate(fields, start=1):
        id_ = ids[each.id] = f"{prefix}{number}"
        inner = _numbered(each.fields, f"{id_}.", ids)
        found.append(each.model_copy(update={"id": id_, "fields": inner}))
    return tuple(found)


def _with_figures(fields: Sequence[Field], ids: dict[str, str]) -> Iterator[Field]:
    """The fields, the figures of those whose rows are named numbered after all of them."""
    number = len(fields)
    for each in fields:
        made = []
        for figure in each.figures or ():
            number += 1
            ids[figure.id] = f"f{number}"
            made.append(figure.model_copy(update={"id": f"f{number}"}))
        yield each.model_copy(update={"figures": tuple(made)}) if made else each


def _rules(rules: Sequence[Rule], ids: Mapping[str, str]) -> Iterator[Rule]:
    for each in rules:
        if all(id_ in ids for id_ in (each.field, *fields_of(each.expression))):
            parts = each.expression.split("'")
            parts[::2] = (_ID.sub(lambda found: ids[found[0]], part) for part in parts[::2])
            said = {"field": ids[each.field], "expression": "'".join(parts)}
            yield each.model_copy(update=said)
