"""Keeping: a backup, as it is made."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Stream

from yibiao.flows import keep
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.web.described import answering
from yibiao.web.downloads import attachment
from yibiao.web.problems import REFUSALS

#: Where it is; not to be compressed a second time.
BACKUP = "/backup"


class KeepRoutes(Controller):
    """`/backup`"""

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
