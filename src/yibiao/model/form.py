"""Forms: one edition of what a department asks about one kind of subject."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import StringConstraints

from yibiao.model.kinds import SubjectKind, ValueKind, value_schema
from yibiao.model.text import Noun

Layout = Literal["register", "card", "summary"]
Period = Literal[
    "once", "yearly", "half-yearly", "quarterly", "monthly", "weekly", "daily", "ad-hoc"
]

Reckoned = Literal["period-end"]

#: How often a year a form of this period is filled; `once` and `ad-hoc` count as one.
TIMES_A_YEAR: dict[str, int] = {
    "once": 1, "ad-hoc": 1, "yearly": 1, "half-yearly": 2, "quarterly": 4, "monthly": 12, "weekly": 52, "daily": 365,
}  # fmt: skip


class Option(Noun):
    """One permitted answer as a form prints it; `value` is the department's own code (the title where it has none)."""

    value: str
    title: str


class Field(Noun):
    """
    One question as one form puts it.

    Attributes:
        id: `f3`, and `f3.1` inside the repeating block `f3`.
        label: As printed, cleaned of numbering, colons, stars and layout blanks; `raw` is as printed.
        name: The column or variable name it came under, if it had one.
        section: Headings it stands under, outermost first.
        code_list: The code list its options were recognised as, or that the source names.
        fields: For a repeating block (`rows`): what one row asks.
        figures: For rows that the form names beforehand: what is asked in each cell, under the names of its row and column.
        measure: For a figure of a summary form: how to compute it, see `yibiao.model.expression`.
        element: What the department itself says it means.
        cell: Where it came from: `Sheet1!B3`, `#/properties/name`, `row 4`.
        blank: Where it is answered if not there: `Sheet1!C3`, and in rows, the first and the last: `Sheet1!B4:B13`.
    """

    id: str
    label: str
    kind: ValueKind = ValueKind.TEXT
    raw: str | None = None
    name: str | None = None
    section: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    code_list: str | None = None
    unit_of_measure: str | None = None
    required: bool = False
    hint: str | None = None
    max_length: int | None = None
    fields: tuple["Field", ...] = ()
    figures: tuple["Field", ...] | None = None
    measure: str | None = None
    element: str | None = None
    cell: str | None = None
    blank: str | None = None

    @property
    def chosen(self) -> bool:
        """Whether it is answered by choosing, not by typing."""
        return bool(self.options) or self.kind in (
            ValueKind.CODE,
            ValueKind.CODES,
            ValueKind.BOOLEAN,
        )

    def leaves(self) -> Iterator["Field"]:
        """Itself, or what one row of the block asks; where its rows are named, what every cell of them asks."""
        if self.figures:
            yield from self.figures
        elif self.fields:
            for each in self.fields:
                yield from each.leaves()
        else:
            yield self


def row_names(fields: Iterable[Field]) -> dict[str, str]:
    """
    What the questions of a block are called in its rows, by their ids: as printed, numbered where that is printed twice.

    Ids belong to one edition; names are what editions have in common.
    """
    seen: Counter[str] = Counter()
    names = {}
    for each in fields:
        seen[each.label] += 1
        names[each.id] = each.label if seen[each.label] == 1 else f"{each.label} {seen[each.label]}"
    return names


class Rule(Noun):
    """
    One thing that a form states about its own answers.

    Attributes:
        kind: The field `equals` the expression; the expression `holds`; or the field is `asked-when` it holds.
        field: Id of the field that it is about.
        expression: Over ids of fields, see `yibiao.model.rule`.
        printed: As the source says it: a formula, a line of a note.
        cell: Where the source says it.
    """

    kind: Literal["equals", "holds", "asked-when"]
    field: str
    expression: str
    printed: str | None = None
    cell: str | None = None


