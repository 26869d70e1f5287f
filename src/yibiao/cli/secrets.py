"""Secrets that the service is started with: from the environment or from files, never from a command line."""

import os
from collections.abc import Mapping
from pathlib import Path

import typer


def secret(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """What `name` holds, or the file that `name_FILE` names; nothing where neither is set."""
    file = environment.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            raise typer.BadParameter(
                f"读不到文件 cannot be read: {file}", param_hint=f"{name}_FILE"
            ) from None
    return environment.get(name) or None
