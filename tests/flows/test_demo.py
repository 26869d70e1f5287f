"""The demo's whole story: what it ends with is what its entries say, worked out a second time from them alone."""

import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import pytest
from rich.console import Console

from tests.reference import Reference, differences
from tests.wheels import needs_hatchling
from yibiao import merging
from yibiao.demo import run
from yibiao.demo.forms import demo_forms
from yibiao.flows import burdens, keep
from yibiao.flows.house import House
from yibiao.flows.slicing import query
from yibiao.model.kinds import ValueKind
from yibiao.model.place import COMMUNITY_DIGITS

PERIOD = (run.SECOND_ROUND.opens, run.SECOND_ROUND.due)


@dataclass
class Told:
    """A story that has been told, and its house still open."""

    story: run.Story

    @property
    def house(self):
        return self.story.house

    @property
    def catalogue(self):
        return self.house.registry.catalogue

    @property
    def registrations(self):
        """Every form that was ever registered, the superseded edition with the rest."""
        return list(self.house.registry.registrations.values())

    @cached_property
    def entries(self):
        """What the journal holds, and nothing else: positions and entries."""
        return entries_of(self.house)

    @cached_property
    def end_of_first_round(self):
        return next(self.house.journal.events(kinds=("round.closed",))).position

    @property
    def grids(self):
        """The community and the grids in it."""
        return self.house.registry.subtree(self.story.unit)

    def reference(self, as_of=None):
        return Reference(
            self.entries,
            self.catalogue.elements,
            self.catalogue.code_lists,
            self.day(as_of),
            as_of,
        )

    def day(self, as_of):
        """By the ages of which a slice is: those of the day on which the position was written."""
        at = self.house.journal.event(as_of).at if as_of else self.house.now()
        return (at + timedelta(hours=8)).date()

    def slice(self, registration, **how):
        return query.slice_of(self.house, registration.form.id, run.OFFICE, **how).rows.rows

    def slices(self, **how):
        """Every form's answer about the community."""
        return {
            each.form.id: self.slice(each, unit=self.story.unit, **how)
            for each in self.registrations
        }


def entries_of(house):
    """What its journal holds, and nothing else: positions and entries."""
    events = house.journal.events(kinds=("entry.filed",))
    return [(each.position, each.body["entry"]) for each in events]


def told(directory, households, residents, seed=2026):
    """The story, told to nobody."""
    house, clock = run.open_house(directory)
    quiet = Console(quiet=True)
    return Told(
        run.tell(house, clock, quiet, seed=seed, households=households, residents=residents)
    )


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory):
    """A demo of sixty households."""
    demo = told(tmp_path_factory.mktemp("hamlet") / "data", 60, 180)
    yield demo
    demo.house.close()


@pytest.fixture(scope="module")
def community(tmp_path_factory):
    """A demo of the size that is shown."""
    demo = told(tmp_path_factory.mktemp("community") / "data", 2_497, 7_491)
    yield demo
    demo.house.close()


#: The community says in six minutes what the hamlet says in one, about forty times as many people.
WHOLE = pytest.mark.skipif(
    not os.environ.get("YIBIAO_DEMO"),
    reason="the demo at its full size runs where YIBIAO_DEMO is set",
)


@pytest.fixture(params=["hamlet", pytest.param("community", marks=WHOLE)])
def demo(request):
    """The one and the other."""
    return request.getfixturevalue(request.param)


def disagreements(demo, units, *, as_of=None, **how):
    """Cells that service and reference give differently, by form; and how many there are to compare."""
    reference = demo.reference(as_of)
    found, cells = {}, 0
    for each in demo.registrations:
        expected = reference.slice(
            each.form,
            each.bindings.values(),
            units=units,
            period=how.get("period"),
            digits=COMMUNITY_DIGITS,
        )
        different = differences(expected, demo.slice(each, as_of=as_of, **how))
        cells += sum(len(row) for row in expected)
        if different:
            found[each.form.title] = different[:3]
    return found, cells


def test_real_forms_of_many_departments_are_in_force(demo):
    """At least 40 forms found in public sources, of at least 12 departments."""
    real = {(each.department.id, each.series) for each in demo_forms() if not each.modelled}
    in_force = {
        (each.form.department, each.form.series)
        for each in demo.house.registry.in_force(demo.house.today)
    }

    assert len(real & in_force) >= 40
    assert len({department for department, _ in real & in_force}) >= 12


def test_every_entry_is_taken(demo):
    """Nothing that a worker files is refused."""
    assert demo.story.refused == {}
    assert len(demo.entries) == sum(demo.story.entries.values())


def test_the_merge_is_without_loss(demo):
    """Every field of every form, superseded ones too, is answered exactly once."""
    lost = merging.prove(
        [each.form for each in demo.registrations],
        [binding for each in demo.registrations for binding in each.bindings.values()],
        demo.catalogue,
    )

    assert [(each.code, each.where) for each in lost] == []


