"""What is said of a form or unit, or chosen for fields → refused where it cannot be, before anything is kept."""

from collections.abc import Iterable, Mapping, Sequence

from yibiao import matching
from yibiao.errors import Finding, Invalid, NotFound
from yibiao.flows.registering.proposals import Choices
from yibiao.flows.registry import Registration
from yibiao.model.binding import Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.place import Unit


def check_expressions(form: Form, catalogue: Catalogue) -> None:
    """
    Let a form pass whose scope is a condition on its subjects and whose measures are figures.

    Raises:
        Invalid: One is no expression over known elements, or speaks of something else.
    """
    findings: list[Finding] = []
    texts = [("#/x-scope", form.scope)] + [
        (f"#/properties/{each.id}", each.measure) for each in form.leaves()
    ]
    for where, text in texts:
        if text is None:
            continue
        try:
            expression = Expression.parse(text).bind(catalogue)
            if where == "#/x-scope" and form.layout != "summary":
                expression.about(form.subject)
        except Invalid as problem:
            findings.extend(Finding(each.code, where, each.facts) for each in problem.findings)
    if findings:
        raise Invalid(*findings, count=len(findings))


def check_known(
    form: Form,
    choices: Choices,
    matches: Iterable[Match],
    catalogue: Catalogue,
) -> None:
    """
    Let choices pass that are about fields, and name elements and links that are there or were proposed.

    Raises:
        NotFound: There is no such field, element or link.
        Invalid: The element was merged into another, which is asked instead.
    """
    links = {link for each in matches for candidate in each.candidates for link in candidate.via}
    for field_, choice in choices.items():
        if field_ not in form.by_id:
            raise NotFound(what_zh="字段", what_en="field", id=field_)
        named = [choice.element] if choice.element else []
        for id_ in (*named, *(link for link in choice.via if link not in links)):
            if id_ not in catalogue.elements:
                raise NotFound(what_zh="数据元", what_en="element", id=id_)
            if into := catalogue.elements[id_].merged_into:
                facts = {"element": id_, "into": into}
                raise Invalid(Finding("element-merged", f"#/properties/{field_}", facts), count=1)


def check_free(kept: Choices, choices: Choices) -> None:
    """
    Let choices pass that no other field of the form has taken, by what is *kept* of it or chosen with them.

    Raises:
        Invalid: Another field means that already.
    """
    taken: dict[tuple[tuple[str, ...], str], str] = {}
    findings: list[Finding] = []
    others = {id_: each for id_, each in kept.items() if id_ not in choices}
    for field_, choice in {**others, **choices}.items():
        if choice.element is None or "." in field_:  # rows of a block may ask one thing each
            continue
        first = taken.setdefault((choice.via, choice.element), field_)
        if first != field_ and field_ in choices:
            facts = {"element": choice.element, "field": first}
            findings.append(Finding("element-taken", f"#/properties/{field_}", facts))
    if findings:
        raise Invalid(*findings, count=len(findings))


def require_rows_decided(registration: Registration, resolution: matching.Resolution) -> None:
    """
    Let a resolution pass that leaves nothing open of a block that was just said to be about somebody.

    Raises:
        Invalid: A question of it is in doubt.
    """
    findings = [
        Finding(
            "field-unbound",
            f"#/properties/{each.field}",
            {"form": registration.form.title, "field": registration.form.by_id[each.field].label},
        )
        for each in resolution.undecided
        if each.field not in registration.matches
    ]
    if findings:
        raise Invalid(*findings, count=len(findings))


def require_tree(units: Sequence[Unit], known: Mapping[str, Unit]) -> None:
    """
    Let units pass that lie below others, and none below itself.

    Raises:
        Invalid: One is its own parent, or that of a unit above it.
    """
    findings = [
        Finding("unit-below-itself", f"#/{place}/parent", {"unit": each.code})
        for place, each in enumerate(units)
        if lies_below_itself(each, known)
    ]
    if findings:
        raise Invalid(*findings, count=len(findings))


def lies_below_itself(unit: Unit, known: Mapping[str, Unit]) -> bool:
    """Whether going up from *unit*, as far as units are *known*, leads back to it."""
    above: set[str] = set()
    parent = unit.parent
    while parent is not None and parent not in above:
        above.add(parent)
        parent = known[parent].parent if parent in known else None
    return unit.code in above
