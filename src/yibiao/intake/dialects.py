"""The dialects in which departments send their forms, one table; the first that recognises a file reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from yibiao.intake import delimited, unread, workbook
from yibiao.intake.definitions import fhir, json_schema, listed, openapi, own, sql, xlsform
from yibiao.intake.html import html, mhtml
from yibiao.intake.pdf import pdf
from yibiao.intake.printed import PrintedForm
from yibiao.intake.upload import Upload
from yibiao.intake.word import documents
from yibiao.model.form import Form


@dataclass(frozen=True)
class Dialect:
    """One way to write a form down."""

    name: str
    recognises: Callable[[Upload], bool]
    read: Callable[[Upload], Sequence[PrintedForm | Form]]


DIALECTS: Final = (
    Dialect("normalised-form", own.recognises, own.read),
    Dialect("list-of-fields", listed.recognises, listed.read),
    Dialect("fhir-questionnaire", fhir.recognises, fhir.read),
    Dialect("openapi", openapi.recognises, openapi.read),
    Dialect("json-schema", json_schema.recognises, json_schema.read),
    Dialect("xlsform", xlsform.recognises, xlsform.read),
    Dialect("workbook", workbook.recognises, workbook.read),
    Dialect("pdf", pdf.recognises, pdf.read),
    Dialect("document", documents.recognises, documents.read),
    Dialect("web-archive", mhtml.recognises, mhtml.read),
    Dialect("html", html.recognises, html.read),
    Dialect("unread", unread.recognises, unread.read),
    Dialect("sql", sql.recognises, sql.read),
    Dialect("delimited-text", delimited.recognises, delimited.read),
)
