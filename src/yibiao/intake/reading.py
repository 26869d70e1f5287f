"""A department's file → forms and findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yibiao.errors import Finding, Invalid, NotAForm, TooLarge, Unreadable
from yibiao.intake import held
from yibiao.intake.dialects import DIALECTS, Dialect
from yibiao.intake.held import HeldRows
from yibiao.intake.likeness import likeness_of
from yibiao.intake.normalise import form_of
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.upload import Upload
from yibiao.model.form import Form, Layout, Period, Reckoned
from yibiao.model.kinds import SubjectKind
from yibiao.model.likeness import Likeness
from yibiao.model.original import SentFile

#: Bytes; more is refused before anything looks at it.
LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True)
class Reading:
    """
    One form of a file, what a person should look at, and the file itself.

    Attributes:
        rows: Those under its headers, if they were asked for.
        unread: What is said of rows that were not read.
        likeness: What the whole file looks like, if that was asked for.
    """

    form: Form
    findings: tuple[Finding, ...] = ()
    file: SentFile | None = None
    rows: HeldRows | None = None
    unread: tuple[Finding, ...] = ()
    likeness: Likeness | None = None


def read(
    content: bytes,
    filename: str,
    *,
    department: str,
    subject: SubjectKind | None = None,
    series: str | None = None,
    title: str | None = None,
    layout: Layout | None = None,
    period: Period | None = None,
    mandate: str | None = None,
    scope: str | None = None,
    first_round: date | None = None,
    expires: date | None = None,
    reckoned: Reckoned | None = None,
    source: str | None = None,
    rows: bool = False,
    likeness: bool = False,
) -> list[Reading]:
    """
    Every form that the file holds, normalised: the same bytes give the same forms.

    What the caller states has precedence over what the file says of itself. A title is for a file of one form; where
    there are several, each keeps its own, and the series of the second and later ones is numbered.

    Raises:
        TooLarge: More than `LARGEST` bytes, or so much once unpacked that no parser should see it.
        Unreadable: Broken, encrypted, or of a kind that nobody here reads.
        NotAForm: It reads, but asks nothing of anybody.
        Invalid: It breaks rules; the findings name every place.
    """
    if len(content) > LARGEST:
        raise TooLarge(limit=f"{LARGEST >> 20} MB", size=f"{len(content) >> 20} MB")
    said = {
        "department": department, "subject": subject, "series": series, "title": title, "layout": layout, "period": period,
        "mandate": mandate, "scope": scope, "first_round": first_round, "expires": expires, "reckoned": reckoned, "source": source,
    }  # fmt: skip
    said = {member: value for member, value in said.items() if value is not None}
    upload = Upload(content, filename)
    try:
        printed = _dialect(upload).read(upload)
    except RecursionError:
        raise refusal(Unreadable, Finding("nested-too-deep"), filename) from None
    readings = _readings(printed, said, upload)
    if rows:
        readings = [_with_rows(each, upload) for each in readings]
    if likeness:
        seen = likeness_of(upload)
        readings = [replace(each, likeness=seen) for each in readings]
    return readings


def _with_rows(reading: Reading, upload: Upload) -> Reading:
    part = reading.file.part if reading.file else None
    rows, unread = held.rows(reading.form, part, upload)
    return replace(reading, rows=rows, unread=unread)


def _dialect(upload: Upload) -> Dialect:
    """The first dialect that recognises the file."""
    if not upload.content.strip():
        raise refusal(NotAForm, Finding("empty-file"), upload.filename)
    for dialect in DIALECTS:
        if dialect.recognises(upload):
            return dialect
    if upload.document is not None:
        raise refusal(NotAForm, Finding("json-without-fields"), upload.filename)
    markup = upload.text is not None and upload.text.lstrip().startswith("<")
    raise refusal(Unreadable, Finding("markup" if markup else "unknown-format"), upload.filename)


def _readings(
    printed: Sequence[PrintedForm | Form], said: Mapping[str, Any], upload: Upload
) -> list[Reading]:
    if len(printed) > 1:
        said = {member: value for member, value in said.items() if member != "title"}
    read = [
        (*_reading(each, _numbered(said, number)), _part(each))
        for number, each in enumerate(printed, start=1)
    ]
    findings = [finding for _, found, _ in read for finding in found]
    if any(each.level == "error" for each in findings):
        raise Invalid(*findings, count=len(findings))
    readings = [
        Reading(form, found, SentFile(upload.filename, upload.content, part))
        for form, found, part in read
        if form and form.fields
    ]
    if not readings:
        raise refusal(NotAForm, Finding("nothing-asked"), upload.filename)
    return readings


def _reading(
    printed: PrintedForm | Form, said: Mapping[str, Any]
) -> tuple[Form | None, tuple[Finding, ...]]:
    if isinstance(printed, Form):
        return printed.restated(**said), ()
    return form_of(printed, said)


def _part(printed: PrintedForm | Form) -> str | None:
    return printed.part if isinstance(printed, PrintedForm) else None


def _numbered(said: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    return (
        {**said, "series": f"{said['series']}-{number}"}
        if "series" in said and number > 1
        else said
    )
