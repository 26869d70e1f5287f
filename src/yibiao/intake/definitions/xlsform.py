"""XLSForm: questions in rows of a `survey` sheet, read by pyxform; groups are sections, repeats are blocks."""

import re
from collections import defaultdict
from typing import Any

from yibiao.errors import Finding, Invalid
from yibiao.intake.definitions.xlsform_rows import Reader
from yibiao.intake.printed import PrintedForm
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.upload import Upload

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
        _leave_out_media(definition)
        rows = _rows(definition.survey or ())
        document = workbook_to_json(
            definition, form_name="data", fallback_form_name="data", warnings=[]
        )
    except PyXFormError as error:
        raise Invalid(_complaint(str(error)), count=1) from None
    survey = _survey(upload)
    reader = Reader(document.get("default_language"), rows, survey.name if survey else "survey")
    title = document.get("title")
    questions = tuple(reader.questions(document["children"], ()))
    return [
        PrintedForm(
            questions=questions,
            name=upload.stem,
            title=None if title == "data" else title,
            says={"layout": "card", **({"notes": tuple(reader.notes)} if reader.notes else {})},
            rules=tuple(reader.rules()),
            findings=tuple(reader.all_findings()),
        )
    ]


def _leave_out_media(definition: Any) -> None:
    """Pictures and sounds beside a question say nothing here, and old forms name them in two ways at once."""
    for rows in (
        definition.survey,
        definition.survey_header,
        definition.choices,
        definition.choices_header,
    ):
        for each in rows or ():
            for column in [key for key in each if _MEDIA.match(str(key).strip())]:
                del each[column]


_MEDIA = re.compile(r"(media\s*::\s*)?(image|audio|video|big-image)\b", re.IGNORECASE)


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
