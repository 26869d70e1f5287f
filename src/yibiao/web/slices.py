"""Slices: what departments get back of what they asked, in whichever format and as far as they see it."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from yibiao import slicing
from yibiao.errors import BadRequest, Finding
from yibiao.flows.house import House
from yibiao.flows.slicing import export
from yibiao.flows.slicing.originals import originals
from yibiao.flows.slicing.slices import Wish
from yibiao.flows.slicing.written import Format
from yibiao.model.actor import Actor
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


class SliceRoutes(Controller):
    """`/slices/{form}`"""

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
        limit: Annotated[int | None, QueryParameter(ge=1, le=10_000)] = None,
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
