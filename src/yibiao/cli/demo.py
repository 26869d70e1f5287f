"""The command that shows the main job on a made-up community."""

from pathlib import Path
from typing import Annotated

import typer

from yibiao.cli.console import err, out
from yibiao.cli.house import TERMINAL
from yibiao.demo import run, staff


def demo(
    serve: Annotated[
        bool, typer.Option("--serve", help="结束后保持服务 leave it open afterwards")
    ] = False,
    data: Annotated[
        Path, typer.Option("--data", help="数据目录（会清空）data directory, emptied first")
    ] = Path("demo-data"),
    seed: Annotated[int, typer.Option(help="随机种子 seed")] = 2026,
    households: Annotated[int, typer.Option(help="户数 households")] = 2_497,
    residents: Annotated[int, typer.Option(help="人数 residents")] = 7_491,
    port: Annotated[int, typer.Option(help="端口 port")] = 8080,
) -> None:
    """Register real forms, merge, fill for a made-up community over two rounds, slice, and show the burden."""
    try:
        house, clock = run.open_house(data)
    except FileExistsError:
        raise typer.BadParameter(
            f"{data} 里有别的东西，不会清空 holds something else and is not emptied",
            param_hint="--data",
        ) from None
    with house:
        story = run.tell(house, clock, out, seed=seed, households=households, residents=residents)
        if serve:
            from yibiao.cli.serving import serve_house

            run.open_today(story)
            for each in staff.open_accounts(house, story.unit, TERMINAL):
                err.print(
                    f"账号 account: {each.login}  密码 password: {each.password}  {each.purpose}",
                    markup=False,
                    soft_wrap=True,
                )
            serve_house(house, "127.0.0.1", port)
