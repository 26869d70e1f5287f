"""Subjects that may be one with others, and those that were found to be."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from yibiao.flows.house import House
from yibiao.flows.subject import doubles as flow
from yibiao.model.actor import Actor
from yibiao.model.double import Double, PastMerging
from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Noun
from yibiao.web.problems import REFUSALS


class DoublesAnswer(Noun):
    """Pairs, the likest first, and how many they are; `after` is where to go on, if there are more subjects."""

    doubles: tuple[Double, ...]
    found: int
    after: str | None = None


class MergingsAnswer(Noun):
    """Mergings, the newest first; `people` says what whoever made them is called, as far as they have accounts."""

    mergings: tuple[PastMerging, ...]
    people: dict[str, str]


class DoubleRoutes(Controller):
    """`…/duplicates`, `…/mergings`"""

    tags = ("subjects",)

    @get(
        "/units/{code:str}/duplicates",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="可能重复的对象 Subjects that may be one",
    )
    def duplicates(
        self,
        code: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        kind: FromQuery[SubjectKind | None] = None,
        after: FromQuery[str] = "",
        counted: FromQuery[bool] = False,  # noqa: FBT002 – a question in the address
    ) -> DoublesAnswer:
        """
        Pairs among the next thousand subjects of the unit and below and all others, the likest first, each with its reasons.

        Go on with `after`; with `counted`, they are only counted. An entry about one of the two that names the other in `unlike` says that they are two.
        """
        found = flow.doubles(house, code, actor, kind=kind, after=after, counted=counted)
        return DoublesAnswer(doubles=found.found, found=found.count, after=found.after)

    @get(
        "/subjects/{subject:str}/duplicates",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="与一个对象可能重复的 Whom a subject may be one with",
    )
    def duplicates_of(
        self,
        subject: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        other: FromQuery[str | None] = None,
    ) -> DoublesAnswer:
        """Pairs of this subject, the likest first; with `other`, how it compares with that one, whatever was said of the two."""
        found = flow.doubles_of(house, subject, actor, other=other)
        return DoublesAnswer(doubles=found, found=len(found))

    @get(
        "/units/{code:str}/mergings",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="已合并的对象 Who was merged",
    )
    def mergings(
        self,
        code: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> MergingsAnswer:
        """Who of the unit and below was merged into another and is so still: by whom, when, and the id by which it is undone."""
        found = flow.mergings(house, code, actor)
        return MergingsAnswer(mergings=found.found, people=dict(found.people))

    @get(
        "/subjects/{subject:str}/mergings",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="一个对象并入了谁 Into whom a subject was merged",
    )
    def merging(
        self,
        subject: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> MergingsAnswer:
        """One merging, or none: who was merged is closed, and says into whom."""
        found = flow.merging(house, subject, actor)
        return MergingsAnswer(mergings=found.found, people=dict(found.people))
