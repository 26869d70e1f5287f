"""
Fields of a form and the catalogue → for each the elements it may mean, scored and explained, in one of three bands.

No two fields of one form (or of one block of it) get the same element of the same subject: the better match takes it,
the other makes do with its next candidate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from yibiao.matching.age_groups import age_groups, said
from yibiao.matching.assigning import assigned
from yibiao.matching.candidates import Scored, candidates_of
from yibiao.matching.certainty import band_of, explained
from yibiao.matching.documents import says_who
from yibiao.matching.index import Index, index_of
from yibiao.matching.lexicon import lexicon
from yibiao.matching.meaning import Meaning, Surroundings, surroundings
from yibiao.matching.neighbours import meanings
from yibiao.model.binding import Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Element
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind


def propose(form: Form, catalogue: Catalogue) -> tuple[Match, ...]:
    """What each field of *form* may mean in *catalogue*, blocks first and then what their rows ask, in printed order."""
    around = surroundings(form.subject, form.title)
    return tuple(_matches(form, form.asked, around, catalogue))


def propose_rows(
    form: Form, block: Field, subject: SubjectKind, catalogue: Catalogue
) -> Iterator[Match]:
    """What the rows of *block* may ask, each row being about a *subject*."""
    yield from _matches(form, block.fields, Surroundings(subject), catalogue)


def _matches(
    form: Form, fields: Sequence[Field], around: Surroundings, catalogue: Catalogue
) -> Iterator[Match]:
    """One for each of *fields*, and what the rows of a block ask right after it; a figure that is computed asks nothing."""
    index = index_of(catalogue)
    wanting = [
        (each, meaning)
        for each, meaning in zip(fields, meanings(fields, around), strict=True)
        if each.measure is None
    ]
    aged = age_groups(wanting, around.subject, catalogue.elements)
    scored = [
        [] if meaning.generic or age else candidates_of(each, meaning, around, catalogue, index)
        for (each, meaning), age in zip(wanting, aged, strict=True)
    ]
    named = says_who(fields)
    for (each, meaning), age, claimed in zip(wanting, aged, assigned(scored), strict=True):
        if age:
            yield _of_age(form, each, meaning, age, around, catalogue, index)
            continue
        found = _with_refusals(claimed, meaning, around, index)
        candidates = tuple(explained(found, each, around, catalogue))
        band = band_of(found, candidates, (each, meaning), around, catalogue, index)
        if band == "auto" and not named and meaning.text.startswith(lexicon().documents):
            band = "ask"
        yield Match(form=form.id, field=each.id, band=band, candidates=candidates)
        if each.fields and band != "new":
            block = catalogue.elements[candidates[0].element]
            if block.target:
                yield from propose_rows(form, each, block.target, catalogue)


def _of_age(
    form: Form,
    asked: Field,
    meaning: Meaning,
    element: Element,
    around: Surroundings,
    catalogue: Catalogue,
    index: Index,
) -> Match:
    """That *asked* wants the element of an age group, which nobody has to look up."""
    if element.id not in catalogue.elements:
        return Match(form=form.id, field=asked.id, band="new")
    refused = index.refused(around.subject, meaning, (), element.id)
    return Match(
        form=form.id,
        field=asked.id,
        band="ask" if refused else "auto",
        candidates=(said(asked, element),),
    )


def _with_refusals(
    candidates: Sequence[Scored], meaning: Meaning, around: Surroundings, index: Index
) -> list[Scored]:
    """*candidates*, those that a person said are not meant marked so: they stay to be seen, and are never bound by rule."""
    return [
        replace(each, parts={**each.parts, "refused": 0.0})
        if index.refused(around.subject, meaning, each.path.via, each.element)
        else each
        for each in candidates
    ]
