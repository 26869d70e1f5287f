"""The service, over HTTP."""

import gc
import os
import secrets
import signal
import sys
import threading
from typing import Annotated, Final

import typer
import uvicorn

from yibiao import matching
from yibiao.cli.console import err
from yibiao.cli.handing_back import HandingBack
from yibiao.cli.house import DEFAULT_DATA, Data, open_house
from yibiao.cli.secrets import secret
from yibiao.flows import apart
from yibiao.flows.following import delivering
from yibiao.flows.house import House
from yibiao.flows.outside import Outside
from yibiao.flows.slicing import sealing
from yibiao.web.app import create_app
from yibiao.web.sending import Sender

#: Seconds after which a thread that computes lets another one do so.
SWITCH: Final = 0.001

#: So many more things than before make the interpreter look for circles among them.
YOUNG: Final = 20_000

#: Of the memory the picture takes no more as long as that is enough: for many who ask at once the engine would take whatever is
#: there.
AT_FIRST: Final = "400MB"

#: Of so many forms an index is made in a second or two, while the first of them is read.
FEW: Final = 200


def serve(
    data: Data = DEFAULT_DATA,
    host: Annotated[str, typer.Option(help="监听地址 address")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 port")] = 8080,
    token: Annotated[
        bool,
        typer.Option(
            "--token/--no-token", help="是否接受管理员令牌 whether the set-up token lets in"
        ),
    ] = True,
) -> None:
    """
    Serve until interrupted.

    The set-up token comes from YIBIAO_TOKEN or YIBIAO_TOKEN_FILE, or is made up and shown once. YIBIAO_PROXIES names the
    addresses of reverse proxies whose word on caller and encryption is taken.
    """
    with open_house(data, new=True, at_first=AT_FIRST) as house:
        serve_house(house, host, port, token=token)


def collect_seldom() -> None:
    """Look for circles only among what is new: what has been made so far stays, as does an index, once there is one."""
    gc.collect()
    gc.freeze()
    # What entries bring has gone by itself long before: to look for circles at every few of them costs a tenth of it.
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    matching.when_made(gc.freeze)


def _index(house: House) -> None:
    """Have at hand what the first form would wait for."""
    matching.index_of(house.registry.catalogue)


def close_when_told() -> None:
    """
    Have whoever stops the service let it close in order: what is held is closed, and the next start has nothing to make good.

    uvicorn answers what it has begun to, and then sends itself the signal once more, which would end all at once.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def serve_house(house: House, host: str, port: int, *, token: bool = True) -> None:
    """Serve an open house until interrupted."""
    given = secret("YIBIAO_TOKEN") if token else None
    used = (given or secrets.token_urlsafe(24)) if token else None
    if given or not used:
        err.print(f"页面 page: http://{host}:{port}/", markup=False)
    else:
        err.print(f"令牌 token: {used}", markup=False)
        err.print(f"页面 page: http://{host}:{port}/#token={used}", markup=False)
    try:
        house.outside = Outside.of(os.environ.get("YIBIAO_WEBHOOK_NETWORKS", ""))
    except ValueError:
        raise typer.BadParameter("YIBIAO_WEBHOOK_NETWORKS") from None
    proxies = os.environ.get("YIBIAO_PROXIES", "")
    close_when_told()
    house.make_ready()
    house.follow()
    house.attend(sealing.Sealer(house))
    house.attend(delivering.Deliverer(house, Sender(house.outside)))
    house.attend(HandingBack())
    app = create_app(house, used)
    collect_seldom()
    if len(house.registry.registrations) > FEW:
        threading.Thread(target=_index, args=(house,), daemon=True).start()
    # The writer lets others run whenever it waits for the database, and would wait five times as long for its turn.
    sys.setswitchinterval(SWITCH)
    # Who reads files starts last: it loads for as long as all of this takes, and is not waited for.
    with apart.Readers() as readers:
        house.read = readers.read
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
        )
