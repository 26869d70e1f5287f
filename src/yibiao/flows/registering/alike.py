"""Two elements → whether one can answer for the other: their codes, and the fields that would be answered otherwise."""

from collections.abc import Iterable

from yibiao import matching
from yibiao.errors import Finding, Invalid
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.change import Change
from yibiao.model.codes import CodeList
from yibiao.model.element import Element, Former
from yibiao.model.kinds import ValueKind


def lost(before: Binding, after: Binding, change: Change, label: str) -> Iterable[Finding]:
    """That a value which answered the field so would answer it otherwise."""
    same = {change.codes.get(code, code): option for code, option in before.crosswalk.items()}
    if any(after.crosswalk.get(code) != option for code, option in same.items()):
        where = f"{before.form}#/properties/{before.field}"
        yield Finding("merge-changes-answers", where, {"field": label, "element": change.other})


def taken(after: Binding, others: Iterable[Binding], change: Change) -> Iterable[Finding]:
    """That a field beside it means the other element already."""
    block = after.field.rpartition(".")[0]
    for each in others:
        beside = each.field.rpartition(".")[0] == block and each.field != after.field
        if beside and (each.via, each.element) == (after.via, change.other):
            facts = {"element": change.other, "field": each.field}
            yield Finding("element-taken", f"{after.form}#/properties/{after.field}", facts)


def codes(
    one: Element, other: Element, catalogue: Catalogue
) -> tuple[dict[str, str], CodeList | None]:
    """
    The codes of *one* → those of *other*, where they differ, and the list of *other* if it has to grow for them.

    Raises:
        Invalid: They are not of a kind.
    """
    alike = (
        one.id != other.id
        and one.subject is other.subject
        and one.kind is other.kind
        and one.target is None
        and one.kind is not ValueKind.ROWS
        and (one.unit_of_measure or "") == (other.unit_of_measure or "")
        and one.merged_into is None
        and other.merged_into is None
        and not one.derivations
    )
    ours, theirs = catalogue.codes_of(one), catalogue.codes_of(other)
    found = matching.codes_between(ours, theirs, grows=other.minted) if ours and theirs else None
    if one.kind is ValueKind.CODES and found and found[0]:
        found = None  # a list of codes is not read in other codes
    if not alike or (ours is None) != (theirs is None) or (ours and theirs and found is None):
        raise Invalid(
            Finding("elements-unlike", "", {"element": one.id, "into": other.id}), count=1
        )
    return found or ({}, None)


def through(former: Former, codes: dict[str, str]) -> Former:
    """A former element of the one that is merged, read in the codes of the other."""
    if not codes:
        return former
    own = former.codes or {code: code for code in codes}
    return Former(
        element=former.element,
        codes={code: codes[mine] for code, mine in own.items() if mine in codes},
    )
