"""A form → the file it is handed out in, with nothing filled in: the department's own where it can be written in."""

from collections.abc import Mapping, Sequence

from yibiao.model.blank import Blank
from yibiao.model.form import Field, Form
from yibiao.model.original import SentFile
from yibiao.publishing.cells import position
from yibiao.publishing.document import Document
from yibiao.publishing.guidance import guide
from yibiao.publishing.package import BROKEN, ZIPPED
from yibiao.publishing.workbook import Workbook


def blank(file: SentFile, forms: Sequence[tuple[Form, Sequence[Blank]]]) -> SentFile | None:
    """
    The *file* in which the *forms* came, without what is written in their blanks; `None` where it cannot be written in.

    A workbook or a Word document stays as it is but for the cells that change. Macros stay, and nothing runs them. Where
    examples told what a column takes, a message on its cells tells it instead.
    """
    if not file.content.startswith(ZIPPED):
        return None
    written = {each.place: each.printed for _, blanks in forms for each in blanks if each.written}
    exemplified = {
        place: field
        for form, blanks in forms
        for place, field in _exemplified(form, blanks).items()
    }
    try:
        if _strange(file, forms):
            return None
        if not written:
            return file
        content = (
            _document(file, written) if file.part is None else _workbook(file, written, exemplified)
        )
    except BROKEN:
        return None
    return SentFile(file.name, content, file.part)


def _document(file: SentFile, written: Mapping[str, str]) -> bytes:
    document = Document(file.content)
    for place, printed in written.items():
        document.write(place, printed)
    return document.content()


def _strange(file: SentFile, forms: Sequence[tuple[Form, Sequence[Blank]]]) -> bool:
    """Whether something else stands in some place of a document than the reader of the form saw there."""
    if file.part is not None:
        return False
    document = Document(file.content)
    return not all(
        document.agrees(each.place, each.printed)
        for _, blanks in forms
        for each in blanks
        if not each.written
    )


def _workbook(
    file: SentFile, written: Mapping[str, str], exemplified: Mapping[str, Field]
) -> bytes:
    workbook = Workbook(file.content)
    for place, printed in written.items():
        name, _, reference = place.rpartition("!")
        cells = workbook.sheet(name)
        first, _, last = reference.partition(":")
        row, column = position(first)
        if last:
            cells.clear_from(row, column, position(last)[1])
        elif printed:
            cells.write(row, column, printed)
        else:
            cells.clear(row, column)
    for place, field in exemplified.items():
        name, _, reference = place.rpartition("!")
        guide(workbook.sheet(name).root, reference, field)
    return workbook.content()


def _exemplified(form: Form, blanks: Sequence[Blank]) -> dict[str, Field]:
    """The columns under which examples stood, by their cells."""
    shown = {each.field for each in blanks if each.written and each.row is not None}
    return {field.blank: field for field in form.leaves() if field.id in shown and field.blank}
