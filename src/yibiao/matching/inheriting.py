"""A form and the next edition of it → the decisions that still hold."""

from collections.abc import Iterable, Mapping

from yibiao.matching.resolving import Choice
from yibiao.model.binding import Binding
from yibiao.model.form import Field, Form


def inherit(previous: Form, form: Form, bindings: Iterable[Binding]) -> Mapping[str, Choice]:
    """
    Choices for the fields of *form* that *previous* asked in the same way, by whoever decided them there.

    The same way: the same label, section, kind, unit of measure and options; place, order and hints may differ.
    A field that *form* or *previous* asks twice so is left to be decided anew.
    """
    return {
        id_: Choice(old.element, old.via, decided_by=old.decided_by, crosswalk=_codes_of(old))
        for id_, old in _again(previous, form, bindings).items()
        if old.element
    }


def _codes_of(binding: Binding) -> Mapping[str, str | None]:
    """Which option answers which code, and which codes none, where a person has decided on it."""
    if binding.how != "crosswalk" or binding.decided_by.startswith("rule:"):
        return {}
    return {**dict.fromkeys(binding.unmapped), **binding.crosswalk}


def inherit_measures(
    previous: Form, form: Form, bindings: Iterable[Binding]
) -> Mapping[str, Binding]:
    """The measures of figures that *previous* asked in the same way, as `inherit` has it, as bindings of *form*."""
    return {
        id_: old.model_copy(update={"form": form.id, "field": id_})
        for id_, old in _again(previous, form, bindings).items()
        if old.measure and form.by_id[id_].measure is None
    }


def _again(previous: Form, form: Form, bindings: Iterable[Binding]) -> dict[str, Binding]:
    """What was decided of fields of *previous*, by the fields of *form* that ask the same."""
    decided = {each.field: each for each in bindings if each.form == previous.id}
    before = _sole({id_: _asked(each, previous) for id_, each in previous.by_id.items()})
    now = _sole({id_: _asked(each, form) for id_, each in form.by_id.items()})
    return {
        id_: old
        for asked, id_ in now.items()
        if asked in before and (old := decided.get(before[asked]))
    }


def _asked(asked: Field, form: Form) -> tuple[object, ...]:
    block = form.by_id.get(asked.id.rpartition(".")[0])
    options = tuple((each.value, each.title) for each in asked.options)
    return (
        block.label if block else None, asked.label, asked.section, asked.kind,
        asked.unit_of_measure, options, tuple(each.label for each in asked.fields),
    )  # fmt: skip


def _sole(ways: Mapping[str, tuple[object, ...]]) -> dict[tuple[object, ...], str]:
    """Way of asking → the one field asked so; none where there are two."""
    sole: dict[tuple[object, ...], str] = {}
    twice: set[tuple[object, ...]] = set()
    for id_, way in ways.items():
        (twice.add(way) if way in sole else None)
        sole[way] = id_
    return {way: id_ for way, id_ in sole.items() if way not in twice}
