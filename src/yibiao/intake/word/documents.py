"""Word documents (.docx, .doc, and the same in other dress): paragraphs and tables in their order."""

from yibiao.errors import Finding, NotAForm
from yibiao.intake.containers.archive import Archive, is_zip
from yibiao.intake.layout.several import forms_of
from yibiao.intake.layout.standing import Line, Table
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.sheets.sheet import is_ole
from yibiao.intake.upload import Upload
from yibiao.intake.word import body as word_body
from yibiao.intake.word import older_documents, rich_text
from yibiao.intake.word import package as word_package


def recognises(upload: Upload) -> bool:
    """A document of a word processor, whatever its name."""
    if is_zip(upload.content):
        members = Archive.of(upload.content, upload.filename).members
        return word_package.main_part(members) is not None
    if is_ole(upload.content):
        return upload.workbook is None
    return rich_text.is_rich_text(upload.content) or word_package.is_flat(upload.content)


def read(upload: Upload) -> list[PrintedForm]:
    """
    The forms of a document.

    Raises:
        NotAForm: Nothing in it is to be filled in.
        Unreadable: It is broken or encrypted.
    """
    parts = parts_of(upload)
    if not parts:
        raise refusal(NotAForm, Finding("empty-file"), upload.filename)
    return forms_of(parts, upload.filename, upload.stem)


def parts_of(upload: Upload) -> list[Line | Table]:
    """
    What stands in the document, in its order.

    Raises:
        Unreadable: It is broken or encrypted.
    """
    if is_zip(upload.content):
        return word_body.parts_of(word_package.of_archive(upload.content, upload.filename))
    if is_ole(upload.content):
        return older_documents.parts_of(upload.content, upload.filename)
    if rich_text.is_rich_text(upload.content):
        return rich_text.parts_of(upload.content)
    return word_body.parts_of(word_package.of_flat(upload.content, upload.filename))
