"""Hand out: the file a department sent, and its form with nothing filled in; `originals` fills it in."""

from yibiao import access, publishing
from yibiao.errors import NotFound
from yibiao.flows.house import House
from yibiao.flows.slicing.templates import blanks, emptied, kept
from yibiao.model.actor import Actor
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
    file = kept(house, registration)
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
    return emptied(house, registration) or publishing.laid_out(registration.form)


def table(house: House, form: str, actor: Actor) -> tuple[Form, SentFile, publishing.Place] | None:
    """
    The form, its department's own workbook with nothing filled in, and where rows go in it; `None` where it has no table.

    Raises:
        NotFound: There is no such form.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    file = emptied(house, registration)
    if file is None:
        return None
    place = publishing.place_in(registration.form, file, blanks(file, registration.form))
    return None if place is None else (registration.form, file, place)
