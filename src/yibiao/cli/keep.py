"""Commands that keep a data directory: verify, rebuild, back up, restore."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from yibiao.cli.console import err, out, require_folder, show_findings
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, Data, open_house
from yibiao.cli.secrets import secret
from yibiao.errors import Finding
from yibiao.flows import keep


def verify(data: Data = DEFAULT_DATA) -> None:
    """Check chain, records and picture against the journal."""
    with open_house(data) as house:
        findings = keep.verify(house, TERMINAL)
        show_findings(findings)
        if findings:
            raise typer.Exit(1)
        out.print(
            f"✓ 日志完好，台账和查询库与之一致。Journal whole, records and picture agree. ({house.journal.head})"
        )


def rebuild(data: Data = DEFAULT_DATA) -> None:
    """Throw records and picture away and fold them anew."""
    with open_house(data) as house:
        out.print(f"✓ {keep.rebuild(house, TERMINAL)}")


def backup(
    file: Annotated[
        Path, typer.Argument(help="备份文件，或存放它的目录 the backup, or a folder for it")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Write everything that cannot be made again into one file; whoever files meanwhile is not held up."""
    if file.is_dir():
        file /= f"yibiao-{datetime.now().astimezone():%Y%m%dT%H%M%S}.zip"
    require_folder(file)
    with Progress(console=err, transient=True) as shown:
        task = shown.add_task("备份 backing up", total=None)
        made = keep.backup(
            data,
            file,
            TERMINAL,
            journal=_journal(),
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )
    show_findings(Finding("file-left-out", f"files/{each}") for each in made.left_out)
    out.print(f"✓ {file} ({made.head})", markup=False)


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="备份 the backup")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Restore a backup where nothing is yet; begun again, it starts over."""
    made = keep.restore(file, data, TERMINAL, journal=_journal())
    out.print(f"✓ {data} ({made.head})", markup=False)


def _journal() -> str | None:
    return secret("YIBIAO_JOURNAL")
