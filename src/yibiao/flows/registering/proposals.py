"""A form and what a person has chosen already → what each of its fields may mean."""

from collections.abc import Mapping

from yibiao import matching
from yibiao.errors import Invalid
from yibiao.model.binding import Binding, Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind

Choices = Mapping[str, matching.Choice]


def proposed(
    form: Form, chosen: Choices, catalogue: Catalogue, advised: matching.Advised | None = None
) -> tuple[Match, ...]:
    """
    What each field may mean; a figure says itself how it is computed.

    What a person chose for one field is not bound to another by rule: that one becomes doubtful.
    What advisors say moves doubtful candidates last of all.
    """
    proposed = tuple(
        each for each in matching.propose(form, catalogue) if form.by_id[each.field].measure is None
    )
    taken = {(_block(id_), each.via, each.element) for id_, each in chosen.items()}
    matches = tuple(
        each.model_copy(update={"band": "ask"})
        if each.band == "auto"
        and each.field not in chosen
        and (_block(each.field), each.candidates[0].via, each.candidates[0].element) in taken
        else each
        for each in with_rows(form, proposed, chosen, catalogue)
    )
    return matching.advised(matches, advised or {})


def with_rows(
    form: Form,
    matches: tuple[Match, ...],
    chosen: Choices,
    catalogue: Catalogue,
) -> tuple[Match, ...]:
    """*matches*, and those of what the rows of a block ask once a person said that they are about somebody."""
    about = {
        id_: _target(choice, catalogue)
        for id_, choice in chosen.items()
        if id_ in form.by_id and form.by_id[id_].fields
    }
    asked = {_block(each.field) for each in matches}
    more = [
        each.model_copy(update={"form": form.id})
        for id_, target in about.items()
        if target is not None and id_ not in asked
        for each in matching.propose(_rows_of(form, id_, target), catalogue)
    ]
    of_nobody = {id_ for id_, target in about.items() if target is None}
    return (*(each for each in matches if _block(each.field) not in of_nobody), *more)


def _target(choice: matching.Choice, catalogue: Catalogue) -> SubjectKind | None:
    element = catalogue.elements.get(choice.element or "")
    return element.target if element else None


def _rows_of(form: Form, block: str, subject: SubjectKind) -> Form:
    """What the rows of *block* ask, as a form of its own."""
    return Form(
        department=form.department,
        series=form.series,
        title=form.by_id[block].label,
        subject=subject,
        fields=form.by_id[block].fields,
    )


def _block(field_: str) -> str:
    """The id of the block that a field stands in."""
    return field_.rpartition(".")[0]


def measured(form: Form, catalogue: Catalogue) -> list[Binding]:
    """The figures of a summary form, each bound by the measure it states."""
    bindings = []
    for each in form.leaves():
        if each.measure is not None:
            of = Expression.parse(each.measure).bind(catalogue).subject(form.subject)
            bindings.append(
                Binding(
                    form=form.id,
                    field=each.id,
                    how="measure",
                    measure=each.measure,
                    of=of,
                    decided_by="rule:stated-measure",
                )
            )
    return bindings


def is_figure(measure: str, catalogue: Catalogue) -> bool:
    """Whether an expression gives a figure over elements that are known."""
    try:
        return Expression.parse(measure).bind(catalogue).aggregate
    except Invalid:
        return False
