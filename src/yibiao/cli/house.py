"""What commands on a data directory share: where it is, who acts there, and the house opened."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from yibiao.cli.secrets import secret
from yibiao.errors import NotFound
from yibiao.flows.house import House
from yibiao.flows.registering.advice import advisors
from yibiao.model.actor import Actor, Came

#: Who acts from a terminal: whoever may read the data directory.
TERMINAL = Actor.administrator("user:terminal").model_copy(
    update={"came": Came(address="terminal")}
)

Data = Annotated[Path, typer.Option("--data", help="数据目录 data directory", envvar="YIBIAO_DATA")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读 for a machine")]
DEFAULT_DATA = Path("yibiao-data")


def open_house(data: Path, *, new: bool = False, at_first: str | None = None) -> House:
    """
    The house in *data*; its journal lies there too, or where YIBIAO_JOURNAL says: an address may hold a password.

    `YIBIAO_PICTURE_MEMORY` is what the picture may take of the memory; where it says nothing, *at_first* is, until
    something needs more. Models advise where `YIBIAO_EMBEDDINGS` or `YIBIAO_LANGUAGE_MODEL` name one.

    Raises:
        NotFound: There is none, and this is no command to begin with.
    """
    journal = secret("YIBIAO_JOURNAL")
    if not (new or journal or data.is_dir()):
        raise NotFound(what_zh="数据目录", what_en="data directory", id=str(data))
    memory = os.environ.get("YIBIAO_PICTURE_MEMORY") or None
    if memory and not re.fullmatch(r"[1-9][0-9]*(MB|GB)", memory):
        raise typer.BadParameter("2GB, 800MB …", param_hint="YIBIAO_PICTURE_MEMORY")
    models = advisors(os.environ)
    return House(data, journal=journal, advisors=models, memory=memory, at_first=at_first)
