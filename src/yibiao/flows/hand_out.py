"""Hand out: the file a department sent, its form with nothing filled in, or filled in from what is held."""

from collections.abc import Mapping, Sequence
from typing import Any

from yibiao import access, intake, publishing
from yibiao.errors import NotFound, TooLarge, Unreadable
from yibiao.flows import query
from yibiao.flows.house import House
from yibiao.flows.moments import AsOf
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.blank import Blank
from yibiao.model.form import Form
from yibiao.model.original import SentFile
from yibiao.model.where import ANYWHERE


def original(house: House, form: str, actor: Actor) -> SentFile:
    """
    The file in which the department sent the form, as it came.

    Raises:
        NotFound: There is no such form, it came without a file, or the file is gone; `verify` tells these apart.
    """
    registration = house.registry.registration(form)
    access.require(actor, "form.file", registration.place, house.today)
    file = _kept(house, registration)
    if file is None:
        raise NotFound(what_zh="表单原件", what_en="original of the form", id=form)
    return file


def blank(house: House, form: str, actor: Actor) -> SentFile:
    """
    The form with nothing filled in, in its department's own file where that can be written in, or else laid out anew.

    Examples of other forms in the same file are taken out as well.

    Raises:
        NotFound: There is no such form.
    """
    registration = house.registry.registration(form)
    access.require(actor, "registry.read", ANYWHERE, house.today)
    return _emptied(house, registration) or publishing.laid_out(registration.form)


def filled(
    house: House,
    form: str,
    actor: Actor,
    *,
    subject: str | None = None,
    unit: str | None = None,
    as_of: AsOf = None,
) -> SentFile:
    """
    The form filled in: a card about each subject, several of them in an archive, or a table with all of its rows.

    Nothing held of anybody leaves it blank.

    Args:
        house: The house.
        form: The form.
        actor: Who asks.
        subject: Only about that one.
        unit: Only of that unit and all below it.
        as_of: As things stood then.

    Raises:
        NotFound: There is no such form, unit or subject, the form says nothing of it, or it has no layout to fill in.
        NotAdmitted: The form was never let into circulation.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    if subject is not None:
        unit = unit or _unit_of(house, subject)
    found = query.slice_of(house, form, actor, unit=unit, as_of=as_of, noted=False)
    ids = [each.id for each in found.rows.headers]
    rows = {
        key: dict(zip(ids, row, strict=True))
        for (_, key), row in zip(found.rows.keys, found.rows.rows, strict=True)
        if subject in (None, key)
    }
    if subject is not None and not rows:
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    house.noted(actor, "slice", form, len(rows), exported=True)
    template, asked, blanks = _template(house, registration)
    if not rows or not _by_subject(registration.form):
        return _written(asked, template, blanks, [*rows.values()])
    cards = {key: _written(asked, template, blanks, [row]) for key, row in rows.items()}
    if len(cards) == 1:
        return next(iter(cards.values()))
    return publishing.together(registration.form.title, cards)


def table(house: House, form: str, actor: Actor) -> tuple[Form, SentFile, publishing.Place] | None:
    """
    The form, its department's own workbook with nothing filled in, and where rows go in it; `None` where it has no table.

    Raises:
        NotFound: There is no such form.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    file = _emptied(house, registration)
    if file is None:
        return None
    place = publishing.place_in(registration.form, file, _blanks(file, registration.form))
    return None if place is None else (registration.form, file, place)


def _unit_of(house: House, subject: str) -> str:
    """
    The subject's unit, so that the slice is read no further.

    Raises:
        NotFound: There is none; the same is said of one that the actor does not see.
    """
    record = house.journal.record(subject)
    if record is None:
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    return record.unit


def _by_subject(form: Form) -> bool:
    """Whether each subject has a file of its own: it is no table, or a row has no room for what it asks."""
    return form.layout == "card" or any(each.fields for each in form.fields)


def _written(
    form: Form, template: SentFile, blanks: Sequence[Blank], rows: Sequence[Mapping[str, Any]]
) -> SentFile:
    file = publishing.filled(form, template, blanks, rows)
    if file is None:  # handed out as it is, it would say that nothing is held
        raise _no_layout(form)
    return file


def _no_layout(form: Form) -> NotFound:
    return NotFound(what_zh="可以填写的版式", what_en="layout to fill in", id=form.id)


def _template(house: House, registration: Registration) -> tuple[SentFile, Form, tuple[Blank, ...]]:
    """What is filled in, as which form it is read, and where: its own file, or one laid out anew."""
    file = _emptied(house, registration)
    if file is not None:
        return file, registration.form, _blanks(file, registration.form)
    file = publishing.laid_out(registration.form)
    (reading, *_) = intake.read(file.content, file.name, department=registration.form.department)
    if _asked(reading.form) != _asked(registration.form):  # it would stand under another's label
        raise _no_layout(registration.form)
    file = reading.file or file
    return file, reading.form, _blanks(file, reading.form)


def _asked(form: Form) -> list[tuple[str, str]]:
    return [(each.id, each.label) for each in form.leaves()]


def _kept(house: House, registration: Registration) -> SentFile | None:
    """The file that the form came in, if it was kept and is whole."""
    file = registration.file
    content = house.blobs.content(file.digest) if file else None
    return SentFile(file.name, content, file.part) if file and content is not None else None


def _emptied(house: House, registration: Registration) -> SentFile | None:
    """The form's own file without anything that was written in it; `None` where it is none to write in."""
    file = _kept(house, registration)
    if file is None or not _blanks(file, registration.form):
        return None
    forms = [
        (each.form, _blanks(SentFile(file.name, file.content, each.file.part), each.form))
        for each in list(house.registry.registrations.values())
        if each.file and registration.file and each.file.digest == registration.file.digest
    ]
    return publishing.blank(file, forms)


def _blanks(file: SentFile, form: Form) -> tuple[Blank, ...]:
    """Where the form is answered in the file; nowhere, if today's readers refuse what earlier ones took."""
    try:
        return intake.blanks_of(file, form)
    except (TooLarge, Unreadable):
        return ()
