"""Slices: what departments get back of what they asked, in whichever format and as far as they see it."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from pydantic import Field

from yibiao import slicing
from yibiao.errors import BadRequest, Finding
from yibiao.flows.house import House
from yibiao.flows.slicing import export
from yibiao.flows.slicing.originals import originals
from yibiao.flows.slicing.slices import Wish
from yibiao.flows.slicing.written import Format
from yibiao.model.actor import Actor
from yibiao.model.text import Id, Noun
from yibiao.web import leaving, negotiating
from yibiao.web.described import FILE_TYPES, answering
from yibiao.web.downloads import streamed
from yibiao.web.measures import span
from yibiao.web.problems import MEDIA_TYPE, REFUSALS, ProblemDocument

_ANSWERS = {
    **REFUSALS,
    304: ResponseSpec(None, description="与已有的相同 The same as before"),
    406: ResponseSpec(
        ProblemDocument,
        generate_examples=False,
        description="没有这种格式 It does not come in that format",
        media_type=MEDIA_TYPE,
    ),
}


#: Rows of a page, at most; and rows that a page may leave out before it.
MOST, FURTHEST = 10_000, 1_000_000_000


class Rows(Noun):
    """
    What is wanted of a slice, as the parameters of `GET /slices/{form}` have it, and where to jump to.

    Attributes:
        skip: As many rows are left out first; a `cursor` says better where to go on.
        format: Of the answer; else what is accepted decides.
    """

    unit: Id | None = None
    as_of: str | None = None
    round: Id | None = None
    period_start: date | None = None
    period_end: date | None = None
    stale: bool = False
    filter: str | None = None
    search: str | None = None
    group: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    limit: Annotated[int, Field(ge=1, le=MOST)] | None = None
    skip: Annotated[int, Field(ge=0, le=FURTHEST)] = 0
    cursor: str | None = None
    format: Format | None = None

    def wish(self) -> Wish:
        """
        The same, as flows take it.

        Raises:
            BadRequest: It says in two ways where a page begins, or half of a period.
        """
        if self.cursor is not None and self.skip:
            raise BadRequest(Finding("parameters-apart", "#/skip"), reason="skip, cursor")
        period = span(
            self.period_start, self.period_end, Finding("period-not-whole", "#/period_end")
        )
        wanted = slicing.Wanted(
            where=self.filter,
            search=self.search,
            group=self.group,
            measures=self.measure,
            order=self.sort,
            after=self.cursor,
            limit=self.limit,
            skip=self.skip,
        )
        return Wish(self.unit, self.as_of, self.round, period, self.stale, wanted)


class SliceRoutes(Controller):
    """`/slices/{form}`, `/slices/{form}/rows`"""

    tags = ("queries",)

    @get(
        "/slices/{form_id:str}",
        responses=_ANSWERS,
        operation_class=answering(*negotiating.MEDIA_TYPES.values(), *FILE_TYPES),
        summary="切片 A form's answer",
    )
    async def slice(
        self,
        form_id: FromPath[str],
        request: Request[Actor, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        unit: FromQuery[str | None] = None,
        as_of: FromQuery[str | None] = None,
        round_: Annotated[str | None, QueryParameter(name="round")] = None,
        period_start: FromQuery[date | None] = None,
        period_end: FromQuery[date | None] = None,
        subject: FromQuery[str | None] = None,
        stale: FromQuery[bool | None] = None,
        where: Annotated[str | None, QueryParameter(name="filter")] = None,
        search: FromQuery[str | None] = None,
        group: FromQuery[str | None] = None,
        measure: FromQuery[str | None] = None,
        sort: FromQuery[str | None] = None,
        limit: Annotated[int | None, QueryParameter(ge=1, le=MOST)] = None,
        cursor: FromQuery[str | None] = None,
        format_: Annotated[Format | Literal["filled"] | None, QueryParameter(name="format")] = None,
    ) -> Response[Any]:
        """
        The form's rows in its own columns, order and codes.

        By `format`, or else by what `Accept` says, they come as JSON, a JSON object a line, CSV, a workbook in the
        department's own layout, Parquet, or a stream of Arrow's IPC format.

        `filter` is a condition over the columns' ids or labels (`f3 >= 60 and 性别 = '男'`), `search` a text that some answer
        contains, `sort` ids with commas (`-f3` downwards). With `limit` it is a page, and `next` the next one's `cursor`.

        `group` counts rows together by columns, `year(f4)`, `quarter`, `month`, `day`, and levels of units (`unit`,
        `community`, `township`, `county`, `city`, `province`); `measure` says what of each group: `count`, `count(f3)`,
        `distinct`, `sum`, `mean`, `min`, `max`.

        `completeness` – in other formats the header `Yibiao-Completeness` – says how many cells are answered, and how many
        units have filed, are due and are late in the newest round that asks the form. The answer has an ETag.

        `filled` is the form itself, in its department's own file where that can be written in: a card about a subject
        (`subject`), an archive of them, or a table with all rows. `POST /slices/{form}/originals` takes lists of subjects.

        `as_of` is a position, the end of a day in China, or a moment; `round` answers as it was when that closed, and
        `final` says whether it is sealed, so that nothing changes it any more.

        `stale` takes what is shown by now where the picture is far behind, and `as_of` says how far that goes.
        """
        period = span(period_start, period_end, Finding("period-not-whole", "?period_end"))
        # Everybody's rows are no answer to a question about one.
        if subject is not None and format_ != "filled":
            raise BadRequest(Finding("parameters-apart", "?subject"), reason="subject, format")
        wanted = slicing.Wanted(
            where=where,
            search=search,
            group=_named(group),
            measures=_named(measure),
            order=_named(sort),
            after=cursor,
            limit=limit,
        )
        wish = Wish(unit, as_of, round_, period, bool(stale), wanted)
        if format_ == "filled":
            subjects = None if subject is None else [subject]
            return await leaving.answered(
                request, lambda: streamed(originals(house, form_id, actor, wish, subjects=subjects))
            )
        answer = negotiating.format_of(request, format_)
        return await leaving.answered(
            request, lambda: _answered(request, house, form_id, actor, wish, answer)
        )

    @post(
        "/slices/{form_id:str}/rows",
        responses=_ANSWERS,
        status_code=HTTP_200_OK,
        operation_class=answering(*negotiating.MEDIA_TYPES.values(), *FILE_TYPES),
        summary="切片，条件不进网址 A form's answer, what is looked for in the body",
    )
    async def rows(
        self,
        form_id: FromPath[str],
        data: JSONBody[Rows],
        request: Request[Actor, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        """
        As `GET /slices/{form}`, but what is searched for and filtered by stands in no address.

        `skip` jumps: as many rows are left out first, so that a table can be scrolled to anywhere.
        """
        wish, format_ = data.wish(), negotiating.format_of(request, data.format)
        return await leaving.answered(
            request, lambda: _answered(request, house, form_id, actor, wish, format_)
        )


def _answered(
    request: Request[Actor, Any, Any],
    house: House,
    form: str,
    actor: Actor,
    wish: Wish,
    format_: Format,
) -> Response[Any]:
    requested = export.requested(house, form, actor, wish, format_)
    tag = requested.asked.tag(house, actor, format_)
    if negotiating.known(request, tag):
        return negotiating.unchanged(tag)
    exported = export.answered(house, requested, actor)
    return negotiating.sent(exported, requested.asked.tag(house, actor, format_, at=exported.as_of))


def _named(text: str | None) -> tuple[str, ...]:
    return tuple(each.strip() for each in (text or "").split(",") if each.strip())
