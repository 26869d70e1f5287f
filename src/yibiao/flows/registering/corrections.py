"""Forms as they were read, and what a person says of them → the forms that are meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from yibiao import intake
from yibiao.errors import Finding, Invalid, NotFound
from yibiao.flows.registering.proposals import Choices
from yibiao.intake.words.slug import slug_of
from yibiao.model.correction import Edit
from yibiao.model.form import Form

#: What an edit says beside what a form says of itself.
_OF_THE_PLACE: Final = ("leave_out", "fields", "decisions")


@dataclass(frozen=True)
class Meant:
    """
    One form of a file as it is meant.

    Attributes:
        number: Which form of the file, from 0.
        read: As it was read.
        ids: The ids of its fields, by those that they were read or called by.
    """

    number: int
    reading: intake.Reading
    read: Form
    ids: Mapping[str, str] = field(default_factory=dict)

    def decided(self, choices: Choices) -> Choices:
        """
        What was chosen by the ids that fields were read or called by; of fields that are none, nothing.

        Raises:
            NotFound: There is no such field.
        """
        for each in choices:
            if each not in self.ids and each not in self.read.by_id:
                raise NotFound(what_zh="字段", what_en="field", id=each)
        return {self.ids[id_]: each for id_, each in choices.items() if id_ in self.ids}


def meant(readings: Sequence[intake.Reading], edits: Mapping[int, Edit]) -> list[Meant]:
    """
    The forms that are meant, in the order in which they stand in the file; *edits* by that place, from 0.

    Raises:
        Invalid: There is no such form or field, or nothing is left.
    """
    unknown = [each for each in edits if not 0 <= each < len(readings)]
    if unknown:
        findings = [Finding("corrected-field-unknown", "#", {"field": each}) for each in unknown]
        raise Invalid(*findings, count=len(findings))
    found = [
        _meant(number, each, edits.get(number, Edit()))
        for number, each in enumerate(readings)
        if number not in edits or not edits[number].leave_out
    ]
    if not found:
        raise Invalid(Finding("corrected-to-nothing", "#"), count=1)
    return found


def _meant(number: int, reading: intake.Reading, edit: Edit) -> Meant:
    read = reading.form
    said = edit.model_dump(exclude={*_OF_THE_PLACE}, exclude_none=True)
    said = {member: value for member, value in said.items() if value != ""}
    if "title" in said and "series" not in said and read.series == slug_of(read.title):
        said["series"] = slug_of(said["title"])
    form, ids = intake.corrected(read, edit.fields)
    if said:
        form = form.restated(**said)
    return Meant(number, replace(reading, form=form), read, ids)
