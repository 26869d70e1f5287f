"""Decided ahead or in turn, whatever fails between: the same is seen, and the same stands."""

import tempfile
from contextlib import suppress

import sqlalchemy
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.store.journals import a_draft, a_journal, an_entry
from yibiao import filling
from yibiao.errors import EntryIdReused
from yibiao.store.deciding import LONG

SUBJECTS, NAMES, KEYS = ("s1", "s2", "s3"), ("甲", "乙", "丙"), (1, 2, 3)


class ByName:
    """Who has the same name comes under the same key."""

    edition = "by name"

    def told(self, record):
        return record.cells["person.name"].value

    def of(self, told):
        return frozenset([NAMES.index(told) + 1] if told else [])


def decision(stated):
    """Look at everything, state, look again; what was seen."""

    def looked(writing):
        records = [writing.record(each) for each in SUBJECTS]
        return (
            writing.head,
            [each and each.document() for each in records],
            [sorted(writing.subjects(each)) for each in KEYS],
        )

    def decide(writing):
        before = looked(writing)
        for id_, subject, name in stated:
            entry = an_entry(id_, subject, {"person.name": name})
            body = {"entry": entry.document()}
            event = writing.append(a_draft(id_, "entry.filed", body, subject=subject))
            writing.put(filling.fold(writing.record(subject), entry, event.position))
        return before, looked(writing)

    return decide


stated = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(SUBJECTS), st.sampled_from(NAMES)),
    max_size=2,
)


def outcome(future):
    try:
        return future.result()
    except (EntryIdReused, OSError) as error:
        return type(error)


def stands(journal):
    return (
        [(each.position, each.id, each.body) for each in journal.events()],
        [each.document() for each in journal.records()],
    )


@settings(max_examples=20)
@given(st.lists(st.tuples(stated, st.booleans(), st.booleans()), max_size=8))
def test_ahead_is_as_in_turn(decisions):
    """Of each decision: what it states, whether it may go ahead, whether its commit fails."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_journal(f"sqlite:///{folder}/ahead", keying=ByName(), together=1) as ahead,
        a_journal(f"sqlite:///{folder}/in_turn", keying=ByName()) as in_turn,
    ):
        fails = iter([each for _, _, each in decisions])

        def commit(_):
            if next(fails):
                raise OSError("disk full")

        sqlalchemy.event.listen(ahead._engine_of_writer, "commit", commit)
        futures = [
            ahead.submit(decision(stated_), LONG, ahead=may) for stated_, may, _ in decisions
        ]
        expected = []
        for stated_, _, failing in decisions:
            if failing:
                expected.append(OSError)
                continue
            future = in_turn.submit(decision(stated_))
            with suppress(EntryIdReused):
                future.result()
            expected.append(outcome(future))

        assert [outcome(each) for each in futures] == expected
        assert stands(ahead) == stands(in_turn)
        with ahead.reading() as reading:
            assert not reading.wrong_keys(ByName())
