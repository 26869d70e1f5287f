"""The figures of a summary form: how they may be worked out, what that gives, what is fixed; and the same in groups."""

from datetime import date
from typing import Annotated, Any

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.errors import BadRequest, Finding
from yibiao.flows.house import House
from yibiao.flows.slicing import breakdown, explaining, measures, trying
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.period import Span
from yibiao.model.text import Noun
from yibiao.web import negotiating
from yibiao.web.problems import REFUSALS


class Trial(Noun):
    """Measures by the ids of figures, and the unit and period to try them in."""

    measures: dict[str, str]
    unit: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    together: bool = False


class Writing(Noun):
    """A figure's measure as far as it is written, and what its answer is to be for: a unit, a period, groups."""

    field: str
    measure: str
    unit: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    by: str | None = None


class MeasureRoutes(Controller):
    """`/forms/{id}/measures`, `/forms/{id}/figures`"""

    tags = ("forms",)

    @get(
        "/forms/{form_id:str}/measures",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="算法 Measures",
    )
    def measures(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[list[dict[str, Any]]]:
        """
        Every figure of a summary form: what is proposed for it from its headings, why, what is doubtful, and what is fixed.

        A figure without a measure is asked of the units. `suggestion.band` is `auto` where every word is understood.
        The answer has an ETag, which names the measures that are fixed.
        """
        found, tag = measures.figures(house, form_id, actor)
        return Response([each.document() for each in found], headers={"ETag": f'"{tag}"'})

    @post(
        "/forms/{form_id:str}/measures:preview",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="试算 Try measures",
    )
    def preview(
        self,
        form_id: FromPath[str],
        data: JSONBody[Trial],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> dict[str, Any]:
        """
        What measures would give in each unit, and sums that are not those of their parts; nothing is kept.

        With `together` all that is below the unit, or everywhere, is counted as one.
        """
        period = span(data.period_start, data.period_end)
        return trying.preview(
            house, form_id, data.measures, actor, unit=data.unit, period=period, together=data.together
        ).document()  # fmt: skip

    @post(
        "/forms/{form_id:str}/measures:explain",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="说明指标 Explain a figure",
    )
    def explain(
        self,
        form_id: FromPath[str],
        data: JSONBody[Writing],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> dict[str, Any]:
        """
        What a measure means for one figure, while it is written; nothing is kept.

        `findings` say what is wrong with it, each `at` the characters it is about; that is no refusal. Else `says` puts it
        in words, and `answer` has what it gives: `value`, the subjects `counted` behind it with the `slices` and filters
        that show their rows, what units `filed` for it themselves, and `groups` as `by` asks (see `GET …/figures`).
        """
        period = span(data.period_start, data.period_end)
        return explaining.explain(
            house,
            form_id,
            data.field,
            data.measure,
            actor,
            unit=data.unit,
            period=period,
            by=data.by,
        ).document()

    @put(
        "/forms/{form_id:str}/measures",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="定算法 Fix measures",
    )
    def fix(
        self,
        form_id: FromPath[str],
        data: JSONBody[dict[str, str | None]],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        if_match: Annotated[str | None, HeaderParameter(name="If-Match")] = None,
    ) -> list[Binding]:
        """
        Have figures be worked out by these measures, by field id; `null` has the units be asked for them again.

        All of them or none; with `If-Match`, only while they are those of that ETag, or of one of several.

        The next edition of the form keeps the measures of figures that it words the same.
        """
        seen = negotiating.tags(if_match or "*")
        return list(measures.fix(house, form_id, data, actor, seen=None if "*" in seen else seen))

    @get(
        "/forms/{form_id:str}/figures",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="分组统计 Figures in groups",
    )
    def figures(
        self,
        form_id: FromPath[str],
        by: FromQuery[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        unit: FromQuery[str | None] = None,
        period_start: FromQuery[date | None] = None,
        period_end: FromQuery[date | None] = None,
    ) -> dict[str, Any]:
        """
        A summary form's figures in groups.

        `by` is a level (`province`, `city`, `county`, `township`, `community`), an element of those counted
        (`person.sex`, or of a day `year(person.birth_date)`, `quarter`, `month`), or a period (`monthly`, `quarterly`, `yearly` …): then each is as things stood on its last day.
        """
        period = span(period_start, period_end)
        return breakdown.figures(house, form_id, actor, by=by, unit=unit, period=period).document()


def span(start: date | None, end: date | None, *findings: Finding) -> Span | None:
    """
    Both days, or neither.

    Raises:
        BadRequest: Only one is given, or they are the wrong way round; with *findings*.
    """
    if start is None and end is None:
        return None
    if start is None or end is None or end < start:
        raise BadRequest(*findings, reason="period_start、period_end")
    return start, end