class Imprint(Noun):
    """
    What a form prints of itself beside its title, word for word.

    Attributes:
        department: Who asks.
        number: 表号.
        approved_by: Which authority approved it or keeps it on file.
        approval: The number under which it did.
        due: When it is to be sent in.
    """

    department: str | None = None
    number: str | None = None
    approved_by: str | None = None
    approval: str | None = None
    due: str | None = None


class Form(Noun):
    """
    What a department asks, normalised. It never changes: the next edition is another form of the same series.

    Attributes:
        department: Id of the asking department.
        series: Slug that its editions share.
        period: How often it is asked; `None` until said, and then it is not admitted.
        scope: Of whom it asks: a condition over elements (`person.age >= 60`), `true` for everybody.
        mandate: Legal basis.
        first_round: Day on which its first round opens.
        expires: Day after which it is no longer in force.
        rules: What it states about its answers.
        imprint: What it prints of itself.
        reckoned: On which day ages and other spans are reckoned: on the last of the period that is answered for; `None`
            leaves it at the day of answering.
        source: Where the form was found, for a reader who wants to check.
    """

    department: str
    series: Annotated[str, StringConstraints(pattern=r"^[^/\x00-\x1f]+$")]
    title: str
    subject: SubjectKind
    fields: tuple[Field, ...]
    layout: Layout = "register"
    period: Period | None = None
    mandate: str | None = None
    scope: str | None = None
    first_round: date | None = None
    expires: date | None = None
    notes: tuple[str, ...] = ()
    source: str | None = None
    rules: tuple[Rule, ...] = ()
    imprint: Imprint | None = None
    reckoned: Reckoned | None = None

    def restated(self, **said: Any) -> Self:
        """Itself with other members, checked anew; a copy would take along what it has worked out of its fields."""
        members = {each: getattr(self, each) for each in type(self).model_fields}
        return type(self).model_validate({**members, **said})

    def document(self) -> dict[str, Any]:
        """Itself as JSON; rules only where there are any, so that a form without keeps the id it has always had."""
        document = super().document()
        return document if self.rules else {k: v for k, v in document.items() if k != "rules"}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of everything it says."""
        canonical = json.dumps(
            self.document(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def id(self) -> str:
        """`department.series@edition`, the edition being the first 12 digits of its digest."""
        return f"{self.department}.{self.series}@{self.digest[:12]}"

    @property
    def urn(self) -> str:
        """Its `$id` as a JSON Schema."""
        return f"urn:yibiao:form:{self.department}/{self.series}/sha256-{self.digest}"

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """Every field by its id: blocks, what their rows ask, and all others."""
        return {each.id: each for each in self._walk(self.fields)}

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields, blocks whose rows are named opened: each of their cells asks something else."""
        return tuple(part for each in self.fields for part in each.figures or (each,))

    def leaves(self) -> Iterator[Field]:
        """Every question, blocks opened, in printed order."""
        for each in self.fields:
            yield from each.leaves()

    @classmethod
    def _walk(cls, fields: tuple[Field, ...]) -> Iterator[Field]:
        for each in fields:
            yield each
            yield from cls._walk(each.fields)
            yield from cls._walk(each.figures or ())

    def schema_document(self) -> dict[str, Any]:
        """The form as `form.schema.json` has it: a JSON Schema of one answer."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": self.urn,
            "title": self.title,
            "type": "object",
            **_annotations(
                {
                    "x-department": self.department,
                    "x-series": self.series,
                    "x-subject": self.subject.value,
                    "x-layout": self.layout,
                    "x-period": self.period,
                    "x-mandate": self.mandate,
                    "x-scope": self.scope,
                    "x-first-round": self.first_round and self.first_round.isoformat(),
                    "x-expires": self.expires and self.expires.isoformat(),
                    "x-notes": list(self.notes),
                    "x-source": self.source,
                    "x-reckoned": self.reckoned,
                    "x-imprint": self.imprint and self.imprint.document(),
                    "x-rules": [each.document() for each in self.rules],
                }
            ),
            **_object_schema(self.fields),
        }

    @classmethod
    def recorded(cls, document: dict[str, Any]) -> Self:
        """
        The form that an earlier version of this program may have written into the journal, under the id it had then.

        What is bound to it names that id; today's reading of the same document might come to another.
        """
        form = cls.from_schema_document(document)
        form.__dict__["digest"] = document["$id"].rpartition("sha256-")[2]
        return form

    @classmethod
    def from_schema_document(cls, document: dict[str, Any]) -> Self:
        """The form that `schema_document` wrote."""
        return cls(
            department=document["x-department"],
            series=document["x-series"],
            title=document["title"],
            subject=document["x-subject"],
            layout=document.get("x-layout", "register"),
            period=document.get("x-period"),
            mandate=document.get("x-mandate"),
            scope=document.get("x-scope"),
            first_round=document.get("x-first-round"),
            expires=document.get("x-expires"),
            notes=tuple(document.get("x-notes", ())),
            source=document.get("x-source"),
            imprint=document.get("x-imprint"),
            reckoned=document.get("x-reckoned"),
            rules=tuple(Rule(**each) for each in document.get("x-rules", ())),
            fields=_fields_of(document),
        )


def _annotations(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [], "", (), {})}


def _object_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    required = [each.id for each in fields if each.required]
    return {
        "properties": {each.id: _field_schema(each) for each in fields},
        **({"required": required} if required else {}),
    }


def _field_schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": field.label}
    if field.fields:
        schema |= {"type": "array", "items": {"type": "object", **_object_schema(field.fields)}}
    else:
        schema |= value_schema(field.kind)
    choices = [{"const": each.value, "title": each.title} for each in field.options]
    if choices and field.kind is ValueKind.CODES:
        schema["items"] = {"type": "string", "oneOf": choices}
    elif choices:
        schema["oneOf"] = choices
        if field.kind is ValueKind.BOOLEAN:  # answered in the options that the form prints
            schema["type"] = "string"
    if field.max_length and schema["type"] == "string":
        schema["maxLength"] = field.max_length
    return schema | _annotations(
        {
            "description": field.hint,
            "x-kind": field.kind.value,
            "x-raw": field.raw,
            "x-name": field.name,
            "x-section": list(field.section),
            "x-code-list": field.code_list,
            "x-unit-of-measure": field.unit_of_measure,
            "x-measure": field.measure,
            "x-element": field.element,
            "x-cell": field.cell,
            "x-blank": field.blank,
            "x-figures": {each.id: _field_schema(each) for each in field.figures or ()},
        }
    )


def _fields_of(schema: dict[str, Any]) -> tuple[Field, ...]:
    """The fields in the order of their ids: the members of a JSON object have none."""
    required = set(schema.get("required", ()))
    properties = sorted(schema.get("properties", {}).items(), key=lambda each: _numbers(each[0]))
    return tuple(_field_of(id_, each, required=id_ in required) for id_, each in properties)


def _numbers(id_: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", id_)))


def _field_of(id_: str, schema: dict[str, Any], *, required: bool) -> Field:
    items = schema.get("items", {})
    choices = schema.get("oneOf") or items.get("oneOf") or ()
    return Field(
        id=id_,
        label=schema["title"],
        kind=schema["x-kind"],
        raw=schema.get("x-raw"),
        name=schema.get("x-name"),
        section=tuple(schema.get("x-section", ())),
        options=tuple(Option(value=each["const"], title=each["title"]) for each in choices),
        code_list=schema.get("x-code-list"),
        unit_of_measure=schema.get("x-unit-of-measure"),
        required=required,
        hint=schema.get("description"),
        max_length=schema.get("maxLength"),
        fields=_fields_of(items) if "properties" in items else (),
        measure=schema.get("x-measure"),
        element=schema.get("x-element"),
        cell=schema.get("x-cell"),
        blank=schema.get("x-blank"),
        figures=_fields_of({"properties": schema.get("x-figures", {})}) or None,
    )
