"""A community → the entries by which its workers put it on record, each by the worker who goes round there."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from yibiao.demo.community.answering import answer
from yibiao.demo.community.ordering import in_order
from yibiao.demo.community.subject import Population, Subject
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element
from yibiao.model.form import Field
from yibiao.model.kinds import ValueKind
from yibiao.model.record import Entry

#: An entry and the id of the worker who files it.
Filed = tuple[str, Entry]


def entry_id(community: Population, *words: object) -> str:
    """The id of an entry: the same whenever the same community files it again."""
    spelled = "\x1f".join(map(str, (community.seed, *words))).encode()
    return hashlib.blake2b(spelled, digest_size=16).hexdigest()


def worker_of(community: Population, workers: Sequence[str], unit: str) -> str:
    """Who goes round in *unit*; the first of them for the community as a whole."""
    grids = [each.code for each in community.grids]
    return workers[grids.index(unit) % len(workers)] if unit in grids else workers[0]


def opening(
    community: Population,
    known: Collection[str],
    catalogue: Catalogue,
    workers: Sequence[str],
    round_: str | None = None,
) -> Iterator[Filed]:
    """
    Every subject opened with what is true of it; then the links to whom was opened only later.

    Nothing is stated that follows from what is stated.

    Args:
        community: All of it.
        known: Only these elements may be stated.
        catalogue: Knows what follows from what, and which elements are links.
        workers: Ids of actors; each grid has one of them.
        round_: The round that it is filed in.
    """
    elements = catalogue.elements
    opened: set[str] = set()
    later: dict[str, dict[str, Any]] = defaultdict(dict)
    for subject in community.subjects.values():
        opened.add(subject.id)
        values = _stated(community, subject, catalogue, known)
        for id_ in [each for each in values if not _leads_to(values[each], elements[each], opened)]:
            later[subject.id][id_] = values.pop(id_)
        yield filed(community, workers, subject, "open", values, round_)
    for id_ in sorted(later, key=lambda each: community.subjects[each].unit):
        yield filed(community, workers, community.subjects[id_], "state", later[id_], round_)


def filling_in(
    community: Population,
    missing: Mapping[str, Sequence[str]],
    catalogue: Catalogue,
    workers: Sequence[str],
    round_: str | None = None,
) -> Iterator[Filed]:
    """
    What is still asked, stated: an entry for each subject of which there is something to say.

    Args:
        community: Knows what is true, and makes up what is likely.
        missing: By subject, the elements that are asked of it.
        catalogue: Knows the elements, and as forms have worded them, what the rows of a block ask.
        workers: Ids of actors; each grid has one of them.
        round_: The round that it is filed in.
    """
    rows = _rows(catalogue)
    for id_, asked in missing.items():
        subject = community.subjects.get(id_)
        if subject is None:
            continue
        answers = {
            element: answer(
                community,
                subject,
                catalogue.elements[element],
                catalogue.codes_of(catalogue.elements[element]),
                rows.get(element, ()),
            )
            for element in asked
            if not follows(community, subject, element, catalogue)
        }
        said = {element: value for element, value in answers.items() if value is not None}
        values = in_order(said, catalogue)
        if values:
            yield filed(community, workers, subject, "state", values, round_)


def _rows(catalogue: Catalogue) -> dict[str, tuple[Field, ...]]:
    """By the element of a block about no subject: what its rows ask, of all forms together."""
    found: dict[str, tuple[Field, ...]] = {}
    for each in catalogue.wordings:
        if each.field.fields and catalogue.elements[each.element].kind is ValueKind.ROWS:
            found[each.element] = (*found.get(each.element, ()), *each.field.fields)
    return found


def _stated(
    community: Population, subject: Subject, catalogue: Catalogue, known: Collection[str]
) -> dict[str, Any]:
    """The facts that may be stated and that do not follow from others that are."""
    return {
        id_: value
        for id_, value in subject.facts.items()
        if value is not None
        and id_ in known
        and not follows(community, subject, id_, catalogue, known)
    }


def follows(
    community: Population,
    subject: Subject,
    element: str,
    catalogue: Catalogue,
    known: Collection[str] | None = None,
) -> bool:
    """
    Whether *element* follows from what is stated of *subject*, over however many steps.

    Args:
        community: Knows who leads to whom.
        subject: Of whom it is asked.
        element: Its id.
        catalogue: Knows the derivations.
        known: What may be stated; everything, when not given.
    """
    for each in catalogue.elements[element].derivations:
        source = each.sources[0]
        if each.rule == "count-of-links":
            found = community.leads(source, subject.id)
        else:
            found = subject.facts.get(source) is not None
        if found and (known is None or source in known):
            return True
        if follows(community, subject, source, catalogue, known):
            return True
    return False


def _leads_to(value: Any, element: Element, opened: Collection[str]) -> bool:
    """Whether everybody that a link leads to is there; what is no link always may stand."""
    if element.kind is ValueKind.LINK:
        return value in opened
    return element.kind is not ValueKind.LINKS or all(each in opened for each in value)


def filed(
    community: Population,
    workers: Sequence[str],
    subject: Subject,
    act: Any,
    values: dict[str, Any],
    round_: str | None,
) -> Filed:
    """An entry about *subject*, by the worker of its grid."""
    entry = Entry(
        id=entry_id(community, act, subject.id, round_, *sorted(values)),
        unit=subject.unit,
        subject=subject.id,
        kind=subject.kind,
        act=act,
        values=values,
        round=round_,
    )
    return worker_of(community, workers, subject.unit), entry