def test_every_field_is_bound(demo):
    """No field waits for a person; what stands in a block of rows about no subject is answered through the block."""
    for each in demo.registrations:
        unbound = [
            id_
            for id_ in each.form.by_id
            if id_ not in each.bindings
            and not _in_rows(each, id_.rpartition(".")[0], demo.catalogue)
        ]

        assert (each.form.title, unbound) == (each.form.title, [])


def _in_rows(registration, block, catalogue):
    binding = registration.bindings.get(block)
    return binding is not None and catalogue.elements[binding.element].kind is ValueKind.ROWS


def test_no_two_fields_of_a_form_ask_the_same(demo):
    """Of one subject a form, or a block of it, asks an element once."""
    for each in demo.registrations:
        askers = defaultdict(list)
        for field, binding in each.bindings.items():
            if binding.element:
                askers[field.rpartition(".")[0], binding.via, binding.element].append(field)

        assert [fields for fields in askers.values() if len(fields) > 1] == []


def test_every_slice_is_what_the_entries_say(demo):
    """Cell by cell, of both editions and of what is figured over the second round."""
    found, cells = disagreements(demo, demo.grids, unit=demo.story.unit, period=PERIOD)

    assert found == {}
    assert cells > 20_000


def test_every_slice_is_what_the_entries_said_then(demo):
    """As of the end of the first round, whatever has been said since."""
    found, cells = disagreements(
        demo, demo.grids, unit=demo.story.unit, as_of=demo.end_of_first_round
    )

    assert found == {}
    assert cells > 20_000


def test_every_slice_of_one_grid_is_what_its_entries_say(demo):
    """Of a grid alone, and of nobody else."""
    grid = demo.grids[1]
    found, cells = disagreements(demo, [grid], unit=grid, period=PERIOD)

    assert found == {}
    assert cells > 1_000


def test_figures_are_given_for_the_community_and_for_a_grid_of_it(demo):
    """A summary form has one row, of the community with its grids counted in; a grid's own is no more than that."""
    grids = demo.grids[1:]
    for each in demo.registrations:
        if each.form.layout == "summary":
            (whole,) = demo.slice(each, unit=demo.story.unit, period=PERIOD)
            parts = [demo.slice(each, unit=grid, period=PERIOD) for grid in grids]

            assert {len(part) for part in parts} == {1}
            assert whole[0] == sum(part[0][0] for part in parts)


def test_cells_contested_in_the_second_round_are_kept(demo):
    """What two workers state differently stands there, both statements, until a person decides."""
    contested = demo.story.renewal.contested
    records = {subject: demo.house.journal.record(subject) for subject, _ in contested}

    assert len(contested) >= 3
    assert [each for each in contested if not records[each[0]].cells[each[1]].contested] == []


def test_what_has_changed_is_what_is_held(demo):
    """Every cell that the second round was to change holds its new value."""
    changed = demo.story.renewal.changed
    held = {
        (subject, element): demo.house.journal.record(subject).cells[element].value
        for subject, element in changed
    }

    assert held == changed


def test_both_editions_answer(demo):
    """The superseded edition has a row for everybody that the new one has."""
    later = next(each for each in demo_forms() if each.edition_of)
    editions = [
        each
        for each in demo.registrations
        if (each.form.department, each.form.series) == (later.department.id, later.series)
    ]
    earlier, newer = (demo.slice(each, unit=demo.story.unit) for each in editions)

    assert [each.status for each in editions] == ["superseded", "admitted"]
    assert len(earlier) == len(newer) > 0


def test_nothing_is_wrong_with_the_house_and_rebuilding_changes_nothing(demo):
    """The chain holds; records and picture are what the journal gives, also when folded anew."""
    before = demo.slices(period=PERIOD)

    assert keep.verify(demo.house, run.OFFICE) == ()
    keep.rebuild(demo.house, run.OFFICE)
    assert demo.slices(period=PERIOD) == before
    assert keep.verify(demo.house, run.OFFICE) == ()


@pytest.mark.slow
@needs_hatchling
def test_the_same_seed_tells_the_same_story(hamlet, unpacked, tmp_path):
    """Told again, by another process from the wheel alone, the same entries are filed and the same burden is counted."""
    size = ("--households", "60", "--residents", "180")
    assert unpacked("-m", "yibiao", "demo", *size, cwd=tmp_path)
    assert "✓" in unpacked("-m", "yibiao", "verify", "--data", "demo-data", cwd=tmp_path)

    with House(tmp_path / "demo-data", now=hamlet.house.now) as again:
        assert entries_of(again) == hamlet.entries
        assert burdens.burden(again, run.OFFICE) == burdens.burden(hamlet.house, run.OFFICE)
