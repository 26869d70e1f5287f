"""Reminders: what a unit should know of before anybody asks."""

from datetime import date
from typing import Any, Self

from yibiao.errors import Finding
from yibiao.model.place import Division
from yibiao.model.text import Id, Noun, Text


class Reminder(Noun):
    """
    One thing that is coming, or waits.

    Attributes:
        code: Its name in the catalogue of findings, kebab-case.
        on: The day that it is about: when a round is due, somebody has a birthday, something happened.
        unit: Whose it is.
        subject: Whom it is about, if anybody.
        label: What the subject is called, as far as whoever asks may read it; where it has left, as it was called until then.
        readable: Whether whoever asks may read what is held of the subject now.
        closed: Whether the subject is closed: what is held of it is in its history.
        why: What somebody wrote; it is in no sentence, because a person's values may be in it.
        facts: What the sentences need, by name; never a personal value.
    """

    code: Id
    on: date
    unit: Division
    subject: Id | None = None
    label: str | None = None
    readable: bool = False
    closed: bool = False
    round: Id | None = None
    form: Id | None = None
    why: str | None = None
    says: Text
    remedy: Text
    facts: dict[str, Any] = {}

    @classmethod
    def of(cls, code: str, on: date, unit: str, facts: dict[str, Any], **members: Any) -> Self:
        """What the catalogue says of it."""
        finding = Finding(code, "", {"on": on.isoformat(), "unit": unit, **facts})
        return cls(
            code=code,
            on=on,
            unit=unit,
            says=Text(zh=finding.says("zh"), en=finding.says("en")),
            remedy=Text(zh=finding.remedy("zh"), en=finding.remedy("en")),
            facts=finding.facts,
            **members,
        )
