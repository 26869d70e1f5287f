"""Sentinel reports: what a unit is asked beside the one table, and what became of it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from yibiao.model.original import Original
from yibiao.model.place import Slug
from yibiao.model.review import Sort
from yibiao.model.text import Id, Noun

#: By what way it was asked: a file in a chat, a call, a meeting, on paper, another department's system, a form of the table.
Channel = Literal["chat", "phone", "meeting", "paper", "system", "form"]

#: What became of a report: the department was told, the form was registered, or it is no such demand.
Outcome = Literal["told", "registered", "dismissed"]
ReportState = Literal["open", "told", "registered", "dismissed"]


class Demanded(Noun):
    """
    What somebody was asked elsewhere.

    Attributes:
        id: Chosen by whoever reports; sent again, nothing is reported twice.
        unit: That was asked.
        channel: By what way.
        department: That asked, if it is one that is known here.
        asker: Who asked, in words: an office, a section; no person.
        note: What was asked, where no file says it.
    """

    id: Id
    unit: Id
    channel: Channel
    department: Slug | None = None
    asker: Annotated[str, Field(max_length=200)] | None = None
    note: Annotated[str, Field(max_length=1000)] | None = None


class Question(Noun):
    """
    One question of a demand, and whether the one table answers it already.

    Attributes:
        sort: Held or derivable, new, or not sure.
        element: What it means, as far as rules are sure.
        forms: The titles of forms in force that ask the same.
    """

    label: str
    sort: Sort
    element: Id | None = None
    forms: tuple[str, ...] = ()


class Recognised(Noun):
    """What a file asks, matched against what is asked already, as things stood when it was reported."""

    title: str
    questions: tuple[Question, ...]

    def count(self, *sorts: Sort) -> int:
        """How many of its questions are of these sorts."""
        return sum(each.sort in sorts for each in self.questions)


class Answered(Noun):
    """What was done about a report: by whom, when, why; the form that was registered because of it."""

    by: Id
    at: datetime
    why: Id
    form: Id | None = None


class SentinelReport(Noun):
    """
    A report and what has become of it.

    Attributes:
        file: The form that was attached, if there was one.
        recognised: What the file asks, form by form; nothing where there is none, or nobody can read it.
        unread: The code of the problem that reading it met.
        position: Where it stands in the journal.
        end: What was done about it, if anything was.
    """

    id: Id
    unit: Id
    channel: Channel
    department: Slug | None = None
    asker: str | None = None
    note: str | None = None
    file: Original | None = None
    recognised: tuple[Recognised, ...] = ()
    unread: Id | None = None
    by: Id
    at: datetime
    position: int
    state: ReportState = "open"
    end: Answered | None = None
