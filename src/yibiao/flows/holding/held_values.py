"""The cells of a held register's rows → values of elements; what is wrong is named by its cell, and the rest stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from yibiao import filling, intake, matching
from yibiao.errors import Finding
from yibiao.flows.carrying.worksheets import choices_of
from yibiao.flows.holding.held_columns import HeldColumn
from yibiao.flows.house import House
from yibiao.intake import held
from yibiao.intake.held import HeldRow
from yibiao.intake.returned_values import Reader
from yibiao.model import conversion
from yibiao.model.element import Element
from yibiao.model.kinds import ValueKind
from yibiao.model.merged import MergedTable
from yibiao.model.record import Entry
from yibiao.model.worksheet import CLEAR, SheetColumn

#: More different texts than this in a column are no answers to choose from.
_ANSWERS: Final = 60

#: Values of which it is remembered what is wrong with them.
_REMEMBERED: Final = 20_000


@dataclass(frozen=True)
class _Column:
    element: Element
    blank: str
    read: Callable[[Any], Any]


class Sayings:
    """What the rows of one register say."""

    def __init__(
        self, house: House, unit: str, reading: intake.Reading, columns: Sequence[HeldColumn]
    ) -> None:
        self._house, self._unit, self._kind = house, unit, reading.form.subject
        meant = {each.field: each for each in columns if each.element}
        texts = _texts(reading, meant)
        fields = {each.id: each for each in reading.form.fields}
        self._columns: dict[str, _Column] = {}
        self._faults: dict[tuple[MergedTable, str, str], Finding | None] = {}
        for id_, each in meant.items():
            element = house.registry.catalogue.elements[each.element or ""]
            unit_of_measure = fields[id_].unit_of_measure or element.unit_of_measure
            read = self._reader(element, each.conversion, unit_of_measure, texts[id_])
            self._columns[id_] = _Column(element, fields[id_].blank or "", read)

    def of(self, row: HeldRow) -> tuple[dict[str, Any], tuple[Finding, ...], bool]:
        """Its sound values; what is wrong with others; whether these would have said whom it is about."""
        values: dict[str, Any] = {}
        wrong: dict[str, Finding] = {}
        blanks: dict[str, str] = {}
        for id_, raw in row.cells.items():
            column = self._columns.get(id_)
            value = column.read(raw) if column else None
            if column is None or value is None or value == CLEAR:  # a register clears nothing
                continue
            element = column.element
            blanks[element.id] = column.blank
            if isinstance(value, tuple):  # what is wrong with it, and what stands there
                names = {"name_zh": element.name.zh, "name_en": element.name.en, "example": "…"}
                wrong[element.id] = Finding(value[0], held.cell(row.place, column.blank), names)
            else:
                values[element.id] = value
        values, others = self._checked(row, values, blanks)
        wrong |= others
        elements = self._house.registry.catalogue.elements
        unknown = any(each in elements and elements[each].identifying for each in wrong)
        return values, tuple(wrong.values()), unknown

    def _checked(
        self, row: HeldRow, values: dict[str, Any], blanks: Mapping[str, str]
    ) -> tuple[dict[str, Any], dict[str, Finding]]:
        """Those of *values* that break no rule of the table; what is wrong, by element or, of all of them, by place."""
        table = self._house.table(self._kind)
        values, wrong = self._well_formed(row, values, table, blanks)
        while values:
            found = filling.alone(self._entry(values), table, today=self._house.today)
            errors = [each for each in found if each.level == "error"]
            if not errors:
                break
            about = {
                element: replace(each, where=held.cell(row.place, blanks[element]))
                for each in errors
                for element in values
                if f"{each.where}/".startswith(f"#/values/{element}/")
            }
            if not about:  # nobody knows which of them it is
                return {}, wrong | {"": replace(errors[0], where=row.place)}
            wrong |= about
            values = {each: value for each, value in values.items() if each not in about}
        return values, wrong

    def _well_formed(
        self,
        row: HeldRow,
        values: dict[str, Any],
        table: MergedTable,
        blanks: Mapping[str, str],
    ) -> tuple[dict[str, Any], dict[str, Finding]]:
        """Those of *values* that the table's schema lets pass, and what it says of the others."""
        faulty = filling.malformed_elements(self._entry(values), table)
        if not faulty:
            return values, {}
        wrong = {
            element: replace(fault, where=held.cell(row.place, blanks[element]))
            for element, value in values.items()
            if element in faulty and (fault := self._fault(element, value, table)) is not None
        }
        return {each: value for each, value in values.items() if each not in wrong}, wrong

    def _fault(self, element: str, value: Any, table: MergedTable) -> Finding | None:
        """What the schema says of a value; a column says the same wrong word a thousand times, and it takes long to explain."""
        if not isinstance(value, str):
            return self._explained(element, value, table)
        if (table, element, value) not in self._faults:
            if len(self._faults) >= _REMEMBERED:
                self._faults.clear()
            self._faults[table, element, value] = self._explained(element, value, table)
        return self._faults[table, element, value]

    def _explained(self, element: str, value: Any, table: MergedTable) -> Finding | None:
        found = filling.malformed(self._entry({element: value}), table)
        return found[-1] if found else None

    def _entry(self, values: dict[str, Any]) -> Entry:
        return Entry.of(
            id="-", unit=self._unit, subject="-", kind=self._kind, act="load", values=values
        )

    def _reader(
        self, element: Element, conversion_: str, unit_of_measure: str | None, texts: Sequence[str]
    ) -> Callable[[Any], Any]:
        """What reads a cell of a column whose cells say *texts*; codes are also known by what they call them."""
        choices = choices_of(self._house, element)
        codes = self._house.registry.catalogue.codes_of(element)
        if codes is not None and 0 < len(texts) <= _ANSWERS:
            meant = matching.codes_meant(codes, texts)
            choices += tuple((code, text) for text, code in meant.items())
        printed = element.model_copy(update={"unit_of_measure": unit_of_measure})
        if conversion_:  # 2.5 in 万人 is a whole number of people
            printed = printed.model_copy(update={"kind": ValueKind.NUMBER})
        read = Reader(SheetColumn(printed, element.name.zh, "", choices=choices))
        return _converting(read, conversion_, element) if conversion_ else read


def _converting(read: Callable[[Any], Any], name: str, element: Element) -> Callable[[Any], Any]:
    whole = element.kind is ValueKind.INTEGER

    def value(raw: Any) -> Any:
        found = read(raw)
        if found is None or isinstance(found, tuple):
            return found
        converted = conversion.convert(name, found)
        if converted.is_integer():
            return int(converted)
        return ("value-malformed", "") if whole else converted

    return value


def _texts(reading: intake.Reading, fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """The different texts of each column, as far as there are few enough to be answers."""
    found: dict[str, dict[str, None]] = {each: {} for each in fields}
    for row in (row for some in reading.rows.batches() for row in some) if reading.rows else ():
        for id_, raw in row.cells.items():
            texts = found.get(id_)
            if texts is not None and isinstance(raw, str) and len(texts) <= _ANSWERS:
                texts[raw.strip()] = None
    return {id_: list(texts) for id_, texts in found.items()}
