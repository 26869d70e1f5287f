"""Annotate: a workbook that was imported, with what became of each row in colours and notes, to be corrected and imported again."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from yibiao.flows.carrying import bring, returning
from yibiao.flows.carrying.worksheets import worksheets
from yibiao.flows.house import House
from yibiao.flows.slicing.watermarks import watermark_of
from yibiao.intake.returned import ReturnedSheet
from yibiao.intake.sheets.lettering import column_of
from yibiao.model.actor import Actor
from yibiao.model.original import SentFile
from yibiao.model.worksheet import HEAD, STATUS, SUBJECT, Raw, State, Worksheet
from yibiao.publishing.unit_workbook import SheetRow, UnitSheet, slots_of, unit_workbook

#: What the column of states says of a row.
SAID: Final = {
    "accepted": "已收 taken",
    "unchanged": "未变 unchanged",
    "conflict": "冲突 contested",
    "blocked": "未收 not taken",
    "asks-why": "请在备注说明 say why",
}
_STATES: Final[dict[str, State]] = {
    "accepted": "accepted",
    "conflict": "conflict",
    "blocked": "blocked",
    "asks-why": "blocked",
}


def annotated(house: House, import_: str, actor: Actor) -> SentFile:
    """
    The worker's workbook as it came in, laid out as it went out: every cell says what it said, and stands in its row.

    The hidden ids are those of the file, so that it can be imported again.

    Raises:
        NotFound: There is no such import, it never came to its end, or its file is gone.
        Unreadable: Today's reader refuses the file.
    """
    report = bring.reported(house, import_, actor)
    file = bring.file_of(house, import_, actor)
    rows = {each["name"]: {row["row"]: row for row in each["rows"]} for each in report["sheets"]}
    planned = {each.kind: each for each in worksheets(house)}
    sheets = []
    with returning.parts(file.content, file.name, tuple(planned.values()), raw=True) as parts:
        sheet: _Sheet | None = None
        for part in parts:
            if isinstance(part, ReturnedSheet):
                sheet = _Sheet(part, planned[part.marker.kind], rows.get(part.name, {}))
                sheets.append(sheet)
            elif sheet is not None:
                sheet.add(part)  # type: ignore[arg-type]
    unit = house.registry.unit(house.registry.imports[import_].imported.unit or "")
    told = [each.told(unit.name) for each in sheets]
    content = unit_workbook(unit.name, told, watermark_of(house, actor, "record.read"))
    stem = file.name.rpartition(".")[0] or file.name
    return SentFile(f"{stem} 导入结果.xlsx", content)


class _Sheet:
    """A sheet of the file, gathered to be written anew."""

    def __init__(
        self, found: ReturnedSheet, worksheet: Worksheet, rows: Mapping[int, Mapping[str, Any]]
    ) -> None:
        self._found, self._worksheet, self._reported = found, worksheet, rows
        self._raw: list[tuple[int, list[Raw]]] = []
        # Columns of the worker's own stay where they are, without a name; what is missing of ours comes after them.
        own = found.slots
        missing = [each for each in slots_of(worksheet) if each not in own and each == STATUS]
        self._slots = (*own, *missing)

    def add(self, rows: list[tuple[int, list[Raw]]]) -> None:
        """Take in further rows."""
        self._raw += rows

    def told(self, unit: str) -> UnitSheet:
        """The sheet, with what became of its rows."""
        title = f"{unit} · {self._worksheet.name} · 导入结果 Result of the import"
        return UnitSheet(
            self._worksheet, self._found.marker, self._slots, self._rows(), len(self._raw), title
        )

    def _rows(self) -> Iterator[SheetRow]:
        shift = max(0, HEAD - self._found.top)
        for number, raw in self._raw:
            yield self._row(number + shift, raw, self._reported.get(number))

    def _row(self, number: int, raw: list[Raw], told: Mapping[str, Any] | None) -> SheetRow:
        cells: list[Raw] = [*raw, *[""] * (len(self._slots) - len(raw))][: len(self._slots)]
        outcome = told["outcome"] if told else ""
        elements = self._worksheet.by_element
        empty: State = "open"
        states: list[State] = [
            "accepted" if outcome == "accepted" and slot in elements and cell != "" else empty
            for slot, cell in zip(self._slots, cells, strict=True)
        ]
        notes: dict[int, str] = {}
        for each in told.get("findings", ()) if told else ():
            at = column_of(each["where"].rpartition("!")[2].rstrip("0123456789"))
            if self._slots[at] in (SUBJECT, ""):
                at = self._slots.index(STATUS)
            states[at] = _STATES[outcome]
            text = _note(each["says"], each["remedy"])
            notes[at] = f"{notes[at]}\n{text}" if at in notes else text
        if told:
            cells[self._slots.index(STATUS)] = SAID[outcome]
        return SheetRow(cells, states, number, notes)


def _note(says: Mapping[str, str], remedy: Mapping[str, str]) -> str:
    """What is wrong and what to do, a paragraph for each language."""
    zh, en = says["zh"].removesuffix("。"), says["en"].removesuffix(".")
    return f"{zh}。{remedy['zh']}\n{en[:1].upper()}{en[1:]}. {remedy['en']}"
