"""The HTTP service: the same flows as the terminal's, under `/api/v1`."""

from typing import Self

from anyio import CapacityLimiter
from litestar import Litestar, Request, Router, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

import yibiao
from yibiao.flows.house import HASHED_TOGETHER, House
from yibiao.model.actor import Actor
from yibiao.web import checks, headers, leaving, pages, problems
from yibiao.web.accesses import AccessRoutes
from yibiao.web.accounts import AccountRoutes
from yibiao.web.arriving import Arriving
from yibiao.web.challenges import ChallengeRoutes
from yibiao.web.changes import FEED, ChangeRoutes
from yibiao.web.coming import Coming
from yibiao.web.conflicts import ConflictRoutes
from yibiao.web.crowd import Crowd
from yibiao.web.doubles import DoubleRoutes
from yibiao.web.elements import ElementRoutes
from yibiao.web.entries import EntryRoutes
from yibiao.web.filing import App, Filing
from yibiao.web.forms import FormRoutes
from yibiao.web.grants import GrantRoutes
from yibiao.web.history import HistoryRoutes
from yibiao.web.imports import ImportRoutes
from yibiao.web.keep import BACKUP, KeepRoutes
from yibiao.web.leads import LeadRoutes
from yibiao.web.limits import Limits
from yibiao.web.measures import MeasureRoutes
from yibiao.web.odata import ODataRoutes
from yibiao.web.originals import OriginalRoutes
from yibiao.web.own_sql import OwnSqlRoutes
from yibiao.web.places import PlaceRoutes
from yibiao.web.queries import QueryRoutes
from yibiao.web.registers import RegisterRoutes
from yibiao.web.rounds import RoundRoutes
from yibiao.web.security import Door
from yibiao.web.sentinels import SentinelRoutes
from yibiao.web.sessions import SessionRoutes
from yibiao.web.slices import SliceRoutes
from yibiao.web.subjects import SubjectRoutes
from yibiao.web.submitting import SubmittingRoutes
from yibiao.web.units import UnitRoutes
from yibiao.web.watching import Watch
from yibiao.web.webhooks import WebhookRoutes

#: The largest body taken: a workbook a department may send.
LARGEST_BODY = 50 * 1024 * 1024

#: What everybody may see.
_PUBLIC = f"{pages.PUBLIC}|^/rules[.]js$|^/schema|^/health$"


class _Api(Router):
    """Registered with one app, as it is: to copy it with all its handlers is a fifth of what the app takes to be made."""

    def __deepcopy__(self, _: object) -> Self:
        return self


def create_app(house: House, token: str | None, limits: Limits | None = None) -> Litestar:
    """
    The service over *house*; *token* is the administrator's to set it up with, if there is to be one.

    `/` is the page, `/health` answers when the service does, `/schema` describes the API; everything else wants a session
    or a token.
    """
    api = _Api(
        "/api/v1",
        route_handlers=[
            PlaceRoutes,
            FormRoutes,
            SubmittingRoutes,
            ElementRoutes,
            EntryRoutes,
            ConflictRoutes,
            ChallengeRoutes,
            SentinelRoutes,
            DoubleRoutes,
            HistoryRoutes,
            SubjectRoutes,
            ImportRoutes,
            LeadRoutes,
            GrantRoutes,
            AccessRoutes,
            RegisterRoutes,
            RoundRoutes,
            checks.CheckRoutes,
            QueryRoutes,
            MeasureRoutes,
            SliceRoutes,
            OriginalRoutes,
            ChangeRoutes,
            WebhookRoutes,
            OwnSqlRoutes,
            KeepRoutes,
            UnitRoutes,
            SessionRoutes,
            AccountRoutes,
        ],
        before_request=problems.require_known,
    )
    doors = [
        Door(house, token, limits or Limits(), _PUBLIC),
        Coming(house),
        Crowd(LARGEST_BODY),
    ]
    arriving = Arriving()
    app = App(
        route_handlers=[api, ODataRoutes, *pages.ROUTES, checks.rules, health],
        dependencies={
            "house": Provide(house_of),
            "actor": Provide(actor_of),
        },
        exception_handlers=problems.HANDLERS,
        middleware=doors,
        before_send=[headers.added],
        on_startup=[leaving.many_at_once],
        request_max_body_size=LARGEST_BODY,
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=5,
            minimum_size=2_000,
            exclude=[f"{BACKUP}$", f"{FEED}$"],
        ),
        state=State(
            {
                "house": house,
                "watch": Watch(house),
                "hashing": CapacityLimiter(HASHED_TOGETHER),
                "arriving": arriving,
            }
        ),
        openapi_config=OpenAPIConfig(
            title="Yibiao 一表",
            version=yibiao.__version__,
            description="基层一张表：表单登记、字段合并、一次填报、切片查询。One table per grassroots unit.",
            path="/schema",
            components=Components(
                security_schemes={
                    "token": SecurityScheme(type="http", scheme="bearer"),
                    "session": SecurityScheme(
                        type="apiKey",
                        security_scheme_in="cookie",
                        name="__Host-yibiao",
                        description="登录后的会话；有改动的请求须带 Yibiao-Request 头。 A session that was signed in to; what changes something carries the header Yibiao-Request.",
                    ),
                }
            ),
            security=[{"token": []}, {"session": []}],
            render_plugins=[JsonRenderPlugin(path="/"), JsonRenderPlugin()],
            use_handler_docstrings=True,
        ),
        logging_config=None,
    )
    app.quick = Filing(house, doors, LARGEST_BODY, arriving)
    return app


async def house_of(state: State) -> House:
    """The house the app was made over."""
    house: House = state.house
    return house


async def actor_of(request: Request[Actor, None, State], house: NamedDependency[House]) -> Actor:
    """Who is calling; asked for after the house, because to find both at once takes tasks that cost more than both."""
    del house
    return request.user


@get("/health", include_in_schema=False)
async def health(state: State) -> dict[str, int | str]:
    """That the service answers, how far the journal has come, and how far the picture shows it."""
    house: House = state.house
    return {
        "version": yibiao.__version__,
        "position": house.journal.head,
        "picture": house.picture.at,
    }
