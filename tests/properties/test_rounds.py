"""Rounds against a model that shares no code with them: who may do what when, and that a round's table only grows."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.effort import effort
from tests.houses import ADMINISTRATOR, UNIT, a_house, admitted
from yibiao.errors import Problem
from yibiao.flows.filling import fill
from yibiao.flows.registering import elements, govern, register
from yibiao.flows.units import rounds
from yibiao.matching import Choice
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Round, Unit
from yibiao.model.record import Entry

GRID = UNIT + "001"
NEIGHBOUR = "999999001002"
UNITS = (UNIT, GRID, NEIGHBOUR)
OPENS, DUE = date(2026, 1, 10), date(2026, 1, 20)

ASKED = {
    "phone": {"label": "联系电话", "type": "text"},
    "disability": {"label": "残疾证号", "type": "text"},
    "education": {"label": "文化程度", "type": "text"},
    "address": {"label": "现住址", "type": "text"},
}


def outcome(act):
    """What an act gives, or the code of the problem that it raises."""
    try:
        return act()
    except Problem as problem:
        return problem.code


class RoundMachine(RuleBasedStateMachine):
    """
    One round of a community with a grid and of its neighbour.

    The model: whether it is open, its due day, how often each unit has handed in and was given back, and what could be
    stated before.
    """

    @initialize(day=st.sampled_from([OPENS, OPENS, date(2026, 1, 1)]))
    def begin(self, day):
        self.folder = tempfile.TemporaryDirectory()
        self.house = a_house(Path(self.folder.name) / "data")
        self.day = day
        self.house.now = lambda: datetime.fromisoformat(f"{self.day}T04:00:00+00:00")
        register.units(self.house, [Unit(code=NEIGHBOUR, name="邻社区")], ADMINISTRATOR)
        self.forms = {}
        self.admit("phone")
        self.opened = self.closed = False
        self.due, self.turns, self.number = DUE, dict.fromkeys(UNITS, 0), 0
        self.first, self.asked = {}, set()
        if day == OPENS:
            self.open()

    def teardown(self):
        if hasattr(self, "house"):
            self.house.close()
            self.folder.cleanup()

    def admit(self, name):
        asked = {"title": f"{name}表", "fields": [ASKED[name]]}
        said = {"first_round": str(self.day + timedelta(days=10)), "scope": "true"}
        said |= {"expires": str(self.day + timedelta(days=25)), "series": name}
        self.forms[name] = admitted(self.house, "civil-affairs", asked, **said)

    # what happens

    @rule(days=st.integers(1, 12))
    def pass_days(self, days):
        """Forms expire meanwhile."""
        self.day += timedelta(days=days)

    @rule(name=st.sampled_from([*ASKED]))
    def admit_form(self, name):
        if name not in self.forms:
            self.admit(name)

    @rule(name=st.sampled_from([*ASKED]))
    def retire_form(self, name):
        if name in self.forms:
            outcome(lambda: govern.retire(self.house, self.forms[name], "不再需要", ADMINISTRATOR))

    @rule(name=st.sampled_from([*ASKED]))
    def decide_otherwise(self, name):
        if name in self.forms:
            other = {"f1": Choice(new=True, decided_by=ADMINISTRATOR.id)}
            outcome(lambda: register.decide(self.house, self.forms[name], other, ADMINISTRATOR))

    @rule(pair=st.permutations([*ASKED]))
    def merge_elements(self, pair):
        bound = [
            self.house.registry.registration(self.forms[each]).bindings["f1"].element
            for each in pair[:2]
            if each in self.forms
        ]
        if len({*bound}) > 1:
            outcome(lambda: elements.merge(self.house, *bound, ADMINISTRATOR, despite=True))

    @rule()
    def open(self):
        round_ = Round(id="R", period="monthly", opens=OPENS, due=DUE)
        rounds.open_round(self.house, round_, ADMINISTRATOR)
        self.opened = True

    @precondition(lambda self: self.opened)
    @rule(days=st.integers(-5, 10))
    def extend(self, days):
        due = self.due + timedelta(days=days)
        taken = outcome(
            lambda: rounds.extend(self.house, "R", due, f"理由{self.number}", ADMINISTRATOR).due
        )
        self.number += 1

        expected = "round-closed" if self.closed else due if days > 0 else "invalid"
        assert expected == taken
        if expected == due:
            self.due = due

    @precondition(lambda self: self.opened)
    @rule(named=st.booleans())
    def file(self, named):
        """One subject more of every unit; without naming the round it is always taken."""
        for unit in UNITS:
            self.number += 1
            entry = Entry(
                id=f"e{self.number}", unit=unit, subject=f"p{self.number}", kind="person",
                act="open", round="R" if named else None,
            )  # fmt: skip
            taken = outcome(lambda entry=entry: fill.file(self.house, entry, ADMINISTRATOR).entry)
            expected = self.why_not_filed(unit) if named else None
            assert (expected or entry.id) == taken

    def why_not_filed(self, unit):
        if self.closed:
            return "round-closed"
        if self.day < OPENS:
            return "round-not-open"
        above = (unit, UNIT) if unit == GRID else (unit,)
        return "unit-submitted" if any(self.turns[each] % 2 for each in above) else None

    @precondition(lambda self: self.opened)
    @rule(unit=st.sampled_from(UNITS))
    def submit(self, unit):
        self.number += 1
        remark = f"说明{self.number}"
        state = outcome(
            lambda: rounds.submit(self.house, "R", unit, ADMINISTRATOR, remark=remark).state
        )

        expected = "decided" if self.turns[unit] % 2 else "submitted"
        if self.day < OPENS:
            expected = "round-not-open"
        if self.closed:
            expected = "round-closed"
        assert expected == state
        if expected == "submitted":
            self.turns[unit] += 1
            self.first.setdefault(unit, self.day)

    @precondition(lambda self: self.opened)
    @rule(unit=st.sampled_from(UNITS))
    def give_back(self, unit):
        self.number += 1
        state = outcome(
            lambda: (
                rounds.give_back(self.house, "R", unit, f"理由{self.number}", ADMINISTRATOR).state
            )
        )

        expected = "returned" if self.turns[unit] % 2 else "decided"
        expected = "round-closed" if self.closed else expected
        assert expected == state
        self.turns[unit] += expected == "returned"

    @precondition(lambda self: self.opened and self.number > 6)
    @rule()
    def close(self):
        rounds.close_round(self.house, "R", ADMINISTRATOR)
        self.closed = True

    # what always holds

    @invariant()
    def the_table_only_grows(self):
        """While the round is open; what is asked today is in it, and from its first day on that is all that it asks."""
        if not getattr(self, "opened", False):
            return
        shown = {
            column.element for kind in SubjectKind for column in self.house.table(kind, "R").columns
        }
        assert self.asked <= shown
        self.asked = shown
        if not self.closed:
            today = {
                each.element for kind in SubjectKind for each in self.house.table(kind).columns
            }
            assert today == shown if self.day >= OPENS else today <= shown

    @invariant()
    def units_stand_where_the_model_says(self):
        """And are on time if they first handed in by the due day in force."""
        if not getattr(self, "opened", False) or self.closed:
            return
        for unit in UNITS:
            standing = rounds.standing(self.house, "R", unit, ADMINISTRATOR)
            assert self.turns[unit] == len(standing.turns)
            if self.turns[unit]:
                assert ("submitted" if self.turns[unit] % 2 else "returned") == standing.state
            assert ((self.first.get(unit) or self.day) > self.due) == standing.late


TestRounds = RoundMachine.TestCase
TestRounds.settings = settings(
    max_examples=effort(4, 8),
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
