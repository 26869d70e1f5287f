"""What a department's file looks like, beside the form that was read from it."""

from yibiao import access
from yibiao.flows.house import House
from yibiao.flows.slicing import hand_out
from yibiao.model.actor import Actor
from yibiao.model.likeness import Likeness
from yibiao.model.original import SentFile
from yibiao.model.where import OfDepartment


def of_file(house: House, content: bytes, filename: str, department: str, actor: Actor) -> Likeness:
    """
    What a file looks like that is about to be submitted; nothing is kept.

    Raises:
        NotFound: The department is not registered.
        Unreadable, NotAForm, Invalid, TooLarge: What intake says of the file.
    """
    access.require(actor, "form.submit", OfDepartment(department), house.today)
    house.registry.department(department)
    return _seen(house, SentFile(filename, content), department)


def of_form(house: House, form: str, actor: Actor) -> Likeness:
    """
    What the file looks like in which a department sent a form.

    Raises:
        NotFound: There is no such form, it came without a file, or the file is gone.
    """
    file = hand_out.original(house, form, actor)
    return _seen(house, file, house.registry.registration(form).form.department)


def _seen(house: House, file: SentFile, department: str) -> Likeness:
    readings = house.read(file.content, file.name, department=department, likeness=True)
    return readings[0].likeness or Likeness()
