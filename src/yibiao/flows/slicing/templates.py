"""A form → the file that its answers are written in: its department's own without anything in it, or one laid out anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yibiao import intake, publishing
from yibiao.errors import NotFound, TooLarge, Unreadable
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.blank import Blank
from yibiao.model.form import Form
from yibiao.model.original import SentFile


@dataclass(frozen=True)
class Template:
    """
    What is filled in: the form's own file without anything written in it, or one laid out anew.

    Attributes:
        form: The form as it is read in that file.
        blanks: Where it is answered there.
    """

    file: SentFile
    form: Form
    blanks: tuple[Blank, ...]

    @property
    def by_subject(self) -> bool:
        """Whether each subject has a file of its own: it is no table, or a row has no room for what it asks."""
        return self.form.layout == "card" or any(each.fields for each in self.form.fields)


def written(template: Template, rows: Sequence[Mapping[str, Any]]) -> SentFile:
    """
    The template with answers in it, by the ids of fields: of one subject, or of all in its rows.

    Raises:
        NotFound: It cannot be written in after all.
    """
    file = publishing.filled(template.form, template.file, template.blanks, rows)
    if file is None:  # handed out as it is, it would say that nothing is held
        raise _no_layout(template.form)
    return file


def template_of(house: House, registration: Registration) -> Template:
    """
    What is filled in with the form's answers.

    Raises:
        NotFound: It has no layout to fill in.
    """
    file = emptied(house, registration)
    if file is not None:
        return Template(file, registration.form, blanks(file, registration.form))
    file = publishing.laid_out(registration.form)
    (reading, *_) = intake.read(file.content, file.name, department=registration.form.department)
    if _asked(reading.form) != _asked(registration.form):  # it would stand under another's label
        raise _no_layout(registration.form)
    file = reading.file or file
    return Template(file, reading.form, blanks(file, reading.form))


def _no_layout(form: Form) -> NotFound:
    return NotFound(what_zh="可以填写的版式", what_en="layout to fill in", id=form.id)


def _asked(form: Form) -> list[tuple[str, str]]:
    return [(each.id, each.label) for each in form.leaves()]


def kept(house: House, registration: Registration) -> SentFile | None:
    """The file that the form came in, if it was kept and is whole."""
    file = registration.file
    content = house.blobs.content(file.digest) if file else None
    return SentFile(file.name, content, file.part) if file and content is not None else None


def emptied(house: House, registration: Registration) -> SentFile | None:
    """The form's own file without anything that was written in it; `None` where it is none to write in."""
    file = kept(house, registration)
    own = blanks(file, registration.form) if file else ()
    if file is None or not own:
        return None
    forms = [
        (
            each.form,
            own
            if each is registration
            else blanks(SentFile(file.name, file.content, each.file.part), each.form),
        )
        for each in list(house.registry.registrations.values())
        if each.file and registration.file and each.file.digest == registration.file.digest
    ]
    return publishing.blank(file, forms)


def blanks(file: SentFile, form: Form) -> tuple[Blank, ...]:
    """Where the form is answered in the file; nowhere, if today's readers refuse what earlier ones took."""
    try:
        return intake.blanks_of(file, form)
    except (TooLarge, Unreadable):
        return ()
