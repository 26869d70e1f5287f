"""Journals to test, and what is written to them; subjects are made up."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy

from yibiao import filling
from yibiao.model.element import Element
from yibiao.model.event import Draft
from yibiao.model.record import Entry
from yibiao.store import Journal

NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)
UNIT = "999999001001"


def a_journal(place, **settings):
    """The journal at *place*: in a folder, or at the address of a database."""
    url = place if "://" in str(place) else f"sqlite:///{place}/journal.sqlite"
    return Journal(url, **settings)


def a_draft(id_, kind="department.registered", body=None, **members):
    """An event to be."""
    members = {"actor": "user:test", "at": NOW, **members}
    return Draft(id=id_, kind=kind, body={} if body is None else body, **members)


def an_element(id_, kind="text", **members):
    """An element whose name nobody reads."""
    return Element(id=id_, kind=kind, name={"zh": id_, "en": id_}, **members)


def an_entry(id_, subject, values=None, act="state", kind="person", unit=UNIT, **members):
    """What somebody states about *subject*."""
    return Entry(
        id=id_, unit=unit, subject=subject, kind=kind, act=act, values=values or {}, **members
    )


def registering(*elements):
    """The decision to register *elements*."""

    def decide(writing):
        for each in elements:
            draft = a_draft(
                f"{each.id} from {writing.head}",
                "element.registered",
                {"element": each.document()},
            )
            writing.append(draft)
        return writing.head

    return decide


def filing(*entries):
    """The decision to file *entries*."""

    def decide(writing):
        for entry in entries:
            draft = a_draft(
                entry.id,
                "entry.filed",
                {"entry": entry.document()},
                unit=entry.unit,
                subject=entry.subject,
            )
            event = writing.append(draft)
            writing.put(filling.fold(writing.record(entry.subject), entry, event.position))
        return writing.head

    return decide


@contextmanager
def held_up(journal):
    """While the writer is kept waiting, everything submitted waits too, and comes to share commits."""
    begun, go = threading.Event(), threading.Event()

    def wait(_):
        begun.set()
        go.wait(30)

    journal.submit(wait)
    begun.wait(30)
    try:
        yield
    finally:
        go.set()


def commits(journal, heard):
    """Call *heard* whenever a transaction is about to be committed."""
    sqlalchemy.event.listen(journal._engine_of_writer, "commit", heard)
