"""Keeping: a backup, as it is made; whether the journal is whole, and who decided what in it."""

from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK
from pydantic import Field

from yibiao.flows import deeds, keep
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.deed import Deed
from yibiao.model.text import Noun
from yibiao.web.described import answering
from yibiao.web.downloads import attachment
from yibiao.web.problems import REFUSALS

#: Where it is; not to be compressed a second time.
BACKUP = "/backup"


class Verified(Noun):
    """What is wrong with the journal and whatever hangs on it, up to a position; nothing, when all is well."""

    position: int
    findings: tuple[dict[str, Any], ...]


class KeepRoutes(Controller):
    """`/backup`, `/verification`, `/deeds`"""

    tags = ("keeping",)

    @get(
        BACKUP,
        responses=REFUSALS,
        sync_to_thread=True,
        operation_class=answering("application/zip"),
        summary="备份 A backup",
    )
    def backup(self, house: NamedDependency[House], actor: NamedDependency[Actor]) -> Stream:
        """
        Everything that stands now, in one file, for `yibiao restore`; entries are taken meanwhile.

        A file that was cut off, or that the service could not finish, lacks its end, and is refused when it is restored.
        """
        name = f"yibiao-{house.now():%Y%m%dT%H%M%SZ}.zip"
        return Stream(
            keep.backup_of(house, actor),
            media_type="application/zip",
            headers={"Content-Disposition": attachment(name)},
        )

    @post(
        "/verification",
        responses=REFUSALS,
        status_code=HTTP_200_OK,
        sync_to_thread=True,
        summary="核验日志 Verify the journal",
    )
    def verify(self, house: NamedDependency[House], actor: NamedDependency[Actor]) -> Verified:
        """
        The chain walked from its beginning, and records, picture and files held against the journal.

        It takes as long as there are events.
        """
        position = house.journal.head
        found = keep.verify(house, actor)
        return Verified(position=position, findings=tuple(each.document() for each in found))

    @get("/deeds", responses=REFUSALS, sync_to_thread=True, summary="办理记录 Who decided what")
    def deeds(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        of: FromQuery[str | None] = None,
        kind: FromQuery[str | None] = None,
        before: FromQuery[int | None] = None,
        limit: FromQuery[Annotated[int, Field(ge=1, le=deeds.MOST_AT_ONCE)]] = deeds.MOST_AT_ONCE,
    ) -> list[Deed]:
        """
        What was admitted, granted, opened, merged and closed, by whom and when, the newest first; nobody's values.

        Of one actor (`of`), of one kind (`form.admitted`, or `form` for all about forms). `before` is the position of the
        last line of the page before.
        """
        return list(deeds.deeds(house, actor, of=of, kind=kind, before=before, limit=limit))
