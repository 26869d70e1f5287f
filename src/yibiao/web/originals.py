"""A form filled in about many subjects, in its department's own file."""

from datetime import date

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from yibiao import slicing
from yibiao.flows.house import House
from yibiao.flows.slicing.originals import originals
from yibiao.flows.slicing.slices import Wish
from yibiao.model.actor import Actor
from yibiao.model.text import Id, Noun
from yibiao.web.described import FILE_TYPES, answering
from yibiao.web.downloads import streamed
from yibiao.web.measures import span
from yibiao.web.problems import REFUSALS


class Originals(Noun):
    """
    Whose, and how.

    Attributes:
        unit: Only of that unit and all below it.
        subjects: Only about these, by their ids.
        filter: Only whom a condition over the columns' ids finds (`f3 >= 60`).
        search: Only whom a text finds.
        sort: Ids of columns to put them in order by, `-` before those that go downwards.
        as_of: As things stood then: a position, a day, a moment.
        round: As that round has it.
        together: One document with a section, or one workbook with a sheet, for each, instead of an archive.
    """

    unit: Id | None = None
    subjects: tuple[Id, ...] | None = None
    filter: str | None = None
    search: str | None = None
    sort: tuple[str, ...] = ()
    as_of: str | None = None
    round: Id | None = None
    period_start: date | None = None
    period_end: date | None = None
    together: bool = False


class OriginalRoutes(Controller):
    """`/slices/{form}/originals`"""

    tags = ("queries",)

    @post(
        "/slices/{form_id:str}/originals",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        operation_class=answering(*FILE_TYPES),
        media_type="application/octet-stream",
        summary="成批填好的原表 Filled originals",
    )
    def originals(
        self,
        form_id: FromPath[str],
        data: JSONBody[Originals],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Stream:
        """
        The form filled in about each subject in its department's own file, ready to be signed and sealed.

        An archive of files, each called by the name printed in it, or with `together` one document or workbook; sent as it
        is made, however many there are. Whom it is about stands in the body, so that no address names anybody.
        """
        wish = Wish(
            data.unit,
            data.as_of,
            data.round,
            span(data.period_start, data.period_end),
            wanted=slicing.Wanted(where=data.filter, search=data.search, order=data.sort),
        )
        return streamed(
            originals(house, form_id, actor, wish, subjects=data.subjects, together=data.together)
        )
