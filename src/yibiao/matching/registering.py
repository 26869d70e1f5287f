"""Forms, one by one → what each field of them turned out to mean, as `yibiao match` shows it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from yibiao.matching.candidates import answerable
from yibiao.matching.certainty import GUESSED
from yibiao.matching.label import read
from yibiao.matching.lexicon import lexicon
from yibiao.matching.meaning import surroundings
from yibiao.matching.paths import minted_link
from yibiao.matching.proposing import propose
from yibiao.matching.resolving import Choice, Resolution, resolve
from yibiao.model.binding import Band, Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind

#: Matches of a form → the same in the light of what advisors say.
Advise = Callable[[Form, tuple[Match, ...], Catalogue], tuple[Match, ...]]


@dataclass(frozen=True)
class Registered:
    """
    One field of a form and what it was taken for.

    Attributes:
        stem: Of the form's file.
        position: The field's place in the file.
        key: The same for fields with the same meaning, see `meant`.
        score: Of the candidate it is listed under; 1 where it stands alone.
    """

    stem: str
    position: int
    key: tuple[str, str, str]
    label: str
    band: Band
    score: float


def registered(
    forms: Iterable[tuple[str, Form]], catalogue: Catalogue, advise: Advise | None = None
) -> tuple[Catalogue, tuple[Registered, ...]]:
    """
    *catalogue* after each of *forms* was registered with it in turn, and what their fields were taken for.

    A doubtful field is listed, and bound, under its best candidate; *advise* may put another first.
    """
    rows: list[Registered] = []
    for stem, form in forms:
        matches = propose(form, catalogue)
        if advise is not None:
            matches = advise(form, matches, catalogue)
        found = resolve(form, matches, catalogue, _best_of_doubtful(form, matches, catalogue))
        catalogue = catalogue.adding(found.elements, found.code_lists, found.wordings)
        rows.extend(_rows(stem, form, matches, found, catalogue))
    return catalogue, tuple(rows)


def _rows(
    stem: str, form: Form, matches: Sequence[Match], found: Resolution, catalogue: Catalogue
) -> Iterator[Registered]:
    bound = {each.field: (each.via, each.element or "") for each in found.bindings}
    class_ = row_class(form)
    for match in matches:
        asked = form.by_id[match.field]
        best = match.candidates[0] if match.candidates else None
        if match.field in bound:
            via, element = bound[match.field]
        elif best:
            via, element = best.via, best.element
        else:
            continue
        subject = form.subject
        if via and via[0] in _unsaid() and (reached := catalogue.elements.get(element)):
            subject = reached.subject
        own = class_ if subject is form.subject else ""
        yield Registered(
            stem=stem,
            position=position(asked.cell, asked.id),
            key=meant(via, element, _class_of(asked, form, own, subject), catalogue),
            label=asked.label,
            band=match.band,
            score=best.score if best and match.band != "new" else 1.0,
        )


def row_class(form: Form) -> str:
    """The class of things that the rows of *form* are, where its kind of subject has such: 企业, 社会组织, 楼栋."""
    if form.subject not in _CLASSIFIED:
        return ""
    named = surroundings(form.subject, form.title).class_
    return named or lexicon().default_classes.get(form.subject, "")


_CLASSIFIED: Final = frozenset(
    {SubjectKind.ORGANISATION, SubjectKind.PLACE, SubjectKind.THING, SubjectKind.EVENT}
)


def _class_of(asked: Field, form: Form, class_: str, subject: SubjectKind) -> str:
    """
    The class of the *subject* that *asked* is about, where rows of *form* are of *class_*.

    活动地点 is no place of an event, and 机构名称 on a form about persons is that of no business.
    """
    if subject not in _CLASSIFIED:
        return ""
    default = lexicon().default_classes.get(subject, "")
    if subject is form.subject and (class_ != default or subject is SubjectKind.ORGANISATION):
        return class_
    kinds = lexicon().class_kinds
    tokens = (*read(asked.label).tokens, *read(form.title).tokens)
    named = (each.canonical for each in tokens if each.part == "class")
    return next((each for each in named if kinds[each] is subject), class_ or default)


def meant(
    via: Sequence[str], element: str, class_: str, catalogue: Catalogue
) -> tuple[str, str, str]:
    """
    The same for fields with one meaning: object class, the last role that a label has to name, and the element.

    The name of a company and that of a team stand in one column, but nobody is asked the one for the other.

    What is true of the unit (辖区, 网格), of the family, or of what else the row belongs to, is the same whatever kind of subject
    the row is about, and so are minted links, and minted elements but of classes of things that a title names, of one local
    name. 所属楼栋 of a dwelling is what the building is called.
    """
    if element in lexicon().names_of and all(each in _unsaid() for each in via):
        return lexicon().names_of[element]
    links = [each for each in via if each not in _unsaid()]
    known = catalogue.elements.get(element)
    name = _local(element, catalogue)
    role = _local(links[-1], catalogue) if links else ""
    own = known is not None and "unit." not in role + name
    if known is not None and known.minted:
        own = own and _is_told_apart(class_) and not known.name.zh.startswith(lexicon().belonging)
        if _says_little(known.name.zh):
            own, class_ = not via, class_ or known.subject
    return class_ if own else "", role, name


def _says_little(name: str) -> bool:
    """Whether *name* says so little, 状态 or 地图定位, that it is another thing for each kind of subject."""
    tokens = [each for each in read(name).tokens if each.part != "noise"]
    return all(
        each.part == "head" or each.canonical in lexicon().words("of_each_kind") for each in tokens
    )


def _is_told_apart(class_: str) -> bool:
    """Whether what nobody described yet is another thing for another class: organisations of all classes are asked alike."""
    kinds, defaults = lexicon().class_kinds, lexicon().default_classes.values()
    return kinds.get(class_) is not SubjectKind.ORGANISATION and class_ not in defaults


@cache
def _unsaid() -> frozenset[str]:
    """Links that a label need not name: whoever applies is whoever the form is about, unless it is about a person."""
    roles = (lexicon().concerned, *lexicon().applicants)
    kinds = (each for each in SubjectKind if each is not SubjectKind.PERSON)
    minted = (minted_link(kind, role) for kind in kinds for role in roles)
    return frozenset((*lexicon().plain_links, *minted))


def _local(id_: str, catalogue: Catalogue) -> str:
    name = id_.partition(".")[2]
    if shared := lexicon().shared(id_):
        return shared
    known = catalogue.elements.get(id_)
    return name if known and known.minted else id_


def _best_of_doubtful(
    form: Form, matches: Sequence[Match], catalogue: Catalogue
) -> dict[str, Choice]:
    return {
        each.field: Choice(
            element=each.candidates[0].element, via=each.candidates[0].via, decided_by=GUESSED
        )
        for each in matches
        if each.band == "ask"
        and answerable(
            form.by_id[each.field], catalogue.elements[each.candidates[0].element], catalogue
        )
    }


def position(cell: str | None, id_: str) -> int:
    """The place of a field in the file: of its `fields` where it has such a list, else in printed order."""
    if cell and cell.startswith("#/fields/"):
        return int(cell.rpartition("/")[2])
    return int(id_.removeprefix("f").partition(".")[0]) - 1
