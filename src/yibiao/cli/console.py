"""What a terminal shows: findings and refusals in both languages, tables, progress."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from yibiao.errors import Finding, NotAForm, Problem, Unreadable
from yibiao.model.malformed import malformed
from yibiao.model.original import SentFile

#: Exit status by the refusal; every other one is 1.
EXIT_STATUS: dict[type[Problem], int] = {NotAForm: 3, Unreadable: 4}

#: Of how many places the terminal says that the same was found there; `--json` and the API list all.
PLACES_SHOWN = 6

out = Console()
err = Console(stderr=True)


def exit_status(error: Exception) -> int | None:
    """The exit status, once why is said on stderr; nothing where *error* is no refusal."""
    if isinstance(error, ValidationError):
        return refused(malformed(error))
    return refused(error) if isinstance(error, Problem) else None


def refused(problem: Problem) -> int:
    """Say why on stderr; the exit status."""
    err.print(f"✗ {problem.title('zh')} {problem.title('en')}", style="bold red", markup=False)
    err.print(f"  {problem.detail('zh')}\n  {problem.detail('en')}", markup=False)
    show_findings(problem.findings)
    err.print(f"→ {problem.remedy('zh')}\n  {problem.remedy('en')}", markup=False)
    return next((status for kind, status in EXIT_STATUS.items() if isinstance(problem, kind)), 1)


def show_findings(findings: Iterable[Finding]) -> None:
    """Each thing found on stderr, once: where (the first places), what, and what to do."""
    marks = {"error": "✗", "warning": "!", "note": "·"}
    told: dict[tuple[str, str, str], list[Finding]] = {}
    for each in findings:
        told.setdefault((each.code, each.says("zh"), each.remedy("zh")), []).append(each)
    for alike in told.values():
        each, places = alike[0], "、".join(every.where for every in alike[:PLACES_SHOWN])
        if len(alike) > PLACES_SHOWN:
            places += f" … 共 {len(alike)} 处 places"
        err.print(
            f"{marks[each.level]} {places}  {each.says('zh')} {each.says('en')}", markup=False
        )
        err.print(f"    → {each.remedy('zh')} {each.remedy('en')}", style="dim", markup=False)


def show_json(document: Any) -> None:
    """JSON on stdout, as a machine reads it."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write("\n")


def table(title: str, *columns: str) -> Table:
    """An empty table for `out.print`."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def saved(file: SentFile, to: Path | None) -> Path:
    """As `saved_in_pieces`, of a file that is there whole."""
    return saved_in_pieces(file.name, [file.content], to)


def saved_in_pieces(name: str, pieces: Iterable[bytes], to: Path | None) -> Path:
    """Where the file was written: *to*, or under its own name there or here; a file of that name is replaced only if named."""
    name = PurePath(name.replace("\\", "/")).name or "form"
    path = to if to is not None and not to.is_dir() else (to or Path()) / name
    if path != to and path.exists():
        raise typer.BadParameter(f"{path} 已存在 is there already")
    require_folder(path)
    with path.open("wb") as file:
        file.writelines(pieces)
    return path


def require_folder(path: Path) -> None:
    """Let pass what can be written where it is wanted."""
    if not path.parent.is_dir():
        raise typer.BadParameter(f"没有这个目录 there is no folder {path.parent}")
