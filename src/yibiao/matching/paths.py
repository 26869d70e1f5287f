"""A form's subject and a role → whom a field may be about, and over which links."""

from collections.abc import Iterator
from dataclasses import dataclass

from yibiao.matching.index import index_of
from yibiao.matching.lexicon import lexicon
from yibiao.matching.minting import slug
from yibiao.model.catalogue import Catalogue
from yibiao.model.kinds import SubjectKind

_ORGANISATION = SubjectKind.ORGANISATION


@dataclass(frozen=True)
class Path:
    """Links from the row's subject to whom a field is about. `direct`: the label names them, or they are the row's own."""

    via: tuple[str, ...]
    kind: SubjectKind
    direct: bool = True


def paths(subject: SubjectKind, role: str, catalogue: Catalogue) -> Iterator[Path]:
    """
    Whom a field of a form about *subject* may be about, given the *role* it names.

    The nearest links that bear the role are taken; where none does, one that `resolve` would mint.
    """
    starts = [Path((), subject), *_plain(subject, catalogue)]
    if not role:
        yield from starts
        return
    for start in starts:
        if (
            not start.direct
            and start.kind is _ORGANISATION
            and role not in lexicon().words("organisation_only")
        ):
            continue
        found = [
            Path((*start.via, id_), target)
            for id_ in index_of(catalogue).links(start.kind, role)
            if (target := catalogue.links[id_].target)
        ]
        if found:
            yield from found
            return
    yield Path((minted_link(subject, role),), SubjectKind.PERSON)


def concerned(subject: SubjectKind, catalogue: Catalogue) -> Path:
    """To the person a row about a *subject* concerns; in doubt until somebody decided that there is one."""
    link = minted_link(subject, lexicon().concerned)
    return Path((link,), SubjectKind.PERSON, direct=link in catalogue.links)


def minted_link(subject: SubjectKind, role: str) -> str:
    """The id of the link that is minted for *role*."""
    return f"{subject.value}.{slug(role)}"


def _plain(subject: SubjectKind, catalogue: Catalogue) -> Iterator[Path]:
    """Links that need no naming: a person's household is theirs."""
    for id_ in lexicon().plain_links:
        link = catalogue.links.get(id_)
        if link and link.target and link.subject is subject:
            yield Path((id_,), link.target, direct=False)
