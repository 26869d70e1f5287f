"""What is asked back: the merged tables, records, slices and the burden."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Controller, MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from yibiao import publishing, slicing
from yibiao.errors import BadRequest, Finding
from yibiao.flows import ask, hand_out, query
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.record import Record
from yibiao.web.downloads import attachment, handed_out
from yibiao.web.problems import REFUSALS


class QueryRoutes(Controller):
    """`/tables`, `/elements`, `/records`, `/slices`, `/burden`"""

    tags = ("queries",)

    @get(
        "/tables/{kind:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="一表 The merged table",
    )
    def table(
        self,
        kind: FromPath[SubjectKind],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> MergedTable:
        """Every element that some form in force asks about subjects of that kind, once, as JSON Schema."""
        return query.table(house, kind, actor)

    @get("/elements", responses=REFUSALS, sync_to_thread=False, summary="数据元 Elements")
    def elements(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[Element]:
        """The catalogue of elements."""
        return list(query.registry(house, actor).catalogue.elements.values())

    @get("/code-lists", responses=REFUSALS, sync_to_thread=False, summary="代码表 Code lists")
    def code_lists(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[CodeList]:
        """The catalogue of code lists."""
        return list(query.registry(house, actor).catalogue.code_lists.values())

    @get("/records/{subject:str}", responses=REFUSALS, sync_to_thread=True, summary="台账 A record")
    def record(
        self, subject: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[Record]:
        """What is held about one subject, each value with the position of the entry that said it."""
        return Response(query.record(house, subject, actor).document())  # type: ignore[arg-type]

    @get(
        "/slices/{form_id:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="切片 A form's answer",
    )
    def slice(
        self,
        form_id: FromPath[str],
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
        sort: FromQuery[str | None] = None,
        limit: Annotated[int | None, QueryParameter(ge=1, le=10_000)] = None,
        cursor: FromQuery[str | None] = None,
        answer: Annotated[
            Literal["json", "ndjson", "csv", "filled"], QueryParameter(name="format")
        ] = "json",
    ) -> Response[Any]:
        """
        The form's rows in its own columns, order and codes: JSON (by default), a JSON object a line, or CSV.

        `filter` is a condition over the columns' ids (`f3 >= 60 and f2 = '男'`), `search` a text that some answer
        contains, `sort` ids with commas (`-f3` downwards). With `limit` it is a page, and `next` the next one's `cursor`.

        `filled` is the form itself, in its department's own file where that can be written in: a card about a subject
        (`subject`), an archive of them, or a table with all rows.

        `as_of` is a position, the end of a day in China, or a moment; `round` answers as it was when that closed, and
        `final` says whether it is sealed, so that nothing changes it any more.

        `stale` takes what is shown by now where the picture is far behind, and `as_of` says how far that goes.
        """
        if answer == "filled":
            if period_start or period_end:
                raise BadRequest(
                    Finding("parameters-apart", "?format"),
                    reason="period_start、period_end, format",
                )
            return handed_out(
                hand_out.filled(house, form_id, actor, subject=subject, unit=unit, as_of=as_of)
            )
        if subject is not None:  # everybody's rows are no answer to a question about one
            raise BadRequest(Finding("parameters-apart", "?subject"), reason="subject, format")
        found = query.slice_of(
            house,
            form_id,
            actor,
            unit=unit,
            as_of=as_of,
            round_=round_,
            period=_period(period_start, period_end),
            stale=bool(stale),
            wanted=slicing.Wanted(
                where=where,
                search=search,
                order=tuple(filter(None, (sort or "").split(","))),
                after=cursor,
                limit=limit,
            ),
        )
        if answer == "ndjson":
            return Stream(publishing.json_lines(found.printed), media_type="application/x-ndjson")
        if answer == "csv":
            return Stream(
                publishing.csv_lines(found.printed),
                media_type="text/csv",
                headers={"Content-Disposition": attachment(f"{found.form.title}.csv")},
            )
        return Response(_document(form_id, found), media_type=MediaType.JSON)

    @get(
        "/burden",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="负担 The burden, before and after",
    )
    def burden(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> dict[str, Any]:
        """Cells and hours asked before and after merging, with every input of the formula."""
        return ask.burden(house, actor).document()


def _period(start: date | None, end: date | None) -> tuple[date, date] | None:
    if start is None and end is None:
        return None
    if start is None or end is None or end < start:
        raise BadRequest(
            Finding("period-not-whole", "?period_end"), reason="period_start、period_end"
        )
    return start, end


def _document(form_id: str, found: query.Slice) -> dict[str, Any]:
    printed = found.printed
    return {
        "form": form_id,
        "title": found.form.title,
        "as_of": printed.as_of,
        **({} if found.final is None else {"final": found.final}),
        "completeness": found.completeness,
        "columns": [
            {"id": header.id, "label": header.label, "section": list(header.section)}
            for header in printed.headers
        ],
        "rows": [list(row) for row in printed.rows],
        "subjects": [subject for _, subject in printed.keys],
        **({"next": found.next} if found.next else {}),
    }
