"""XLSForm: questions in rows of a `survey` sheet, read by pyxform; groups are sections, repeats are blocks."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yibiao.errors import Finding, Invalid
from yibiao.intake.printed import PrintedForm, Question
from yibiao.intake.sheets import Sheet
from yibiao.intake.upload import Upload
from yibiao.model.kinds import ValueKind

_KINDS: dict[str, ValueKind] = {
    "text": ValueKind.TEXT,
    "barcode": ValueKind.TEXT,
    "geopoint": ValueKind.TEXT,
    "geotrace": ValueKind.TEXT,
    "geoshape": ValueKind.TEXT,
    "integer": ValueKind.INTEGER,
    "range": ValueKind.NUMBER,
    "decimal": ValueKind.NUMBER,
    "date": ValueKind.DATE,
    "time": ValueKind.TIME,
    "datetime": ValueKind.DATETIME,
    "photo": ValueKind.FILE,
    "image": ValueKind.FILE,
    "audio": ValueKind.FILE,
    "video": ValueKind.FILE,
    "file": ValueKind.FILE,
    "acknowledge": ValueKind.BOOLEAN,
    "trigger": ValueKind.BOOLEAN,
}
_APPEARANCES: dict[str, ValueKind] = {
    "signature": ValueKind.SIGNATURE,
    "year": ValueKind.YEAR,
    "month-year": ValueKind.YEAR_MONTH,
}
#: What the device answers or a formula gives; nobody is asked.
_UNASKED = frozenset(
    {
        "calculate",
        "hidden",
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "email",
        "phonenumber",
        "audit",
        "simserial",
        "subscriberid",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "xml-external",
        "csv-external",
        "entity",
    }
)
_CHINESE = re.compile(r"中文|汉语|普通话|chinese|\bzh\b|zh-|zh_", re.IGNORECASE)
_SHEET = re.compile(r"On the '(\w+)' sheet")
_ROW = re.compile(r"\[row : (\d+)\]")


def recognises(upload: Upload) -> bool:
    """A workbook with a sheet `survey` that heads a `type` and a `name`."""
    survey = _survey(upload)
    headings = (
        {each.strip().lower() for each in survey.rows[0]} if survey and survey.rows else set()
    )
    return {"type", "name"} <= headings


def read(upload: Upload) -> list[PrintedForm]:
    """
    The one form of the workbook.

    Raises:
        Invalid: pyxform refuses it; the finding names the row.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    try:
        definition = get_xlsform(upload.content)
        rows = _rows(definition.survey or ())
        document = workbook_to_json(
            definition, form_name="data", fallback_form_name="data", warnings=[]
        )
    except PyXFormError as error:
        raise Invalid(_complaint(str(error)), count=1) from None
    survey = _survey(upload)
    reader = _Reader(document.get("default_language"), rows, survey.name if survey else "survey")
    title = document.get("title")
    return [
        PrintedForm(
            questions=tuple(reader.questions(document["children"], ())),
            name=upload.stem,
            title=None if title == "data" else title,
            says={"layout": "card", **({"notes": tuple(reader.notes)} if reader.notes else {})},
            findings=tuple(reader.findings),
        )
    ]


def _complaint(says: str) -> Finding:
    """What pyxform says as a finding, with the sheet and row that it names."""
    row, sheet = _ROW.search(says), _SHEET.search(says)
    where = sheet[1] if sheet else "survey"
    message = {"message": _ROW.sub("", says).strip()[:300]}
    return Finding("xlsform-error", f"{where} row {row[1]}" if row else where, message)


def _survey(upload: Upload) -> Sheet | None:
    sheets = upload.workbook.sheets if upload.workbook else ()
    return next((each for each in sheets if each.name.strip().lower() == "survey"), None)


def _rows(survey: Any) -> dict[str, list[int]]:
    """Rows of each name, as a person counts them; row 1 is the header."""
    rows: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(survey, start=2):
        name = {key.strip().lower(): value for key, value in each.items()}.get("name")
        if name:
            rows[str(name).strip()].append(number)
    return rows


@dataclass
class _Reader:
    """Walks what pyxform made of the survey sheet."""

    language: str | None
    rows: dict[str, list[int]]
    sheet: str
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def questions(
        self, children: list[Mapping[str, Any]], section: tuple[str, ...]
    ) -> Iterator[Question]:
        """What the rows ask, in their order."""
        for each in children:
            type_, name = str(each.get("type", "")), str(each.get("name", ""))
            label = self._words(each.get("label"))
            cell = self._cell(name)
            if type_ == "repeat":
                inner = tuple(self.questions(each.get("children", []), ()))
                yield Question(
                    label or name, cell, ValueKind.ROWS, section, name=name, questions=inner
                )
            elif "children" in each:
                if name != "meta":
                    yield from self.questions(
                        each["children"], (*section, *([label] if label else []))
                    )
            elif type_ == "note":
                self.notes.extend([label] if label else [])
            elif type_ not in _UNASKED and not each.get("bind", {}).get("calculate"):
                yield self._question(each, type_, label or name, cell, section)

    def _question(
        self, row: Mapping[str, Any], type_: str, label: str, cell: str, section: tuple[str, ...]
    ) -> Question:
        return Question(
            label=label,
            cell=cell,
            kind=self._kind(row, type_, cell),
            section=section,
            options=tuple(
                (
                    str(each.get("name", "")),
                    self._words(each.get("label")) or str(each.get("name", "")),
                )
                for each in row.get("choices") or ()
            ),
            required=str(row.get("bind", {}).get("required", "")).lower()
            in ("yes", "true", "true()"),
            hint=self._words(row.get("hint")),
            name=str(row.get("name")),
            code_list=str(row["list_name"]) if row.get("list_name") else None,
        )

    def _kind(self, row: Mapping[str, Any], type_: str, cell: str) -> ValueKind | None:
        words = str(row.get("control", {}).get("appearance", "")).split()
        appearance = next((kind for word, kind in _APPEARANCES.items() if word in words), None)
        if appearance:
            return appearance
        if type_.startswith(("select all", "rank", "select_multiple")):
            return ValueKind.CODES
        if type_.startswith("select"):
            return ValueKind.CODE
        if type_.lower() not in _KINDS:
            self.findings.append(Finding("unknown-type", cell, {"type": type_[:40]}))
        return _KINDS.get(type_.lower())

    def _words(self, said: Any) -> str | None:
        """Chinese where it is said in several languages, then the form's own, then the first."""
        if isinstance(said, Mapping):
            chinese = next((each for each in said if _CHINESE.search(each)), None)
            said = said.get(chinese) or said.get(self.language) or next(iter(said.values()), None)
        return str(said).strip() or None if said else None

    def _cell(self, name: str) -> str:
        rows = self.rows.get(name)
        return f"{self.sheet} row {rows.pop(0)}" if rows else self.sheet
