"""What a worker is still asked for."""

from tests.houses import ADMINISTRATOR, SAID, UNIT, a_house, id_number
from yibiao.flows import ask
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern, register
from yibiao.matching import Choice
from yibiao.model.form import Field, Form
from yibiao.model.record import Entry


def test_nothing_is_missing_of_whoever_was_closed(tmp_path):
    """A child's guardian has died: links still lead there, but nothing more can be stated about them."""
    form = Form(
        department="civil-affairs", series="children", title="儿童", subject="person", scope="person.age < 18",
        fields=(Field(id="f1", label="监护人姓名"), Field(id="f2", label="监护人联系电话")), **SAID,
    )  # fmt: skip
    choices = {
        "f1": Choice(element="person.name", via=("person.guardian",)),
        "f2": Choice(element="person.phone", via=("person.guardian",)),
    }
    with a_house(tmp_path / "data") as house:
        register.submit(house, form, ADMINISTRATOR, choices=choices)
        govern.admit(house, form.id, ADMINISTRATOR)
        for number, values in (
            ("guardian", {"person.name": "示例甲"}),
            (
                "child",
                {"person.guardian": "guardian", "person.id_number": id_number("2020-05-06", 1)},
            ),
        ):
            fill.file(house, stating(number, "open", values), ADMINISTRATOR)

        assert {"guardian": ("person.phone",)} == ask.missing(house, UNIT, ADMINISTRATOR)

        fill.file(house, stating("guardian", "close", {}), ADMINISTRATOR)

        assert {} == ask.missing(house, UNIT, ADMINISTRATOR)


def stating(subject, act, values):
    return Entry(
        id=f"{act} {subject}", unit=UNIT, subject=subject, kind="person", act=act, values=values
    )
