"""The columns of a slice: by which names they may be called, and what each is compared as and handed out as."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from yibiao.errors import Finding, Invalid
from yibiao.model.actor import Mask
from yibiao.model.expression.tree import Type
from yibiao.model.form import Field, Form
from yibiao.model.kinds import NUMERIC, ValueKind
from yibiao.model.table import Header, titles
from yibiao.slicing.terms import cast, column, try_cast

#: The name of the relation that columns are of.
SLICE: Final = "slice"

#: What a column is compared as; everything else as a text.
_AS: Final = {Type.NUMBER: "DOUBLE", Type.DATE: "DATE", Type.BOOLEAN: "BOOLEAN"}
LISTS: Final = (Type.LIST, Type.ROWS)
_QUOTED: Final = re.compile(r'"([^"]+)"')
_PLAIN: Final = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True)
class Column:
    """One column: its name in the query, its label, what it is compared as, and the kind of its values."""

    id: str
    label: str
    type: Type
    kind: ValueKind = ValueKind.TEXT
    section: tuple[str, ...] = ()
    mask: Mask = "full"

    @property
    def value(self) -> exp.Expr:
        """As the slice has it."""
        return column(self.id, SLICE)

    @property
    def compared(self) -> exp.Expr:
        """As it is compared; a list as it is."""
        if self.type in LISTS:
            return self.value
        return (
            try_cast(self.value, _AS[self.type])
            if self.type in _AS
            else cast(self.value, "VARCHAR")
        )

    @property
    def key(self) -> exp.Expr:
        """As rows are ordered by it; a day as a text, as a cursor has it."""
        return cast(self.compared, "VARCHAR") if self.type is Type.DATE else self.compared

    @property
    def header(self) -> Header:
        """As it is handed out."""
        return Header(self.id, self.label, self.section, self.kind.value, self.mask)


@dataclass(frozen=True)
class Columns:
    """Columns in their order."""

    all: tuple[Column, ...]
    _named: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        labels = Counter(each.label for each in self.all)
        named = dict(zip(titles([each.header for each in self.all]), self.all, strict=True))
        named = {"/".join((*each.section, each.label)): each for each in reversed(self.all)} | named
        named |= {each.label: each for each in self.all if labels[each.label] == 1}
        named |= {each.id: each for each in self.all}
        object.__setattr__(self, "_named", named)

    @classmethod
    def of(cls, form: Form, headers: Iterable[Header]) -> "Columns":
        """Those of a form's slice, by the headers under which it is seen."""
        return cls(tuple(_column(form.by_id[each.id], each) for each in headers))

    def __iter__(self) -> Iterator[Column]:
        return iter(self.all)

    def find(self, name: str) -> Column | None:
        """The one of that id or printed label; with its sections before it where several have the label."""
        return self._named.get(name)

    def compared(self, names: Iterable[str]) -> list[Column]:
        """
        Those of some names, to be compared.

        Raises:
            Invalid: There are none of those names, or they hold lists.
        """
        found: list[Column] = []
        findings: list[Finding] = []
        for name in names:
            each = self.find(name)
            if each is None:
                findings.append(Finding("unknown-field", "", {"field": name}))
            elif each.type in LISTS:
                findings.append(Finding("field-not-compared", "", {"field": each.id}))
            else:
                found.append(each)
        if findings:
            raise Invalid(*findings, count=len(findings))
        return found

    def ordered(self, order: Iterable[str]) -> list[tuple["Column", bool]]:
        """
        Those that rows are ordered by, and whether downwards, as `-` before a name says.

        Raises:
            Invalid: As `compared`.
        """
        named = [(each.removeprefix("-"), each.startswith("-")) for each in order]
        compared = self.compared(name for name, _ in named)
        return [(each, down) for each, (_, down) in zip(compared, named, strict=True)]

    def by_id(self, expression: str) -> str:
        r"""
        An expression with ids in place of labels; one that is made like an id or a word of the grammar stands in quotes.

        >>> from yibiao.model.expression.tree import Type
        >>> Columns((Column("f1", "月收入（元）", Type.NUMBER),)).by_id("月收入（元） >= 60 or "月收入（元）" is null")
        'f1 >= 60 or f1 is null'
        """
        labels = sorted(
            (each for each in self._named if not _PLAIN.fullmatch(each)), key=len, reverse=True
        )
        bare = re.compile(
            "|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in labels) or r"(?!)"
        )
        parts = expression.split("'")
        for at in range(0, len(parts), 2):
            quoted = _QUOTED.sub(lambda found: self._id(found[1], found[0]), parts[at])
            parts[at] = bare.sub(lambda found: self._id(found[0], found[0]), quoted)
        return "'".join(parts)

    def _id(self, name: str, otherwise: str) -> str:
        found = self.find(name)
        return otherwise if found is None else found.id


def _column(field: Field, header: Header) -> Column:
    whole = header.mask == "full"  # of a part of a day or a number there is only a text
    return Column(
        field.id,
        field.label,
        _type(field) if whole else Type.TEXT,
        field.kind if whole else ValueKind.TEXT,
        field.section,
        header.mask,
    )


def _type(field: Field) -> Type:
    """What a column is compared as: as its form has it, so one with options is a text."""
    if field.fields or field.kind is ValueKind.ROWS:
        return Type.ROWS
    if field.kind in (ValueKind.CODES, ValueKind.LINKS):
        return Type.LIST
    if field.options:
        return Type.TEXT
    if field.kind in NUMERIC:
        return Type.NUMBER
    if field.kind is ValueKind.DATE:
        return Type.DATE
    return Type.BOOLEAN if field.kind is ValueKind.BOOLEAN else Type.TEXT
