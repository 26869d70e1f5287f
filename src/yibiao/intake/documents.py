"""Documents (.docx, .doc, .pdf): recognised, so that the refusal says what to do; not read yet."""

from yibiao.errors import Finding, Unreadable
from yibiao.intake.archive import Archive, is_zip
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.sheets import is_ole
from yibiao.intake.upload import Upload


def recognises(upload: Upload) -> bool:
    """A PDF, or a document of a word processor."""
    if upload.content.startswith(b"%PDF"):
        return True
    if is_zip(upload.content):
        return "word/document.xml" in Archive.of(upload.content, upload.filename).members
    return is_ole(upload.content) and upload.workbook is None


def read(upload: Upload) -> list[PrintedForm]:
    """
    Nothing yet.

    Raises:
        Unreadable: Always, with the way round it.
    """
    raise refusal(Unreadable, Finding("document-not-read"), upload.filename)
