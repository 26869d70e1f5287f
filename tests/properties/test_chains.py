"""Devices are heard late and out of order; what is held, and what is contested, must not depend on it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.little import an_entry
from yibiao.filling import fold, require_admissible

CELLS = ("person.name", "person.phone")
DEVICES = ("phone", "tablet")
VALUES = st.sampled_from("xyz")
SOME = st.dictionaries(st.sampled_from(CELLS), VALUES, max_size=2)
#: What registers say; were it what a person at a desk has said, it would say nothing new and be forgotten.
LOADED = st.dictionaries(st.sampled_from(CELLS), st.sampled_from("rs"), max_size=2)


def record_of(entries):
    record = None
    for position, entry in enumerate(entries, 1):
        require_admissible(entry, record)
        record = fold(record, entry, position)
    return record


def told(entries):
    """The record with the ids of entries for their positions, which are not the same in another order."""
    record = record_of(entries)
    by_position = {position: entry.id for position, entry in enumerate(entries, 1)}

    def cell(held):
        def said(each):
            return by_position.get(each.position), repr(each.value), each.loaded

        return (
            said(held),
            {said(each) for each in held.contested},
            {said(each) for each in held.agreeing},
            held.covers,
        )

    steps = [cell(each) for each in (record.moved, record.ended) if each]
    return (
        record.unit,
        record.closed,
        {id_: cell(each) for id_, each in record.cells.items()},
        steps,
    )


@st.composite
def scattered(draw):
    """What was there before; then what others state in turn, and what each device kept, by its number."""
    before = [an_entry(draw(SOME), id="before 0", act="open")]
    before += [
        _by_others(draw, f"before {number}", st.none())
        for number in range(1, draw(st.integers(1, 3)))
    ]
    seen = st.integers(0, len(before))
    others = [
        _by_others(draw, f"other {number}", seen) for number in range(draw(st.integers(0, 3)))
    ]
    kept = {device: _kept(draw, device, seen) for device in DEVICES}
    return before, others, kept


def _by_others(draw, id_, seen):
    act = draw(st.sampled_from(["state", "state", "load"]))
    return an_entry(draw(LOADED if act == "load" else SOME), id=id_, base=draw(seen), act=act)


def _kept(draw, device, seen):
    bases = sorted(draw(st.lists(seen, max_size=3)))
    return [
        an_entry(draw(SOME), id=f"{device} {number}", base=base,
                 act=draw(st.sampled_from(["state", "state", "move"])),
                 unit=draw(st.sampled_from("uvw")), chain={"device": device, "number": number})
        for number, base in enumerate(bases, 1)
    ]  # fmt: skip


def interleaved(random, others, entries):
    """*others* in their order, and *entries* in any, in any way together."""
    entries = list(entries)
    random.shuffle(entries)
    places = [True] * len(others) + [False] * len(entries)
    random.shuffle(places)
    turns, loose = iter(others), iter(entries)
    return [next(turns) if place else next(loose) for place in places]


@given(scattered(), st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_in_whatever_order_devices_are_heard_the_record_is_the_same(all_, random):
    before, others, kept = all_
    in_order = [*before, *others, *(each for entries in kept.values() for each in entries)]
    mixed = interleaved(random, others, [each for entries in kept.values() for each in entries])

    assert told(in_order) == told([*before, *mixed])


@given(scattered(), st.randoms(use_true_random=False), st.data())
@settings(max_examples=150)
def test_a_closing_that_overtakes_what_was_said_before_it_changes_nothing(all_, random, data):
    """A device closes the subject; what it and others had said before, unknowing, is taken all the same."""
    before, _, kept = all_
    kept["phone"].append(
        an_entry(id="phone 9", act="close", base=len(before),
                 chain={"device": "phone", "number": 9})
    )  # fmt: skip
    entries = [each for some in kept.values() for each in some]

    assert told([*before, *entries]) == told([*before, *interleaved(random, [], entries)])
    assert record_of([*before, *entries]).closed


@st.composite
def stories(draw):
    """Statements of one cell in the order they came: (value, base, device, number); each base was possible."""
    count = draw(st.integers(1, 8))
    makers = [draw(st.sampled_from([None, *DEVICES])) for _ in range(count)]
    numbers = {
        device: iter(draw(st.permutations(range(1, makers.count(device) + 1))))
        for device in DEVICES
    }
    dots = [(each, next(numbers[each]) if each else None) for each in makers]
    story, bases = [], {}
    for device in DEVICES:
        mine = sorted((n, at) for at, (each, n) in enumerate(dots, 1) if each == device)
        low = 0
        for n, _ in mine:
            # Made before any of the later ones was sent, and not before the one before it was made.
            high = min(at for m, at in mine if m >= n) - 1
            low = draw(st.integers(min(low, high), high))
            bases[device, n] = low
    for position, dot in enumerate(dots, 1):
        base = bases[dot] if dot[0] else draw(st.integers(0, position - 1))
        story.append((draw(VALUES), base, *dot))
    return story


def folded(story):
    entries = [an_entry(act="open", id="0")]
    for number, (value, base, device, n) in enumerate(story, 1):
        chain = {"device": device, "number": n} if device else None
        entries.append(
            an_entry({"person.phone": value}, id=str(number), base=base + 1, chain=chain)
        )
    return record_of(entries).cells["person.phone"]


def standing(story):
    """
    Said again from the definition: who had seen whom, and whom those had seen; what nobody had seen stands.

    Returns positions within the story.
    """
    seen = {
        at: {
            other
            for other, (_, _, d, m) in enumerate(story, 1)
            if other <= base or (device and d == device and m < n)
        }
        for at, (_, base, device, n) in enumerate(story, 1)
    }
    for _ in story:
        seen = {at: some.union(*(seen[each] for each in some)) for at, some in seen.items()}
    return [at for at in seen if not any(at in some for some in seen.values())]


@given(stories())
@settings(max_examples=500)
def test_what_stands_is_what_nobody_had_seen_who_stated_the_cell(story):
    """However late it came. A value that only an older desk statement repeats is said once."""
    cell = folded(story)
    found = {each.position - 1 for each in (cell, *cell.contested, *cell.agreeing)}
    expected = set(standing(story))

    assert found <= expected
    assert {story[at - 1][0] for at in found} == {story[at - 1][0] for at in expected}
    assert {at for at in expected if story[at - 1][2]} <= found or not cell.covers
    values = [cell.value, *(each.value for each in cell.contested)]
    assert len(values) == len(set(values))


@given(stories())
@settings(max_examples=200)
def test_who_has_seen_all_decides(story):
    """One statement that has seen everything stands alone, whatever had piled up, and a late one of before changes nothing."""
    decided = [*story, ("d", len(story), None, None)]
    cell = folded(decided)

    assert ("d", (), ()) == (cell.value, cell.contested, cell.agreeing)


@given(stories(), st.sampled_from(CELLS))
@settings(max_examples=100)
def test_edits_of_other_cells_do_not_touch_a_cell(story, other):
    entries = [an_entry({"person.name": "n"}, act="open", id="0")]
    for number, (value, base, device, n) in enumerate(story, 1):
        chain = {"device": device, "number": n} if device else None
        entries.append(
            an_entry({"person.phone": value}, id=str(number), base=base + 1, chain=chain)
        )

    cells = record_of(entries).cells

    assert ("n", 1, ()) == (
        cells["person.name"].value, cells["person.name"].position, cells["person.name"].contested
    )  # fmt: skip
