"""What the picture says was held at any position is what the entries until there fold to."""

import json
import sqlite3
import tempfile
from contextlib import closing

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.unit.store.journals import UNIT, a_draft, a_journal, an_element, an_entry, registering
from yibiao import filling
from yibiao.errors import Problem
from yibiao.store import Picture, rebuild, verify

CELLS = ("person.name", "person.phone")
UNITS = (UNIT, UNIT + "001")


@st.composite
def histories(draw):
    """Entries about two people by desks, registers and devices, opened by any of these, some of which may be refused."""
    said = st.dictionaries(st.sampled_from(CELLS), st.sampled_from("xy"))
    entries = [
        an_entry(
            f"open {each}", each, values := draw(said), act="open", loaded=draw(some_of(values))
        )
        for each in "ab"
    ]
    numbers = {device: iter(draw(st.permutations(range(1, 9)))) for device in ("phone", "tablet")}
    for number in range(draw(st.integers(1, 8))):
        act = draw(
            st.sampled_from(["state"] * 4 + ["load"] * 2 + ["confirm", "move", "close", "open"])
        )
        device = draw(st.sampled_from([None, None, *numbers]))
        values = {} if act in ("confirm", "close") else draw(said)
        entries.append(
            an_entry(
                f"e{number}",
                draw(st.sampled_from("ab")),
                values,
                act=act,
                loaded=draw(some_of(values)) if act == "open" else None,
                unit=draw(st.sampled_from(UNITS)),
                base=draw(st.one_of(st.none(), st.integers(0, number + 2))),
                chain={"device": device, "number": next(numbers[device])} if device else None,
            )
        )
    return entries


def some_of(values):
    """Which of them only a register says."""
    return (
        st.none() | st.lists(st.sampled_from(sorted(values)), unique=True) if values else st.none()
    )


def filing_what_may_be(entries):
    def decide(writing):
        for entry in entries:
            record = writing.record(entry.subject)
            try:
                filling.require_admissible(entry, record)
            except Problem:
                continue
            draft = a_draft(entry.id, "entry.filed", {"entry": entry.document()},
                            unit=entry.unit, subject=entry.subject)  # fmt: skip
            writing.put(filling.fold(record, entry, writing.append(draft).position))

    return decide


def folded(entries):
    """By subject, what entries with their positions come to."""
    records = {}
    for position, entry in entries:
        records[entry.subject] = filling.fold(records.get(entry.subject), entry, position)
    return {
        subject: {"#unit": record.unit, "#closed": record.closed}
        | {id_: cell.value for id_, cell in record.cells.items()}
        for subject, record in records.items()
    }


def erase(path, position):
    """As the law may ask: body and salt go, the chain stays."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE event SET body = NULL, salt = NULL WHERE position = ?", [position]
        )


#: Somebody comes back, and a register says otherwise of them than a person had.
BACK = [
    an_entry("open a", "a", {"person.phone": "x"}, act="open"),
    an_entry("close a", "a", act="close"),
    an_entry("e1", "a", {"person.phone": "y"}, act="open", loaded=["person.phone"]),
]


@given(histories(), st.integers(0, 10), st.integers(0, 10))
@example(BACK, 0, 0)
@settings(max_examples=effort(10, 25))
def test_the_newest_statement_up_to_a_position_is_what_was_held_there(entries, followed, erased):
    with tempfile.TemporaryDirectory() as folder, a_journal(folder) as journal:
        drawn = Picture(None, journal, filling.fold)
        journal.write(registering(*map(an_element, CELLS)))
        journal.write(filing_what_may_be(entries[:followed]))
        drawn.catch_up()
        journal.write(filing_what_may_be(entries[followed:]))
        by_id = {each.id: each for each in entries}
        filed = [
            (event.position, by_id[event.id]) for event in journal.events(kinds=["entry.filed"])
        ]

        told = drawn.query('FROM "statement"').rows

        for position in range(journal.head + 1):
            held: dict[str, dict] = {}
            for at, _, subject, element, value in sorted(told, key=lambda each: each[0]):
                if at <= position and element != "#confirmed":
                    held.setdefault(subject, {})[element] = json.loads(value)
            assert folded(each for each in filed if each[0] <= position) == held
        assert () == verify(journal, drawn, filling.fold)

        erase(f"{folder}/journal.sqlite", filed[erased % len(filed)][0])
        rebuild(journal, drawn, filling.fold)
        assert ["event-redacted"] == [each.code for each in verify(journal, drawn, filling.fold)]
        drawn.close()
